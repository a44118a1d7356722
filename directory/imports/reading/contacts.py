"""Mail addresses, telephone numbers and websites."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator

from .notes import Note, Problem
from .readings import Reading
from .texts import digits, is_nothing, tidy
from .vocabulary import Proposal

EMAIL, WORK, MOBILE, FAX = "email", "work", "mobile", "fax"
_validate_email = EmailValidator()
_validate_url = URLValidator(schemes=["http", "https"])

_AT = re.compile(
    r"\s*(?:\(\s*(?:at|@|arobase|arroba|собака)\s*\)|\[\s*(?:at|@|arobase|arroba|собака)\s*\]|\{\s*(?:at|@)\s*\}|<\s*at\s*>|\s-?at-?\s|\s(?:arobase|arroba|собака)\s|\s@\s|&#64;|%40|_at_)\s*",
    re.IGNORECASE,
)
_DOT = re.compile(
    r"\s*(?:\(\s*(?:dot|point|punto|точка)\s*\)|\[\s*(?:dot|\.|point|punto|точка)\s*\]|\{\s*dot\s*\}|\s(?:dot|punto|точка)\s)\s*",
    re.IGNORECASE,
)
_ANGLED = re.compile(r"<\s*(?:mailto:)?([^<>@\s]+@[^<>@\s]+)\s*>", re.IGNORECASE)
_LOOKS_LIKE = re.compile(r"[^\s,;<>()\[\]\"“”«»'‘’|/\\：:]+@[^\s,;<>()\[\]\"“”«»|/\\]+")
_LABEL = re.compile(
    r"^(?:e-?mails?|courriels?|mél|mail|correos?(?: electrónicos?)?|эл\.? ?почта|البريد(?: الإلكتروني)?"
    r"|邮箱|电子邮件|电邮)"
    r"\s*(?:\(s\))?\s*[:：\-–]?\s*",
    re.IGNORECASE,
)


def read_email(text, value=None, link=""):
    """The mail addresses of a cell. ``link`` is what the cell links to, where files have links."""
    shown, note = tidy(text)
    target = ""
    if link.lower().startswith("mailto:"):
        target = re.split(r"[?]", link[7:])[0].replace("%40", "@").strip()
    if is_nothing(shown) or ("@" not in _full(shown) and not _AT.search(shown)):
        if target and _is_email(target):
            return Reading([target], note=Note("from_link", {"text": shown, "target": target}))
        if is_nothing(shown):
            return Reading()
        return Reading(None, Problem("no_email", {"text": shown}))
    if _is_email(shown) and shown[0] not in "/|*-'=":
        return Reading([_lower_domain(shown)], note=note)
    return _emails(shown, note)


def _full(text):
    return unicodedata.normalize("NFKC", text) if not text.isascii() else text


def _emails(shown, note):
    plain = _full(shown).replace("。", ".").replace("．", ".")
    obfuscated = bool(_AT.search(plain)) and "@" not in _AT.sub("", plain)
    if _AT.search(plain):
        plain = _AT.sub("@", plain)
        plain = _DOT.sub(".", plain)
    if "@" not in plain:
        return Reading(None, Problem("no_email", {"text": shown}))
    # Spaces round the @, hyperlinks of Access (a@b#mailto:a@b#), and subjects of links.
    plain = re.sub(r"\s*@\s*", "@", plain.replace("#", " ; "))
    plain = re.sub(r"\?(?:subject|cc|bcc|body)=\S*", "", plain, flags=re.IGNORECASE)
    # A comma for a point within an address.
    plain = re.sub(
        r"(@[\w-]+(?:\.[\w-]+)*),(?=[a-z]{2,3}(?:[\s;,]|$)|[a-z-]+\.[a-z]{2,3}(?:[\s;,]|$))",
        lambda match: f"{match[1]}\0",
        plain,
    )
    candidates, wrong = [], []
    pieces = _ANGLED.findall(plain)
    rest = _ANGLED.sub(" ; ", plain) if pieces else plain
    rest = re.sub(r"(?i)mailto:", " ", rest)
    for piece in pieces + _pieces(rest):
        address = piece.strip().strip(".,;:'\"“”‘’«»()[]<>|*•·-–—_ ")
        address = _LABEL.sub("", address)
        address = address.replace("\x00", ",")
        if not address or "@" not in address:
            continue
        if _is_email(address):
            candidates.append(_lower_domain(address))
        else:
            wrong.append(address)
    found = list(dict.fromkeys(candidates))
    if wrong:
        proposals = [Proposal(mended, mended) for each in wrong if (mended := _mended(each))]
        return Reading(found or None, Problem("wrong_email", {"text": ", ".join(wrong)}), proposals)
    if not found:
        return Reading(None, Problem("no_email", {"text": shown}))
    if obfuscated:
        note = Note("obfuscated_email", {"text": shown, "email": ", ".join(found)})
    elif len(found) > 1:
        note = Note("several_emails", {"count": len(found)})
    return Reading(found, note=note)


def _pieces(text):
    """Parts that may be addresses; a space is a border only where both sides have an @."""
    parts = []
    for part in re.split(r"[;,|\n、；，/]+|\s+(?:and|or|et|ou|y|o|и|или|و|أو)\s+", text):
        part = part.strip()
        if part.count("@") > 1:
            parts.extend(part.split())
        elif " " in part and "@" in part:
            match = _LOOKS_LIKE.search(part)
            # “Office: info@example.org” holds an address; “info @example.org” and “in fo@example.org” a broken one.
            after = part[match.end() :].lstrip() if match else ""
            if match and not after.startswith(".") and _is_email(match.group().strip(".,;:()'")):
                parts.append(match.group())
            else:
                parts.append(part)
        else:
            parts.append(part)
    return parts


def _is_email(address):
    if address.endswith("]"):
        return False  # mail to a bare machine number, not to an organisation's domain
    try:
        _validate_email(address)
    except ValidationError:
        return False
    return len(address) <= 254 and len(address.rpartition("@")[0]) <= 64


def _lower_domain(address):
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"


_SLIPS = (
    (r",", "."),
    (r"\s+", ""),
    (r"\.{2,}", "."),
    (r"@{2,}", "@"),
    (r"@\.|\.@", "@"),
    (r"[;:]", "."),
    (r"\.(?:con|cmo|vom|comm|cpm)$", ".com"),
    (r"@(gmail|yahoo|hotmail|outlook)$", r"@\1.com"),
    (r"@(gmail|yahoo|hotmail|outlook)com$", r"@\1.com"),
    (r"@gmai\.com$|@gmial\.com$|@gamil\.com$", "@gmail.com"),
    (r"^(?:www\.|https?://)", ""),
    (r"[<>()\[\]\"']", ""),
    (r"[.\s]+$", ""),
)


def _mended(address):
    """An address with its likely slip of the pen undone, if that makes it one."""
    for pattern, instead in _SLIPS:
        changed = re.sub(pattern, instead, address, flags=re.IGNORECASE)
        if changed != address:
            address = changed
            if _is_email(address):
                return _lower_domain(address)
    return ""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as it is kept, and of which kind: ``work``, ``mobile`` or ``fax``."""

    number: str
    kind: str


