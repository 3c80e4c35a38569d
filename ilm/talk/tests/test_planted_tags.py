"""R7: where, when and by whose phone, planted in every corner of a file, is gone from its copy."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from ilm.talk import cleaning
from ilm.talk.documents import bare_jpeg

WHO, WHERE, WHEN = b"ZarquonPhone", b"ZarquonPier", b"1999:12:31 23:59:58"
MARKS = (WHO, WHERE, WHEN, b"1999-12-31", b"+16.8409", WHO.decode().encode("utf-16-le"))
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF>" + WHO + WHERE + b"</rdf:RDF></x:xmpmeta>"


def thumbnail() -> bytes:
    """A small picture in the picture, with words of its own."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "blue").save(out, "JPEG", comment=WHERE)
    return out.getvalue()


def exif() -> Image.Exif:
    tags = Image.Exif()
    tags[0x010F], tags[0x0132], tags[0x0112] = WHO.decode(), WHEN.decode(), 6
    inner = tags.get_ifd(0x8769)
    inner[0x927C], inner[0x9286], inner[0x9003] = WHO * 3, WHERE, WHEN.decode()
    place = tags.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (16.0, 50.0, 27.24), "1999:12:31"
    return tags


def segment(number: int, body: bytes) -> bytes:
    return bytes((0xFF, number)) + (len(body) + 2).to_bytes(2) + body


def jpeg() -> bytes:
    out = io.BytesIO()
    picture = Image.new("RGB", (60, 30), "red")
    picture.save(out, "JPEG", exif=exif(), comment=WHERE)
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + (len(WHO) + 5).to_bytes(4)
    iptc += b"\x1c\x02\x50" + len(WHO).to_bytes(2) + WHO
    more = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP) + segment(0xED, iptc)
    return out.getvalue()[:2] + more + out.getvalue()[2:] + thumbnail()


def png() -> bytes:
    out, notes = io.BytesIO(), PngImagePlugin.PngInfo()
    notes.add_text("Author", WHO.decode())
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    Image.new("RGB", (60, 30), "red").save(out, "PNG", pnginfo=notes, exif=exif())
    return out.getvalue()


def webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 30), "red").save(out, "WEBP", exif=exif().tobytes(), xmp=XMP)
    return out.getvalue()


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("P", (60, 30)).save(out, "GIF", comment=WHO)
    return out.getvalue()


TAGS = {
    "title": WHO, "artist": WHO, "comment": WHERE, "location": b"+16.8409+096.1735/",
    "creation_time": b"1999-12-31T23:59:58Z", "make": WHO, "encoded_by": WHO,
}  # fmt: skip


def tagged(folder: Path, container: str, *streams: str) -> bytes:
    """Sound or film whose every tag is planted: of the whole, of each stream, of a chapter."""
    marks, target = folder / "marks", folder / f"film.{container}"
    marks.write_text(
        f";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=100\ntitle={WHERE.decode()}\n"
    )
    command = [get_ffmpeg_exe(), "-v", "error", "-y", "-f", "lavfi", "-i", "sine=d=0.3"]
    command += [
        "-f",
        "lavfi",
        "-i",
        "color=red:s=32x32:d=0.3",
        "-i",
        str(marks),
        "-map_chapters",
        "2",
    ]
    for name, value in TAGS.items():
        command += ["-metadata", f"{name}={value.decode()}"]
    command += [
        "-metadata:s",
        f"handler_name={WHO.decode()}",
        "-metadata:s",
        f"title={WHO.decode()}",
    ]
    subprocess.run([*command, *streams, str(target)], check=True, capture_output=True)
    return target.read_bytes()


SOUND, FILM = ("-map", "0:a"), ("-map", "0:a", "-map", "1:v")
FILMS = {
    "ID3": ("voice", "audio/mpeg", "mp3", SOUND),
    "M4A": ("voice", "audio/mp4", "m4a", SOUND),
    "Opus": ("voice", "audio/ogg", "ogg", (*SOUND, "-c:a", "libopus")),
    "MP4": ("video", "video/mp4", "mp4", (*FILM, "-c:v", "mpeg4", "-movflags", "use_metadata_tags")),
    "3GP": ("video", "video/3gpp", "3gp", (*FILM, "-c:v", "mpeg4", "-c:a", "aac")),
    "Matroska": ("video", "video/webm", "webm", (*FILM, "-c:v", "libvpx", "-c:a", "libopus")),
}  # fmt: skip


