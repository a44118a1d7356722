"""Bytes of a mail as words, whatever character set they were written in and whatever the mail says about it."""

import codecs
import re

from charset_normalizer import from_bytes

# What mail programs call a character set, and the larger one that holds it.
_LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-6": "cp1256",
    "ks_c_5601-1987": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "win-1251": "cp1251",
    "win-1256": "cp1256",
    "koi8-ru": "koi8-u",
}
# Programs write these names without having looked.
_CARELESS = {"cp1252", "ascii", "latin-1", "iso8859-1", ""}
# What the members' languages are written in: others are not guessed.
_GUESSED = ["utf_8", "cp1251", "koi8_r", "cp1256", "gb18030", "big5", "cp1252", "iso2022_jp", "shift_jis", "euc_jp"]
_SEVEN_BITS = re.compile(rb"\x1b\$[@B]")


def decoded(content, charset=""):
    """The words some bytes stand for."""
    charset = (charset or "").strip().strip("\"'").lower()
    name = _known(_LARGER.get(charset, charset))
    if _SEVEN_BITS.search(content) and name in _CARELESS | {"utf-8"}:
        name = "iso2022_jp"
    if (name in _CARELESS or name == "utf-8") and (words := _read(content, "utf-8")) is not None:
        # Valid UTF-8 is UTF-8, whatever is said about it.
        return words
    if name and name not in _CARELESS and name != "utf-8" and (words := _read(content, name)) is not None:
        return words
    if _is_mostly_latin(content) and name in _CARELESS and (words := _read(content, "cp1252")) is not None:
        return words
    best = from_bytes(content, cp_isolation=_GUESSED).best()
    return str(best) if best else content.decode(name or "utf-8", errors="replace")


def _known(name):
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def _read(content, name):
    try:
        return content.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _is_mostly_latin(content):
    """Whether so few letters lie outside ASCII that they are accents."""
    letters = sum(1 for byte in content if byte >= 0x80 or chr(byte).isalpha())
    return sum(byte >= 0x80 for byte in content) <= letters * 0.3