_KIND_WORDS = {
    FAX: r"t[ée]l[ée]copi[a-zé]*|tele?fax|fax|facsimile|факс|ф|الفاكس|فاكس|ناسوخ|传真|傳真|f",
    MOBILE: r"mobile|mob|cellular|cellphone|cell|cel|celular|m[óo]vil|portable|port|gsm|whats?app|hp|m|c|w"
    r"|моб|мобильный|сотовый|сот|الجوال|جوال|محمول|موبايل|النقال|手机|移动电话|手機",
    WORK: r"telephone|t[ée]l[ée]phone|tel[ée]fono|tels?|t[ée]ls?|phone|ph|office|off|direct|landline|home"
    r"|телефон|тел|т|раб|هاتف|الهاتف|تلفون|ت|电话|電話|办公|座机|t|p|o|d|h",
}
_COMBINED = re.compile(
    r"(?:(?:tele?phone|tel|t[ée]l|phone|тел|هاتف|电话)\s*[./&,+و和-]*\s*(?:and|et|y|и)?\s*(?:tele?fax|fax|факс|فاكس|传真))\.?\s*[:：.\-]*",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    "|".join(
        rf"(?P<{kind}>(?<![^\W\d_])(?:{words})(?:\s*(?:no|nos|number|n°|nº|№|\d(?=\s*[:：)]))\.?)?\s*(?:\([^)\d]*\))?\s*[.:：/\-–)]*\s*(?=[+(\d٠-٩۰-۹０-９]))"
        for kind, words in _KIND_WORDS.items()
    ),
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"[\s\-–/(\[]*(?P<kind>"
    + "|".join(
        words
        for words in (
            "fax",
            "факс",
            "فاكس",
            "传真",
            "mobile",
            "mob",
            "cell",
            "cel",
            "whatsapp",
            "моб",
            "جوال",
            "手机",
            "office",
            "home",
            "work",
            "tel",
            "direct",
        )
    )
    + r")\.?[)\]\s]*$",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"[\s,;(\[]*(?:(?:ext(?:ension|n)?|extn|poste|anexo|interno|int|доб|внутр|تحويلة|داخلي|分机|转|內線|x|#)\.?\s*:?\s*)(\d{1,7})[)\]\s]*$",
    re.IGNORECASE,
)


