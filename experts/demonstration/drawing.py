"""One entry and its rows: what an expert says of themselves."""

from calendar import monthrange
from datetime import date, timedelta

from directory.choices import Audience
from directory.demonstration.institutions import at_noon
from directory.demonstration.places import SITE_LANGUAGES, places
from directory.disclosure import FIELD_DEFAULTS as PERSON_FIELDS

from ..choices import AvailabilityKind, DeclaredInterests, Gender, QualificationKind, Willingness
from ..disclosure import FIELD_DEFAULTS
from ..models import Availability, Education, FieldOfExpertise, Panel, Publication, Qualification, RosterEntry
from .sketching import written_by
from .wording import degrees, free_terms, phrases, qualifications, subject_of

# How many of a hundred say whether they are women or men.
GIVES_GENDER = 82
CONFIRMED_LATELY = 0.95
EVERYONE, MEMBERS, OFFICIALS, SECRETARIAT = Audience


def draw_entry(random, sketch, person, relations, houses, world, on):
    """The entry of a person who has just been drawn: (entry, rows by relation)."""
    skills = _skills_of(relations, world.vocabulary)
    sketch.writes_in = SITE_LANGUAGES.get(written_by(skills)[0], "en")
    language = sketch.language
    settled = sketch.settled or {}
    worked_in = settled.get("worked_in") or _draw_countries(random, sketch.iso2, world)
    entry = RosterEntry(
        headline=_headline(random, sketch, worked_in, world, language),
        free_terms="\n".join(_free_terms(random, sketch.theme, language)),
        willing_to=list(settled.get("willing_to") or _willingness(random)),
        gender=sketch.gender if random.randrange(100) < GIVES_GENDER else Gender.NOT_GIVEN,
        listing=EVERYONE if settled else random.choices((EVERYONE, MEMBERS, OFFICIALS), (92, 6, 2))[0],
        field_audiences={} if settled else _field_audiences(random),
        additional_information=phrases("additional", language)[0] if random.random() < 0.15 else "",
        is_demo=True,
    )
    entry.interests_declared, entry.interests_text = _interests(random, language)
    if not settled:
        _hold_back(random, person)
    if random.random() < CONFIRMED_LATELY:
        # Not all two thousand are asked to confirm their records in the first week of a site.
        person.confirmed_at = at_noon(on - timedelta(days=random.randrange(2, 170)))
    rows = {
        "fields": [
            FieldOfExpertise(term_id=term.pk, level=level, years=years) for term, level, years in sketch.fields
        ],
        "education": _education(random, sketch, houses, language, on),
        "qualifications": _qualifications(random, language, on),
        "publications": _publications(random, sketch, relations, worked_in, world, language, on),
        "panels": _panels(random, sketch, world, language, on),
        "availability": _availability(random, language, on),
        "countries_worked_in": [world.vocabulary.countries[iso2] for iso2 in worked_in],
        "regions_worked_in": _regions(random, worked_in, world),
    }
    return entry, rows


def _skills_of(relations, vocabulary):
    by_key = {language.pk: code for code, language in vocabulary.languages.items()}
    return {by_key[skill.language_id]: skill.level for skill in relations["language_skills"]}


def _hold_back(random, person):
    """Some show parts of their record to fewer people."""
    if random.random() < 0.12:
        hidden = random.choice(sorted(PERSON_FIELDS))
        person.field_audiences = {hidden: int(random.choice((MEMBERS, OFFICIALS, SECRETARIAT)))}


def _field_audiences(random):
    if random.random() > 0.2:
        return {}
    chosen = random.sample(sorted(set(FIELD_DEFAULTS) - {"gender"}), random.choice((1, 1, 2)))
    audiences = {field: int(random.choice(list(Audience))) for field in chosen}
    if random.random() < 0.3:
        audiences["gender"] = int(EVERYONE)
    return audiences


def _draw_countries(random, iso2, world):
    """Mostly home and its neighbours, now and then somewhere else."""
    chosen = [iso2] if random.random() < 0.9 else []
    near = world.near.get(iso2, ())
    chosen += random.sample(near, min(len(near), random.choices((0, 1, 2, 3, 5), (30, 25, 20, 15, 10))[0]))
    if random.random() < 0.3:
        chosen += random.choices(world.countries, k=random.choice((1, 1, 2)))
    return tuple(dict.fromkeys(chosen or [iso2]))


def _regions(random, worked_in, world):
    """Whoever has worked in several countries of a part of the world often names that part."""
    if random.random() > 0.35:
        return []
    country = world.vocabulary.countries[random.choice(worked_in)]
    region = country.intermediate_region or country.subregion
    return [region] if region else []


def _willingness(random):
    likely = {"mission": 0.62, "remote": 0.8, "review": 0.55, "mentor": 0.35, "translate": 0.14, "train": 0.45}
    return [value for value in Willingness.values if random.random() < likely[value]] or ["remote"]


def _interests(random, language):
    chosen = random.choices(DeclaredInterests.values, (18, 70, 12))[0]
    return chosen, random.choice(phrases("interests", language)) if chosen == DeclaredInterests.SOME else ""


