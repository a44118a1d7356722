"""Letters, agreements and other papers people hand in: known by what they hold, not by what they are called."""

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 100_000_000
# An office document unpacks to a few times its size; one that unpacks to hundreds is made to fill the disk.
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_PARTS = 5000

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "jpg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
}
_PICTURES = {"JPEG": "jpg", "PNG": "png", "TIFF": "tif"}


@dataclass(frozen=True)
class Paper:
    """What an upload is: its kind (a key of ``CONTENT_TYPES``), a harmless name, its size in bytes and its digest."""

    kind: str
    name: str
    size: int
    sha256: str

    @property
    def content_type(self):
        return CONTENT_TYPES[self.kind]


def examine(upload):
    """What an uploaded file is. ValidationError, with what to do, when it is no document we take.

    PDF, Word (.docx), OpenDocument text (.odt) and scans in JPEG, PNG or TIFF are taken, up to 10 MB.
    """
    if not upload.size:
        raise ValidationError(_("The file is empty. Choose the document again."), code="empty")
    if upload.size > MOST_BYTES:
        raise ValidationError(_("The file is larger than 10 MB. Scan it at a lower resolution."), code="large")
    kind = _kind(upload)
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    upload.seek(0)
    return Paper(kind, safe_name(upload.name, kind), upload.size, digest)


def safe_name(name, kind):
    """The name somebody gave a file, without folders and signs that mislead, ending in what the file is."""
    stem = PurePosixPath((name or "").replace("\\", "/")).stem
    stem = "".join(char for char in stem if char.isprintable() and char not in '<>:"/\\|?*').strip(". ")
    return f"{stem[:80] or 'document'}.{kind}"


def _kind(upload):
    upload.seek(0)
    head = upload.read(1024)
    # Some programs write blanks before it; anything else before it is another file wrapped round a PDF.
    if head.lstrip(b"\xef\xbb\xbf\x00\t\r\n ").startswith(b"%PDF-"):
        return _pdf(upload)
    if head.startswith(b"PK\x03\x04"):
        return _office_document(upload)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\x00", b"MM\x00*")):
        return _picture(upload)
    raise ValidationError(
        _("This is not a document we take. Send a PDF, a Word or OpenDocument text, or a scan (JPEG, PNG, TIFF)."),
        code="kind",
    )


def _pdf(upload):
    upload.seek(max(0, upload.size - 2048))
    if b"%%EOF" not in upload.read():
        raise ValidationError(_("The PDF is not complete. Make or send it again."), code="damaged")
    return "pdf"


def _office_document(upload):
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            is_bomb = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES
            says = next((part for part in parts if part.filename == "mimetype" and part.file_size <= 100), None)
            opened = "" if is_bomb or says is None else package.read(says).decode("ascii")
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, RuntimeError, OSError, EOFError):
        raise ValidationError(_("The document is damaged or locked with a password."), code="damaged") from None
    if is_bomb:
        raise ValidationError(_("The document is not what it seems: it would fill the disk."), code="bomb")
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        raise ValidationError(_("The document holds macros. Save it without them, or as a PDF."), code="macros")
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        return "docx"
    if opened == CONTENT_TYPES["odt"] and "content.xml" in names:
        return "odt"
    raise ValidationError(
        _("This is not a document we take. Send a PDF, a Word or OpenDocument text, or a scan (JPEG, PNG, TIFF)."),
        code="kind",
    )


def _picture(upload):
    upload.seek(0)
    try:
        with Image.open(upload, formats=tuple(_PICTURES)) as picture:
            kind, pixels = _PICTURES[picture.format], picture.width * picture.height
            if pixels <= MOST_PIXELS:
                picture.verify()
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_("The scan is damaged. Make it again."), code="damaged") from None
    if pixels > MOST_PIXELS:
        raise ValidationError(_("The scan has too many pixels. Make it at a lower resolution."), code="pixels")
    return kind
