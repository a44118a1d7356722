"""Who took part, in numbers: the same for everybody who reads the consultation.

Only what its readers may see is counted: who speaks for a Party or an organisation says so in the contribution; of
who speaks personally the region is that of a record all readers may see, else it is not stated. Persons are not
counted apart from their contributions, so that two of somebody without a name are not known for one.
"""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.choices import Audience, RegionalGroup
from directory.models import Country

from ..choices import Capacity, Visibility, Way
from ..showing import knows
from ..tongue_forms import name_of_language

PARTIES, OTHER_STATES, ORGANISATIONS, PERSONS = "parties", "states", "organisations", "persons"
NOT_STATED = "not-stated"


@dataclass
class Table:
    """Rows of ``(words, [numbers])`` under columns; the last row and the last column are sums."""

    title: str
    columns: list
    rows: list


@dataclass
class Statistics:
    contributions: int
    late: int
    parties: list
    organisations: int
    tables: list


def readers_of(group):
    """The widest audience that reads the group: what it may not see is not counted apart."""
    return Audience.EVERYONE if group.visibility == Visibility.PUBLIC else Audience.MEMBERS


def region_of(contribution, audience):
    post = contribution.post
    country = None
    if post.capacity == Capacity.PARTY:
        country = post.country
    elif post.capacity == Capacity.ORGANISATION and post.institution is not None:
        country = post.institution.country
    elif post.person is not None and knows(post.person, audience):
        country = post.person.country
    return (country.regional_group if country else "") or NOT_STATED


def status_of(contribution, parties):
    post = contribution.post
    if post.capacity == Capacity.PARTY and post.country_id:
        return PARTIES if post.country_id in parties else OTHER_STATES
    return ORGANISATIONS if post.capacity == Capacity.ORGANISATION else PERSONS


def statistics_of(consultation, contributions):
    """The statistics of contributions read with ``queries.contributions_of``. One query more."""
    audience = readers_of(consultation.group)
    countries = {each.post.country_id: each.post.country for each in contributions if each.post.country_id}
    parties = set(Country.objects.parties().filter(pk__in=countries).values_list("pk", flat=True))
    places = Counter((status_of(each, parties), region_of(each, audience)) for each in contributions)
    regions = [code for code, _label in RegionalGroup.choices]
    if any(region == NOT_STATED for _status, region in places):
        regions.append(NOT_STATED)
    spoke_for = Counter(each.post.country_id for each in contributions if each.post.country_id in parties)
    return Statistics(
        contributions=len(contributions),
        late=sum(each.is_late for each in contributions),
        parties=sorted(countries[key].name for key in spoke_for),
        organisations=len({each.post.institution_id for each in contributions if each.post.institution_id}),
        tables=[
            _by_region(places, regions),
            _listed(
                _("Contributions by language"),
                _("Language"),
                Counter(each.post.language for each in contributions),
                name_of_language,
            ),
            _listed(
                _("Contributions by way"),
                _("Way"),
                Counter("paper" if each.is_paper else each.post.way for each in contributions),
                lambda way: _("on paper, or by mail to the Secretariat") if way == "paper" else str(Way(way).label),
            ),
        ],
    )


def _by_region(places, regions):
    statuses = [
        (PARTIES, pgettext("status of who contributes", "Parties")),
        (OTHER_STATES, pgettext("status of who contributes", "Other States")),
        (ORGANISATIONS, pgettext("status of who contributes", "Organisations")),
        (PERSONS, pgettext("status of who contributes", "Persons")),
    ]
    names = {**dict(RegionalGroup.choices), NOT_STATED: _("Not stated")}
    rows = []
    for status, words in statuses:
        numbers = [places[status, region] for region in regions]
        rows.append((words, [*numbers, sum(numbers)]))
    sums = [sum(numbers[place] for _words, numbers in rows) for place in range(len(regions) + 1)]
    columns = [_("Status"), *(str(names[region]) for region in regions), _("All")]
    return Table(_("Contributions by region and status"), columns, [*rows, (_("All"), sums)])


def _listed(title, head, counts, name):
    rows = [(name(key), [number]) for key, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]
    return Table(title, [head, _("Contributions")], [*rows, (_("All"), [sum(counts.values())])])
