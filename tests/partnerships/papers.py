"""Files people hand in: fair ones, and those that are not what they are called."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def upload(content, name="agreement.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def package(parts, *, compression=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def docx():
    return package({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"})


def odt():
    return package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office/>"})


def bomb():
    """A document of Word of a few hundred kilobytes that unpacks to more than 200 MB."""
    empty = bytes(60 * 1024 * 1024)
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}
    parts |= {f"word/media/{number}.bin": empty for number in range(4)}
    return package(parts, compression=zipfile.ZIP_DEFLATED)


NO_DOCUMENTS = {
    "a page called .pdf": b"<!doctype html><script>alert(1)</script>",
    "nothing at all": b"",
    "a page that is a PDF further down": b"<html><script>alert(1)</script>" + PDF,
    "a PDF that is a page": b"%PDF-1.7\n<html><script>alert(1)</script>\n%%EOF",
    "a PDF that is a package": PDF + package({"a.class": "x"}),
    "a document of Word with a program behind it": docx() + b"MZ program",
    "half a PDF": PDF[:20],
    "a program": b"MZ\x90\x00" + bytes(200),
    "a package that is no document": package({"a.txt": "a"}),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(60),
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a document with macros": package(
        {"[Content_Types].xml": "x", "word/document.xml": "x", "word/vbaProject.bin": "x"}
    ),
}