def document() -> bytes:
    """Author, XMP of the whole and of a page, a note's author, a file within, a photo with tags."""
    writer, out = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": WHO.decode(), "/Keywords": WHERE.decode()})
    writer.add_attachment("beside.txt", WHO + WHERE)
    note = DecodedStreamObject()
    note.set_data(XMP)
    note.update({NameObject("/Type"): NameObject("/Metadata")})
    page[NameObject("/Metadata")] = writer._add_object(note)
    page[NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/Zarquon"): TextStringObject(WHO.decode())}
    )
    said = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Text"),
        NameObject("/T"): TextStringObject(WHO.decode()),
        NameObject("/Contents"): TextStringObject(WHERE.decode()),
    })  # fmt: skip
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(said)])
    photo = StreamObject()
    photo._data = jpeg()
    photo.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
        NameObject("/Filter"): NameObject("/DCTDecode"),
        NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
    })  # fmt: skip
    for name, value in (("/Width", 60), ("/Height", 30), ("/BitsPerComponent", 8)):
        from pypdf.generic import NumberObject

        photo[NameObject(name)] = NumberObject(value)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): writer._add_object(photo)})}
    )
    writer.write(out)
    return out.getvalue()


def found(content: bytes) -> list[bytes]:
    return [mark for mark in MARKS if mark in content]


@pytest.mark.parametrize("make", [jpeg, png, webp, gif], ids=lambda f: f.__name__)
def test_pictures(make: Callable[[], bytes]) -> None:
    content = make()
    assert found(content)
    cleaned, kind = cleaning.clean("photo", content, "image/jpeg")
    assert found(cleaned) == []
    with Image.open(io.BytesIO(cleaned)) as shown:
        turned = make is not gif
        assert (kind, shown.size) == ("image/webp", (30, 60) if turned else (60, 30))
        assert (len(shown.getexif()), shown.info.get("xmp")) == (0, None)


@pytest.mark.parametrize("name", FILMS)
def test_sounds_and_films(name: str, tmp_path: Path) -> None:
    kind, media_type, container, streams = FILMS[name]
    content = tagged(tmp_path, container, *streams)
    assert found(content)
    cleaned, _ = cleaning.clean(kind, content, media_type)
    assert found(cleaned) == []
    assert played(cleaned, tmp_path) == played(content, tmp_path)


def test_the_picture_on_a_sound_goes(tmp_path: Path) -> None:
    cover = tmp_path / "cover.jpg"
    cover.write_bytes(jpeg())
    plain, target = tmp_path / "plain.mp3", tmp_path / "with.mp3"
    plain.write_bytes(tagged(tmp_path, "mp3", *SOUND))
    subprocess.run(
        [get_ffmpeg_exe(), "-v", "error", "-i", str(plain), "-i", str(cover), "-map", "0:a",
         "-map", "1:v", "-c", "copy", "-disposition:v", "attached_pic", str(target)],
        check=True,
    )  # fmt: skip
    assert WHO in target.read_bytes()
    cleaned, _ = cleaning.clean("voice", target.read_bytes(), "audio/mpeg")
    assert found(cleaned) == []


def test_documents() -> None:
    content = document()
    assert found(content)
    cleaned, _ = cleaning.clean("document", content, "application/pdf")
    assert found(cleaned) == []
    [page] = PdfReader(io.BytesIO(cleaned)).pages
    assert [image.image.size for image in page.images] == [(60, 30)]
    assert not PdfReader(io.BytesIO(cleaned)).attachments


def test_bombs_are_not_opened() -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(cleaning.NotClean):
        cleaning.clean("photo", out.getvalue(), "image/png")


def played(content: bytes, folder: Path) -> list[bytes]:
    """What is heard and seen, as ffmpeg decodes it: a hash per stream."""
    place = folder / "played"
    place.write_bytes(content)
    command = [get_ffmpeg_exe(), "-v", "error", "-i", str(place), "-f", "streamhash", "-"]
    done = subprocess.run(command, check=True, capture_output=True)
    return sorted(line.partition(b",")[2] for line in done.stdout.splitlines())


def test_a_progressive_picture_stays_whole_and_ends_where_it_ends() -> None:
    """Several scans, with tables between them that may hold the bytes of an end."""
    out, picture = io.BytesIO(), Image.effect_noise((64, 64), 90)
    picture.save(out, "JPEG", progressive=True, optimize=True, comment=WHERE)
    content = out.getvalue()
    bare = bare_jpeg(content + b"\xff\xd9" + WHO)
    assert found(bare) == []
    with Image.open(io.BytesIO(bare)) as one, Image.open(io.BytesIO(content)) as other:
        assert one.tobytes() == other.tobytes()
    for length in range(len(content)):  # a broken one is no endless one
        assert len(bare_jpeg(content[:length])) <= length
