"""Countries, categories, languages and other words of closed lists; yes and no."""

import re

from .notes import Note, Problem
from .readings import Reading
from .texts import digits, is_nothing, line, tidy
from .vocabulary import Proposal, plain

YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "t",
        "1",
        "x",
        "✓",
        "✔",
        "☑",
        "oui",
        "o",
        "vrai",
        "si",
        "sí",
        "s",
        "verdadero",
        "да",
        "д",
        "истина",
        "نعم",
        "صح",
        "是",
        "对",
        "有",
        "真",
        "√",
        "on",
        "ok",
    ]
)
NO = frozenset(
    [
        "no",
        "n",
        "false",
        "f",
        "0",
        "✗",
        "✘",
        "☐",
        "non",
        "faux",
        "falso",
        "нет",
        "н",
        "ложь",
        "لا",
        "خطأ",
        "否",
        "不",
        "没有",
        "无",
        "假",
        "×",
        "off",
    ]
)
SEVERAL = re.compile(r"\s*[;\n|、；،]\s*")
SEVERAL_LOOSELY = re.compile(r"\s*[;,\n|/、；，،•·]\s*|\s+(?:and|et|y|и|&|und)\s+|\s+و(?=\S)|\s*[和及]\s*")

# What a State calls itself before and behind its name.
_FORM_OF_STATE = re.compile(
    r"""^(?:the\s+
    | government\ of\ (?:the\ )?
    | (?:the\ )?(?:(?:federal|democratic|islamic|arab|socialist|united|co-?operative)\ )*republic\ of\ (?:the\ )?
    | (?:the\ )?(?:kingdom|state|sultanate|commonwealth|principality|grand\ duchy|union)\ of\ (?:the\ )?
    | r[ée]publique\ (?:(?:f[ée]d[ée]rale|d[ée]mocratique|islamique|arabe|populaire)\ )*
      (?:du\ |de\ la\ |de\ l['’]|d['’]|des\ |de\ )
    | royaume\ (?:du\ |de\ la\ |de\ |d['’]|des\ )
    | rep[úu]blica\ (?:(?:federal|democrática|islámica|bolivariana|oriental|árabe)\ )*
      (?:del\ |de\ la\ |de\ los\ |de\ )
    | reino\ (?:de\ |del\ )
    | республика\  | королевство\  | جمهورية\  | مملكة\  | دولة\  | المملكة\  | سلطنة\ )""",
    re.IGNORECASE | re.VERBOSE,
)
_FORM_BEHIND = re.compile(
    r"""\s+(?:republic|kingdom)$ | \s*共和国$ | ,\s*the$ | \s+\(the\)$
    | ,\s*(?:(?:islamic|arab|federal)\ )?(?:republic|kingdom|state|commonwealth)(?:\ of(?:\ the)?)?$""",
    re.IGNORECASE | re.VERBOSE,
)
_LEVEL_BESIDE = re.compile(
    r"""\s*[(\[（][^)\]）]*[)\]）]
    | \s*[-–:]\s*(?:[ABC][12]\b|fluent|native|mother\ tongue|good|fair|excellent|basic|intermediate|advanced|working
    |courant|natif|bon|moyen|fluido|nativo|básico|intermedio|avanzado|свободно|родной|хорошо|базовый)\w*""",
    re.IGNORECASE | re.VERBOSE,
)


def read_country(text, countries, value=None):
    """The country a cell names, by its key in ``countries`` (see ``vocabulary.countries``)."""
    shown, _note = tidy(text)
    shown = line(shown)
    if is_nothing(shown) and not countries.find(shown):
        return Reading()
    shown = _flags(shown)
    found = countries.find(shown)
    if not found:
        for form in _other_forms(shown):
            found = countries.find(form)
            if found:
                break
    if len(found) == 1:
        return Reading(found[0])
    if found:
        return Reading(None, Problem("ambiguous_country", {"text": shown}), countries.proposals(found))
    parts = [part for part in re.split(r"\s*[;/\n|,、]\s*|\s+(?:and|et|y|и|&)\s+", shown) if part]
    known = [countries.find(part) for part in parts]
    if len(parts) > 1 and all(len(each) == 1 for each in known):
        values = list(dict.fromkeys(each[0] for each in known))
        if len(values) == 1:
            return Reading(values[0])
        return Reading(None, Problem("several_countries", {"text": shown}), countries.proposals(values))
    proposals = countries.propose(shown)
    return Reading(None, Problem("unknown_country", {"text": shown}), proposals)


def _flags(text):
    """🇰🇪 as KE."""
    return re.sub(
        "[\U0001f1e6-\U0001f1ff]{2}", lambda pair: "".join(chr(ord(each) - 0x1F1A5) for each in pair[0]), text
    )


