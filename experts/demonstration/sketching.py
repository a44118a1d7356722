"""Who an expert of the demonstration roster is: where from, in which field, woman or man; before they are drawn."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from random import Random

from directory.choices import LanguageLevel
from directory.demonstration.naming import FEMININE, MASCULINE, draw_name
from directory.demonstration.people import Sketch, draw_area, slug_of
from directory.demonstration.places import SITE_LANGUAGES, places
from directory.demonstration.sign_ins import EXPERTS
from directory.demonstration.vocabulary import Vocabulary

from .plan import (
    COUNTRIES,
    GAPS,
    NEIGHBOURS,
    OPENING,
    REGIONS,
    THEMES,
    WOMEN,
    WOMEN_BY_REGION,
    region_of,
)

# Numbers of their own, so that an expert never shares an ORCID iD with somebody of the network.
FIRST_INDEX = 5_000_000
# Ordinals past all that hold official posts.
FIRST_ORDINAL = 12


@dataclass
class ExpertSketch(Sketch):
    """What is fixed about an expert; ``fields`` are (term, level, years) and stand in their order of depth."""

    number: int = 0
    gender: str = ""
    fields: tuple = ()
    writes_in: str = "en"
    # What was decided beforehand of somebody of the opening.
    settled: dict | None = None
    is_of_party: bool = True

    @property
    def language(self):
        """The language of the site they write, as columns of names end."""
        return self.writes_in.removesuffix("-hans")


@dataclass
class World:
    """What the roster is drawn from, with what is looked up again and again."""

    vocabulary: Vocabulary
    terms: dict
    weights: list
    countries: list

    @classmethod
    def of(cls, vocabulary):
        known = sorted(iso2 for iso2 in vocabulary.countries if iso2 in places() and iso2 != "EU")
        terms = {term.slug: term for theme in vocabulary.themes.values() for term in theme}
        return cls(vocabulary, terms, [COUNTRIES.get(iso2, 2) for iso2 in known], known)

    @cached_property
    def regions(self):
        """The broad region of each country, as the plan of the roster cuts the world."""
        return {iso2: region_of(self.vocabulary.countries[iso2]) for iso2 in self.countries}

    @cached_property
    def parties(self):
        return frozenset(self.vocabulary.parties)

    @cached_property
    def near(self):
        """Countries of the same part of a continent, by country."""
        parts = {}
        for iso2 in self.countries:
            country = self.vocabulary.countries[iso2]
            parts.setdefault(country.intermediate_region_id or country.subregion_id, []).append(iso2)
        return {iso2: [other for other in part if other != iso2] for part in parts.values() for iso2 in part}

    @cached_property
    def themes(self):
        """Weights of the themes by region, in the order of the plan."""
        codes = [code for code in THEMES if code in self.vocabulary.themes]
        return {
            region: (codes, [THEMES[code][1 + number] * THEMES[code][0] for code in codes])
            for number, region in enumerate(REGIONS)
        }

    def narrower(self, theme):
        """The terms below a theme; the theme itself where it has none."""
        return self.vocabulary.themes[theme][1:] or self.vocabulary.themes[theme]


def sketch_experts(number, seed, world, taken):
    """The first ``number`` experts of a seed. Addresses in ``taken`` belong to others."""
    slugs, ordinals = Counter(), Counter()
    for index in range(number):
        random = Random(f"{seed}/expert/{index}")
        sketch = _sketch_account(index, world) if index < len(EXPERTS) else _sketch(random, index, world)
        base = slug_of(sketch.name)
        slugs[base] += 1
        sketch.slug = base if slugs[base] == 1 else f"{base}-{slugs[base]}"
        if sketch.slug in taken:
            sketch.slug = f"{sketch.slug}-roster"
        sketch.ordinal = FIRST_ORDINAL + ordinals[sketch.iso2]
        ordinals[sketch.iso2] += 1
        sketch.is_of_party = sketch.iso2 in world.parties
        yield sketch


def _sketch_account(index, world):
    account = EXPERTS[index]
    opening = OPENING[index]
    return ExpertSketch(
        index=FIRST_INDEX + index,
        number=index,
        iso2=account.iso2,
        ordinal=0,
        name=account.name,
        slug="",
        account=account,
        gender="woman" if account.name.form == FEMININE else "man",
        **_of_opening(opening, world),
    )


def _of_opening(opening, world):
    fields = tuple(
        (world.terms[code], level, years) for code, level, years in opening["fields"] if code in world.terms
    )
    return {
        "theme": opening["theme"],
        "fields": fields,
        "terms": tuple(term for term, _level, _years in fields),
        "speaks": {code: LanguageLevel(level) for code, level in opening["speaks"].items()},
        "settled": opening,
    }


def _sketch(random, index, world):
    opening = OPENING[index] if index < len(OPENING) else None
    iso2 = opening["iso2"] if opening else random.choices(world.countries, world.weights)[0]
    region = world.regions[iso2]
    theme = opening["theme"] if opening else random.choices(*world.themes[region])[0]
    share = WOMEN.get(theme, WOMEN[""]) * WOMEN_BY_REGION[region]
    gender = "woman" if random.random() < share else "man"
    name = draw_name(random, draw_area(random, places()[iso2]), FEMININE if gender == "woman" else MASCULINE)
    sketch = ExpertSketch(
        index=FIRST_INDEX + index, number=index, iso2=iso2, ordinal=0, name=name, slug="", gender=gender
    )
    if opening:
        vars(sketch).update(_of_opening(opening, world))
    else:
        sketch.theme = theme
        sketch.fields = tuple(_draw_fields(random, theme, region, iso2, world))
        sketch.terms = tuple(term for term, _level, _years in sketch.fields[:4])
    return sketch


def _draw_fields(random, theme, region, iso2, world):
    """Two to six fields: the deepest within the theme, others beside it."""
    own = world.narrower(theme)
    chosen = random.sample(own, min(random.choice((1, 2, 2, 3)), len(own)))
    if random.random() < 0.25:
        chosen.insert(random.randrange(2), world.vocabulary.themes[theme][0])
    for beside in random.sample(NEIGHBOURS.get(theme, ("awareness",)), 1 + (random.random() < 0.45)):
        if beside in world.vocabulary.themes and random.random() < 0.75:
            chosen.append(random.choice(world.narrower(beside)))
    if random.random() < 0.15:
        chosen.append(random.choice(world.narrower(random.choice(world.vocabulary.theme_codes))))
    career = random.randrange(4, 38)
    kept = []
    for term in dict.fromkeys(chosen):
        if any(gap(term.slug, region, iso2) for gap in GAPS) and random.random() > 0.03:
            continue
        kept.append(term)
    for place, term in enumerate(kept or [world.vocabulary.themes["awareness"][0]]):
        level = random.choices((3, 2, 1), ((45, 45, 10), (15, 60, 25), (4, 41, 55))[min(place, 2)])[0]
        years = max(1, round(career * random.uniform(0.25, 1) * (0.4 + 0.2 * level)))
        yield term, level, years if random.random() < 0.94 else None


def written_by(skills):
    """The languages of the site somebody writes, the best first; English where there is none."""
    able = [code for code, level in sorted(skills.items(), key=lambda skill: -skill[1]) if code in SITE_LANGUAGES]
    return [code for code in able if skills[code] >= LanguageLevel.GOOD] or ["en"]
