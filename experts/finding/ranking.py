"""Who fits what was asked, and in which order: sets of records and points, from what this audience may see alone."""

from dataclasses import dataclass, field
from functools import cached_property

from pyroaring import BitMap
from search.analysis import normalise, sought
from search.documents import BODY, FACT, NAME
from search.matching import Matcher

from directory.models import Country, Region
from directory.words import words
from experts.choices import ExpertiseLevel

from . import weights
from .scores import Scores, best_of
from .understanding import fields_with_word_of
from .values import AvailableWhen, tree

PLACES = ("country", "subregion", "region")
SUBJECTS = ("field", "chemical", "article", "sector")


@dataclass
class Group:
    """Criteria of which one must hold: a single one, or the places, of which any will do."""

    criteria: tuple
    # (points, records), each record with the most it has.
    degrees: list = field(default_factory=list)
    # Points beside those: for endorsements, levels, further fields.
    bonuses: list = field(default_factory=list)
    fits: BitMap = field(default_factory=BitMap)
    near: BitMap = field(default_factory=BitMap)
    is_subject: bool = False
    # Whether whoever lacks it is a near match at best. Words nobody knows add points only.
    is_asked: bool = True


class Ranking:
    """One understanding, ranked within one answer of the index."""

    def __init__(self, answer, understanding):
        self.answer, self.audience = answer, answer.audience
        self.columns = answer.columns
        self._hits, self._matching = answer.hits, answer.matching
        self.groups = [self._group((one,)) for one in understanding.criteria if one.kind not in (*PLACES, *SUBJECTS)]
        if subjects := tuple(one for one in understanding.criteria if one.kind in SUBJECTS):
            self.groups += self._subjects(subjects)
        if places := tuple(one for one in understanding.criteria if one.kind in PLACES):
            self.groups.append(self._places(places))
        if understanding.leftover:
            self.groups += self._words(understanding.leftover, is_asked=not self.groups)

    @cached_property
    def asked(self):
        return [group for group in self.groups if group.is_asked]

    @cached_property
    def fitting(self):
        """The records that fit all that was asked."""
        return self.fitting_whatever_is_chosen & self._hits

    @cached_property
    def fitting_whatever_is_chosen(self):
        """The same before facets narrow it, for counting these."""
        fits = self._matching
        for group in self.asked:
            fits = fits & group.fits
        return fits if self.asked else BitMap()

    @cached_property
    def near(self):
        """Records that lack something, but not the subject of the question."""
        some = [group for group in self.asked if group.is_subject] or self.asked
        touched = BitMap.union(BitMap(), *(group.fits | group.near for group in some))
        touched &= self._hits
        if len(self.asked) > 1:
            # Something must fit as it was asked.
            touched &= BitMap.union(BitMap(), *(group.fits for group in self.asked))
        return touched - self.fitting

    @cached_property
    def scores(self):
        scores = Scores()
        for group in self.groups:
            for points, records in group.degrees:
                scores.add(points, records)
            for points, records in group.bonuses:
                scores.add(points, records)
        for degree, weight in weights.ANSWERS.items():
            scores.add(weight.points, self._having("answers", str(degree)))
        available = self._available()
        scores.add(weights.AVAILABLE_ANYHOW.points, available["now"] | available["part"])
        return scores

    def best(self, records, start, end):
        """Ordinals with their points from ``start`` to ``end``; equal ones by name."""
        found: list[tuple[int, int]] = []
        for points, group in self.scores.descending(records):
            if len(found) >= end:
                break
            found += [(ordinal, points) for ordinal in self.columns.by_name(group, end - len(found))]
        return found[start:end]

    def best_near(self, limit):
        """Near matches: who has something of everything first, then who lacks one thing altogether, and so on."""
        found: list[tuple[int, int]] = []
        tiers = [self.near]
        for group in self.asked:
            touched = group.fits | group.near
            lacking = [tier - touched for tier in tiers]
            having = [tier & touched for tier in tiers]
            tiers = [one | other for one, other in zip([*having, BitMap()], [BitMap(), *lacking], strict=True)]
        for tier in tiers:
            if tier and len(found) < limit:
                found += self.best(tier, 0, limit - len(found))
        return found

    # --- Kinds of criteria ------------------------------------------------------------------------------

    def _group(self, criteria):
        (criterion,) = criteria
        group = Group(criteria)
        if criterion.kind == "language":
            self._language(group, criterion)
        elif criterion.kind == "willing":
            self._simple(group, weights.WILLING, self._having("willing", criterion.value))
        else:
            self._availability(group)
        return group

    def _simple(self, group, weight, records):
        if records:
            group.degrees.append((weight.points, records))
        if weight.fits:
            group.fits = group.fits | records
        else:
            group.near = group.near | records

    def _subjects(self, criteria):
        """One of the subjects is enough, each further one counts more; what only goes with them counts a little."""
        telling, beside = telling_subjects(criteria)
        group = Group(telling, is_subject=True)
        meanings = [meaning for criterion in telling for meaning in criterion.meanings]
        degrees = self._fields(group, [value for kind, value in meanings if kind == "field"])
        has_fields = any(kind == "field" for kind, _value in meanings)
        for kind, weight in _OTHER_SUBJECTS.items():
            if kind == "chemical" and has_fields:
                weight = weights.CHEMICAL_ALONE
            degrees.append((weight, self._having_any(kind, [value for meant, value in meanings if meant == kind])))
        self._take_degrees(group, degrees)
        known = BitMap()
        for criterion in telling:
            records = self._about(criterion)
            group.bonuses.append((weights.EACH_FURTHER_SUBJECT.points, known & records))
            known |= records
        for criterion in beside:
            group.bonuses.append((weights.SUBJECT_BESIDE.points, self._about(criterion)))
        return [group]

    def _about(self, criterion):
        """The records with one of the things a subject stands for."""
        codes = [value for kind, value in criterion.meanings if kind == "field"]
        found = self._having_any("expertise", [*codes, *(below for code in codes for below in tree().below(code))])
        for kind in _OTHER_SUBJECTS:
            found |= self._having_any(kind, [value for meant, value in criterion.meanings if meant == kind])
        return found

    def _fields(self, group, codes):
        fields, known = self.columns.values("expertise", self.audience), tree()
        below = [code for one in codes for code in known.below(one)]
        above = [code for one in codes for code in known.above(one)]
        beside = [code for one in codes for code in known.beside(one)]

        def having(codes):
            return BitMap.union(BitMap(), *(fields[code] for code in codes if code in fields))

        fitting = list(dict.fromkeys([*codes, *below]))
        self._depth(group, fitting)
        self._further(group, [fields[code] for code in fitting if code in fields])
        return [
            (weights.FIELD_EXACT, having(codes)),
            (weights.FIELD_BELOW, having(below)),
            (weights.FIELD_ABOVE, self._experienced(above)),
            (weights.FIELD_BESIDE, self._experienced(beside)),
        ]

    def _experienced(self, codes):
        return self._having_any("level", [f"{code}:{level}" for code in codes for level in EXPERIENCED])

    def _depth(self, group, codes):
        """How they stand in the fields that fit, and for how long."""
        levels, endorsed = (self.columns.values(facet, self.audience) for facet in ("level", "endorsed"))
        standing = []
        for (level, is_endorsed), weight in weights.STANDING.items():
            held = []
            for code in codes:
                records = levels.get(f"{code}:{level}")
                if records and code in endorsed:
                    records = records & endorsed[code] if is_endorsed else records - endorsed[code]
                elif is_endorsed:
                    continue
                if records:
                    held.append(records)
            standing.append((weight.points, BitMap.union(BitMap(), *held)))
        group.bonuses += best_of(standing)
        years = self.columns.values("years", self.audience)
        wanted = set(codes)
        many, some = [], []
        for value, records in years.items():
            code, _, number = value.rpartition(":")
            if code in wanted and int(number) >= weights.SOME_YEARS:
                (many if int(number) >= weights.MANY_YEARS else some).append(records)
        group.bonuses += best_of(
            [
                (weights.YEARS[weights.MANY_YEARS].points, BitMap.union(BitMap(), *many)),
                (weights.YEARS[weights.SOME_YEARS].points, BitMap.union(BitMap(), *some)),
            ]
        )

    def _further(self, group, sets):
        """Points for the second, third and fourth field that fits."""
        counted = [BitMap() for _ in range(weights.MOST_FURTHER_FIELDS + 1)]
        for records in sets:
            carried = records
            for place, known in enumerate(counted):
                counted[place], carried = known | carried, known & carried
                if not carried:
                    break
        group.bonuses += [(weights.EACH_FURTHER_FIELD.points, records) for records in counted[1:] if records]

    def _language(self, group, criterion):
        skills = self.columns.values("skill", self.audience)
        least = criterion.least or weights.LANGUAGE_LEAST
        degrees = []
        for level, weight in weights.LANGUAGE.items():
            records = skills.get(f"{criterion.value}:{level}", BitMap())
            if level >= least:
                group.fits = group.fits | records
                degrees.append((weight.points, records))
            else:
                if level >= weights.LANGUAGE_NEAR:
                    group.near = group.near | records
                degrees.append((min(weight.points, weights.LANGUAGE_BELOW.points), records))
        group.degrees = list(best_of(degrees))

    def _availability(self, group):
        available = self._available()
        self._take_degrees(group, [(weight, available[when]) for when, weight in weights.AVAILABLE.items()])

    def _available(self):
        return self.answer.records_of("availability") or dict.fromkeys(AvailableWhen.values, BitMap())

    def _places(self, criteria):
        """Any of the places will do; each further one counts a little more."""
        group = Group(criteria)
        degrees, sets, afar = [], [], []
        for criterion in criteria:
            facet, value = criterion.kind, criterion.value
            codes = [code for _kind, code in criterion.meanings]
            here = BitMap.union(BitMap(), *(self._having(facet, code) for code in codes))
            worked = BitMap.union(BitMap(), *(self._having("worked", code) for code in codes))
            sets.append(here | worked)
            close, wide = around(facet, value)
            degrees += [
                (weights.PLACE_HERE, here),
                (weights.PLACE_WORKED, worked),
                (weights.PLACE_SUBREGION, self._having("subregion", close) | self._having("worked", close)),
            ]
            afar.append(self._having("region", wide) | self._having("worked", wide))
        self._take_degrees(group, degrees)
        # Elsewhere on the same continent is not near, but nearer than on another.
        beyond = BitMap.union(BitMap(), *afar) - group.fits - group.near
        group.bonuses.append((weights.PLACE_REGION.points, beyond))
        known = BitMap()
        for records in sets:
            group.bonuses.append((weights.EACH_FURTHER_PLACE.points, known & records))
            known |= records
        return group

    def _words(self, leftover, *, is_asked):
        """Words nobody knows: looked for in names and texts. All of them are asked for when there is nothing else."""
        wanted = [sought(normalise(word)) for word in leftover[:12]]
        matcher = Matcher(self.answer.backend.store, None, self.audience)
        groups = []
        questions = []
        for word in wanted:
            questions += [
                matcher._tokens(NAME, word.in_names),
                matcher._tokens(FACT, word.in_text),
                matcher._tokens(BODY, word.in_text),
            ]
        found = iter(matcher.store.find(questions))
        for word, typed in zip(wanted, leftover, strict=False):
            group = Group((typed,), is_subject=True, is_asked=is_asked)
            names = next(found)
            if not names and is_asked:
                names = matcher.by_bones(word).all
            self._take_degrees(
                group,
                [
                    (weights.WORD_IN_NAME, names),
                    (weights.WORD_IN_FACT, next(found)),
                    (weights.WORD_IN_TEXT, next(found)),
                ],
            )
            groups.append(group)
        return groups

    def _having_any(self, facet, values):
        held = self.columns.values(facet, self.audience)
        return BitMap.union(BitMap(), *(held[value] for value in values if value in held))

    # --- Sets -------------------------------------------------------------------------------------------

    def _take_degrees(self, group, degrees):
        for weight, records in degrees:
            if weight.fits:
                group.fits = group.fits | records
            else:
                group.near = group.near | records
        group.degrees += best_of((weight.points, records) for weight, records in degrees)

    def _having(self, facet, value):
        return self.columns.values(facet, self.audience).get(value) or BitMap()


