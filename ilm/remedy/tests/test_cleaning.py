"""What is hidden in a file does not get through."""

from io import BytesIO

import pytest
from PIL import Image
from PIL.ExifTags import IFD, Base
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from ilm.kit.errors import Refused
from ilm.remedy import cleaning
from ilm.remedy.cleaning import clean
from ilm.talk.documents import bare_jpeg

SECRET = b"Somchai"


def photo(kind: str = "JPEG", **save: object) -> bytes:
    picture, exif = Image.new("RGB", (40, 20), "teal"), Image.Exif()
    exif[Base.Model], exif[Base.Orientation] = SECRET.decode(), 6
    exif[Base.DateTime] = "2035:01:01 00:00:00"
    exif.get_ifd(IFD.GPSInfo)[1] = "N"
    target = BytesIO()
    picture.save(target, kind, exif=exif, **save)
    return target.getvalue()


def paper(*, password: str = "", of: bytes = b"") -> bytes:
    writer = PdfWriter()
    if of:
        scan = BytesIO()
        Image.open(BytesIO(of)).save(scan, "PDF")
        writer.append(PdfReader(scan))
        for held in writer._objects:
            if isinstance(held, StreamObject) and held._data.startswith(b"\xff\xd8"):
                held._data = held._data[:2] + b"\xff\xfe\x00\x09" + SECRET + held._data[2:]
                assert SECRET in held._data
    else:
        writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": SECRET.decode()})
    writer.add_attachment("list.txt", SECRET)
    script = DictionaryObject()
    script[NameObject("/S")] = NameObject("/JavaScript")
    script[NameObject("/JS")] = TextStringObject("app.alert('Somchai')")
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(script)
    writer.add_annotation(0, Text(text="Somchai wrote this", rect=(0, 0, 9, 9)))
    if password:
        writer.encrypt(password)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_picture_keeps_its_pixels_and_nothing_else(kind: str) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    raw = photo(kind)
    assert SECRET in raw
    done = clean(raw)
    assert SECRET not in done.content
    assert {"where it was taken", "when it was taken"} <= set(done.removed)
    with Image.open(BytesIO(done.content)) as seen:
        assert not seen.getexif()
        assert sorted(seen.size) == [20, 40]
        assert done.media_type == ("image/png" if kind == "PNG" else "image/jpeg")


def test_a_picture_without_secrets_loses_nothing() -> None:
    target = BytesIO()
    Image.new("RGB", (4, 4)).save(target, "PNG")
    assert clean(target.getvalue()).removed == ()


def test_a_comment_in_a_picture_is_told() -> None:
    target = BytesIO()
    Image.new("RGB", (4, 4)).save(target, "JPEG", comment=SECRET)
    done = clean(target.getvalue())
    assert done.removed == ("comments and other hidden text",)
    assert SECRET not in done.content


def test_a_document_keeps_its_pages_alone() -> None:
    raw = paper()
    assert SECRET in raw
    done = clean(raw)
    assert SECRET not in done.content
    assert b"wrote this" not in done.content
    assert b"alert" not in done.content
    read = PdfReader(BytesIO(done.content))
    assert len(read.pages) == 1
    assert not (read.metadata or {}).get("/Author")
    assert done.removed == (
        "author, dates and software",
        "files within the file",
        "scripts",
        "notes, form fields and links",
    )


def test_a_scan_in_a_document_is_cleaned_too() -> None:
    raw = paper(of=photo())
    done = clean(raw)
    assert SECRET not in done.content
    assert len(PdfReader(BytesIO(done.content)).pages[0].images) == 1


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 a workbook", "not accepted"),
        (b"\x00\x00\x00\x18ftypmp42 film", "not accepted"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "not accepted"),
        (b"GIF89a", "not accepted"),
        (b"\xff\xd8\xff and no more", "cannot be read"),
        (b"%PDF-1.7 and no more", "cannot be read"),
        (b"%PDF-" + b"x" * (20 * 1024 * 1024), "20 MB"),
    ],
)
def test_other_files_are_refused_with_a_sentence(upload: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        clean(upload)


def test_a_locked_document_and_a_vast_picture_are_refused() -> None:
    with pytest.raises(Refused, match="password"):
        clean(paper(password="secret"))
    for side in (9000, 15000):
        target = BytesIO()
        Image.new("1", (side, side)).save(target, "PNG")
        with pytest.raises(Refused, match="pixels"):
            clean(target.getvalue())


def test_segments_are_dropped_from_a_jpeg() -> None:
    raw = photo()
    assert SECRET not in bare_jpeg(raw)
    assert bare_jpeg(b"no picture") == b"no picture"
    with Image.open(BytesIO(bare_jpeg(raw))) as seen:
        seen.load()


def test_the_words_say_what_the_code_does() -> None:
    assert str(cleaning.MOST_PAGES) in cleaning.MANY_PAGES
