"""Demonstration people: each drawn from a number of its own, so that the same seed gives the same person."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.text import slugify

from directory.choices import Audience, ContactKind, LanguageLevel, RecordStatus
from directory.disclosure import FIELD_DEFAULTS
from directory.models import (
    Affiliation,
    Biography,
    LanguageSkill,
    MembershipApplication,
    Person,
    PersonContact,
    TaggedExpertise,
    TaggedInterest,
)
from directory.models.names import romanise, sort_key

from .institutions import KINDS, at_noon, draw_confirmation, language_of_institutions, patterns
from .naming import EITHER, FEMININE, draw_name
from .places import SITE_LANGUAGES, draw_telephone, places
from .vocabulary import ARTICLES_OF, CHEMICALS_OF
from .wording import compose, draw_post

PREFIXES = {
    "en": {"f": "Ms", "m": "Mr", "doctor": ("Dr", "Dr"), "professor": ("Prof.", "Prof.")},
    "fr": {"f": "Mme", "m": "M.", "doctor": ("Dr", "Dr"), "professor": ("Prof.", "Prof.")},
    "es": {"f": "Sra.", "m": "Sr.", "doctor": ("Dra.", "Dr."), "professor": ("Profa.", "Prof.")},
}

# Seats of international organizations, where some represent their country from.
POSTED_TO = ("CH", "BE", "US", "KE", "FR")


@dataclass
class Sketch:
    """What is fixed about somebody before they are drawn in full."""

    index: int
    iso2: str
    ordinal: int
    name: object
    slug: str
    theme: str = ""
    speaks: dict = field(default_factory=dict)
    # Fields of expertise somebody has decided on; drawn from the theme where there are none.
    terms: tuple = ()
    account: object = None
    # Whether others rely on this person being listed and shown to everyone.
    is_settled: bool = False

    @property
    def represents(self):
        """Whether official posts may fall to them: not to the sign-ins of an ordinary member and an applicant."""
        return self.account is None or self.account.represents


def draw_area(random, place):
    """Which lists of names a person of a country is named from; the first language is the commonest."""
    weights = [6, 4, 1][: len(place.names)]
    return random.choices(place.names, weights)[0]


def draw_sketch_name(random, iso2):
    return draw_name(random, draw_area(random, places()[iso2]))


def slug_of(name):
    return slugify(romanise(f"{name.given_name} {name.family_name}"))[:100]


def orcid(index):
    """An ORCID iD with a valid check digit, in a block that ORCID does not give out."""
    digits = f"09990000{index:07}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    digits += "X" if check == 10 else str(check)
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def draw_person(random, sketch, institutions, vocabulary, on):
    """One person and what hangs on them: (person, children by relation).

    ``institutions`` are those of their country they may work at.
    """
    place, country, name = places()[sketch.iso2], vocabulary.countries[sketch.iso2], sketch.name
    official = [institution for institution in institutions if institution.type.code in ("ministry", "agency")]
    workplace = random.choice(official if sketch.ordinal == 0 and official else institutions)
    if sketch.account and sketch.account.workplace:
        workplace = next(house for house in institutions if house.type.code == sketch.account.workplace)
    kind = KINDS[workplace.type.code]
    language = language_of_institutions(place)
    titles = language if language in SITE_LANGUAGES else "en"
    position = draw_post(random, kind.posts, "position", titles, name.form)
    theme = sketch.theme or random.choice(
        kind.themes if random.random() < 0.6 and all(code in vocabulary.themes for code in kind.themes) else
        vocabulary.theme_codes
    )  # fmt: skip
    confirmed_at = draw_confirmation(random, on)
    created_at = (confirmed_at or at_noon(on)) - timedelta(days=random.randrange(30, 1500))
    person = Person(
        slug=sketch.slug,
        prefix=_prefix(random, titles, name.form, kind),
        given_name=name.given_name,
        family_name=name.family_name,
        original_given_name=name.original_given_name,
        original_family_name=name.original_family_name,
        name_language=_name_language(name, place),
        family_name_first=name.family_name_first,
        sort_name=sort_key(f"{name.family_name} {name.given_name}"),
        position=position,
        country=country,
        stakeholder_group=workplace.stakeholder_group,
        time_zone=place.time_zone,
        orcid=orcid(sketch.index) if kind.stakeholder_group == "science" or random.random() < 0.1 else "",
        listing=Audience.EVERYONE,
        status=RecordStatus.LISTED,
        field_audiences=_field_audiences(random),
        confirmed_at=confirmed_at,
        created_at=created_at,
        is_demo=True,
    )
    _draw_address(random, person, place, vocabulary)
    relations = {"affiliations": _affiliations(random, workplace, institutions, kind, position, titles, name, on)}
    relations["contacts"] = _contacts(random, sketch, place)
    skills = _language_skills(random, place, sketch, vocabulary)
    relations["language_skills"] = [
        LanguageSkill(language_id=vocabulary.languages[code].pk, level=level) for code, level in skills.items()
    ]
    terms = list(sketch.terms) or _terms(random, theme, vocabulary)
    if sketch.theme and not sketch.terms and vocabulary.terms_of(theme)[0] not in terms:
        terms.insert(0, vocabulary.terms_of(theme)[0])
    interests = [term for term in _any_terms(random, vocabulary, random.randrange(0, 4)) if term not in terms]
    relations["expertise_links"] = [TaggedExpertise(tag_id=term.pk) for term in terms]
    relations["interest_links"] = [TaggedInterest(tag_id=term.pk) for term in interests]
    numbers = _chemicals(random, theme, vocabulary)
    relations["chemicals"] = [vocabulary.chemicals[number] for number in dict.fromkeys(numbers)]
    relations["articles"] = [
        vocabulary.articles[code]
        for code in random.sample(ARTICLES_OF.get(theme, ()), min(2, len(ARTICLES_OF.get(theme, ()))))
    ]
    relations["sectors"] = random.sample(vocabulary.economic_sectors, random.choice((1, 1, 2)))
    if random.random() < 0.25:
        relations["sectors"].append(random.choice(vocabulary.social_sectors))
    facts = {
        "terms": [*terms, *_any_terms(random, vocabulary, 2)],
        "interest": (interests or _any_terms(random, vocabulary, 1))[0],
        "chemicals": [
            vocabulary.chemicals[number] for number in [*numbers, *random.sample(vocabulary.chemical_numbers, 2)]
        ],
        "workplace": workplace,
        "country": country,
    }  # fmt: skip
    relations["biographies"] = _biographies(random, skills, facts, vocabulary, on)
    if sketch.theme:
        person.field_audiences = {}
    elif not sketch.is_settled:
        _hold_back(random, sketch, person, relations)
    return person, relations


def _prefix(random, language, form, kind):
    words = PREFIXES.get(language, PREFIXES["en"])
    if kind.posts in ("university", "health") or random.random() < 0.2:
        return words["professor" if random.random() < 0.3 else "doctor"][form != FEMININE]
    if form == EITHER:
        return ""
    return words[form] if random.random() < 0.85 else ""


def _name_language(name, place):
    """The language a name is written in; for Latin letters that of the country."""
    if name.original_family_name or not place.mother_tongues:
        return name.language
    return SITE_LANGUAGES.get(place.mother_tongues[0], place.mother_tongues[0])


def _field_audiences(random):
    """About a third change who sees one or two of their fields."""
    if random.random() > 0.35:
        return {}
    chosen = random.sample(sorted(FIELD_DEFAULTS), random.choice((1, 1, 2)))
    return {name: int(random.choice(list(Audience))) for name in chosen}


def _draw_address(random, person, place, vocabulary):
    if random.random() < 0.08:
        seats = [seat for seat in POSTED_TO if seat != place.iso2 and seat in vocabulary.countries]
        place = places()[random.choice(seats)]
        person.time_zone = place.time_zone
    elif random.random() < 0.25:
        return
    street = patterns("en")["words"][random.randrange(8)][1]
    person.address = f"{random.randrange(1, 240)} {street} Street"
    person.city = place.capital
    person.postal_code = f"{random.randrange(1000, 99000):05}"
    person.postal_country = vocabulary.countries[place.iso2]


def _affiliations(random, workplace, institutions, kind, position, language, name, on):
    """The present post, and often an earlier or a second one."""
    started = on - timedelta(days=random.randrange(60, 4200))
    department = draw_post(random, kind.posts, "department", language, name.form) if random.random() < 0.7 else ""
    posts = [
        Affiliation(
            institution_id=workplace.pk, position=position, department=department, starts_on=started, is_primary=True
        )
    ]
    others = [institution for institution in institutions if institution is not workplace]
    if others and random.random() < 0.55:
        earlier = random.choice(others)
        title = draw_post(random, KINDS[earlier.type.code].posts, "position", language, name.form)
        ended = started - timedelta(days=random.randrange(1, 200))
        begun = ended - timedelta(days=random.randrange(300, 3000))
        posts.append(Affiliation(institution_id=earlier.pk, position=title, starts_on=begun, ends_on=ended))
    if others and random.random() < 0.18:
        second = random.choice(others)
        title = draw_post(random, KINDS[second.type.code].posts, "position", language, name.form)
        posts.append(Affiliation(institution_id=second.pk, position=title, starts_on=started))
    return posts


def _contacts(random, sketch, place):
    everyone, members, officials, secretariat = Audience
    mailbox = sketch.account.email if sketch.account else f"{sketch.slug}@{place.iso2.lower()}.example"
    contacts = [
        PersonContact(
            kind=ContactKind.EMAIL,
            value=mailbox,
            audience=random.choices((everyone, members, officials, secretariat), (25, 50, 20, 5))[0],
        ),
        PersonContact(
            kind=ContactKind.WORK,
            value=draw_telephone(random, place),
            audience=random.choices((everyone, members, officials, secretariat), (35, 35, 20, 10))[0],
        ),
    ]
    if random.random() < 0.4:
        contacts.append(
            PersonContact(
                kind=ContactKind.MOBILE,
                value=draw_telephone(random, place),
                audience=random.choice((members, officials, secretariat)),
            )
        )
    if random.random() < 0.08:
        contacts.append(PersonContact(kind=ContactKind.FAX, value=draw_telephone(random, place), audience=everyone))
    if random.random() < 0.15:
        contacts.append(
            PersonContact(
                kind=ContactKind.WEBSITE,
                value=f"https://{sketch.slug}.{place.iso2.lower()}.example/",
                audience=everyone,
            )
        )
    for number, contact in enumerate(contacts):
        contact.position = number
    return contacts


def _language_skills(random, place, sketch, vocabulary):
    """Levels by language: a mother tongue of the country, what is taught there, and often English."""
    mother = random.choices(place.mother_tongues, [4, 1, 1, 1][: len(place.mother_tongues)])[0]
    skills = {mother: LanguageLevel.MOTHER_TONGUE}
    for code, level in sketch.speaks.items():
        skills.setdefault(code, level)
    for number, code in enumerate(place.other_languages):
        if number == 0 or random.random() < 0.45:
            levels = (
                (LanguageLevel.GOOD, LanguageLevel.EXCELLENT)
                if number == 0
                else (LanguageLevel.FAIR, LanguageLevel.GOOD)
            )
            skills.setdefault(code, random.choice(levels))
    if random.random() < 0.7:
        skills.setdefault("en", random.choice((LanguageLevel.FAIR, LanguageLevel.GOOD, LanguageLevel.EXCELLENT)))
    if random.random() < 0.12:
        extra = random.choice(("ar", "es", "fr", "ru", "zh", "pt"))
        skills.setdefault(extra, LanguageLevel.FAIR)
    return {code: level for code, level in skills.items() if code in vocabulary.languages}


def _terms(random, theme, vocabulary):
    own = vocabulary.terms_of(theme)
    terms = random.sample(own, min(random.choice((1, 2, 2, 3)), len(own)))
    if random.random() < 0.3 and own[0] not in terms:
        terms.insert(0, own[0])
    if random.random() < 0.4:
        terms += [term for term in _any_terms(random, vocabulary, 1) if term not in terms]
    return terms


def _any_terms(random, vocabulary, number):
    """Narrow terms of as many fields."""
    chosen = random.sample(vocabulary.theme_codes, number)
    return [random.choice(vocabulary.terms_of(theme)) for theme in chosen]


def _chemicals(random, theme, vocabulary):
    fitting = [number for number in CHEMICALS_OF.get(theme, ()) if number in vocabulary.chemicals]
    fitting = fitting or vocabulary.chemical_numbers
    return random.sample(fitting, min(random.choice((1, 2, 2, 3)), len(fitting)))


def _biographies(random, skills, facts, vocabulary, on):
    """One to three, in languages of the site that the person writes; the others fall back on English."""
    able = [code for code, level in skills.items() if code in SITE_LANGUAGES and level >= LanguageLevel.GOOD]
    wanted = random.choices((1, 2, 3), (60, 30, 10))[0]
    texts = []
    for language in (able or ["en"])[:wanted]:
        terms = [vocabulary.in_sentence(term, language) for term in facts["terms"]]
        chemicals = [vocabulary.in_sentence(chemical, language) for chemical in facts["chemicals"]]
        workplace = facts["workplace"]
        own = workplace.name_language == SITE_LANGUAGES[language]
        words = {
            "on": on,
            "expertise": terms[0],
            "expertise2": next((term for term in terms[1:] if term != terms[0]), terms[-1]),
            "interest": vocabulary.in_sentence(facts["interest"], language),
            "chemical": chemicals[0],
            "chemical2": next((name for name in chemicals[1:] if name != chemicals[0]), chemicals[-1]),
            "institution": workplace.name if own else workplace.name_en,
            "country": vocabulary.in_sentence(facts["country"], language),
        }
        text = compose(random, language, words, random.choice((2, 3, 3, 4)))
        texts.append(Biography(language=SITE_LANGUAGES[language], text=text))
    return texts


def _hold_back(random, sketch, person, relations):
    """Some are listed for members or officials only; a few are waiting, or have left."""
    person.listing = random.choices(list(Audience), (86, 10, 2, 2))[0]
    if (sketch.iso2, sketch.ordinal) == ("KE", 4):
        # Every network has somebody in Kenya whom only members find.
        person.listing = Audience.MEMBERS
        return
    person.status = random.choices(
        (RecordStatus.LISTED, RecordStatus.WAITING, RecordStatus.CLOSED, RecordStatus.DECLINED), (945, 25, 25, 5)
    )[0]
    if person.status in (RecordStatus.WAITING, RecordStatus.DECLINED):
        person.confirmed_at = None
        apply(person, relations)


def apply(person, relations, statement="I should like to share what we have learned and to learn from others."):
    """Give somebody who waits the application they wait for."""
    relations["application"] = [MembershipApplication(statement=statement, submitted_at=person.created_at)]