EXPERIENCED = (ExpertiseLevel.EXPERIENCED.value, ExpertiseLevel.LEADING.value)
_OTHER_SUBJECTS = {"chemical": weights.CHEMICAL, "article": weights.ARTICLE, "sector": weights.SECTOR}


def telling_subjects(criteria):
    """The subjects of a question, and those that only go with them.

    "Open burning of waste": who knows open burning need not say waste. A broad field goes with a narrower one, a
    chemical with a field in whose name it stands, and a field at the top of the tree with any other.
    """
    known = tree()
    beside = [one for one in criteria if any(_goes_with(one, other, known) for other in criteria if other is not one)]
    sure = [one for one in criteria if not one.is_guess]
    beside += [one for one in criteria if one.is_guess and sure and one not in beside]
    telling = [one for one in criteria if one not in beside]
    narrow = [one for one in telling if not _is_top(one, known)]
    if narrow:
        beside += [one for one in telling if one not in narrow]
    return tuple(narrow or telling or criteria), tuple(beside if narrow or telling else ())


def _goes_with(one, other, known):
    """Whether the fields of one lie above all the fields of the other."""
    wide = {value for kind, value in one.meanings if kind == "field"}
    narrow = [value for kind, value in other.meanings if kind == "field"]
    if not narrow or other.kind != "field":
        return False
    if one.kind == "chemical":
        return bool(fields_with_word_of(one).intersection(narrow))
    return all(wide.intersection(known.above(code)) for code in narrow)


def _is_top(criterion, known):
    return all(kind == "field" and not known.above(value) for kind, value in criterion.meanings)


def around(kind, value):
    """The subregion and the region around a place, as codes; empty where there is none."""
    if kind == "country":
        country = next((one for one in words(Country).values() if one.code == value), None)
        if country is None:
            return "", ""
        subregion = country.intermediate_region or country.subregion
        return subregion.code if subregion else "", country.region.code if country.region else ""
    regions = {region.code: region for region in words(Region).values()}
    by_key = words(Region)
    wider = []
    region = regions.get(value)
    while region is not None and region.parent_id in by_key:
        region = by_key[region.parent_id]
        wider.append(region.code)
    # The last one is the world.
    wider = wider[:-1] if wider and wider[-1] == "001" else wider
    return (wider[0] if len(wider) > 1 else "", wider[-1] if wider else "")
