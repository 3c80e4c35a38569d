"""Every setting, in one file. What differs between machines comes from the environment."""

import os
from pathlib import Path
from typing import Any
from zlib import crc32

from ilm.wall.alive import Line

BASE_DIR = Path(__file__).parent
CHECKOUT = BASE_DIR.parent
HOME = CHECKOUT / "var" if (CHECKOUT / "dev").exists() else Path("/var/lib/openilm")
VAR = Path(os.environ.get("ILM_VAR", HOME)).resolve()
KEYS = Path(os.environ.get("ILM_KEYS", VAR / "keys"))
PINS = Path(os.environ.get("ILM_PINS", KEYS / "pins"))  # who founded which vault
WITNESS = Path(os.environ.get("ILM_WITNESS", VAR / "witness"))  # signed heads, who was erased
# in memory alone: what must not outlive its hour. Named for the user and the installation
_MEMORY = f"/dev/shm/openilm-{os.getuid()}-{crc32(bytes(VAR)):x}"  # noqa: S108 - a tmpfs
FLEETING = Path(os.environ.get("ILM_FLEETING", _MEMORY))
MEDIA_ROOT = Path(os.environ.get("ILM_MEDIA", VAR / "media"))
VOICE = Path(os.environ.get("ILM_VOICE", VAR / "voice.toml"))  # how the gateway is set up
# whose fullness counts: `ILM_DISKS` adds others with commas between, where the database lies
DISKS = [VAR, MEDIA_ROOT, *map(Path, filter(None, os.environ.get("ILM_DISKS", "").split(",")))]
DEVELOPMENT = os.environ.get("ILM_DEV") == "1"
TESTING = os.environ.get("ILM_TESTING") == "1" or "PYTEST_VERSION" in os.environ
# Our own providers (a Kannel, the gateway of the hotline): no other address inside our own network
# is spoken to from the desk, and no other provider is given a call from a browser
_NEAR = "127.0.0.1,localhost" if DEVELOPMENT or TESTING else ""
REACHES = frozenset(filter(None, os.environ.get("ILM_REACHES", _NEAR).split(",")))
# Machines of our own network that may be asked once an operator's statement names them
MACHINES = {
    "translate": os.environ.get("ILM_TRANSLATE_URL", ""),
    "write_down": os.environ.get("ILM_WRITE_DOWN_URL", ""),
}


def _key(name: str) -> bytes:
    """A deployment secret of 32 bytes: a file of the process's own user, never the database."""
    path = KEYS / name
    if path.exists():
        return path.read_bytes()
    return (b"only for tests: " + name.encode()).ljust(32, b".")[:32] if TESTING else b""


SECRET_KEY = _key("django").hex() or "no-key-yet"
DEBUG = False
ALLOWED_HOSTS = os.environ.get("ILM_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
ONION = os.environ.get("ILM_ONION", "")  # the name of the same house as an onion service
ALLOWED_HOSTS += [ONION] if ONION else []
PUBLIC_URL = os.environ.get("ILM_URL", "http://localhost:8000")
IS_TLS = PUBLIC_URL.startswith("https://")
# the proxy speaks TLS and we do not: a form's origin begins with https, what we see with http
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if IS_TLS and host != "*"]
IS_PROXIED = os.environ.get("ILM_PROXIED") == "1"  # a proxy of ours says last who knocks
EXIT_URL = os.environ.get("ILM_EXIT_URL", "about:blank")  # where the worker's quick exit goes

WALL_KEYS = {face: _key(f"wall-{face}") for face in ("desk", "respondent", "buyer", "authority")}
PEPPER, INDEX_KEY, CHANNEL_KEY = _key("pepper"), _key("index"), _key("channels")
VOUCH_KEY = _key("vouch")
PARSE_PUBLIC, PARSE_PRIVATE = KEYS / "parse.public", KEYS / "parse.private"
SENDER_PUBLIC, SENDER_PRIVATE = KEYS / "sender.public", KEYS / "sender.private"
LEDGER_PUBLIC, LEDGER_PRIVATE = KEYS / "ledger.public", KEYS / "ledger.private"
HOUSE_PUBLIC, HOUSE_PRIVATE = (
    KEYS / "house.public",
    KEYS / "house.private",
)  # signs what asks by the clock
LIVE_CHANNEL = f"changed_{_key('live').hex()[:24]}"
RECORD_KEY_SECRET = _key("figures")
ARGON2 = {"passes": 1, "memory_kib": 8} if TESTING else {"passes": 3, "memory_kib": 65536}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_cotton",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ilm.wall",
    "ilm.ledger",
    "ilm.parties",
    "ilm.vault",
    "ilm.talk",
    "ilm.cases",
    "ilm.assessment",
    "ilm.community",
    "ilm.disclosure",
    "ilm.duty",
    "ilm.remedy",
    "ilm.assistance",
    "ilm.insight",
    "ilm.faces",
    "ilm.faces.door",
    "ilm.faces.desk",
    "ilm.faces.worker",
    "ilm.faces.respondent",
    "ilm.faces.buyer",
    "ilm.faces.authority",
    "ilm.faces.public",
    "ilm.faces.hooks",
    "ilm.faces.jobs",
    "ilm.faces.operator",
    "ilm.faces.voice",
]
MIDDLEWARE = [
    "ilm.faces.headers.FaceHeaders",
    "ilm.faces.forgetting.Forgetting",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ilm.faces.frame.WhichFace",
    "ilm.faces.frame.Sessions",
    "ilm.faces.frame.Csrf",
    "ilm.faces.frame.Authentication",
    "ilm.faces.frame.Messages",
    "allauth.account.middleware.AccountMiddleware",
    "ilm.faces.frame.Htmx",
    "ilm.faces.frame.EnterByFace",
]
ROOT_URLCONF = "ilm.urls"
ASGI_APPLICATION = "ilm.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "faces/templates", BASE_DIR / "faces/door/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ilm.faces.context.house",
            ]
        },
    }
]
FORM_RENDERER = "ilm.faces.forms.Renderer"