def _other_forms(text):
    """What remains of “KE - Kenya”, “Kenya (KEN)”, “Republic of Kenya”, “Kenya*” and “2. Kenya”."""
    bare = re.sub(r"[*†‡°¹²³⁴⁵]+|\[\d+\]|\(\d+\)|\d+\)?$", "", text).strip(" .,;:-")
    yield bare
    yield re.sub(r"^\d+[.)\s]+", "", bare)
    # With a comma the parts belong together: “Congo, Democratic Republic of the”.
    if match := re.fullmatch(r"(.+?)\s*[(\[（]\s*(.+?)\s*[)\]）]", bare):
        yield f"{match[2]} {match[1]}"
        yield match[1]
        if len(match[2]) > 3:
            yield match[2]
    for dash in (" - ", " – ", " — ", ": ", "-"):
        first, found, second = bare.partition(dash)
        if found and min(len(first), len(second)) in (2, 3):
            yield max(first, second, key=len).strip()
    yield _FORM_OF_STATE.sub("", bare)
    yield _FORM_BEHIND.sub("", bare)
    yield re.sub(r"^ال", "", bare)
    yield f"ال{bare}"


def read_vocabulary(text, words, value=None, *, several=True):
    """Words of a closed list, as a list of keys. What is not certain is proposed and never guessed."""
    shown, _note = tidy(text)
    if is_nothing(shown):
        return Reading()
    whole = words.find(line(shown))
    if len(whole) == 1:
        return Reading([whole[0]])
    if len(whole) > 1:
        return Reading(None, Problem("ambiguous_word", {"text": shown}), words.proposals(whole))
    parts = [part for part in SEVERAL.split(shown) if part.strip()] if several else [shown]
    found, unknown = [], []
    for part in parts:
        one = words.find(_bare(part))
        if len(one) == 1:
            found.append(one[0])
            continue
        # Commas and “and” also stand within words of the lists, so they divide only where all parts are known.
        smaller = [each for each in SEVERAL_LOOSELY.split(part) if each and each.strip()] if several else []
        each_one = [words.find(_bare(each)) for each in smaller]
        if len(smaller) > 1 and all(len(each) == 1 for each in each_one):
            found.extend(each[0] for each in each_one)
        elif len(smaller) > 1 and any(len(each) == 1 for each in each_one):
            for name, each in zip(smaller, each_one, strict=True):
                found.extend(each) if len(each) == 1 else unknown.append(name)
        else:
            unknown.append(part.strip())
    found = list(dict.fromkeys(found))
    if not unknown:
        note = Note("several_words", {"count": len(found)}) if len(found) > 1 and not several else None
        return Reading(found, note=note)
    proposals = [proposal for each in unknown for proposal in words.propose(_bare(each))]
    proposals = list({proposal.value: proposal for proposal in proposals if proposal.value not in found}.values())
    return Reading(found or None, Problem("unknown_word", {"text": "; ".join(unknown)}), proposals[:8])


def _bare(text):
    return re.sub(r"^\W+|[\s.*:;,]+$", "", line(text))


def read_category(text, categories, value=None):
    """Categories of membership in messy words: “NFP”, “Official focal point for Art. 9”, “expert / user”."""
    return read_vocabulary(text, categories, value)


def read_languages(text, languages, value=None):
    """Languages, with levels and marks beside them left out: “English (fluent), French - B2”."""
    shown, _note = tidy(text)
    if is_nothing(shown):
        return Reading()
    plainer = _LEVEL_BESIDE.sub("", shown)
    parts = [part for part in SEVERAL_LOOSELY.split(plainer) if part and part.strip()]
    if len(parts) == 1 and re.fullmatch(r"(?:[A-Za-z]{2}[\s/-]+)+[A-Za-z]{2}", parts[0].strip()):
        parts = re.split(r"[\s/-]+", parts[0].strip())
    found, unknown = [], []
    for part in parts:
        one = languages.find(_bare(part)) or languages.find(
            re.sub(r"(?i)\s+language$|^langue\s+|\s+язык$|^اللغة\s+|[语語文]$", "", _bare(part))
        )
        if not one and "文" in part:
            one = languages.find(part.replace("文", "语"))
        found.extend(one) if len(one) == 1 else unknown.append(part.strip())
    found = list(dict.fromkeys(found))
    if unknown:
        proposals = [proposal for each in unknown for proposal in languages.propose(_bare(each))]
        return Reading(found or None, Problem("unknown_word", {"text": ", ".join(unknown)}), proposals[:8])
    return Reading(found)


def read_yes_no(text, value=None):
    """Yes or no in six languages, by a tick or by a cross in a box."""
    if isinstance(value, bool):
        return Reading(value)
    shown, _note = tidy(text)
    word = plain(digits(shown)) or shown.casefold()
    if word in YES:
        return Reading(True)
    if word in NO:
        return Reading(False)
    if is_nothing(shown):
        return Reading()
    return Reading(None, Problem("no_yes_no", {"text": shown}), [Proposal(True, "yes"), Proposal(False, "no")])
