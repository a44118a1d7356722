"""Demonstration institutions: named in the language of their country and in English, near its capital."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from django.utils.text import slugify

from directory.choices import Audience, ContactKind, RecordStatus
from directory.models import (
    Institution,
    InstitutionContact,
    InstitutionDescription,
    TaggedAreaOfWork,
)
from directory.models.names import romanise, sort_key

from .naming import name_list
from .places import HERE, SITE_LANGUAGES, draw_telephone
from .wording import describe


@dataclass(frozen=True)
class Kind:
    """A kind of institution: its type, whom it stands for, whose titles its staff have, and what it offers."""

    type: str
    stakeholder_group: str
    posts: str
    services: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


KINDS = {
    kind.type: kind
    for kind in (
        Kind("ministry", "government", "government", ("legal-advice",), ("legislation", "nip", "cooperation")),
        Kind(
            "university", "science", "university", ("training", "technical-advice"), ("risk", "monitoring", "health")
        ),
        Kind("laboratory", "science", "laboratory", ("laboratory-analysis", "sampling"), ("analysis", "monitoring")),
        Kind("ngo", "ngo", "ngo", ("training", "information-services"), ("awareness", "waste", "pesticides")),
        Kind("agency", "government", "government", ("inspection",), ("pesticides", "industrial-pops", "pcb")),
        Kind("research-institute", "science", "university", ("sampling", "decontamination"), ("contaminated-sites",)),
        Kind("hospital", "science", "health", ("poison-information", "training"), ("health",)),
        Kind("disposal-facility", "business", "business", ("disposal", "storage"), ("waste", "stockpiles", "pcb")),
        Kind("company", "business", "business", ("decontamination",), ("pcb", "waste")),
        Kind("industry-association", "business", "business", ("technical-advice",), ("alternatives", "bat-bep")),
        Kind("trade-union", "civil-society", "ngo", ("training",), ("health", "pesticides")),
        Kind("media", "media", "ngo", ("information-services",), ("awareness",)),
        Kind(
            "regional-centre", "igo", "government", ("training", "technical-advice"), ("cooperation", "pcb", "waste")
        ),
    )
}

# The order in which a country gets its institutions; then more of those that a country has several of.
FIRST = ("ministry", None, "agency", "university", "ngo", "laboratory", "research-institute", "hospital")
THEN = ("disposal-facility", "company", "industry-association", "trade-union", "media")
MORE = ("laboratory", "university", "ngo", "company", "research-institute")


@cache
def patterns(language):
    """How institutions are called in a language, by type; ``words`` are (own, English) pairs."""
    lines = (HERE / "texts" / "institutions" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    named = dict(line.split(": ", 1) for line in lines if line)
    named["words"] = [tuple(pair.split("=")) for pair in named["words"].split(", ")]
    return named


@cache
def language_of_institutions(place):
    """The language in which institutions of a country are named."""
    tongues = (*place.mother_tongues, *(name_list(area).language.split("-")[0] for area in place.names))
    written = (*tongues, *place.other_languages, "en")
    return next(language for language in written if (HERE / "texts" / "institutions" / f"{language}.txt").exists())


def plan(random, place):
    """Which institutions a country has, in the order in which they are made: (type, number of its word)."""
    second = random.choice(("university", "laboratory", "ngo", "agency"))
    first = [kind or second for kind in FIRST]
    kinds = [*dict.fromkeys(first), *THEN]
    words = len(patterns(language_of_institutions(place))["words"])
    shift = random.randrange(words)
    planned = [(kind, (shift + number) % words) for number, kind in enumerate(kinds)]
    for turn in range(words):
        planned += [(kind, turn) for kind in MORE if (kind, turn) not in planned]
    if place.iso2 == "EU":
        # The Union has no ministry; its directorate stands first.
        planned = [("agency", shift)]
    if place.iso2 == "SN":
        planned.insert(1, ("regional-centre", 0))
    return planned


def name_of(place, country, kind, word):
    """(own name, its language, English name) of an institution."""
    language = language_of_institutions(place)
    own, english = patterns(language), patterns("en")
    own_word, english_word = own["words"][word]
    called = english[kind].format(country=country.name_en.split(" (")[0], city=place.capital, word=english_word)
    if kind not in own or language == "en":
        return called, "en", called
    country_name = place.own_name or getattr(country, f"name_{language}", "") or country.name_en
    return (
        own[kind].format(country=country_name.split(" (")[0].split("（")[0], city=place.own_capital, word=own_word),
        SITE_LANGUAGES.get(language, language),
        called,
    )


def draw_institution(random, place, country, kind, word, vocabulary, on):
    """One institution and what hangs on it: (institution, children by relation)."""
    facts = KINDS[kind]
    name, language, name_en = name_of(place, country, kind, word)
    institution = Institution(
        slug=slugify(romanise(name_en))[:110],
        name=name,
        name_language=language,
        name_en=name_en,
        sort_name=sort_key(name_en),
        acronym="".join(part[0] for part in name_en.split(",")[0].split() if part[0].isupper())[:8],
        type=vocabulary.institution_types[kind],
        stakeholder_group=vocabulary.stakeholder_groups[facts.stakeholder_group],
        country=country,
        address=f"{random.randrange(1, 190)} {patterns('en')['words'][random.randrange(8)][1]} Road",
        city=place.capital,
        postal_code=f"{random.randrange(1000, 99000):05}",
        latitude=_near(random, place.latitude),
        longitude=_near(random, place.longitude),
        conventions=["stockholm", *random.sample(["basel", "rotterdam", "minamata"], random.choice((0, 1, 3)))],
        confirmed_at=draw_confirmation(random, on),
        created_at=at_noon(on - timedelta(days=random.randrange(1200, 3000))),
        status=RecordStatus.LISTED,
        is_demo=True,
    )
    host = f"{kind}-{word + 1}.{place.iso2.lower()}.example"
    theme = random.choice(facts.themes)
    terms = random.sample(vocabulary.terms_of(theme), min(3, len(vocabulary.terms_of(theme))))
    chemicals = random.sample(vocabulary.chemical_numbers, 3)
    contacts = [
        InstitutionContact(kind=ContactKind.EMAIL, value=f"office@{host}", position=0),
        InstitutionContact(kind=ContactKind.WORK, value=draw_telephone(random, place), position=1),
        InstitutionContact(kind=ContactKind.WEBSITE, value=f"https://{host}/", position=2),
    ]
    if random.random() < 0.3:
        contacts.append(
            InstitutionContact(
                kind=ContactKind.MOBILE,
                value=draw_telephone(random, place),
                audience=Audience.OFFICIAL_CONTACTS,
                position=3,
            )
        )
    spoken = [code for code in (*place.mother_tongues, *place.other_languages) if code in SITE_LANGUAGES]
    descriptions = []
    for written in dict.fromkeys([*(spoken[:1] or ["en"]), "en"]):
        words = {
            "on": on,
            "expertise": vocabulary.in_sentence(terms[0], written),
            "chemical": vocabulary.in_sentence(vocabulary.chemicals[chemicals[0]], written),
        }
        descriptions.append(
            InstitutionDescription(language=SITE_LANGUAGES[written], text=describe(random, written, words))
        )
    relations = {
        "contacts": contacts,
        "descriptions": descriptions,
        "area_links": [TaggedAreaOfWork(tag_id=term.pk) for term in terms],
        "services": [vocabulary.services[code] for code in facts.services],
        "sectors": random.sample(vocabulary.economic_sectors, 2),
        "chemicals": [vocabulary.chemicals[number] for number in chemicals] if kind != "media" else [],
        "languages": _spoken(place, vocabulary),
        "regions_served": [country.subregion] if country.subregion_id and random.random() < 0.2 else [],
        "parties_served": [],
    }
    return institution, relations


def _spoken(place, vocabulary):
    codes = dict.fromkeys((*place.mother_tongues, *place.other_languages[:1], "en"))
    return [vocabulary.languages[code] for code in codes if code in vocabulary.languages]


def _near(random, degrees):
    return Decimal(f"{degrees + random.uniform(-0.09, 0.09):.5f}")


def at_noon(day):
    return datetime.combine(day, time(12), tzinfo=UTC)


def draw_confirmation(random, on):
    """When a record was last confirmed: lately, a while ago, long ago, or never."""
    days = random.choices(
        (random.randrange(0, 180), random.randrange(181, 365), random.randrange(366, 1150), None), (45, 20, 20, 15)
    )[0]
    return None if days is None else at_noon(on - timedelta(days=days))
