"""One way of turning text into terms, for every engine and six scripts.

A term is what is compared: a folded word as it was written (`genève` is `geneve`), beside it its
stem (`~genev`), and for names the romanised form (`王小明` is also `wang`, `xiaoming`) and, between
Arabic and Latin letters, the consonants alone (`محمد` and `Mohamed` are both `mhmd`). The
written form is always kept, so that beginnings of words and exact names are found.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import rjieba
import snowballstemmer
from anyascii import anyascii

from search.stopwords import STOPWORDS

LONGEST_WORD = 64
LONGEST_TEXT = 200_000
STEM, ARABIC_BONES, LATIN_BONES = "~", "'", "`"

_WORD = re.compile(r"[^\W_]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_NUMBER = re.compile(r"\+?\(?\d[\d\s().\-/\u2010-\u2015]{5,}\d")
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_HAN_OR_OTHER = re.compile(f"[{_HAN}]+|[^{_HAN}]+")
_KANA = re.compile("[\u3040-\u30ff\u31f0-\u31ff]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_CYRILLIC = re.compile("[\u0400-\u052f]")

# Marks that change how text looks, not what it says: vowel points, stretching, direction, joiners.
_INVISIBLE = dict.fromkeys(
    [
        *(0xAD, 0x34F, 0x61C, 0x640, 0x670, 0x180E, 0xFEFF),
        *range(0x64B, 0x660),
        *range(0x6D6, 0x6EE),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
        *range(0xE0000, 0xE0080),
    ]
) | {0: " "}
_ARABIC_LETTERS = str.maketrans("أإآٱىةؤئکی", "اااايهويكي")
_ARABIC_PREFIXES = ("وال", "بال", "كال", "فال", "لل", "ال")
_ARABIC_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ي")
_ARABIC_CONSONANTS = str.maketrans(
    "بپتطثجغحهخدضذظرزسشصفقكلمنڤگچژ",
    "bbtttgghhxddddrssssfkklmnfgss",
    "اأإآءئؤعويىةٱ",
)
_LATIN_CONSONANTS = str.maketrans("qcvpjz", "kkfbgs", "aeiouyw")


class Term(NamedTuple):
    """One form of the word at a place in a text."""

    place: int
    term: str


class Word(NamedTuple):
    """One word somebody looks for, with the forms that count as finding it.

    `together` are several terms that a record must hold all of: pairs of characters of a longer
    Chinese word, or family and given name romanised. `bones` find names as a last resort.
    """

    text: str
    in_names: frozenset[str]
    in_text: frozenset[str]
    together: tuple[tuple[str, ...], ...] = ()
    bones: frozenset[str] = frozenset()

    @property
    def can_begin(self):
        """Whether the beginning of a longer word may be meant."""
        return len(self.text) > 1 or bool(re.match(f"[{_HAN}]", self.text))


def normalise(text):
    """The text without differences nobody sees: compatibility forms, case, invisible marks."""
    text = text[:LONGEST_TEXT]
    if text.isascii():
        return text.replace("\0", " ").lower()
    text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).translate(_INVISIBLE)
    return unicodedata.normalize("NFKC", text.casefold()).translate(_INVISIBLE)


def words(text):
    """The written words of a text, in order; Chinese is cut where a dictionary says."""
    text = normalise(text)
    if text.isascii():
        return _ASCII_WORD.findall(text)
    found = []
    for word in _WORD.findall(text):
        if max(word) < "\u3005":
            found.append(word)
            continue
        for run in _HAN_OR_OTHER.findall(word):
            found += rjieba.cut(run, False) if _is_han(run) else [run]
    return found


def terms(text, language="", *, name=False):
    """Every term of a text with its place: what an index keeps."""
    place, found = 0, []
    for word in words(text):
        found += [Term(place, term) for term in _forms(word[:LONGEST_WORD], language, name)]
        place += 1
    # A telephone number is also found when its groups are written differently.
    if not text.isalpha():
        for number in _NUMBER.findall(text):
            digits = "".join(str(unicodedata.digit(char, "")) for char in number)
            found.append(Term(place, digits))
            place += 2
    return found


@lru_cache(maxsize=20_000)
def sought(text):
    """A word as somebody looks for it, in whatever language it is: see `Word`."""
    word = text[:LONGEST_WORD]
    written = fold(word)
    stems = {STEM + stem for language in ("en", "fr", "es") for stem in _stems(word, written, language)}
    names: set[str] = {written}
    together: list[tuple[str, ...]] = []
    if _is_han(word):
        romanised = [*_romanised(word), "", "", ""]
        names.add(romanised[0])
        if len(word) > 2:
            together.append(tuple(_pairs(word)))
            if romanised[1]:
                together.append((romanised[2], romanised[1]))
    else:
        names |= set(_romanised(word))
    bones: set[str] = set()
    if _ARABIC.search(word):
        bones = _marked(LATIN_BONES, arabic_bones(word))
    elif written.isascii():
        bones = _marked(ARABIC_BONES, latin_bones(written))
    return Word(
        written,
        frozenset(names),
        frozenset({written} | stems | {stem[1:] for stem in stems}),
        tuple(together),
        frozenset(bones),
    )


def phone_like(text):
    """The numbers in a query that are written in groups, each as its digits alone."""
    return _NUMBER.sub(lambda m: " " + "".join(c for c in m[0] if c.isdigit()) + " ", text)


def is_stopword(word):
    return word in _STOPWORDS


@lru_cache(maxsize=100_000)
def fold(word):
    """A word without accents, of any Latin alphabet; Arabic with one form for each letter."""
    if word.isascii():
        return word
    if _ARABIC.search(word):
        return _digits(word.translate(_ARABIC_LETTERS))
    if _CYRILLIC.search(word):
        return word.replace("ё", "е")
    if _is_han(word):
        return word
    if max(word) < "\u0300" or "\u1e00" <= max(word) < "\u1f00":
        return anyascii(word).lower()
    return _digits(word)


def arabic_bones(word):
    """The consonants of a word in Arabic letters, written roughly in Latin ones."""
    word = word.translate(_ARABIC_LETTERS).removeprefix("ال")
    if len(word) > 3:
        word = word.removesuffix("ه")
    return _collapsed(word.translate(_ARABIC_CONSONANTS))


def latin_bones(word):
    """The consonants of a romanised word, as `arabic_bones` would write them."""
    for pair, letter in (("kh", "x"), ("gh", "g"), ("sh", "s"), ("ch", "s"), ("th", "t"), ("dh", "d"), ("dj", "g")):
        word = word.replace(pair, letter)
    word = word.replace("ph", "f")
    bones = _collapsed(word.translate(_LATIN_CONSONANTS))
    return bones[:-1] if word.endswith("ah") else bones


@lru_cache(maxsize=200_000)
def _forms(word, language, name):
    if _is_han(word):
        forms = list(dict.fromkeys(rjieba.cut_for_search(word, False) + _pairs(word) + (list(word) if name else [])))
        return tuple(forms + (_romanised(word) if name else []))
    written = fold(word)
    forms = [written]
    if name:
        forms += [form for form in _romanised(word) if form != written]
        if _ARABIC.search(word):
            forms += _marked(ARABIC_BONES, arabic_bones(word))
        elif written.isascii():
            forms += _marked(LATIN_BONES, latin_bones(written))
    else:
        forms += [STEM + stem for stem in _stems(word, written, language) if stem != written]
    return tuple(forms)


def _stems(word, written, language):
    if word.isdigit():
        return []
    if _ARABIC.search(word):
        return [_light10(written)]
    if _CYRILLIC.search(word):
        return [_stemmer("ru").stemWord(written)]
    if language[:2] in _LATIN_STEMMERS and written.isascii():
        return list({fold(_stemmer(language[:2]).stemWord(form)) for form in {word, written}})
    return []


def _light10(word):
    """Larkey's light stemmer: takes off the article and endings, never a letter of the root."""
    if word.startswith("و") and len(word) > 3 and not word.startswith("وال"):
        word = word[1:]
    for prefix in _ARABIC_PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 2:
            word = word[len(prefix) :]
            break
    for suffix in _ARABIC_SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 2:
            word = word[: -len(suffix)]
    return word


