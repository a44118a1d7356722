"""Packed files (XLSX, ODS) opened with care: what they claim to hold is looked at before anything is unpacked."""

import io
import lzma
import zipfile
import zlib
from xml.parsers import expat

from .notes import CannotRead

MOST_MEMBERS = 5_000
MOST_UNPACKED = 1 << 30
# Real sheets pack to a tenth or a fiftieth; a thousandth is an attack.
MOST_RATIO = 300
SMALL = 20 << 20
CHUNK = 1 << 16
UNPACKING_FAULTS = (
    KeyError,
    zipfile.BadZipFile,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    zlib.error,
    lzma.LZMAError,
)


def package(content):
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as fault:
        raise CannotRead("is_damaged") from fault
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        raise CannotRead("is_bomb")
    if any(each.file_size > SMALL and each.file_size > MOST_RATIO * max(each.compress_size, 1) for each in members):
        raise CannotRead("is_bomb")
    if any(member.flag_bits & 1 for member in members):
        raise CannotRead("is_encrypted")
    return archive


def chunks(archive, name):
    """The unpacked bytes of a member, piece by piece."""
    try:
        with archive.open(name) as member:
            while piece := member.read(CHUNK):
                yield piece
    except UNPACKING_FAULTS as fault:
        raise CannotRead("is_damaged") from fault


def parser(separator=None):
    """A parser that takes no declarations: they are how small files become large ones and read other files.

    With a ``separator`` names come with their namespaces before it.
    """
    made = expat.ParserCreate(namespace_separator=separator)
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _refuse
    made.EntityDeclHandler = _refuse
    made.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return made


def _refuse(*_arguments):
    raise CannotRead("is_hostile")


def elements(pieces):
    """Every element with its attributes and the text right below it, for the small parts of a package."""
    found, open_elements = [], []

    def start(name, attributes):
        entry = [name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()}, ""]
        found.append(entry)
        open_elements.append(entry)

    def text(data):
        if open_elements:
            open_elements[-1][2] += data

    def end(_name):
        open_elements.pop()

    made = parser()
    made.StartElementHandler, made.EndElementHandler, made.CharacterDataHandler = start, end, text
    feed(made, pieces)
    return found


def feed(made, pieces):
    try:
        for piece in pieces:
            made.Parse(piece, False)
        made.Parse(b"", True)
    except expat.ExpatError as fault:
        raise CannotRead("is_damaged") from fault
