"""Files of agreements and projects: checked by what they hold, kept under names nobody can guess, given out.

What a file is, ``directory.documents`` says. Agreements and projects take texts only, and nothing that is two
things at once: a file one program takes for a document and another for a page or a program.
"""

import secrets
import zipfile

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from directory.documents import CONTENT_TYPES, examine

TEXTS = ("pdf", "docx", "odt")
_MARKUP = (b"<html", b"<script", b"<!doctype", b"<svg", b"<?php")
# How a package of Word or LibreOffice ends: the end of its list of parts, and no word after it.
_END_OF_PACKAGE = b"PK\x05\x06"
_LENGTH_OF_END = 22


def read(upload):
    """What an uploaded file is. ValidationError, with what to do, when it is no document we take."""
    try:
        paper = examine(upload)
    except ValidationError as error:
        # What else is taken elsewhere, scans, is not taken here.
        if error.code != "kind":
            raise
        paper = None
    if paper is None or paper.kind not in TEXTS:
        raise ValidationError(_("Send a PDF, a Word text (.docx) or an OpenDocument text (.odt)."), code="kind")
    if _is_two_things(upload, paper.kind):
        raise ValidationError(
            _("The file is a document and something else at once. Print it into a new PDF and send that."),
            code="two-things",
        )
    return paper


def _is_two_things(upload, kind):
    upload.seek(0)
    head = upload.read(2048)
    if kind == "pdf":
        mixed = not head.startswith(b"%PDF-") or any(mark in head.lower() for mark in _MARKUP)
        upload.seek(0)
        mixed = mixed or zipfile.is_zipfile(upload)
    else:
        upload.seek(-_LENGTH_OF_END, 2)
        mixed = not upload.read().startswith(_END_OF_PACKAGE)
    upload.seek(0)
    return mixed


def keep(folder, upload, paper):
    """Write a file down. Returns the name it is kept under."""
    upload.seek(0)
    return default_storage.save(f"{folder}/{secrets.token_urlsafe(24)}.{paper.kind}", upload)


def throw_away(name):
    default_storage.delete(name)


def give_out(document):
    """A kept file as an attachment; whoever asks must have been let in before."""
    try:
        file = default_storage.open(document.file)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        file, as_attachment=True, filename=document.name, content_type=CONTENT_TYPES[document.kind]
    )
    # Should a browser open it after all, it may do nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