def read_phones(text, value=None, country=None, kind=WORK):
    """The numbers of a cell with their kinds. ``country`` (two letters) completes numbers without a country code."""
    shown, _note = tidy(text)
    if is_nothing(shown):
        return Reading()
    if re.fullmatch(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}", shown):
        return Reading(None, Problem("digits_lost", {"text": shown}))
    found, notes, wrong = [], [], []
    for piece, its_kind in _numbers(digits(_full(shown)), kind):
        number, note = _phone(piece, country)
        if number is None:
            wrong.append(piece)
            continue
        if note:
            notes.append(note)
        found.append(Phone(number, its_kind))
    found = list(dict.fromkeys(found))
    if wrong:
        return Reading(found or None, Problem("no_phone", {"text": "; ".join(wrong)}), [])
    if not found:
        return Reading(None, Problem("no_phone", {"text": shown}))
    if not notes and len(found) > 1:
        notes.append(Note("several_phones", {"count": len(found)}))
    return Reading(found, note=notes[0] if notes else None)


def _numbers(text, kind):
    """Pieces of a text that are numbers, each with its kind: a label counts until the next one."""
    text = re.sub(r"(?i)\btel:(?=\+)", "", text)
    # “Ministry: +254 …”
    text = re.sub(
        r"^[^\W\d_][^\d+(:：\n]{3,40}[:：]\s*(?=[+(\d])", lambda match: match[0] if _knows(match[0]) else "", text
    )
    text = _COMBINED.sub("\x00both ", text)
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    marked = _LABELLED.sub(lambda match: f"\x00{match.lastgroup} ", text)
    pieces = []
    for part in re.split(r"(?=\x00)", marked):
        its_kind = kind
        if part.startswith("\x00"):
            word, _space, part = part[1:].partition(" ")
            # “Tel.” in a column of mobile telephones or faxes says nothing new.
            its_kind = kind if word == WORK else word
        for number in _divided(part):
            trailing = _TRAILING.search(number)
            said = its_kind
            if trailing:
                said = _kind_of_word(trailing["kind"]) or its_kind
                number = number[: trailing.start()]
            number = number.strip(" .,;:/-–|")
            if not number:
                continue
            pieces.extend((number, each) for each in ((WORK, FAX) if said == "both" else (said,)))
    return pieces


def _knows(label):
    return bool(_LABELLED.search(f"{label}1") or _COMBINED.search(label))


def _kind_of_word(word):
    for kind, words in _KIND_WORDS.items():
        if re.fullmatch(words, word, re.IGNORECASE):
            return kind
    return None


def _divided(text):
    """Numbers that stand beside each other. ``+254 20 123456/7`` is two numbers that differ at their end."""
    found = []
    for part in re.split(
        r"\n|;|\||、|；|،|\s+(?:or|and|ou|et|o|y|и|или|أو|或|&)\s+|,(?=\s*[+(0\d])(?!\s*(?:ext|x|#))", text
    ):
        part = part.strip(" ,.")
        # Numbers one after the other, each with its plus.
        for each in re.split(r"(?<=\d)\s*(?=\+\d)", part):
            pieces = [piece.strip() for piece in re.split(r"\s*/\s*", each)]
            if len(pieces) == 1:
                found.append(each)
                continue
            first = pieces[0]
            found.append(first)
            for piece in pieces[1:]:
                count = sum(char.isdigit() for char in piece)
                held = sum(char.isdigit() for char in first)
                if not count:
                    found[-1] += f" {piece}" if piece else ""
                elif held - count > 1 and held > 5 and re.fullmatch(r"[1-9][\d\s-]*", piece):
                    found.append(_with_end(first, re.sub(r"\D", "", piece)))
                elif held <= 5 and not piece.startswith(("+", "00")):
                    # 020/1234567: the stroke sets off the code of the place.
                    found[-1] = f"{first} {piece}"
                else:
                    found.append(piece)
    return found


