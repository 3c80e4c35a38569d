"""How the gateway is set up: one TOML file, which its user alone may read."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from ilm.kit.errors import Refused

MEDIA = {"": "", "srtp": "srtp", "srtp-only": "srtp-mand", "dtls": "dtls_srtp"}
CODECS = {"opus": "opus/48000/2", "pcmu": "pcmu", "pcma": "pcma"}
LOUD = ("http://", "https://")
NUMBER = re.compile(r"\+?[0-9]{3,15}")
ADDRESS = re.compile(
    r"sips?:[\w.+-]{1,80}@(([\w.-]{1,200})(?::[0-9]{1,5})?)(?:;transport=(?:udp|tcp|tls))?"
)
HOST = re.compile(r"[\w.-]+(?:/[0-9]{1,2})?|[0-9a-fA-F:]+(?:/[0-9]{1,3})?")
BEGINS = re.compile(r"\+?[0-9]{2,}|@[\w.-]+(?::[0-9]+)?")


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number that workers call, and the account of the application that answers it."""

    number: str  # as the trunk names it, such as +6621234567
    hook: str  # where the application takes this account's posts
    account: str  # as the application knows us
    token: str = field(repr=False)  # signs our posts, opens our own door
    ended: str = ""  # where the end of a call is told; else `hook`
    sorry: str = ""  # a sound file, said while the application is away

    def check(self) -> None:
        """Refused: what is missing or dangerous."""
        if not self.hook.startswith(LOUD) or not self.token or not self.account:
            raise Refused(f"{self.number}: hook, account and token are the application's.")
        if self.hook.startswith("http://") and not _is_here(self.hook):
            raise Refused(f"{self.number}: whoever listens hears http. Write https.")

    @property
    def ended_url(self) -> str:
        return self.ended or self.hook


