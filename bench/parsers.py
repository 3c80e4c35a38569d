"""Every parser of outside input, what it is fed first, and the ways in which it may say no."""

import base64
import io
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
PLACE = UUID(int=7)
SIGNED_BY = (
    "X-Hub-Signature-256",
    "X-Telegram-Bot-Api-Secret-Token",
    "X-Line-Signature",
    "X-Viber-Content-Signature",
)


@dataclass(frozen=True)
class Parser:
    """`feed` one input; anything raised that is not in `may_raise` is a crash."""

    name: str
    feed: Callable[[bytes], object]
    may_raise: tuple[type[BaseException], ...]
    seeds: tuple[bytes, ...]


def parsers() -> dict[str, Parser]:
    """All of them, by name. Django must be set up."""
    made = (_hooks(), _page(), _sealed(), _files(), _words())
    return {parser.name: parser for group in made for parser in group}


def _hooks() -> Iterator[Parser]:
    from ilm.channels import CHANNELS
    from ilm.channels.base import RawRequest
    from ilm.channels.errors import Rejected, Unreadable
    from ilm.channels.naming import delivery_key

    secrets = {
        "whatsapp": ("phone_number_id", "app_secret", "verify_token", "access_token", "graph_url"),
        "telegram": ("token", "secret"),
        "line": ("channel_secret", "access_token"),
        "viber": ("token", "sender"),
        "messenger": ("page_id", "app_secret", "verify_token", "access_token"),
    }
    for name, wanted in secrets.items():
        channel = CHANNELS[name](**dict.fromkeys(wanted, "fuzz"))

        def parse(body: bytes, channel: object = channel) -> object:
            raw = RawRequest("POST", "https://ilm.example/hooks/x/y/", {}, body)
            return list(channel.parse(raw)), delivery_key(channel, raw)  # type: ignore[attr-defined,arg-type]

        def sign(body: bytes, channel: object = channel) -> object:
            head = body[:200].decode("latin-1")
            heads = dict.fromkeys(SIGNED_BY, head)
            raw = RawRequest("POST", f"https://ilm.example/?{head}", heads, body)
            return channel.greet(raw), channel.verify(raw)  # type: ignore[attr-defined]

        folder = ROOT / f"ilm/channels/{name}/fixtures"
        seeds = tuple(file.read_bytes() for file in sorted(folder.glob("*.json")))
        yield Parser(f"{name}", parse, (Unreadable,), seeds)
        yield Parser(f"{name}-signature", sign, (Rejected,), (b"sha256=00", *seeds[:1]))


def _page() -> Iterator[Parser]:
    from ilm.faces.worker import envelope
    from ilm.kit.errors import Refused
    from ilm.vault import receipts

    yield Parser("worker-envelope", envelope.sealed_report, (envelope.Malformed,), (_report(),))
    shown = receipts.show(bytes(16))
    yield Parser(
        "receipt", lambda raw: receipts.read(raw.decode(errors="replace")), (Refused,),
        (shown.encode(), shown.translate({48 + n: 0x1040 + n for n in range(10)}).encode()),
    )  # fmt: skip


def _report() -> bytes:
    """One that is whole, as report.js sends it."""
    point, sealed, grant, hashed = (
        base64.b64encode(bytes(size)).decode() for size in (65, 300, 114, 32)
    )
    place = {"key_id": str(PLACE), "epoch": 1, "sealed": sealed, "grant": grant}
    photo = {"id": str(PLACE), "kind": "photo", "media_type": "image/webp", "sealed": sealed}
    report = place | {
        "id": str(PLACE), "org": str(PLACE), "data_public": point, "lookup": hashed,
        "reporter_public": point, "reporter_locked": sealed, "language": "my", "token": "x",
        "attachments": [photo], "identity": place | {"public": point},
    }  # fmt: skip
    return json.dumps(report).encode()


def _sealed() -> Iterator[Parser]:
    from ilm.vault import content, files, sealing
    from ilm.vault.sealing import Denied

    pair, key, context = sealing.new_pair(), os.urandom(32), sealing.bind("fuzz")
    standing = sealing.standing_key(pair.private)
    yield Parser(
        "sealed", lambda raw: sealing.unpad(sealing.unseal(standing, raw, context)), (Denied,),
        (sealing.seal(pair.public, sealing.pad(b"words"), context),),
    )  # fmt: skip
    yield Parser(
        "locked", lambda raw: sealing.unpad(sealing.unlock(key, raw, context)), (Denied,),
        (sealing.lock(key, sealing.pad(b"words"), context),),
    )  # fmt: skip
    yield Parser("padding", sealing.unpad, (Denied,), (sealing.pad(b"words"), sealing.pad(b"")))
    yield Parser("content", content.parts, (Denied,), (bytes(200), b"\x02" + bytes(300)))
    yield Parser("point", sealing.public_key, (Denied,), (pair.public,))
    sealed, opens = files.seal_bytes(b"a photo" * 20_000, PLACE)
    yield Parser("file", lambda raw: files.open_bytes(raw, PLACE, opens), (Denied,), (sealed,))


def _files() -> Iterator[Parser]:
    from ilm.kit.errors import Refused
    from ilm.remedy import cleaning as exhibits
    from ilm.talk import cleaning

    pictures, papers, sounds = tuple(_pictures()), tuple(_papers()), tuple(_sounds())
    said = {"photo": ("image/jpeg", pictures), "voice": ("audio/ogg", sounds)}
    for kind, (media_type, seeds) in said.items():
        yield Parser(
            f"her-{kind}",
            lambda raw, kind=kind, media_type=media_type: cleaning.clean(kind, raw, media_type),  # type: ignore[misc]
            (cleaning.NotClean,),
            seeds,
        )
    yield Parser(
        "her-pdf",
        lambda raw: cleaning.clean("document", raw, "application/pdf"),
        (cleaning.NotClean,),
        papers,
    )
    yield Parser("exhibit", exhibits.clean, (Refused,), pictures + papers)


def _words() -> Iterator[Parser]:
    from ilm import language

    texts = ("နှစ်လလုံး လစာ မရသေးပါဘူး။", "ေနေကာင္းလား", "ไม่ได้ค่าจ้าง", "They took it", "\ud800x")
    seeds = tuple(text.encode(errors="surrogatepass") for text in texts)

    def read(raw: bytes) -> object:
        try:
            return language.read(raw.decode(errors="surrogatepass"))
        except UnicodeDecodeError:
            return language.read(raw.decode("latin-1"))

    yield Parser("language", read, (), seeds)


def _pictures() -> Iterator[bytes]:
    from PIL import Image

    picture = Image.effect_noise((60, 40), 80).convert("RGB")
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"):
        out = io.BytesIO()
        picture.save(out, kind)
        yield out.getvalue()


def _papers() -> Iterator[bytes]:
    from PIL import Image
    from pypdf import PdfWriter

    paper = PdfWriter()
    paper.add_blank_page(200, 200)
    paper.add_metadata({"/Author": "somebody"})
    out = io.BytesIO()
    paper.write(out)
    yield out.getvalue()
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PDF")
    yield out.getvalue()


def _sounds() -> Iterator[bytes]:
    from imageio_ffmpeg import get_ffmpeg_exe

    tone = ("-f", "lavfi", "-i", "sine=d=0.1")
    for codec, container in (("libopus", "ogg"), ("libmp3lame", "mp3"), ("libopus", "webm")):
        command = [get_ffmpeg_exe(), "-v", "error", *tone, "-c:a", codec, "-f", container, "pipe:1"]
        yield subprocess.run(command, capture_output=True, check=True).stdout
