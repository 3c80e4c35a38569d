"""Security headers per face (security.md 4.2): the strictest that still lets the page work."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ilm.wall.faces import face_of

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self' blob:; connect-src 'self'; {worker}"
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types {types}"
)
OPEN = _CSP.format(worker="worker-src 'self'; manifest-src 'self'; ", types="ilm-sw")
SIGNED_IN = _CSP.format(worker="", types="default")
UPLOAD = "sandbox; default-src 'none'"
_OFF = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"
)
_ON = _OFF.replace("camera=()", "camera=(self)").replace("microphone=()", "microphone=(self)")
_HEARS = _OFF.replace("microphone=()", "microphone=(self)")
_KEYS = ", publickey-credentials-get=(self), publickey-credentials-create=(self)"
SHORT_LIVED = ("/static/",)


class FaceHeaders:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in headers_for(request.path_info).items():
            response.headers.setdefault(name, value)
        if settings.ONION:
            _by_onion(request, response)
        if response.status_code >= 400:
            response.headers["Cache-Control"] = "no-store"
        return response


def _by_onion(request: HttpRequest, response: HttpResponse) -> None:
    """Under the onion name Tor itself is the lock: no word of TLS, and cookies that go without it.
    Under the other names open pages say where it is."""
    if _is_onion(request.META.get("HTTP_HOST", "")):
        response.headers.pop("Strict-Transport-Security", None)
        for cookie in response.cookies.values():
            cookie["secure"] = ""
    elif settings.IS_TLS and _is_open(request.path_info) and _is_page(response):
        there = f"http://{settings.ONION}{request.get_full_path()}"
        response.headers["Onion-Location"] = there


def _is_page(response: HttpResponse) -> bool:
    kind = response.headers.get("Content-Type", "")
    return response.status_code == 200 and kind.startswith("text/html")


def _is_open(path: str) -> bool:
    """Whether strangers use it: no account, no cookie."""
    return face_of(path).slug in ("worker", "public", "hooks") and not path.startswith("/door/")


@cache
def as_bytes(path: str) -> tuple[tuple[bytes, bytes], ...]:
    """`headers_for`, as an answer outside Django carries them. Ask with a face's own path."""
    return tuple((n.lower().encode(), value.encode()) for n, value in headers_for(path).items())


def as_bytes_to(scope: dict[str, Any], path: str) -> tuple[tuple[bytes, bytes], ...]:
    """The same for whoever asked: no word of TLS where he came by the onion name."""
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if settings.ONION and any(_is_onion(host) for host in hosts):
        return tuple(h for h in as_bytes(path) if h[0] != b"strict-transport-security")
    return as_bytes(path)


def _is_onion(host: str) -> bool:
    return host.lower().partition(":")[0] == settings.ONION


def _permitted(path: str, face: str, *, is_open: bool) -> str:
    """The pages that record the hotline's sentences and take its calls hear the microphone, no
    other of the desk."""
    if face == "worker":
        return _ON
    hears = path in ("/desk/calls/prompts/", "/desk/calls/seat/")
    return _OFF if is_open else (_HEARS if hears else _OFF) + _KEYS


def headers_for(path: str) -> dict[str, str]:
    """Name → value for a page at this path. Static files may be kept; nothing else is."""
    face = str(face_of(path).slug)
    is_open = _is_open(path)
    headers = {
        "Content-Security-Policy": OPEN if is_open else SIGNED_IN,
        "Referrer-Policy": "no-referrer" if is_open else "same-origin",
        "Permissions-Policy": _permitted(path, face, is_open=is_open),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    if not path.startswith(SHORT_LIVED):
        headers["Cache-Control"] = "no-store"
    if face != "public" or path.startswith("/door/"):
        headers["X-Robots-Tag"] = "noindex, nofollow"
    if settings.IS_TLS:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers
