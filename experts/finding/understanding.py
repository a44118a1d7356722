"""What somebody means who asks in a sentence, in any of the six languages: "PCB disposal in West Africa, French".

The longest name is matched first, whole names before parts of one. Every criterion keeps the words it was read from,
so that the page can show how the question was understood; what means nothing is left over and looked for in texts.
"""

import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from search.analysis import fold, is_stopword, normalise
from search.analysis import words as cut
from search.spelling import nearest

from .lexicon import LONGEST_NAME, Lexicon, Meaning, Token, all_languages_of, joined, lexicon, script, stem
from .values import tree

LONGEST_QUESTION = 1000
MOST_TOKENS = 60
# When the same words mean several things, the first of these names the criterion; the others fit as well.
KINDS = (
    *("chemical", "field", "country", "subregion", "region", "language", "willing", "available"),
    *("sector", "article"),
)
# With more meanings than this, words say too little.
_MOST_MEANINGS = 6
_MOST_COUNTRIES = 30
_SHORTEST_SLIP = 5
# With more narrower fields than this a word does not say which.
_MOST_REFINED = 3
# What a slip of the fingers may have meant.
_PUT_RIGHT = ("chemical", "field", "country", "subregion", "region", "language")

_CAS = re.compile(r"(?<![\d-])\d{2,7}-\d{2}-\d(?![\d-])")
_PIECE = re.compile(r"[^\W_]+|[,;:.!?،؛。，、；：！？()\[\]/]")


@dataclass(frozen=True)
class Criterion:
    """One thing asked for. ``others`` are (kind, value) that fit as well; ``least`` is the level of a language."""

    kind: str
    value: str
    words: str = ""
    others: tuple[tuple[str, str], ...] = ()
    least: int = 0
    # The word that was typed, where another was probably meant.
    slip: str = ""
    # Read from one word of a name only, or from a slip: where something surer was asked for, it only goes with that.
    is_guess: bool = False

    @property
    def key(self):
        """How addresses name it: ``field:pcb-disposal``, ``language:fr:3``."""
        return f"{self.kind}:{self.value}" + (f":{self.least}" if self.least else "")

    @property
    def meanings(self):
        return ((self.kind, self.value), *self.others)

    @property
    def alternatives(self):
        """What fits as well, as criteria."""
        return tuple(Criterion(kind, value) for kind, value in self.others)


@dataclass(frozen=True)
class Understanding:
    criteria: tuple[Criterion, ...] = ()
    # Words that mean nothing here, as they were typed.
    leftover: tuple[str, ...] = ()

    def without(self, keys):
        """The same but for criteria, and left-over words, by their keys."""
        return Understanding(
            tuple(criterion for criterion in self.criteria if criterion.key not in keys),
            tuple(word for word in self.leftover if key_of_word(word) not in keys),
        )

    def with_criteria(self, more):
        known = {criterion.key for criterion in self.criteria}
        return replace(self, criteria=(*self.criteria, *(one for one in more if one.key not in known)))


class _Span(NamedTuple):
    start: int
    end: int
    meanings: tuple[Meaning, ...]
    is_whole: bool
    slip: str = ""


@dataclass
class _Reading:
    """A question being read."""

    lexicon: Lexicon
    tokens: list
    spans: list = field(default_factory=list)
    taken: set = field(default_factory=set)


def understand(text, language="", occurs=None):
    """What a sentence asks for. ``occurs(word)`` says whether an unknown word stands in some text all the same."""
    text = (text or "")[:LONGEST_QUESTION]
    known = lexicon()
    numbers, text = _cas_numbers(text, known)
    reading = _Reading(known, _tokens(text, known))
    _take_names(reading)
    _refine(reading)
    _take_parts(reading)
    _put_right(reading, occurs)
    spans = sorted(reading.spans, key=lambda span: span.start)
    criteria = [*numbers, *_criteria(reading, spans)]
    leftover = [
        token.typed
        for place, token in enumerate(reading.tokens)
        if place not in reading.taken and not is_stopword(token.text) and len(token.text) > 1
    ]
    return Understanding(tuple(_once(criteria)), tuple(dict.fromkeys(leftover)))


def key_of_word(word):
    """How addresses name a left-over word."""
    return f"word:{fold(normalise(word))}"


def fields_with_word_of(criterion):
    """The fields in one of whose names a word stands that a criterion was read from: PFAS in their analysis."""
    found = set()
    for word in cut(criterion.words):
        for language in all_languages_of(word):
            for name in lexicon().by_stem.get((language, stem(fold(normalise(word)), language)), ()):
                found.add(name.meaning.value)
    return found


def read_key(key):
    """A criterion from its key in an address, or None when it makes no sense."""
    kind, _, value = key.partition(":")
    if kind not in KINDS or not value:
        return None
    if kind == "language":
        value, _, least = value.partition(":")
        return Criterion(kind, value, least=int(least) if least in ("1", "2", "3", "4") else 0)
    return Criterion(kind, value)


