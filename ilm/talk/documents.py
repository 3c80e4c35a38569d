"""The pages of a document and nothing beside: no author, date, note, script or file within."""

from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # half a second to load, for the few files that are documents
    from pypdf import PdfReader
    from pypdf.generic import StreamObject

PAGE_SECRETS: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/Annots",
                       "/StructParents", "/B")  # fmt: skip
OBJECT_SECRETS: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/OPI")
SCAN, END, COMMENT = 0xDA, 0xD9, 0xFE
NEEDED: Final = (0xE0, 0xEE)  # JFIF, Adobe's colour transform
APPLICATION: Final = range(0xE0, 0xF0)


def bare_pages(reader: "PdfReader") -> bytes:
    """A new document of the same pages; photos in them lose what a phone wrote beside them."""
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, StreamObject

    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page, excluded_keys=PAGE_SECRETS)
    for held in writer._objects:
        if isinstance(held, DictionaryObject):
            for name in OBJECT_SECRETS:
                held.pop(NameObject(name), None)
        if isinstance(held, StreamObject) and _is_jpeg(held):
            held._data = bare_jpeg(held._data)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _is_jpeg(held: "StreamObject") -> bool:
    from pypdf.generic import ArrayObject

    filters = held.get("/Filter")
    if isinstance(filters, ArrayObject):
        return len(filters) == 1 and filters[0] == "/DCTDecode"
    return bool(filters == "/DCTDecode")


def bare_jpeg(data: bytes) -> bytes:
    """A JPEG without its application segments and comments, but those that colours need, and
    without what stands behind its end."""
    if not data.startswith(b"\xff\xd8"):
        return data
    kept, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != END:
        kind, end = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if kind == SCAN:
            end = _end_of_scan(data, end)
        if kind in NEEDED or not (kind in APPLICATION or kind == COMMENT):
            kept += data[at:end]
        at = end
    return bytes(kept + data[at : at + 2])


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next segment begins: 0xFF 0x00 is a byte of the picture, 0xD0 to 0xD7 its pace."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] not in (0x00, 0xFF, *range(0xD0, 0xD8)):
            return at
        at += 1 if data[at + 1] == 0xFF else 2
    return len(data)