@dataclass(frozen=True, kw_only=True)
class Sip:
    """Our side of the trunk."""

    address: str = "127.0.0.1"  # of this machine, where SIP and sound are heard
    port: int = 5060  # TLS listens one above it
    user: str = "hotline"
    domain: str = ""  # the trunk: a host, and a port if it is not 5060
    password: str = field(default="", repr=False)
    registers: bool = False  # for trunks that want to be told where we are
    transport: Literal["udp", "tcp", "tls"] = "udp"
    media: str = ""  # encryption of sound: srtp, srtp-only, dtls, or none
    codecs: tuple[str, ...] = ("pcmu", "pcma")
    certificate: str = ""  # key and certificate in one PEM file, for TLS and DTLS
    authorities: str = ""  # whose certificates we believe, in one PEM file
    trusts: tuple[str, ...] = ()  # trunks: hosts or networks whose word about the caller counts

    @property
    def believed(self) -> tuple[str, ...]:
        """The trunks: those named, else the one that we know."""
        return self.trusts or ((self.domain.partition(":")[0],) if self.domain else ())

    def check(self) -> None:
        """Refused: what does not go together."""
        if self.media not in MEDIA or {*self.codecs} - {*CODECS}:
            raise Refused(f"media is one of {[*MEDIA]}, codecs are some of {[*CODECS]}.")
        if self.registers and not self.domain:
            raise Refused("Whoever registers needs a domain to register at.")
        if (self.transport == "tls" or self.media == "dtls") and not self.certificate:
            raise Refused("TLS and DTLS need a certificate.")
        if not all(HOST.fullmatch(each) for each in self.trusts):
            raise Refused("trusts names trunks: hosts, addresses or networks (198.51.100.0/24).")

    @property
    def extras(self) -> str:
        """What the stack reads besides, as lines."""
        lines = [f"sip_listen {self.address}:{self.port}"]
        lines += [f"sip_certificate {self.certificate}"] if self.certificate else []
        lines += [f"sip_cafile {self.authorities}"] if self.authorities else []
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, kw_only=True)
class Setup:
    """Everything that differs between two gateways."""

    sip: Sip
    numbers: tuple[Number, ...]
    spool: Path  # where sealed recordings wait
    public: bytes = field(repr=False)  # to whom they are sealed
    door: str = "127.0.0.1:8070"  # where the application speaks to us
    at: str = ""  # the same as it is reached, if through a proxy
    allow: tuple[str, ...] = ()  # what we may call: how numbers begin (+66), hosts (@phones.lan)
    web: bool = False  # calls from pages, by WebRTC
    calls: int = 120  # at once; who calls above it hears "busy", and the application of her
    per_source: int = 10  # calls at once from one address that is no trunk
    per_minute: int = 30  # new calls from it in a minute; above both it hears "busy"

    @property
    def base(self) -> str:
        """Where the application finds us."""
        return self.at or f"http://{self.door}"

    def to(self, called: str) -> Number | None:
        """The number of ours that was called; the only one, where the trunk names none."""
        wanted = plain(called)
        for each in self.numbers:
            if plain(each.number) == wanted:
                return each
        alone = self.numbers[0] if len(self.numbers) == 1 else None
        return alone if wanted == self.sip.user else None

    def of(self, account: str) -> Number | None:
        """The number whose account that is."""
        return next((each for each in self.numbers if each.account == account), None)

    def uri(self, target: str) -> str:
        """The SIP address of a number or address that we may call; empty where we may not.

        Toll fraud is the first attack on any open line: only what `allow` names is called.
        """
        if NUMBER.fullmatch(target):
            begins = tuple(each for each in self.allow if not each.startswith("@"))
            tail = "" if self.sip.transport == "udp" else f";transport={self.sip.transport}"
            is_allowed = bool(self.sip.domain) and target.startswith(begins)
            return f"sip:{target}@{self.sip.domain}{tail}" if is_allowed else ""
        found = ADDRESS.fullmatch(target)
        places = {f"@{place}" for place in found.groups()} if found else set()
        return target if places & {*self.allow} else ""

    @classmethod
    def read(cls, file: Path, *, public: bytes, spool: Path) -> Self:
        """From a TOML file. Refused: what is wrong in it, in a sentence."""
        try:
            told = tomllib.loads(file.read_text())
        except OSError:
            raise Refused(f"{file} cannot be read: `ilm voice` is set up there.") from None
        except tomllib.TOMLDecodeError as why:
            raise Refused(f"{file} is no TOML: {why}.") from None
        if not public:
            raise Refused("There is no key to seal recordings to: copy parse.public here.")
        sip = _made(Sip, told.pop("sip", {}), "[sip]")
        numbers = tuple(_made(Number, each, "[[number]]") for each in told.pop("number", []))
        there = Path(told.pop("spool", spool))
        made: Self = _made(
            cls, told | {"sip": sip, "numbers": numbers, "spool": there, "public": public}
        )
        made._check()
        return made

    def _check(self) -> None:
        if not self.numbers:
            raise Refused("Name a number that workers call: [[number]] in the gateway's file.")
        for each in self.numbers:
            each.check()
        self.sip.check()
        if not all(BEGINS.fullmatch(each) for each in self.allow):
            raise Refused("allow names how numbers begin (+66) and hosts (@phones.example).")


def plain(uri: str) -> str:
    """The user part of a SIP address, without the plus and what dials it out."""
    user = uri.strip().strip("<>").partition(":")[2] or uri
    return user.partition("@")[0].partition(";")[0].lstrip("+").removeprefix("00")


def _is_here(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")


def _made(kind: type[Any], told: Mapping[str, Any], where: str = "the file") -> Any:
    known = {each.name for each in fields(kind)}
    if strange := sorted(set(told) - known):
        raise Refused(f"{where} holds {strange[0]}, which the gateway does not know.")
    listed = {name: tuple(v) if isinstance(v, list) else v for name, v in told.items()}
    try:
        return kind(**listed)
    except TypeError:
        raise Refused(f"{where} lacks something: see the page on the hotline.") from None