def _romanised(word):
    if word.isascii():
        return []
    latin = anyascii(word)
    if _ARABIC.search(word):
        return []
    if not _is_han(word):
        return [form] if (form := "".join(_ASCII_WORD.findall(latin.lower()))) else []
    syllables = [syllable.lower() for syllable in re.findall("[A-Z][a-z]*", latin)]
    joined = "".join(syllables)
    given = "".join(syllables[1:])
    return [form for form in dict.fromkeys([joined, given, *syllables]) if form]


def _is_han(word):
    return (bool(word) and max(word) >= "\u3005" and bool(re.match(f"[{_HAN}]", word))) or bool(_KANA.search(word))


def _pairs(run):
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def _marked(mark, bones):
    return {mark + bones} if len(bones) > 1 else set()


def _collapsed(text):
    return re.sub(r"(.)\1+", r"\1", text)


def _digits(word):
    """Digits of any script as 0 to 9."""
    if word.isalpha():
        return word
    return "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in word)


_LATIN_STEMMERS = {"en": "english", "fr": "french", "es": "spanish"}


@lru_cache
def _stemmer(language):
    return snowballstemmer.stemmer({**_LATIN_STEMMERS, "ru": "russian"}[language])


_STOPWORDS = frozenset(fold(normalise(word)) for listed in STOPWORDS.values() for word in listed.split())
