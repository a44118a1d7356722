"""In which encoding a text file was written, when it does not say so.

Files with a mark, and files that are correct UTF-8, are certain. For the others ``charset-normalizer`` is a good
guide to long texts, but not to a few names (it takes “Prénom” in Windows-1252 for Windows-1250), so what it says
is weighed with how usual the letters are that each encoding gives.
"""

import codecs
import re
import unicodedata
from functools import lru_cache

from charset_normalizer import from_bytes

from .notes import Note

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In the order in which they are met with: of two that read alike, the first is taken.
CANDIDATES = (
    *("cp1252", "mac_roman", "cp1250", "cp1254", "iso8859_2", "cp850", "cp437", "cp1257"),
    *("cp1251", "koi8_r", "mac_cyrillic", "iso8859_5", "cp866", "cp1256", "iso8859_6", "cp1253", "cp1255", "cp874"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
)
ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "cp1125": "cp866", "shift_jis": "cp932", "euc_kr": "cp949"}
# First bytes of the commoner characters.
COMMON = {
    "gb18030": (0xB0, 0xD7),
    "big5": (0xA4, 0xC6),
    "cp932": (0x88, 0x97),
    "euc_jp": (0xB0, 0xCF),
    "cp949": (0xB0, 0xC8),
}
USUAL_SCRIPTS = {"CYRILLIC": 0.4, "ARABIC": 0.4, "GREEK": 0.6, "HEBREW": 0.35, "THAI": 0.35}
USUAL_SCRIPTS |= {"HIRAGANA": 0.4, "KATAKANA": 0.5}
USUAL_LETTERS = frozenset(
    "абвгдежзийклмнопрстуфхцчшщъыьэюяёАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЬЭЮЯіїєґІЇЄ"
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
    "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ"
    "אבגדהוזחטיכלמנסעפצקרשתךםןףץ"
    + "".join(map(chr, [*range(0xE01, 0xE4F), *range(0x3041, 0x3097), *range(0x30A1, 0x30FB)]))
)
# Signs that stand beside letters, or between them, without surprise.
BESIDE_LETTERS = frozenset("’‘“”«»„…–—·°ºª®™、。，（）「」『』：；・ー،؛؟")
SAMPLED = 200_000
TITLES = {
    "utf_8": "UTF-8",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1254": "Windows-1254",
    "cp1256": "Windows-1256",
    "cp932": "Shift-JIS",
    "mac_roman": "Mac Roman",
    "gb18030": "GB18030",
    "big5": "Big5",
}
# Letters beyond ASCII by how many languages of our lists use them.
USUAL = dict.fromkeys("éèáíóúñçãõâêôàüöä’ÉÁÍÓÚÑ", 4)
USUAL |= dict.fromkeys("ïëîûùìòåøæßÜÖÄÅØÇÀÈÂÊÔÃÕ–“”«»°ºª", 3)
USUAL |= dict.fromkeys("šžčćđłńśźżąęřůěőűğışŠŽČŁŚŞİ…•—‘ÎÏËÛÙ·§®©€№", 2)
USUAL |= dict.fromkeys("ýœ", 1.5)
# Letters that one language has together. A word that mixes them (“Dvoøák”) was read in a wrong encoding.
ALPHABETS = tuple(
    frozenset(letters + letters.upper())
    for letters in (
        "éèàùâêîôûëïüÿçæ",
        "áéíóúüñàèòïç",
        "áâãàéêíóôõúç",
        "äöüßéà",
        "àèéìòù",
        "åäöæøéü",
        "áéíóúýþæöð",
        "ąćęłńóśźż",
        "áčďéěíňóřšťúůýžĺľŕôä",
        "áéíóöőúüű",
        "ăâîșțşţ",
        "čćđšž",
        "çğıöşüâîûİ",
        "āčēģīķļņšūž",
        "ąčęėįšųūž",
        "õäöüšž",
    )
)


def title(encoding):
    return TITLES.get(encoding, encoding.replace("_", "-").upper())


