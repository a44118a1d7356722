"""From a file of any kind to tables. Content decides what a file is; its name only names the table."""

import re
from pathlib import Path, PurePath

from . import delimited, foreign, vcards, workbooks
from .encodings import without_mark
from .notes import CannotRead
from .packages import chunks, package

MOST_MEGABYTES = 200

PICTURES = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"BM", b"II*\x00", b"MM\x00*")
ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_tables(path_or_file, filename=""):
    """The tables of a spreadsheet, a delimited file or a vCard file. Raises ``CannotRead`` with what to do."""
    content = _content(path_or_file)
    if not content.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise CannotRead("empty_file")
    name = PurePath(str(filename or getattr(path_or_file, "name", "") or path_or_file)).stem
    kind = kind_of(content)
    if kind == "xlsx":
        return workbooks.tables(package(content))
    if kind in {"xls", "xlsb", "ods"}:
        return foreign.tables(content, kind)
    if kind == "vcard":
        return vcards.tables(content, name)
    return delimited.tables(content, name)


def _content(path_or_file):
    if isinstance(path_or_file, str | Path):
        with open(path_or_file, "rb") as file:
            return limited(file)
    if hasattr(path_or_file, "seek"):
        path_or_file.seek(0)
    return limited(path_or_file)


def limited(file):
    """What stands in a file, unless it is too large."""
    content = file.read((MOST_MEGABYTES << 20) + 1)
    if len(content) > MOST_MEGABYTES << 20:
        raise CannotRead("is_too_large", most=MOST_MEGABYTES)
    return content


def kind_of(content):
    """``xlsx``, ``xlsb``, ``xls``, ``ods``, ``vcard`` or ``text``; whatever else it is, is refused by name."""
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if content.startswith(b"PK\x05\x06"):
        raise CannotRead("empty_file")
    if content.startswith(OLD_OFFICE):
        return _old_office(content)
    if content[:1024].lstrip().startswith(b"%PDF") or b"%PDF-" in content[:64]:
        raise CannotRead("is_pdf")
    if content.startswith(b"{\\rtf"):
        raise CannotRead("is_word")
    if content.startswith(PICTURES) and b"\x00" in content[:64]:
        raise CannotRead("is_image")
    if content.startswith(ARCHIVES):
        raise CannotRead("is_archive")
    return _text(content)


def _packed(content):
    names = package(content).namelist()
    lowered = [name.lower() for name in names]
    if any(re.fullmatch(r"(?:.*/)?workbook\d*\.bin", name) for name in lowered):
        return "xlsb"
    if "[content_types].xml" in lowered:
        if any(name.startswith("word/") for name in lowered):
            raise CannotRead("is_word")
        if any(name.startswith("ppt/") for name in lowered):
            raise CannotRead("is_presentation")
        return "xlsx"
    if "content.xml" in lowered and "mimetype" in lowered:
        kind = b"".join(_member(content, "mimetype"))
        if b"spreadsheet" in kind:
            return "ods"
        raise CannotRead("is_presentation" if b"presentation" in kind else "is_word")
    if any(name.endswith(".iwa") or name == "index.zip" for name in lowered):
        raise CannotRead("is_numbers")
    raise CannotRead("is_archive")


def _member(content, name):
    return chunks(package(content), name)


def _old_office(content):
    def holds(name):
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise CannotRead("is_encrypted")
    if holds("WordDocument"):
        raise CannotRead("is_word")
    if holds("PowerPoint Document"):
        raise CannotRead("is_presentation")
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise CannotRead("is_unknown")


def _text(content):
    head = content[:4096]
    wide = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else without_mark(content)
    start = head.decode(wide or "latin-1", "replace").replace("\x00", "")
    start = start.removeprefix("\xef\xbb\xbf").removeprefix("\ufeff").lstrip().lower()
    if start.startswith("begin:vcard") or re.match(r"(?:[^\n]*\n){0,3}begin:vcard", start):
        return "vcard"
    if start.startswith(("<!doctype html", "<html", "<table", "<head", "<body", "<meta")):
        raise CannotRead("is_html")
    if start.startswith("<"):
        if "<html" in start:
            raise CannotRead("is_html")
        if re.match(r"<(\?xml|!--|[a-z][\w:.-]*[\s>/])", start):
            raise CannotRead("is_data", kind="XML")
    if re.match(r'[\[{]\s*(?:["{\[\]}]|$)', start) and content.rstrip(b"\x00\r\n\t ")[-1:] in b"]}":
        raise CannotRead("is_data", kind="JSON")
    if sum(start.count(chr(number)) for number in [*range(1, 9), *range(14, 27)]) > len(start) / 50:
        raise CannotRead("is_unknown")
    return "text"