def _headline(random, sketch, worked_in, world, language):
    if random.random() < 0.08 or not sketch.fields:
        return ""
    vocabulary, (term, _level, years) = world.vocabulary, sketch.fields[0]
    words = {
        "field": getattr(term, f"name_{language}") or term.name_en,
        "other": vocabulary.in_sentence(sketch.fields[-1][0], language),
        "years": years or 5,
        "countries": _join([_place(vocabulary, iso2, language) for iso2 in worked_in[:3]], language),
    }
    pattern = random.choice(phrases("headline", language)[: None if len(sketch.fields) > 1 else 2])
    return pattern.format_map(words)[:250]


def _place(vocabulary, iso2, language):
    country = vocabulary.countries[iso2]
    name = getattr(country, f"name_{language}") or country.name_en
    return name.split(" (")[0].split("（")[0]


def _join(words, language):
    return {"zh": "、", "ar": "، "}.get(language, ", ").join(words)


def _free_terms(random, theme, language):
    known = free_terms(theme, language)
    if not known or random.random() > 0.35:
        return []
    return random.sample(known, min(len(known), random.choice((1, 1, 2))))


def _education(random, sketch, houses, language, on):
    """A degree or two, the earlier ones taken at home."""
    schools = [house.name for house in houses if house.type.code == "university"]
    years = max([years for _term, _level, years in sketch.fields if years] or [5])
    ended = date(on.year - years - random.randrange(0, 4), random.choice((6, 7, 9)), 30)
    subject = subject_of(sketch.theme, language)
    titles = degrees(language)
    rows = []
    for title, length in _course_of_study(random):
        started = date(ended.year - length, 9, 1)
        school = random.choice(schools) if schools else places()[sketch.iso2].capital
        if not schools:
            school = phrases("university", language)[0].format(city=school)
        rows.append(
            Education(
                title=titles[title],
                subject=subject,
                institution_name=school[:255],
                starts_on=started,
                ends_on=ended,
            )
        )
        ended = date(started.year - random.choice((0, 0, 1)), 6, 30)
    return rows


def _course_of_study(random):
    """The degrees somebody holds, the last first: (number of the title, years it took)."""
    return random.choices((((0, 4), (1, 2), (2, 4)), ((1, 2), (2, 4)), ((2, 4),)), (40, 45, 15))[0]


def _qualifications(random, language, on):
    kinds = qualifications(language)
    return [
        Qualification(
            kind=QualificationKind.MEMBERSHIP if is_membership else QualificationKind.QUALIFICATION,
            title=title,
            year=on.year - random.randrange(1, 20),
        )
        for title, is_membership in random.sample(kinds, min(len(kinds), random.choice((0, 0, 1, 1, 2))))
    ]


def _publications(random, sketch, relations, worked_in, world, language, on):
    """None to eight, with DOIs under the prefix that Crossref keeps for tests."""
    likely = random.choices((0, 1, 2, 3, 5, 8), (38, 20, 17, 12, 9, 4))[0]
    rows = []
    for number in range(likely):
        written_in = language if random.random() < 0.4 else "en"
        term = random.choice(sketch.fields)[0]
        chemicals = relations["chemicals"]
        chemical = random.choice(chemicals) if chemicals else None
        country = world.vocabulary.countries[random.choice(worked_in)]
        rows.append(
            Publication(
                title=random.choice(phrases("publication", written_in)).format(
                    field=getattr(term, f"name_{written_in}") or term.name_en,
                    chemical=world.vocabulary.in_sentence(chemical, written_in) if chemical else "POPs",
                    country=_place(world.vocabulary, country.iso2, written_in),
                    count=random.choice((12, 18, 24, 36, 48, 60, 120)),
                )[:500],
                year=on.year - random.randrange(0, 16),
                doi=f"10.5555/demonstration.{sketch.index}.{number + 1}" if random.random() < 0.8 else "",
                position=number,
            )
        )
    return rows


def _panels(random, sketch, world, language, on):
    rows = []
    names = phrases("panel", language)
    for name in random.sample(names, random.choices((0, 1, 2), (62, 28, 10))[0]):
        started = on - timedelta(days=random.randrange(200, 4500))
        ended = started + timedelta(days=random.randrange(300, 1800))
        country = _place(world.vocabulary, sketch.iso2, language)
        field = world.vocabulary.in_sentence(sketch.fields[0][0], language)
        rows.append(
            Panel(
                name=name.format(country=country, field=field)[:255],
                role=random.choice(phrases("role", language)),
                starts_on=started,
                ends_on=ended if ended < on else None,
            )
        )
    return rows


def _availability(random, language, on):
    """What the next year looks like, for those who say so."""
    chance = random.random()
    if chance < 0.5:
        return []
    start = on.replace(day=1)
    if chance < 0.72:
        return [Availability(kind=AvailabilityKind.FULL, starts_on=start)]
    if chance < 0.86:
        note = random.choice(phrases("part", language))
        return [Availability(kind=AvailabilityKind.PART, starts_on=start, note=note)]
    away = start if random.random() < 0.5 else on + timedelta(days=random.randrange(20, 150))
    back = away + timedelta(days=random.randrange(30, 200))
    note = random.choice(phrases("away", language))
    return [
        Availability(kind=AvailabilityKind.NONE, starts_on=away, ends_on=back, note=note),
        Availability(kind=AvailabilityKind.FULL, starts_on=back + timedelta(days=1)),
    ]


def months_later(day, months):
    """The same day of a later (or earlier) month, or its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