# --- Words ----------------------------------------------------------------------------------------------


def _cas_numbers(text, known):
    """Chemicals by CAS number, and the text without the numbers."""
    found = []
    for number in dict.fromkeys(_CAS.findall(text)):
        codes = known.cas.get(number, [])
        if codes:
            others = [("chemical", code) for code in codes[1:]]
            found.append(Criterion("chemical", codes[0], number, _with_kin(codes[0], others, known)))
            text = text.replace(number, " , ")
    return found, text


def _with_kin(code, others, known):
    """What else fits a chemical: the fields that carry its name."""
    return tuple(dict.fromkeys([*others, *(("field", value) for value in known.kin.get(code, ()))]))


def _tokens(text, known):
    tokens, opens = [], False
    for piece in _PIECE.findall(joined(text.replace("\0", " "))):
        if not re.match(r"[^\W_]", piece):
            opens = True
            continue
        for word in _cut(piece, known):
            tokens.append(Token(word, fold(normalise(word)), opens))
            opens = False
    return tokens[:MOST_TOKENS]


def _cut(piece, known):
    """A piece of text as words; Chinese where a name begins and ends, else by dictionary."""
    if script(piece) != "han":
        return cut(piece) if not piece.isascii() and not piece.isalnum() else [piece]
    found, rest = [], piece
    while rest:
        length = next(
            (size for size in range(min(known.longest_han, len(rest)), 0, -1) if rest[:size] in known.han), 0
        )
        if not length:
            latin = re.match(r"[A-Za-z0-9]+", rest)
            length = latin.end() if latin else len(cut(rest)[0]) if cut(rest) else 1
        found.append(rest[:length])
        rest = rest[length:]
    return found


# --- Names ----------------------------------------------------------------------------------------------


def _take_names(reading):
    """Whole names, and at least two words of a name, the longest first."""
    tokens = reading.tokens
    telling = [place for place, token in enumerate(tokens) if not token.is_small]
    found = []
    for place, token in enumerate(tokens):
        meanings = reading.lexicon.capitals.get(token.typed)
        if meanings and not all(other.typed.isupper() for other in tokens):
            found.append(_Span(place, place, tuple(meanings), is_whole=True))
    for first in range(len(telling)):
        for length in range(1, min(LONGEST_NAME, len(telling) - first) + 1):
            places = telling[first : first + length]
            run = [tokens[place] for place in places]
            is_one = not any(token.opens for token in tokens[places[0] + 1 : places[-1] + 1])
            if meanings := _whole(reading.lexicon, run):
                found.append(_Span(places[0], places[-1], meanings, is_whole=True))
            elif length > 1 and is_one and (meanings := _in_part(reading.lexicon, run, least=0.5)):
                found.append(_Span(places[0], places[-1], meanings, is_whole=False))
    found.sort(key=lambda span: (-_telling_words(span, tokens), not span.is_whole, span.start))
    for span in found:
        _take(reading, span)


def _telling_words(span, tokens):
    return sum(not token.is_small for token in tokens[span.start : span.end + 1])


def _take(reading, span):
    places = range(span.start, span.end + 1)
    if not reading.taken.intersection(places):
        reading.taken.update(places)
        reading.spans.append(span)


def _whole(known, run):
    """What these words are the whole name of."""
    if script(run[0].text) == "han":
        return tuple(known.han.get("".join(token.text for token in run), ()))
    texts = [token.text for token in run]
    found = dict(known.whole.get(("", *texts), {}))
    if found:
        return tuple(found)
    for language in all_languages_of(texts[0]):
        found |= known.whole.get((language, *(stem(text, language) for text in texts)), {})
    return tuple(found)


def _in_part(known, run, least):
    """The fields in one of whose names all these words stand and make up at least this part of it."""
    if script(run[0].text) == "han":
        return ()
    best: dict = {}
    for language in all_languages_of(run[0].text):
        stems = [stem(token.text, language) for token in run]
        named = [known.by_stem.get((language, word), set()) for word in stems]
        for name in set.intersection(*named):
            share = len(set(stems)) / len(name.stems)
            if share >= least:
                best[name.meaning] = max(best.get(name.meaning, 0), share)
    most = max(best.values(), default=0)
    meanings = {(meaning.kind, meaning.value): meaning for meaning, share in best.items() if share == most}
    return tuple(meanings.values()) if len(meanings) <= 2 else ()


def _refine(reading):
    """A word beside a subject that stands in the name of a narrower field means that one: PCB, and "disposal"."""
    known = tree()
    for place, token in enumerate(reading.tokens):
        if place in reading.taken or token.is_small or script(token.text) == "han":
            continue
        named = {
            name.meaning.value: name.meaning
            for language in all_languages_of(token.text)
            for name in reading.lexicon.by_stem.get((language, stem(token.text, language)), ())
        }
        for number, span in enumerate(reading.spans):
            fields = [meaning.value for meaning in span.meanings if meaning.kind == "field"]
            for meaning in span.meanings:
                if meaning.kind == "chemical":
                    fields += reading.lexicon.kin.get(meaning.value, ())
            below = dict.fromkeys(code for field in fields for code in known.below(field) if code in named)
            if 0 < len(below) <= _MOST_REFINED:
                meanings = tuple(named[code] for code in below)
                reading.spans[number] = span._replace(meanings=meanings)
                reading.taken.add(place)
                break


