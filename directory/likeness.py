"""Which records may be about the same person or institution: asked by imports and by the search for duplicates.

Everything needed is read once and kept in a compact form, so that a hundred thousand rows can be asked about one
after the other. A record is found through its mail addresses, its identifiers and the sounds of its name: consonants
of each part, whatever the script, the order and the spelling, together with the first letter of another part.
What is found that way is then compared letter by letter.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest

from anyascii import anyascii
from rapidfuzz import fuzz

from .choices import ContactKind, RecordStatus
from .models import Affiliation, Institution, InstitutionContact, Person, PersonContact

# What is less alike than this is not worth anybody's look.
LEAST_SCORE = 60
# So many records are compared letter by letter for one question, those first that share most.
MOST_COMPARED = 24

SAME_EMAIL, SHARED_MAILBOX = "same-email", "shared-mailbox"
SAME_IDENTIFIER, OTHER_IDENTIFIER = "same-identifier", "other-identifier"
SAME_NAME, SIMILAR_NAME, INITIALS, OTHER_NAME = "same-name", "similar-name", "initials", "other-name"
OTHER_GENERATION = "other-generation"
COMMON_NAME = "common-name"
SAME_COUNTRY, OTHER_COUNTRY = "same-country", "other-country"
SAME_INSTITUTION = "same-institution"
SAME_ACRONYM = "same-acronym"

# So many others of exactly this name make the name say little.
COMMON_FROM = 3

_TITLES = frozenset(
    [
        "dr",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "prof",
        "professor",
        "eng",
        "ing",
        "sir",
        "dame",
        "hon",
        "he",
        "hrh",
        "amb",
        "ambassador",
        "madame",
        "mme",
        "mlle",
        "monsieur",
        "m",
        "sra",
        "srta",
        "dra",
        "don",
        "dona",
        "herr",
        "frau",
        "phd",
        "msc",
    ]
)
_GENERATIONS = {
    **dict.fromkeys(("jr", "junior", "jnr", "fils", "filho", "hijo", "mladshiy"), "jr"),
    **dict.fromkeys(("sr", "senior", "snr", "pere", "starshiy"), "sr"),
    "ii": "ii",
    "iii": "iii",
    "iv": "iv",
}
_PARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "bin",
        "ibn",
        "ben",
        "bint",
        "de",
        "del",
        "della",
        "der",
        "den",
        "des",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "van",
        "von",
        "und",
        "la",
        "le",
        "los",
        "las",
        "y",
        "e",
    ]
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_DOUBLE_SURNAMES = frozenset(
    [
        "欧阳",
        "歐陽",
        "司马",
        "司馬",
        "诸葛",
        "諸葛",
        "上官",
        "夏侯",
        "皇甫",
        "尉迟",
        "尉遲",
        "令狐",
        "慕容",
        "司徒",
        "东方",
        "東方",
    ]
)
_HANGUL = re.compile(r"[\uac00-\ud7af]+")
_BREATHINGS = str.maketrans({"’": "'", "‘": "'", "`": "'", "ʼ": "'", "ʻ": "'", "´": "'"})

# Mailboxes that belong to an office and not to somebody.
_OFFICES = re.compile(
    r"^(info|office|contact|admin|mail|post|secretar\w*|registry|enquir\w*|inquir\w*|focal\W?point\w*|ocp|nfp|pops"
    r"|stockholm\w*|ministr\w*|environment\w*|permanent\W?mission\w*|mission\w*|chemicals?|director\w*)\b"
)

_GENERIC = frozenset(
    [
        "the",
        "of",
        "and",
        "for",
        "on",
        "in",
        "to",
        "at",
        "a",
        "an",
        "de",
        "la",
        "le",
        "les",
        "des",
        "du",
        "et",
        "el",
        "los",
        "las",
        "del",
        "y",
        "e",
        "o",
        "da",
        "do",
        "das",
        "dos",
        "em",
        "para",
        "por",
        "pour",
        "sur",
        "fur",
        "und",
        "der",
        "die",
        "das",
    ]
)


@dataclass(frozen=True)
class Candidate:
    """A record that may be the one asked about. ``reasons`` are codes, the strongest first."""

    pk: object
    score: int
    reasons: list
    is_certain: bool


# --- Names as they sound ----------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def fold(text):
    """A name in plain small Latin letters, its parts separated by single spaces."""
    text = unicodedata.normalize("NFKC", text)
    if not text.isascii():
        text = _HAN.sub(_han_name, text)
        text = _HANGUL.sub(_hangul_name, text)
        text = anyascii(text.translate(_BREATHINGS))
    text = text.casefold().translate(_BREATHINGS)
    # The breathing that Arabic names begin with is heard as a vowel; within a name it only separates.
    text = re.sub(r"(?<![a-z0-9])'(?=[bcdfghjklmnpqrstvwxz]{2})", "a", text).replace("'", "")
    return " ".join(re.findall(r"[a-z0-9]+", text))


def _han_name(found):
    """Family name and given names apart; the given ones are written together, as Pinyin does."""
    name = found.group()
    if len(name) < 2 or len(name) > 4:
        return f" {anyascii(name).casefold()} "
    family = 2 if name[:2] in _DOUBLE_SURNAMES and len(name) > 2 else 1
    return f" {anyascii(name[:family]).casefold()} {anyascii(name[family:]).casefold()} "


def _hangul_name(found):
    name = found.group()
    if len(name) != 3:
        return f" {anyascii(name).casefold()} "
    return f" {anyascii(name[:1]).casefold()} {anyascii(name[1:]).casefold()} "


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"shch|sch|tch|tsch|sh|ch|ts|tz|zh|z|cz", "s"),
        (r"ph|v|ff", "f"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"dj|dz", "j"),
        (r"ck|cc|q|x|c", "k"),
        (r"[aeiouyw]+", ""),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=65536)
def sound(part):
    """The consonants of a part of a name: the same for Mohammed, Muhammad and محمد."""
    heard = part
    for pattern, letters in _SOUNDS:
        heard = pattern.sub(letters, heard)
    return heard or part[:1]


_FIRST = {**dict.fromkeys("aeiouyw", "a"), **dict.fromkeys("ckq", "k"), **dict.fromkeys("fvp", "f"),
          **dict.fromkeys("szx", "s"), **dict.fromkeys("gj", "g")}  # fmt: skip


def first_sound(part):
    return _FIRST.get(part[0], part[0])


@lru_cache(maxsize=65536)
def parts_of_name(folded):
    """The parts of a folded name that tell people apart, and the generation ("jr", "ii") if it names one."""
    parts = folded.split()
    while len(parts) > 2 and (parts[0] in _TITLES or parts[0] in ("sr", "sra")):
        parts = parts[1:]
    generation = ""
    if len(parts) > 1 and parts[-1] in _GENERATIONS:
        generation, parts = _GENERATIONS[parts[-1]], parts[:-1]
    elif len(parts) > 2 and parts[1] in _GENERATIONS:
        # "KAMAU Jr, Wanjiru"
        generation, parts = _GENERATIONS[parts[1]], [parts[0], *parts[2:]]
    kept = [part for part in parts if part not in _PARTICLES and (part not in _TITLES or len(part) == 1)]
    return tuple(kept if len(kept) > 1 else parts), generation


def likeness_of_parts(one, other):
    """How alike two parts of a name are, from 0 to 1."""
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return 0.6 if first_sound(one) == first_sound(other) and one[0] == other[0] else 0.0
    alike = fuzz.ratio(one, other) / 100
    if sound(one) == sound(other) and min(len(one), len(other)) > 2:
        return max(alike, 0.94) if alike >= 0.5 or len(sound(one)) > 2 else max(alike, 0.7)
    return alike if alike >= 0.75 else 0.0


@lru_cache(maxsize=65536)
def likeness_of_names(one, other):
    """How alike two folded names are, from 0 to 1, and whether they only agree by initials."""
    if one == other:
        return 1.0, False
    a, b = parts_of_name(one)[0], parts_of_name(other)[0]
    best = _assigned(a, b)
    for x, y in ((a, b), (b, a)):
        # "Abd Allah" and "Abdullah", "Xiao Ming" and "Xiaoming".
        if len(x) > len(y) and len(x) > 2:
            for at in range(len(x) - 1):
                joined = (*x[:at], x[at] + x[at + 1], *x[at + 2 :])
                if (found := _assigned(joined, y))[0] > best[0]:
                    best = found[0] * 0.99, found[1]
    return best


def _assigned(a, b):
    if len(a) > len(b):
        a, b = b, a
    left, total, by_initial, whole = list(b), 0.0, False, 0
    # Whole parts choose before initials do.
    for part in sorted(a, key=len, reverse=True):
        alike, at = max(((likeness_of_parts(part, each), -place) for place, each in enumerate(left)), default=(0, 0))
        if alike == 0:
            # A part of the shorter name that the longer one does not have: another name.
            total -= 0.6
            continue
        taken = left.pop(-at)
        if len(part) == 1 or len(taken) == 1:
            by_initial = by_initial or part != taken
        else:
            whole += 1
        total += alike
    alike = total / len(a) if a else 0.0
    if not whole:
        alike *= 0.5
    if len(a) == 1 and len(b) > 1:
        alike *= 0.7
    # Parts only one of the two writes: second given names, a maiden name.
    alike -= 0.04 * sum(1 if len(part) > 1 else 0.5 for part in left)
    return max(alike, 0.0), by_initial


# --- Finding ----------------------------------------------------------------------------------------------


class Likeness:
    """Finds the records of a kind (``person`` or ``institution``) that may be meant.

        likeness = Likeness("person")
        likeness.candidates(names=["KAMAU, Wanjiru"], emails=["w.kamau@example.org"], country_id=12)

    Made once for many questions; what changes in the database afterwards it does not know, but for what ``add``
    tells it. With ``is_empty`` it knows only what ``add`` tells it.
    """

    kind = ""

    def __new__(cls, kind=None, **options):
        if cls is Likeness:
            cls = {"person": _People, "institution": _Institutions}[kind]
        return super().__new__(cls)

    def __init__(self, kind=None, *, is_empty=False):
        self._pks = []
        self._countries = array("L")
        self._forms = []
        self._places = []
        self._emails_of = []
        self._identifiers_of = []
        self._by_email = {}
        self._by_identifier = {}
        self._numbers = {}
        # (number of the key << 32 | place of the record), sorted: eight bytes each.
        self._sorted = array("Q")
        self._added = {}
        self._place_of = {}
        # Institutions by name, so that people who work at one are told from those who work at another.
        self._named = {}
        self._named_names = []
        self._of_institution = {}
        waiting = array("Q")
        if not is_empty:
            self._load(waiting)
        self._sorted = array("Q", sorted(waiting))

    def __len__(self):
        return len(self._pks)

    def add(self, pk, *, names=(), emails=(), country_id=None, institution="", identifiers=()):
        """Let a record be found that the database does not hold, such as an earlier row of the same file."""
        place = self._keep(pk, names, emails, country_id, [institution] if institution else [], identifiers)
        for key in self._keys(place):
            self._added.setdefault(self._number(key), []).append(place)

    def candidates(
        self, names=(), emails=(), country_id=None, institution="", identifiers=(), exclude=None, limit=10
    ):
        """The records that may be meant, the likeliest first.

        ``names`` are whole names in any order of their parts and any script; ``institution`` is a name or a key.
        """
        forms = self._fold([names] if isinstance(names, str) else names)
        emails = list(dict.fromkeys(email.strip().casefold() for email in emails if email))
        identifiers = list(dict.fromkeys(filter(None, map(_plain_identifier, identifiers))))
        return self._ask(
            forms, emails, country_id, self._institutions_meant(institution), identifiers, exclude, limit
        )

    def like(self, pk, limit=10):
        """The other records that are like one of them."""
        place = self._place_of.get(pk)
        if place is None:
            return []
        return self._ask(
            self._forms[place].split("\n"),
            self._emails_of[place],
            self._countries[place] or None,
            (set(self._places[place]), ""),
            self._identifiers_of[place],
            pk,
            limit,
        )

    @property
    def pks(self):
        """The keys of all records, in their order."""
        return self._pks

    # Loading

    def _load(self, waiting):
        raise NotImplementedError

    def _take(self, waiting, pk, names, emails, country_id, institutions, identifiers):
        place = self._keep(pk, names, emails, country_id, institutions, identifiers)
        waiting.extend(self._number(key) << 32 | place for key in self._keys(place))

    def _keep(self, pk, names, emails, country_id, institutions, identifiers):
        place = len(self._pks)
        self._pks.append(pk)
        self._place_of.setdefault(pk, place)
        self._countries.append(country_id or 0)
        self._forms.append("\n".join(self._fold([names] if isinstance(names, str) else names)))
        held = tuple(dict.fromkeys(email.strip().casefold() for email in emails if email))
        self._emails_of.append(held)
        for email in held:
            self._by_email.setdefault(email, []).append(place)
        found = tuple(dict.fromkeys(filter(None, map(_plain_identifier, identifiers))))
        self._identifiers_of.append(found)
        for identifier in found:
            self._by_identifier.setdefault(identifier, []).append(place)
        numbers = set()
        for institution in institutions:
            known, words = self._institutions_meant(institution)
            numbers |= known or ({self._name_institution(words)} if words else set())
        self._places.append(tuple(numbers))
        return place

    def _number(self, key):
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def _name_institution(self, folded):
        number = self._named.get(folded)
        if number is None:
            number = self._named[folded] = len(self._named_names)
            self._named_names.append(folded)
        return number

    def _institutions_meant(self, institution):
        """The numbers of the institution meant, and its folded name where none is known by it."""
        if institution in (None, ""):
            return set(), ""
        key = getattr(institution, "pk", institution)
        if isinstance(key, int):
            return ({self._of_institution[key]} if key in self._of_institution else set()), ""
        folded = fold(str(key))
        return ({self._named[folded]}, "") if folded in self._named else (set(), folded)

    # Asking

    def _found_by(self, keys):
        """How many keys each record shares with what is asked about."""
        hits = Counter()
        for key in keys:
            number = self._numbers.get(key)
            if number is not None:
                hits.update(self._holders(number))
                if number in self._added:
                    hits.update(self._added[number])
        return hits

    def _holders(self, number):
        low = bisect_left(self._sorted, number << 32)
        high = bisect_left(self._sorted, (number + 1) << 32, low)
        return [pair & 0xFFFFFFFF for pair in self._sorted[low:high]]

    def _ask(self, forms, emails, country_id, institutions, identifiers, exclude, limit):
        country = country_id or 0
        hits = self._found_by(self._keys_of(forms, country))
        if len(hits) > MOST_COMPARED:
            countries = self._countries
            hits = nlargest(
                MOST_COMPARED,
                hits,
                key=lambda place: hits[place] + (1.5 if country and countries[place] == country else 0),
            )
        places = dict.fromkeys(hits)
        mailboxes, known = {}, set()
        for email in emails:
            held = self._by_email.get(email, ())
            for place in held[:MOST_COMPARED]:
                places[place] = None
                pks = {self._pks[each] for each in held[: MOST_COMPARED + 1]} - {exclude}
                shared = len(pks) > 1 or _OFFICES.match(email)
                mailboxes[place] = mailboxes.get(place, True) and bool(shared)
        for identifier in identifiers:
            for place in self._by_identifier.get(identifier, ())[:MOST_COMPARED]:
                places[place] = None
                known.add(place)
        found, same_names = {}, set()
        for place in places:
            pk = self._pks[place]
            if pk == exclude:
                continue
            alike, by_initial, other_generation = self._compare(forms, place)
            if alike >= 0.97:
                same_names.add(pk)
            judged = self._judge(
                place, alike, by_initial, other_generation, country, institutions,
                mailboxes.get(place), place in known,
                bool(identifiers and self._identifiers_of[place] and place not in known), bool(forms),
            )  # fmt: skip
            if judged and (pk not in found or found[pk].score < judged.score):
                found[pk] = judged
        answer = list(found.values())
        if len(same_names) > COMMON_FROM:
            answer = [_less_for_common(each) if each.pk in same_names else each for each in answer]
        answer = [each for each in answer if each.score >= LEAST_SCORE]
        # A row that two addresses or identifiers send to two records is for people to decide.
        if sum(each.is_certain for each in answer) > 1:
            answer = [Candidate(each.pk, min(each.score, 99), each.reasons, False) for each in answer]
        return sorted(answer, key=lambda each: (-each.is_certain, -each.score, str(each.pk)))[:limit]

    def _judge(
        self, place, alike, by_initial, other_generation, country, institutions, shared, known, contradicts, named
    ):
        """What speaks for a record, and how much."""
        reasons = []
        theirs = self._countries[place]
        same_country = bool(country) and theirs == country
        other_country = bool(country) and bool(theirs) and theirs != country
        same_institution = self._same_institution(place, institutions)
        agrees = not named or not self._forms[place] or (alike >= 0.55 and not other_generation)
        if known:
            reasons.append(SAME_IDENTIFIER)
        if shared is not None:
            reasons.append(SHARED_MAILBOX if shared else SAME_EMAIL)
        name = self._name_reason(alike, by_initial)
        if name:
            reasons.append(name)
        elif reasons and named:
            reasons.append(OTHER_NAME)
        if other_generation:
            reasons.append(OTHER_GENERATION)
        if same_country:
            reasons.append(SAME_COUNTRY)
        if other_country:
            reasons.append(OTHER_COUNTRY)
        if same_institution:
            reasons.append(SAME_INSTITUTION)
        if contradicts:
            reasons.append(OTHER_IDENTIFIER)
        if (known or shared is False) and agrees and not contradicts:
            return Candidate(self._pks[place], 100, reasons, True)
        score = self._weigh(alike, by_initial, same_country, other_country, same_institution)
        if other_generation:
            score -= 18
        if contradicts:
            score -= 45
        if known:
            score = max(score, 80)
        elif shared is False:
            score = max(score, 75)
        elif shared:
            score = max(score, 62) if not agrees else min(score + 10, 99) if score else 0
        return Candidate(self._pks[place], max(0, min(99, round(score))), reasons, False)

    def _same_institution(self, place, institutions):
        numbers, words = institutions
        held = self._places[place]
        if numbers and not numbers.isdisjoint(held):
            return True
        names = [words] if words else [self._named_names[number] for number in numbers]
        return any(fuzz.token_sort_ratio(name, self._named_names[each]) >= 88 for name in names for each in held)

    def _name_reason(self, alike, by_initial):
        if by_initial and alike >= 0.5:
            return INITIALS
        if alike >= 0.97:
            return SAME_NAME
        return SIMILAR_NAME if alike >= 0.7 else ""

    def _fold(self, names):
        return list(dict.fromkeys(folded for name in names if name and (folded := fold(str(name)))))

    def _keys(self, place):
        return self._keys_of(self._forms[place].split("\n"), self._countries[place])

    def _keys_of(self, forms, country):
        raise NotImplementedError

    def _compare(self, forms, place):
        raise NotImplementedError

    def _weigh(self, alike, by_initial, same_country, other_country, same_institution):
        raise NotImplementedError


def _less_for_common(candidate):
    if candidate.is_certain:
        return candidate
    return Candidate(candidate.pk, candidate.score - 8, [*candidate.reasons, COMMON_NAME], False)


def _plain_identifier(text):
    """An identifier without its address, hyphens and spaces."""
    return re.sub(r"^https?://[^/]+/|[\s\-–]", "", str(text)).casefold() if text else ""


class _People(Likeness):
    kind = "person"

    def _load(self, waiting):
        self._learn_institutions()
        emails = _grouped(
            PersonContact.objects.filter(kind=ContactKind.EMAIL).values_list("person_id", "value"),
            Person.objects.filter(user__isnull=False).values_list("pk", "user__email"),
        )
        works_at = _grouped(
            Affiliation.objects.values_list("person_id", "institution_id").exclude(institution=None),
            Affiliation.objects.filter(institution=None).values_list("person_id", "institution_name"),
        )
        people = Person.objects.exclude(status=RecordStatus.CLOSED).order_by("pk").values_list(
            "pk", "given_name", "family_name", "suffix", "original_given_name", "original_family_name",
            "country_id", "orcid",
        )  # fmt: skip
        for pk, given, family, suffix, own_given, own_family, country, orcid in people.iterator(5000):
            self._take(
                waiting,
                pk,
                (f"{given} {family} {suffix}", f"{own_given} {own_family}"),
                emails.get(pk, ()),
                country,
                works_at.get(pk, ()),
                (orcid,),
            )

    def _learn_institutions(self):
        for pk, *names in Institution.objects.values_list("pk", "name", "name_en", "acronym").iterator(5000):
            folded = [fold(name) for name in names if name]
            if not folded:
                continue
            number = self._name_institution(folded[0])
            self._of_institution[pk] = number
            for other in folded[1:]:
                self._named.setdefault(other, number)

    def _keys_of(self, forms, country):
        keys = set()
        for form in forms:
            parts = parts_of_name(form)[0][:6]
            if len(parts) == 1:
                keys.add((sound(parts[0]), ""))
            self._add_pairs(keys, parts)
            if len(parts) > 2:
                for at in range(len(parts) - 1):
                    joined = sound(parts[at] + parts[at + 1])
                    keys.update((joined, first_sound(each)) for each in (*parts[:at], *parts[at + 2 :]))
        return keys

    @staticmethod
    def _add_pairs(keys, parts):
        for at, part in enumerate(parts):
            if len(part) > 1:
                heard = sound(part)
                keys.update((heard, first_sound(each)) for place, each in enumerate(parts) if place != at)

    def _compare(self, forms, place):
        best, by_initial, other_generation = 0.0, False, False
        theirs = self._forms[place]
        if not theirs:
            return best, by_initial, other_generation
        for form in forms:
            generation = parts_of_name(form)[1]
            for other in theirs.split("\n"):
                alike, initial = likeness_of_names(form, other)
                if alike > best:
                    best, by_initial = alike, initial
                    other_generation = generation != parts_of_name(other)[1]
        return best, by_initial, other_generation

    def _weigh(self, alike, by_initial, same_country, other_country, same_institution):
        if alike < (0.5 if by_initial else 0.7):
            return 0
        # One part of a name and an initial say little without something else that agrees.
        if by_initial and other_country and not same_institution:
            return 0
        country = 12 if same_country else 0 if other_country else 6
        return alike * 75 + country + (13 if same_institution else 5)


class _Institutions(Likeness):
    kind = "institution"

    # A word so many institutions have in their names leads nowhere by itself.
    COMMON_WORD = 200

    def _load(self, waiting):
        emails = _grouped(
            InstitutionContact.objects.filter(kind=ContactKind.EMAIL).values_list("institution_id", "value")
        )
        records = (
            Institution.objects.exclude(status=RecordStatus.CLOSED)
            .order_by("pk")
            .values_list("pk", "name", "name_en", "acronym", "country_id")
        )
        for pk, name, name_en, acronym, country in records.iterator(5000):
            names = [name, name_en]
            if acronym:
                names.append(f"={acronym}")
            self._take(waiting, pk, names, emails.get(pk, ()), country, (), ())

    def _fold(self, names):
        """Folded names; an acronym keeps a mark, since it is compared as a whole."""
        folded = []
        for name in names:
            name = str(name or "").strip()
            # "United Nations Environment Programme (UNEP)"
            acronyms = re.findall(r"\(([^()]{2,12})\)", name)
            plain = re.sub(r"\([^()]{2,12}\)", " ", name)
            if name.startswith("="):
                acronyms, plain = [name[1:]], ""
            elif name.isascii() and re.fullmatch(r"[A-Z][A-Z0-9&./-]{1,11}", name):
                acronyms.append(name)
            folded.append(fold(plain))
            folded += [f"={fold(each).replace(' ', '')}" for each in acronyms if fold(each)]
        return list(dict.fromkeys(each for each in folded if each))

    def _keys_of(self, forms, country):
        keys = set()
        for form in forms:
            if form.startswith("="):
                keys.add(form)
                continue
            keys.add(f"+{form}")
            for word in _words(form):
                keys.add(word[:6])
                if country:
                    keys.add((word[:6], country))
        return keys

    def _found_by(self, keys):
        """By whole name and acronym, and by the rarest words; common words count within the country only."""
        whole = [key for key in keys if isinstance(key, str) and key[0] in "=+"]
        hits = Counter()
        for place, times in super()._found_by(whole).items():
            hits[place] = times * 5
        narrow = {key[0]: key for key in keys if isinstance(key, tuple)}
        words = []
        for key in keys:
            if not isinstance(key, str) or key[0] in "=+":
                continue
            held = self._size(key)
            if held > self.COMMON_WORD:
                if key not in narrow:
                    continue
                words.append((self._size(narrow[key]), narrow[key]))
            elif held:
                words.append((held, key))
        words.sort(key=lambda pair: pair[0])
        hits.update(super()._found_by([key for _size, key in words[:4]]))
        return hits

    def _size(self, key):
        number = self._numbers.get(key)
        if number is None:
            return 0
        low = bisect_left(self._sorted, number << 32)
        return bisect_left(self._sorted, (number + 1) << 32, low) - low + len(self._added.get(number, ()))

    def _compare(self, forms, place):
        best = 0.0
        for form in forms:
            for other in self._forms[place].split("\n"):
                if form.startswith("=") != other.startswith("="):
                    continue
                alike = (
                    (0.8 if form == other else 0.0) if form.startswith("=") else likeness_of_institutions(form, other)
                )
                best = max(best, alike)
        return best, False, False

    def _judge(self, place, alike, *rest):
        judged = super()._judge(place, alike, *rest)
        if judged and alike == 0.8 and SIMILAR_NAME in judged.reasons:
            reasons = [SAME_ACRONYM if each == SIMILAR_NAME else each for each in judged.reasons]
            judged = Candidate(judged.pk, judged.score, reasons, judged.is_certain)
        return judged

    def _weigh(self, alike, by_initial, same_country, other_country, same_institution):
        if alike < 0.75:
            return 0
        # There is a ministry of the environment in every country.
        return alike * 100 - (0 if same_country else 42 if other_country else 8)


def _words(form):
    return [word for word in form.split() if word not in _GENERIC] or form.split()


@lru_cache(maxsize=65536)
def likeness_of_institutions(one, other):
    """How alike two folded names of institutions are, from 0 to 1."""
    if one == other:
        return 1.0
    a, b = _words(one), _words(other)
    alike = fuzz.token_sort_ratio(" ".join(a), " ".join(b)) / 100
    short, long = sorted((set(a), set(b)), key=len)
    if len(short) > 1 and short < long:
        alike = max(alike, 0.86)
    only_a, only_b = set(a) - set(b), set(b) - set(a)
    if {word for word in only_a if word.isdigit()} != {word for word in only_b if word.isdigit()}:
        return alike - 0.3
    # "University of Nairobi" and "University of Nigeria" share most letters and are two.
    if only_a and only_b and any(max(fuzz.ratio(word, each) for each in only_b) < 75 for word in only_a):
        alike -= 0.15
    return max(alike, 0.0)


def _grouped(*pairs):
    """Values by key, of several sources."""
    found = {}
    for source in pairs:
        for key, value in source.iterator(5000):
            if value:
                found.setdefault(key, []).append(value)
    return found
