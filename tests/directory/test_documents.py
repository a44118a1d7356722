"""Papers people hand in are known by what they hold."""

import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from directory.documents import examine, safe_name

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"


def upload(content, name="letter.pdf"):
    return SimpleUploadedFile(name, content)


def package(**members):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("Content_Types", "[Content_Types].xml"), content)
    return file.getvalue()


def scan(form):
    file = BytesIO()
    Image.new("L", (20, 30), 200).save(file, form)
    return file.getvalue()


DOCX = {"Content_Types": "<x/>", "word__document.xml": "<x/>"}
ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (package(**DOCX), "docx"),
        (package(**ODT), "odt"),
        (scan("JPEG"), "jpg"),
        (scan("PNG"), "png"),
        (scan("TIFF"), "tif"),
    ],
)
def test_a_paper_is_taken_for_what_it_is_whatever_its_name(content, kind):
    paper = examine(upload(content, "letter.exe"))
    assert (paper.kind, paper.name, paper.size) == (kind, f"letter.{kind}", len(content))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script></html>", "kind"),
        (b"MZ\x90\x00 a program", "kind"),
        (b"<script>alert(1)</script>" + PDF, "kind"),
        (package(mimetype="x" * 1000, content="<x/>"), "kind"),
        (PDF[:-8], "damaged"),
        (b"PK\x03\x04 no package", "damaged"),
        (package(**{"evil.js": "1"}), "kind"),
        (package(**DOCX, **{"word__vbaProject.bin": "1"}), "macros"),
        (package(**DOCX, word__media="0" * (201 * 1024 * 1024)), "bomb"),
        (scan("PNG")[:40], "damaged"),
        (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "large"),
    ],
)
def test_what_is_no_paper_is_refused_with_the_reason(content, code):
    with pytest.raises(ValidationError) as refused:
        examine(upload(content))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\letters\\note.docx", "note.pdf"),
        ("note\u202efdp.exe", "notefdp.pdf"),
        ('no"te\r\n.pdf', "note.pdf"),
        ("", "document.pdf"),
        ("مذكرة شفوية.pdf", "مذكرة شفوية.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_a_name_cannot_mislead(name, safe):
    assert safe_name(name, "pdf") == safe