def _take_parts(reading):
    """A long word that stands in the names of very few fields means them."""
    for place, token in enumerate(reading.tokens):
        if place in reading.taken or token.is_small or len(token.text) < _SHORTEST_SLIP:
            continue
        if meanings := _in_part(reading.lexicon, [token], least=0.5):
            _take(reading, _Span(place, place, meanings, is_whole=False))


def _put_right(reading, occurs):
    """A word nobody knows that is one slip away from one that means something."""
    for place, token in enumerate(reading.tokens):
        if place in reading.taken or token.is_small or len(token.text) < _SHORTEST_SLIP:
            continue
        if occurs is not None and occurs(token.typed):
            continue
        for meant in nearest(token.text, [reading.lexicon.single], limit=1):
            meanings = tuple(
                meaning for meaning in reading.lexicon.whole.get(("", meant), ()) if meaning.kind in _PUT_RIGHT
            )
            if meanings:
                _take(reading, _Span(place, place, meanings, is_whole=True, slip=meant))


# --- Criteria -------------------------------------------------------------------------------------------


def _criteria(reading, spans):
    criteria, levels = [], []
    for span in spans:
        words = " ".join(token.typed for token in reading.tokens[span.start : span.end + 1])
        meanings = _best(span.meanings)
        if not meanings or meanings[0].kind == "filler":
            continue
        if meanings[0].kind == "language-level":
            levels.append((span, int(meanings[0].value)))
            continue
        first, *others = meanings
        also = [(other.kind, other.value) for other in others]
        if first.kind == "chemical":
            also = _with_kin(first.value, also, reading.lexicon)
        slip = span.slip if script(words) == "latin" else ""
        is_guess = bool(span.slip) or (span.start == span.end and not span.is_whole)
        criteria.append(
            (
                span,
                # Endings of other scripts are no slips.
                Criterion(first.kind, first.value, words, tuple(also), slip=slip, is_guess=is_guess),
            )
        )
    return [criterion for _, criterion in _with_levels(criteria, levels, reading.tokens)]


def _best(meanings):
    """The meanings of words, the one that names the criterion first: names before other names."""
    kinds = {meaning.kind for meaning in meanings}
    kept = {}
    for meaning in meanings:
        is_called = any(other.is_name for other in meanings if other.kind == meaning.kind)
        if meaning.is_name or not is_called:
            kept.setdefault((meaning.kind, meaning.value), meaning)
    if "country" in kinds:
        kept = {key: meaning for key, meaning in kept.items() if meaning.kind not in ("subregion", "region")}
    order = {kind: place for place, kind in enumerate(KINDS)}
    subjects = ("chemical", "field", "sector", "article")
    ranked = sorted(kept.values(), key=lambda meaning: order.get(meaning.kind, 99))
    if not ranked:
        return []
    # A subject may be a chemical and a field at once; a place and a language are two things.
    together = subjects if ranked[0].kind in subjects else (ranked[0].kind,)
    most = _MOST_COUNTRIES if ranked[0].kind == "country" else _MOST_MEANINGS
    return [meaning for meaning in ranked if meaning.kind in together][:most]


def _with_levels(criteria, levels, tokens):
    """A level belongs to the language it stands beside."""
    for span, level in levels:
        languages = [number for number, (_, criterion) in enumerate(criteria) if criterion.kind == "language"]
        if not languages:
            continue
        near = min(languages, key=lambda number: _between(criteria[number][0], span, tokens))
        if _between(criteria[near][0], span, tokens) <= 8:
            place, criterion = criteria[near]
            criteria[near] = (place, replace(criterion, least=max(level, criterion.least)))
    return criteria


def _between(one, other, tokens):
    """How far two spans are from each other; a comma between them is a long way."""
    first, second = (one, other) if one.end < other.start else (other, one)
    return second.start - first.end + 4 * any(token.opens for token in tokens[first.end + 1 : second.start + 1])


def _once(criteria):
    """Each thing once, with all the words it was asked in."""
    found: dict[tuple[str, str], Criterion] = {}
    for criterion in criteria:
        known = found.get((criterion.kind, criterion.value))
        if known is None:
            found[criterion.kind, criterion.value] = criterion
        else:
            found[criterion.kind, criterion.value] = replace(
                known,
                words=", ".join(filter(None, dict.fromkeys((known.words, criterion.words)))),
                least=max(known.least, criterion.least),
                others=known.others or criterion.others,
            )
    return list(found.values())