ONE_CONNECTION = TESTING  # fast tests: every face steps down from the owner's connection
PGHOST, PGPORT = os.environ.get("ILM_PGHOST", ""), os.environ.get("ILM_PGPORT", "5432")
DATABASE = os.environ.get("ILM_DATABASE", "ilm")
if TESTING and not PGHOST:
    from ilm.wall.embedded import Postgres

    PGHOST = str(Postgres(BASE_DIR.parent / "var/pg-test", fast=True).socket)


# A lost server shows within seconds, not hours (the last three count for TCP alone).
LINE = {
    "connect_timeout": 5,  # seconds
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "tcp_user_timeout": 20_000,  # milliseconds
}
# Many threads of the web process share a pool. The loops of the worker have one connection each:
# after an outage a pool tries again ever more seldom, and a loop would wait with work at hand.
POOLED = frozenset({"door", "desk", "partner", "public", "intake"})


# Values go beside the statement, never inside it: its words can be read by whoever holds the same
# login while it runs. PostgreSQL plans what it is asked a third time once for all.
BOUND = {"server_side_binding": True, "prepare_threshold": 3}


def _login(role: str) -> dict[str, Any]:
    size = {"min_size": 0, "max_size": 8, "timeout": 15, "connection_class": Line}
    pool = {"pool": size} if role in POOLED else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": f"ilm_{role}",
        "PASSWORD": os.environ.get(f"ILM_PASSWORD_{role.upper()}", ""),
        "HOST": PGHOST,
        "PORT": PGPORT,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": BOUND if TESTING else BOUND | LINE | pool,
        "TEST": {} if role == "owner" else {"MIRROR": "owner"},
    }


# `default` is the door: third-party apps land there, and code of ours that forgot its face is
# refused by PostgreSQL, not by luck.
DATABASES = {
    "default": _login("door"),
    **{
        login: _login(login)
        for login in ("desk", "partner", "public", "intake", "parse", "jobs", "sender", "owner")
    },
}
DATABASE_ROUTERS = ["ilm.wall.router.FaceRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["models.W042"]

AUTH_USER_MODEL = "door.User"
AUTHENTICATION_BACKENDS = ["ilm.faces.door.recognising.Backend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["ilm.faces.door.hashing.PepperedArgon2"]
)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "ilm.faces.door.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "ilm.faces.door.forms.SignInForm",
    "change_password": "ilm.faces.door.forms.NewPasswordForm",
    "reauthenticate": "ilm.faces.door.forms.AgainForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Demo accounts of a development machine and test clients sign in with a password alone.
SECOND_FACTOR_REQUIRED = not (DEVELOPMENT or TESTING)
MFA_TOTP_ISSUER = "OpenILM"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT or TESTING
MFA_ADAPTER = "ilm.faces.door.adapter.MfaAdapter"
USERSESSIONS_TRACK_ACTIVITY = False
LOGIN_URL = "/door/login/"
LOGIN_REDIRECT_URL = "/door/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/door/login/"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

SESSION_ENGINE = "ilm.faces.door.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ilm.faces.refusals.forged"
SECURE_SSL_REDIRECT = False
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024  # plaintext of an upload never touches a disk
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS: list[Path] = []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("my", "မြန်မာ"),
    ("km", "ខ្មែរ"),
    ("ne", "नेपाली"),
    ("th", "ไทย"),
]
LOCALE_PATHS = [BASE_DIR / "faces/locale"]
FORMAT_MODULE_PATH = "ilm.faces.formats"
LANGUAGE_COOKIE_NAME = "language"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"no_prose": {"()": "ilm.faces.logs.NoProse"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_prose"],
        },
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # uvicorn brings handlers of its own, which print addresses and what an exception says
    "loggers": {
        "django.request": {"level": "ERROR"},  # a form sent back is no event
        "pypdf": {"level": "ERROR"},
        "uvicorn": {"handlers": ["stderr"], "propagate": False},
        "uvicorn.error": {"level": "WARNING"},
        "uvicorn.access": {"handlers": ["nowhere"], "propagate": False},
    },
}
