"""An upload with nothing in it but what can be seen: pixels of a picture, pages of a document.

Pure: bytes in, bytes out. What a file is, is read from its content and never from its name.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.ExifTags import IFD, Base

from ilm.kit.errors import Refused
from ilm.talk.documents import bare_pages

if TYPE_CHECKING:  # half a second to load, for the few uploads that are documents
    from pypdf import PdfReader

LARGEST: Final = 20 * 1024 * 1024  # bytes
MOST_PIXELS: Final = 60_000_000
MOST_PAGES: Final = 300
QUALITY: Final = 88
REFUSED: Final = (
    "This kind of file is not accepted. Send a photo (JPEG, PNG, WebP or HEIC) or a PDF: "
    "save other documents as PDF."
)
MANY_PAGES: Final = "Send a PDF of one to 300 pages."
TOO_MANY: Final = "This picture has too many pixels. Send a smaller one."
BROKEN: Final = "This file cannot be read. Send a photo (JPEG, PNG, WebP or HEIC) or a PDF."
HIDDEN: Final = (
    "where it was taken",
    "when it was taken",
    "the camera and its software",
    "comments and other hidden text",
    "author, dates and software",
    "files within the file",
    "scripts",
    "notes, form fields and links",
)
"""Everything that can be taken out of a file, in the words of `Cleaned.removed`."""


@dataclass(frozen=True)
class Cleaned:
    """The clean copy, its media type, and what was taken out, in words for the uploader."""

    content: bytes
    media_type: str
    removed: tuple[str, ...]


def clean(upload: bytes) -> Cleaned:
    """A copy without hidden facts. Refused if it is too large, unknown, broken or locked."""
    if not upload:
        raise Refused("The file is empty.")
    if len(upload) > LARGEST:
        raise Refused("This file is larger than 20 MB. Send a smaller one, or several.")
    return kind_of(upload)(upload)


def kind_of(upload: bytes) -> Callable[[bytes], Cleaned]:
    """How to clean it, by its first bytes. Refused for everything not accepted."""
    head = upload[:16]
    if head.startswith(b"%PDF-"):
        return clean_pdf
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return clean_picture
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return clean_picture
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"heim", b"heis"):
        return clean_picture
    raise Refused(REFUSED)


def clean_picture(upload: bytes) -> Cleaned:
    """The pixels alone, upright, in a new file: JPEG, or PNG where it was PNG."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    try:
        with Image.open(BytesIO(upload), formats=("JPEG", "PNG", "WEBP", "HEIF")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(TOO_MANY)
            removed = tuple(_hidden_in(picture))
            is_png = picture.format == "PNG"
            upright = ImageOps.exif_transpose(picture).convert("RGBA" if is_png else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(TOO_MANY) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refused(BROKEN) from error
    bare = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    target = BytesIO()
    if is_png:
        bare.save(target, "PNG")
    else:
        bare.save(target, "JPEG", quality=QUALITY)
    return Cleaned(target.getvalue(), "image/png" if is_png else "image/jpeg", removed)


def _hidden_in(picture: Image.Image) -> Iterator[str]:
    exif = picture.getexif()
    if exif.get_ifd(IFD.GPSInfo):
        yield "where it was taken"
    if {Base.DateTime, Base.DateTimeOriginal} & {*exif, *exif.get_ifd(IFD.Exif)}:
        yield "when it was taken"
    if {Base.Make, Base.Model, Base.Software} & {*exif}:
        yield "the camera and its software"
    known = {"exif", "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "icc_profile"}
    if {str(name) for name in picture.info} - known - {"progressive", "progression", "adobe"}:
        yield "comments and other hidden text"


def clean_pdf(upload: bytes) -> Cleaned:
    """Its pages in a new document: no author, dates, notes, links, scripts or files within."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(upload), strict=False)
        if reader.is_encrypted:
            raise Refused("This PDF is locked with a password. Send it without one.")
        if not 1 <= len(reader.pages) <= MOST_PAGES:
            raise Refused(MANY_PAGES)
        removed = tuple(_hidden_in_pdf(reader))
        content = bare_pages(reader)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(BROKEN) from error
    return Cleaned(content, "application/pdf", removed)


def _hidden_in_pdf(reader: "PdfReader") -> Iterator[str]:
    if reader.metadata or reader.xmp_metadata:
        yield "author, dates and software"
    root: Any = reader.trailer["/Root"]
    names: Any = root.get("/Names", {})
    if names and "/EmbeddedFiles" in names.get_object():
        yield "files within the file"
    if "/OpenAction" in root or (names and "/JavaScript" in names.get_object()):
        yield "scripts"
    if any(page.get("/Annots") for page in reader.pages):
        yield "notes, form fields and links"