def detect(content):
    """The encoding of a file, and a note when it had to be concluded from its letters."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding, None
    wide = without_mark(content)
    if wide:
        return wide, Note("encoding", {"encoding": title(wide)})
    if is_utf8(content):
        return "utf-8", None
    sample = _telling(content)
    if mostly_utf8(sample):
        # A few foreign bytes in a file of UTF-8: the rows that hold them are named.
        return "utf-8", None
    encoding = _narrow(sample, content)
    letters = "".join(
        dict.fromkeys(char for char in sample.decode(encoding, "replace") if ord(char) > 127 and char != "�")
    )
    return encoding, Note("encoding_unsure", {"encoding": title(encoding), "sample": letters[:12]})


def is_utf8(content):
    try:
        # Without a copy of the text in memory for each piece.
        decoder = codecs.getincrementaldecoder("utf-8")()
        view = memoryview(content)
        for start in range(0, len(view), 1 << 20):
            decoder.decode(view[start : start + (1 << 20)])
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def without_mark(content):
    """UTF-16 and UTF-32 without a mark show by where their zero bytes stand."""
    head = content[:4096]
    head = head[: len(head) // 4 * 4]
    if len(head) < 8:
        return ""
    zeros = [head[place::4].count(0) * 4 / len(head) for place in range(4)]
    high = 0.4
    if zeros[1] > high and zeros[2] > high and zeros[3] > high and zeros[0] < high / 2:
        return "utf-32-le"
    if zeros[0] > high and zeros[1] > high and zeros[2] > high and zeros[3] < high / 2:
        return "utf-32-be"
    odd, even = (zeros[1] + zeros[3]) / 2, (zeros[0] + zeros[2]) / 2
    # A file in Arabic or Chinese has few zero bytes, but its separators and line ends have theirs.
    for encoding, mine, other, ends in (
        ("utf-16-le", odd, even, (b"\n\x00", b",\x00", b";\x00", b"\t\x00")),
        ("utf-16-be", even, odd, (b"\x00\n", b"\x00,", b"\x00;", b"\x00\t")),
    ):
        if mine > 0.02 and other < mine / 10 and any(end in head for end in ends):
            try:
                content[: len(content) // 2 * 2].decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
    return ""


def _telling(content):
    """The lines that hold more than ASCII, as far as they are needed to tell: a name in row 90,000 counts too."""
    found, size = [], 0
    for line in re.finditer(rb"[^\r\n]*[\x80-\xff][^\r\n]*", content):
        found.append(line.group())
        size += len(line.group()) + 1
        if size > SAMPLED:
            break
    return b"\n".join(found)


def mostly_utf8(sample):
    """Whether nearly all that goes beyond ASCII is correct UTF-8."""
    right = sum(
        len(match.group())
        for match in re.finditer(
            rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}", sample
        )
    )
    beyond = sum(len(match.group()) for match in re.finditer(rb"[\x80-\xff]+", sample))
    return right > 8 and right >= 0.8 * beyond


def _narrow(sample, content):
    best = from_bytes(sample[:60_000]).best()
    guessed = ALIASES.get(best.encoding, best.encoding) if best else ""
    candidates = dict.fromkeys([*CANDIDATES, *([guessed] if guessed not in {"", "utf_8", "ascii"} else [])])
    weighed = {encoding: _strangeness(sample[:20_000], encoding) for encoding in candidates}
    if guessed in weighed:
        weighed[guessed] *= 0.8
    ranked = sorted(candidates, key=weighed.__getitem__)
    return next((encoding for encoding in ranked if _decodes(content, encoding)), ranked[0])


def _decodes(content, encoding):
    try:
        content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _strangeness(sample, encoding):
    """How unlikely a text would be in an encoding, by its letters and by their neighbours: small is good."""
    text = sample.decode(encoding, "replace")
    strange = 3.0 * sum(_is_mixed(word) for word in re.findall(r"[^\W\d_]*[À-ž][^\W\d_]*", text))
    before = " "
    for place, char in enumerate(text):
        if ord(char) > 127:
            strange += _strangeness_of(char, encoding)
            after = text[place + 1 : place + 2]
            if char.isalpha():
                if char.isupper() and before.islower():
                    strange += 6
                if _script_of(char) != _script_of(before) and before.isalpha():
                    strange += 6
            elif char not in BESIDE_LETTERS and (before.isalpha() or after.isalpha()):
                strange += 6 if before.isalpha() and after.isalpha() else 3
        elif char.isalpha() and ord(before) > 127 and before.isalpha() and _script_of(before) != "LATIN":
            # Letters of two scripts in one word; Han may stand beside Latin ones.
            strange += 0 if _script_of(before) == "CJK" else 6
        before = char
    return strange


@lru_cache(maxsize=65_536)
def _is_mixed(word):
    letters = {char for char in word if ord(char) > 127}
    # œ stands before u, but for a few words.
    return not any(letters <= alphabet for alphabet in ALPHABETS) and not re.search("œu|œ[ci]", word)


@lru_cache(maxsize=65_536)
def _strangeness_of(char, encoding):
    script = _script_of(char)
    if char == "�" or unicodedata.category(char) in {"Cc", "Co", "Cn"}:
        return 20.0
    if script in {"CJK", "HANGUL"}:
        first, last = COMMON.get(encoding, (0, 0))
        return 0.6 if first <= char.encode(encoding)[0] <= last else 3.0
    if script == "LATIN" or script == "":
        return 4.0 - USUAL.get(char, 1 if char.isalpha() else 0)
    return USUAL_SCRIPTS.get(script, 4.0) if char in USUAL_LETTERS else 4.0


@lru_cache(maxsize=65_536)
def _script_of(char):
    if not char.isalpha():
        return ""
    name = unicodedata.name(char, "")
    if name.startswith(("HALFWIDTH", "FULLWIDTH", "MODIFIER")):
        return name.split()[0]
    return name.split()[0] if name else "NONE"
