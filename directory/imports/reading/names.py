"""Names of people as lists write them, taken apart."""

import re
import unicodedata
from dataclasses import asdict, dataclass

from rapidfuzz import fuzz

from directory.models.names import is_latin, name_as_written, romanise

from . import lists
from .notes import Note, Problem
from .readings import Reading
from .texts import is_nothing, line, mended, tidy

_TITLES = lists.words("titles")
# Letters that are titles only with their point, and initials without.
_ONE_LETTER = {"m", "d", "u", "г", "د", "أ", "م", "e"}
_SUFFIX = re.compile(
    r"""^(?:jr|sr|ii|iii|iv|ph\.?\s?d|dphil|d\.?sc|m\.?d|m\.?sc|b\.?sc|m\.?a|b\.?a|mba|mph|llm|llb|ll\.m|j\.?d|esq|cbe|obe|mbe
    |frcs|p\.?e|p\.?eng|c\.?eng|rn|dvm|mp|qc|kc|m\.?phil|ed\.?d|dr\.?\s?ing
    |к\.?х\.?н|д\.?х\.?н|к\.?т\.?н|д\.?т\.?н|к\.?б\.?н)\.?$""",
    re.IGNORECASE | re.VERBOSE,
)
_PARTICLES = frozenset(lists.words("particles"))
# Written small where they stand within a name.
_LOWER_PARTICLES = frozenset(lists.words("lower_particles"))
_POSITION = re.compile(
    r"""\b(?:director|directora?|directeur|directrice|minister|ministre|ministro|head|chief|chef|jefe|jefa|secretary
    |secr[ée]taire|secretari[oa]|coordinator|coordonnateur|coordonnatrice|coordinador[a]?|officer|manager|advisor|adviser
    |conseill[eè]re?|asesora?|specialist|expert|president|pr[ée]sident|chair(?:man|person)?|deputy|commissioner|registrar
    |inspector|permanent|national|focal|point|executive|scientist|researcher|lecturer|engineer\ of|consultant|analyst
    |assistant    |директор|министр|начальник|заместитель|специалист|секретарь|руководитель|советник
    |مدير|وزير|رئيس|منسق|司长|处长|主任)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ONLY_POSITION = re.compile(
    r"(?:the\s+)?(?:director|directeur|directrice|minister|ministre|ministro|secretary|secr[ée]taire|secretari[oa]"
    r"|head|coordinator|coordinador|permanent secretary|deputy|national focal point|focal point|point focal"
    r"|punto focal|manager|officer|директор|министр|начальник|مدير|وزير|رئيس)\b(?!\s*[:：])(?:\s|$)",
    re.IGNORECASE,
)
_ORGANIZATION = re.compile(
    r"\b(?:ministry|minist[eè]re|ministerio|министерство|organi[sz]ations?|university|universit[ée]|universidad"
    r"|университет|institute|department of|agency|authority|programme|secretariat|embassy|وزارة|جامعة)\b|部$|大学",
    re.IGNORECASE,
)
_PATRONYMIC = re.compile(
    r"(?:[оеё]вич|ич|[оеё]вна|ична|инична|оглы|кызы|улы|уулу|ovich|evich|ovna|evna|ichna|inichna|ogly|kyzy|uly|uulu)$",
    re.IGNORECASE,
)
_COMPOUND_HAN = frozenset(lists.words("compound_family_names"))
# Where two family names are usual.
TWO_FAMILY_NAMES = frozenset(lists.words("two_family_names"))
# Where lists put the family name first without saying so.
FAMILY_FIRST = frozenset(lists.words("family_name_first"))
_NOBODY = re.compile(
    r"""(?:to\ be\ (?:determined|nominated|confirmed|advised|designated)|vacant|vacante|poste\ vacant|вакантно
    |вакансия|شاغر|空缺|all|various|same|idem|ditto|see\ above|\W+)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a name, called as the record of a person calls them; ``position`` is what stood beside it."""

    prefix: str = ""
    given_name: str = ""
    family_name: str = ""
    suffix: str = ""
    original_given_name: str = ""
    original_family_name: str = ""
    name_language: str = ""
    family_name_first: bool = False
    position: str = ""

    @property
    def fields(self):
        """What goes into a record."""
        values = asdict(self)
        del values["position"]
        return values

    @property
    def shown(self):
        return " ".join(filter(None, (self.prefix, self.given_name, self.family_name, self.suffix)))


def read_name(text, value=None, country=None):
    """A name. Two people in one cell are a problem, with the names of both as proposals."""
    shown, note = tidy(text)
    if is_nothing(shown):
        return Reading()
    if _NOBODY.fullmatch(shown):
        return Reading(None, note=Note("nobody_named", {"text": shown}))
    fixed = mended(shown)
    if fixed:
        problem = Problem("broken_letters", {"text": shown, "mended": fixed})
        return Reading(_name(line(shown), country), problem, [_name(line(fixed), country)], note)
    if "@" in shown or re.search(r"\d{3}", shown) or _ORGANIZATION.search(shown):
        return Reading(None, Problem("no_name", {"text": shown}))
    if _ONLY_POSITION.match(shown) and not _starts_with_title(shown):
        return Reading(None, Problem("position_only", {"text": line(shown)}))
    people = _people(shown)
    if len(people) > 1:
        names = [_name(person, country) for person in people]
        return Reading(None, Problem("two_people", {"text": line(shown), "count": len(people)}), names)
    beside = ""
    if "\n" in shown:
        # A name above a position or an institution.
        first, _end, rest = shown.partition("\n")
        if _POSITION.search(rest):
            shown, beside = first, line(rest)
        elif _POSITION.search(first) and not _starts_with_title(first):
            shown, beside = rest.split("\n")[-1], first
    if re.search(r"\s(?:and|&|et|und|и)\s", line(shown)):
        return Reading(None, Problem("no_name", {"text": line(shown)}))
    name = _name(line(shown), country, beside)
    if not name.family_name:
        return Reading(None, Problem("no_name", {"text": line(shown)}))
    if name.position:
        note = Note("position_beside", {"text": line(shown), "position": name.position})
    elif not name.given_name:
        note = Note("one_name", {"text": name.family_name})
    return Reading(name, note=note)


_AND = re.compile(r"\s*(?:/|;|\||\n|\s&\s|\s+(?:and|et|y|und|и|e)\s+|\s+و\s*(?=\S)|、|；)\s*", re.IGNORECASE)


def _people(text):
    """The people a cell names. A cell is divided only where both sides are names of people by themselves."""
    if couple := re.match(r"(?i)(mr|m|sr|г-н)(\.?)\s*(?:and|&|et|y|и)\s*(mrs|ms|mme|sra|г-жа)(\.?)\s+(\S.*)", text):
        return [f"{couple[1]}{couple[2]} {couple[5]}", f"{couple[3]}{couple[4]} {couple[5]}"]
    numbered = [part.strip(" ,;\n") for part in re.split(r"(?:^|\s)\(?\d{1,2}[.)]\s+", text) if part.strip(" ,;\n")]
    if len(numbered) > 1 and all(_is_a_name(part) for part in numbered):
        return numbered
    parts = [part.strip(" ,") for part in _AND.split(text) if part and part.strip(" ,.")]
    if len(parts) > 1 and all(_is_a_name(part) for part in parts):
        return parts
    if re.match(r"[^\W\d_]{2,}\s+(?:and|&|et|und|и)\s", text) and len(parts) == 2 and _is_a_name(parts[1]):
        # “Peter and Paul Kamau”
        return [f"{parts[0]} {parts[1].split()[-1]}", parts[1]]
    commas = [part.strip() for part in text.split(",") if part.strip()]
    if len(commas) > 1 and all(_starts_with_title(part) and len(part.split()) > 1 for part in commas):
        return commas
    if len(commas) > 2 and all(len(part.split()) >= 2 and _is_a_name(part) for part in commas):
        return commas
    titled = re.split(r"(?<=\S)\s+(?=(?:Mr|Mrs|Ms|Mme|Mlle|M\.|Sr|Sra|Г-н|Г-жа|السيد|السيدة)\b\.?\s)", text)
    if len(titled) > 1 and all(_is_a_name(part) and len(_without_title(part)[1].split()) > 1 for part in titled):
        return [part.strip() for part in titled]
    return [text]


def _is_a_name(text):
    """Whether a piece of text is a whole name: a title and a word, or two words, or two Han characters."""
    prefix, rest = _without_title(text)
    if not rest or _POSITION.search(rest) or re.search(r"[\d@:]", rest) or len(rest) > 80:
        return False
    if any("\u4e00" <= char <= "\u9fff" for char in rest):
        return 2 <= len(re.sub(r"\s", "", rest)) <= 8
    words = rest.replace(",", " ").split()
    if len(words) > 6 or not all(word[:1].isalpha() or word[:1] in "(’'" for word in words):
        return False
    capital = [word for word in words if word[:1].isupper() or not word[:1].islower()]
    return len(words) >= (1 if prefix else 2) and len(capital) >= len(words) - sum(
        word.lower() in _PARTICLES for word in words
    )


def _title_key(word):
    return word.casefold().strip(".,:")


_TITLE_WORDS = frozenset(word.casefold().strip(".") for word in _TITLES)


def _is_title(word, following):
    bare = _title_key(word)
    if bare in _ONE_LETTER:
        return bare not in {"d", "e"} and (
            word.endswith(".") or (bare == "m" and following[:1].isupper() and not following.endswith("."))
        )
    if bare.replace(".", "") in _TITLE_WORDS or bare in _TITLE_WORDS:
        # “Major” and “General” are names too when nothing but one word follows.
        return True
    # Dr.rer.nat., M.Sc., Ph.D.
    return (
        bool(re.fullmatch(r"(?:[A-ZА-ЯЁ][a-zа-яё]{0,3}\.){2,}", word) and re.search(r"[a-zа-яё]", word))
        and len(word) > 5
    )


def _starts_with_title(text):
    return bool(_without_title(text)[0])


def _without_title(text):
    """The titles before a name, and the name."""
    text = re.sub(r"^\s*the\s+(?=(?:right\s+)?hon)", "", text.strip(), flags=re.IGNORECASE)
    # “Mr/Ms” says neither.
    either = re.match(r"([^\W\d_]{1,4}\.?)\s*/\s*([^\W\d_]{1,4}\.?)\s+(?=\S)", text)
    if either and _title_key(either[1]) in _TITLE_WORDS and _title_key(either[2]) in _TITLE_WORDS:
        text = text[either.end() :]
    text = re.sub(r"(?<=\.)\s*\((?:mr|mrs|ms|miss|dr|prof)\.?\)", "", text, flags=re.IGNORECASE)
    words = re.sub(r"(?<=[A-Za-z])\.(?=[A-ZÀ-Ý][a-zà-ÿ]{2})", ". ", text).split()
    taken = 0
    while taken < len(words) - 1 and _is_title(words[taken], words[taken + 1]):
        taken += 1
    rest = words[taken:]
    # 王伟 先生, 王伟博士
    after = ""
    if len(rest) > 1 and rest[-1] in _TITLES and not rest[-1].isascii() and "\u4e00" <= rest[-1][0] <= "\u9fff":
        after = rest.pop()
    elif rest and (match := re.fullmatch(r"([\u4e00-\u9fff·]{2,4})(先生|女士|小姐|博士|教授)", rest[-1])):
        rest[-1], after = match[1], match[2]
    prefix = " ".join([*words[:taken], *([after] if after else [])])
    return prefix.strip(" ,"), " ".join(rest).strip(" ,")


def _name(text, country=None, position=""):
    """The parts of one name."""
    text = re.sub(r"^(?i:name|nom|nombre|contact|attn|att|c/o|имя)\.?\s*[:：]\s*", "", text)
    text = re.sub(
        r"\s*\((?:he|she|they|him|her|mr|ms|mrs|m|f|male|female|retired|rtd|ret'?d)\b[^)]*\)",
        "",
        text,
        flags=re.IGNORECASE,
    )
    other = ""
    if match := re.search(r"\s*[(\[（]([^)\]）]+)[)\]）]\s*", text):
        inside, outside = match[1].strip(), (text[: match.start()] + " " + text[match.end() :]).strip()
        if outside and is_latin(inside) != is_latin(outside):
            text, other = outside, inside
        elif outside and (_POSITION.search(inside) or _is_title(inside, "X")):
            text, position = outside, position or inside
        elif outside and inside and outside.split() and len(inside.split()) == 1 and not inside.isupper():
            text = f"{text[: match.start()]} ({inside}) {text[match.end() :]}"
        elif outside:
            text, position = outside, position or inside
    else:
        text, other = _two_scripts(text)
    prefix, rest = _without_title(text)
    rest, suffix, beside = _without_suffix(rest)
    if "," in rest:
        # “Doe, Ms. Jane” and “Doe Jane, Ms.”
        family, _comma, behind = rest.partition(",")
        words = behind.split()
        if words and all(_is_title(word, "X") for word in words):
            prefix, rest = prefix or behind.strip(), family
        else:
            title, behind = _without_title(behind)
            prefix, rest = prefix or title, f"{family}, {behind}"
    if re.fullmatch(r"[A-ZÀ-Ý]{2,}\.?", prefix):
        prefix = prefix.capitalize()
    given, family = _divided(rest, country)
    if is_latin(rest) and other:
        _prefix, original = _without_title(other)
        original_given, original_family = _divided(original, country)
        return _both(prefix, given, family, suffix, original_given, original_family, position or beside)
    if other:
        _prefix, latin = _without_title(other)
        latin_given, latin_family = _divided(_without_suffix(latin)[0], country)
        return _both(prefix, latin_given, latin_family, suffix, given, family, position or beside)
    if not family and given:
        given, family = "", given
    return Name(prefix=prefix, suffix=suffix, position=position or beside, **name_as_written(given, family))


def _both(prefix, given, family, suffix, original_given, original_family, position):
    """A name in Latin letters and in its own script; each says of the other which part is the family name."""
    if not family:
        given, family = "", given
    if given and original_given and _alike(given, original_family) > _alike(given, original_given):
        # Han names are written with the family name first; other scripts follow the Latin one.
        if _script(original_family) in {"CJK", "HANGUL"}:
            given, family = family, given
        else:
            original_given, original_family = original_family, original_given
    written = name_as_written(original_given, original_family)
    written.update(given_name=given, family_name=family)
    return Name(prefix=prefix, suffix=suffix, position=position, **written)


def _alike(latin, original):
    return fuzz.ratio(romanise(latin).casefold(), romanise(original).casefold())


def _two_scripts(text):
    """“王伟 Wang Wei” and “Wang Wei 王伟”: the name in each script."""
    groups = []
    for word in text.split():
        script = _script(word)
        if groups and (script in (groups[-1][0], "")):
            groups[-1][1].append(word)
        else:
            groups.append([script, [word]])
    if len(groups) == 2 and {groups[0][0] == "LATIN", groups[1][0] == "LATIN"} == {True, False}:
        latin, other = sorted(groups, key=lambda group: group[0] != "LATIN")
        if (len(" ".join(latin[1])) > 3 and not _is_title(latin[1][0], "X")) or len(latin[1]) > 1:
            return " ".join(latin[1]).strip("/-–| "), " ".join(other[1]).strip("/-–| ")
    return text, ""


def _script(word):
    return next((unicodedata.name(char, " ").split()[0] for char in word if char.isalpha()), "")


def _without_suffix(text):
    """A name without degrees behind it, the degrees, and a position that stood behind a comma."""
    suffixes, position = [], ""
    parts = re.split(r"\s*[,，]\s*", text)
    while len(parts) > 1:
        last = parts[-1]
        if _SUFFIX.match(last) or all(_SUFFIX.match(word) for word in last.split()):
            suffixes.insert(0, last)
        elif _POSITION.search(last) and (len(parts) > 2 or len(parts[0].split()) > 1):
            position = f"{last}, {position}" if position else last
        else:
            break
        parts.pop()
    if not position and (match := re.search(r"\s+[-–—]\s+(.*)$", parts[-1])) and _POSITION.search(match[1]):
        position, parts[-1] = match[1], parts[-1][: match.start()]
    words = ", ".join(parts).split()
    while (
        len(words) > 2
        and _SUFFIX.match(words[-1])
        and (words[-1].isupper() or "." in words[-1] or words[-1] in {"PhD", "Jr", "Sr", "DPhil", "MSc", "BSc"})
    ):
        suffixes.insert(0, words.pop())
    return " ".join(words).strip(" ,-–"), ", ".join(suffixes), position


def _divided(text, country=None):
    """Given names and family name of a name without titles."""
    if "," in text or "，" in text:
        family, _comma, given = text.replace("，", ",").partition(",")
        return _cased(given.replace(",", " ").strip()), " ".join(map(_cased_if_capital, family.split()))
    words = text.split()
    if len(words) == 1:
        return _one_word(words[0])
    capitals = [_is_capital(word) for word in words]
    if any(capitals) and not all(capitals):
        return _by_capitals(words, capitals)
    if country in FAMILY_FIRST and len(words) <= 3 and is_latin(text) and country != "JP":
        return _cased(" ".join(words[1:])), _cased(words[0])
    initials = [re.fullmatch(r"(?:[^\W\d_]\.-?)+[^\W\d_]?\.?", word) is not None for word in words]
    if initials[-1] and not initials[0]:
        return " ".join(words[1:]), _cased(words[0])
    if len(words) >= 3 and _PATRONYMIC.search(words[2]) and not _PATRONYMIC.search(words[1]):
        return _cased(" ".join(words[1:])), _cased(words[0])
    if len(words) == 3 and _PATRONYMIC.search(words[1]):
        return _cased(" ".join(words[:2])), _cased(words[2])
    if _script(text) in {"CJK", "HANGUL", "HIRAGANA", "KATAKANA"}:
        return " ".join(words[1:]), words[0]
    begins = len(words) - 1
    if (
        country in TWO_FAMILY_NAMES
        and len(words) >= 3
        and words[-2].casefold() not in _PARTICLES
        and not initials[-2]
    ):
        begins -= 1
    while begins > 1 and words[begins - 1].casefold().strip("'’") in _PARTICLES:
        begins -= 1
        # “de la Cruz”, “Abd al-”: particles follow each other.
    if begins > 1 and country in TWO_FAMILY_NAMES and words[begins - 1].casefold() in {"y", "e"}:
        begins -= 2
    begins = max(begins, 1)
    return _cased(" ".join(words[:begins])), _cased(" ".join(words[begins:]))


def _one_word(word):
    if _script(word) == "CJK" and 2 <= len(word) <= 4:
        length = 2 if word[:2] in _COMPOUND_HAN and len(word) > 2 else 1
        return word[length:], word[:length]
    if _script(word) == "HANGUL" and 2 <= len(word) <= 4:
        return word[1:], word[0]
    if "·" in word:
        given, _dot, family = word.rpartition("·")
        return given, family
    # A.Kamau, И.И.Иванов
    if match := re.fullmatch(r"((?:[^\W\d_]\.)+)([^\W\d_]{2,}[\w'’-]*)", word):
        return match[1], _cased(match[2])
    return "", _cased(word)


def _is_capital(word):
    letters = [char for char in word if char.isalpha()]
    if len(letters) < 2 or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?", word):
        return False
    plain = re.sub(r"^(?:Mc|Mac|De|Di|La|Le|O['’]|D['’]|d['’]|al-|Al-|el-|El-|Van|Von)", "", word)
    letters = [char for char in plain if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters)


def _by_capitals(words, capitals):
    """The family name is the part in capital letters, with the particles before it."""
    begins = capitals.index(True)
    ends = len(capitals) - capitals[::-1].index(True)
    while begins and words[begins - 1].casefold() in _PARTICLES and words[begins - 1].islower():
        begins -= 1
    family = " ".join(words[begins:ends])
    given = " ".join([*words[:begins], *words[ends:]])
    return given, " ".join(map(_cased_if_capital, family.split()))


def _cased_if_capital(word):
    """``McDONALD`` and ``BERG`` as they are written in a text, ``van`` and ``der`` as they are."""
    if not _is_capital(word):
        return word
    if word.isupper():
        return word.lower() if word.casefold() in _LOWER_PARTICLES else _cased(word)
    return re.sub(r"(?<=[^\W\d_]{2})[^\W\d_]+|(?<=[’'])[^\W\d_]+", lambda found: found[0].capitalize(), word)


def _cased(text):
    """A name written in capital letters as names are written; others as they are."""
    letters = [char for char in text if char.isalpha()]
    if (
        len(letters) < 3
        or not all(char.isupper() for char in letters)
        or not any(char.lower() != char for char in letters)
    ):
        return text
    if re.fullmatch(r"(?:\w\.\s*)+", text):
        return text

    def one(match):
        word = match.group()
        if match.start() and word.casefold() in _LOWER_PARTICLES:
            return word.lower()
        cased = word[:1] + word[1:].lower()
        return re.sub(r"^Mc(\w)", lambda found: "Mc" + found[1].upper(), cased)

    return re.sub(r"[^\W\d_]+", one, text)