def _with_end(number, end):
    places = [place for place, char in enumerate(number) if char.isdigit()][-len(end) :]
    changed = list(number)
    for place, digit in zip(places, end, strict=True):
        changed[place] = digit
    return "".join(changed)


def _phone(piece, country):
    extension = ""
    if match := _EXTENSION.search(piece):
        extension, piece = match[1], piece[: match.start()]
    count = sum(char.isdigit() for char in piece)
    letters = re.sub(r"[^\W\d_]", "", piece)
    if count < 3 or count > 20 or len(piece) - len(letters) > 4:
        return None, None
    # +44 (0)20 …: the zero is dialled at home only.
    dialled = re.sub(r"(?<=\d)\s*\(0\)\s*", " ", piece)
    dialled = re.sub(r"^[\s(]*\+?\s*00[\s.\-]*(?=[1-9])", "+", dialled)
    dialled = re.sub(r"^\s*\(\s*\+", "+", dialled)
    try:
        parsed = phonenumbers.parse(dialled, country)
    except phonenumbers.NumberParseException:
        parsed = None
    code_missing = False
    if not dialled.lstrip(" (").startswith("+") and (parsed is None or not phonenumbers.is_valid_number(parsed)):
        # A country code without its plus: 254 712 345 678.
        again = _with_plus(dialled, country)
        if again is not None:
            code_missing = phonenumbers.region_code_for_number(again) != country
            parsed = again
    shown = re.sub(r"\s+", " ", piece).strip()
    ending = f" ext. {extension}" if extension else ""
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        code = "phone_without_country" if parsed is None and not dialled.startswith("+") else "phone_unlikely"
        return shown + ending, Note(code, {"text": shown})
    if not phonenumbers.is_valid_number(parsed):
        if not dialled.startswith("+") and not country:
            return shown + ending, Note("phone_without_country", {"text": shown})
        return (
            phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL) + ending,
            Note("phone_unlikely", {"text": shown}),
        )
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL) + ending
    return number, Note("phone_completed", {"text": shown, "number": number}) if code_missing else None


def _with_plus(number, country):
    bare = re.sub(r"\D", "", number)
    try:
        parsed = phonenumbers.parse(f"+{bare}", None)
    except phonenumbers.NumberParseException:
        return None
    if len(bare) < 10 or bare.startswith("0") or not phonenumbers.is_valid_number(parsed):
        return None
    # The code stands by itself, or the number is of the country at hand; “8 (495) …” is no number of Viet Nam.
    first = re.match(r"\W*(\d+)\W", number)
    is_set_off = first is not None and first[1] == str(parsed.country_code)
    return parsed if is_set_off or phonenumbers.region_code_for_number(parsed) == country else None


def read_website(text, value=None, link=""):
    """Addresses of websites, completed by ``https://``; a cell that only says “website” gives its link."""
    shown, note = tidy(text)
    if is_nothing(shown) or ("." not in shown and link.startswith("http")):
        return Reading([link]) if link.startswith("http") else Reading()
    found, wrong = [], []
    plain = re.sub(r"(?i)\b(https?)\s*(?:[:;]\s*/+|//+)\s*", r"\1://", _full(shown))
    plain = re.sub(r"(?i)\bhttps?://(?=https?://)", "", plain)
    for piece in re.split(r"[\s;,、；，|]+|(?<=\w)\s+(?:and|et|y|и)\s+", plain):
        address = piece.strip("<>()[]\"'“”«».,;")
        if not address or address.casefold() in {
            "and",
            "or",
            "et",
            "y",
            "и",
            "www",
            "website",
            "web",
            "web:",
            "site",
            "url:",
            "website:",
        }:
            continue
        if re.match(r"(?i)https?://", address) is None:
            address = f"https://{address}"
        if "@" in address.partition("//")[2].partition("/")[0] or "." not in address or not _is_url(address):
            wrong.append(piece)
        else:
            scheme, _colon, rest = address.partition("://")
            host, slash, path = rest.partition("/")
            found.append(f"{scheme.lower()}://{host.lower()}{slash}{path}")
    if wrong and found and not any(mark in each for each in wrong for mark in ".@"):
        wrong = []
    if wrong or not found:
        return Reading(list(dict.fromkeys(found)) or None, Problem("no_website", {"text": " ".join(wrong) or shown}))
    return Reading(list(dict.fromkeys(found)), note=note)


def _is_url(address):
    try:
        _validate_url(address)
    except ValidationError:
        return False
    return len(address) <= 255
