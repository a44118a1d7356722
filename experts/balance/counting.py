"""Who is on the roster, in numbers: by region, gender, field, language and sector (plan ¶61)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from directory.choices import Audience, LanguageLevel, RegionalGroup, TermStatus
from directory.disclosure import FIELD_DEFAULTS
from directory.models import Country, ExpertiseTerm, LanguageSkill, Person
from directory.words import words

from ..choices import Gender
from ..models import FieldOfExpertise, Nomination, RosterEntry

KEPT_FOR = 600  # seconds
QUARTERS = 12
NO_GROUP = ""


@dataclass(frozen=True, slots=True)
class Expert:
    """What is counted of one expert."""

    key: int
    group: str
    country: int | None
    gender: str
    fields: frozenset = frozenset()
    languages: frozenset = frozenset()
    sectors: frozenset = frozenset()


@dataclass
class Balance:
    """Experts counted for one audience, at a moment."""

    counted_at: object
    experts: list = field(default_factory=list)

    @property
    def total(self):
        return len(self.experts)

    @property
    def countries(self):
        return {expert.country for expert in self.experts} - {None}

    def by(self, values_of):
        """How many experts have each value; ``values_of(expert)`` gives one or several."""
        counts = Counter()
        for expert in self.experts:
            counts.update(values_of(expert))
        return counts

    def by_group_and(self, values_of):
        """``{value: Counter of regional groups}``."""
        table: dict = {}
        for expert in self.experts:
            for value in values_of(expert):
                table.setdefault(value, Counter())[expert.group] += 1
        return table


def balance_for(audience):
    """The balance as an audience may count it; kept for ten minutes.

    Everybody counts what everybody sees. Gender is the exception: it is counted for all who gave it, as the form says
    beside the field, and shown in groups only.
    """
    level = Audience.SECRETARIAT if audience >= Audience.SECRETARIAT else Audience.EVERYONE
    return cache.get_or_set(f"experts:balance:{int(level)}", lambda: _count(level), KEPT_FOR)


def forget_balance():
    cache.delete_many([f"experts:balance:{int(level)}" for level in Audience])


def _count(level):
    entries = RosterEntry.objects.listed()
    if level < Audience.SECRETARIAT:
        entries = entries.visible_to(level)
    rows = list(
        entries.values_list("pk", "person", "person__country", "person__field_audiences", "gender").order_by("pk")
    )
    people = entries.values("person")
    fields = _grouped(FieldOfExpertise.objects.filter(entry__in=entries.values("pk")).values_list("entry", "term"))
    languages = _grouped(
        LanguageSkill.objects.filter(person__in=people, level__gte=LanguageLevel.GOOD).values_list(
            "person", "language"
        )
    )
    sectors = _grouped(Person.sectors.through.objects.filter(person__in=people).values_list("person", "sector"))
    groups = {pk: country.regional_group for pk, country in words(Country).items()}
    lineage = lineage_of_terms()

    def shows(audiences, name):
        return level >= audiences.get(name, FIELD_DEFAULTS[name])

    return Balance(
        timezone.now(),
        [
            Expert(
                key,
                groups.get(country, NO_GROUP),
                country,
                gender or Gender.NOT_GIVEN.value,
                frozenset().union(*(lineage.get(term, ()) for term in fields.get(key, ()))),
                frozenset(languages.get(person, ())) if shows(audiences, "languages") else frozenset(),
                frozenset(sectors.get(person, ())) if shows(audiences, "sectors") else frozenset(),
            )
            for key, person, country, audiences, gender in rows
        ],
    )


def _grouped(pairs):
    grouped: dict = {}
    for key, value in pairs:
        grouped.setdefault(key, []).append(value)
    return grouped


def lineage_of_terms():
    """Each term of the vocabulary with itself and all broader terms, by primary key."""
    terms = words(ExpertiseTerm)
    lineage = {}
    for key, term in terms.items():
        if term.status == TermStatus.DECLINED:
            continue
        chain, broader = [key], term.parent_id
        while broader and broader not in chain:
            chain.append(broader)
            broader = terms[broader].parent_id if broader in terms else None
        lineage[key] = frozenset(chain)
    return lineage


def fields_below(parent=None):
    """The controlled fields directly below one, or the broadest ones, in the order of the tree."""
    return [
        term
        for term in words(ExpertiseTerm).values()
        if term.parent_id == (parent.pk if parent else None) and term.status == TermStatus.CONTROLLED
    ]


def groups_in_order():
    """The regional groups; countries without one come last where there are experts in them."""
    return [group.value for group in RegionalGroup]


def parties_by_group():
    """How many Parties each regional group has."""
    rows = Country.objects.parties().values_list("regional_group").annotate(number=Count("pk"))
    return Counter(dict(rows))


def quarters(until=None, number=QUARTERS):
    """The first days of the last quarters, the earliest first."""
    until = until or timezone.localdate()
    year, quarter = until.year, (until.month - 1) // 3
    starts = []
    for _number in range(number):
        starts.append(date(year, quarter * 3 + 1, 1))
        year, quarter = (year, quarter - 1) if quarter else (year - 1, 3)
    return starts[::-1]


def quarter_of(day):
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def nominations_by_quarter(starts):
    """How many nominations were made in each quarter."""
    moments = Nomination.objects.filter(nominated_at__date__gte=starts[0]).values_list("nominated_at", flat=True)
    counts = Counter(quarter_of(timezone.localdate(moment)) for moment in moments)
    return {start: counts.get(start, 0) for start in starts}
