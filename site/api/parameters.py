"""What the address of an answer may say: every parameter, how it is written, and what it means.

Lists on pages leave out what makes no sense; a program is told, for nobody looks at what it gets.
"""

# mypy: ignore-errors
# Types are made by functions here: pydantic reads them when the site starts, mypy cannot.

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field
from search import asking
from search.parsing import LONGEST_QUERY
from search.search_indexes import VOCABULARIES

from directory.choices import Freshness, RegionLevel, TermStatus
from directory.models import Region
from directory.words import words
from experts.choices import Willingness

from .negotiation import LANGUAGES

MOST_ON_A_PAGE = 100
MOST_PAGES = 100_000
MOST_VALUES = 20


def codes_of(facet):
    """The values a filter has, in the order of the vocabulary. Terms members proposed are nobody's to list."""
    if facet == "freshness":
        return Freshness.values
    if facet == "region":
        return [region.code for region in words(Region).values() if region.level == RegionLevel.REGION]
    if facet == "subregion":
        levels = (RegionLevel.SUBREGION, RegionLevel.INTERMEDIATE)
        return [region.code for region in words(Region).values() if region.level in levels]
    if facet == "willing":
        return Willingness.values
    found = words(VOCABULARIES["country" if facet == "worked" else facet]).values()
    return [word.code for word in found if getattr(word, "status", TermStatus.CONTROLLED) == TermStatus.CONTROLLED]


def _known(facet):
    def check(value):
        if value not in codes_of(facet):
            raise ValueError(_("Not one of the values of this filter; the vocabularies list them."))
        return value

    return check


def _day(value):
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(_("Must be a day such as 2024-05-03."))


_FILTER = (
    r"^updated g[et] datetime'([12][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])'$"
)


def _moment(value):
    """The moment in a filter of OData. The day after the last of a month is the first of the next."""
    found = re.fullmatch(_FILTER, value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(
            _("Must be written as in: %(example)s") % {"example": "updated ge datetime'2024-05-03T00:00:00'"}
        )
    year, month, day, hour, minute, second = map(int, found.groups())
    return datetime(year, month, 1, hour, minute, second, tzinfo=UTC) + timedelta(days=day - 1)


def _number(value):
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    raise ValueError(_("Must be a whole number."))


def _one_of(*values):
    def check(value):
        if value not in values:
            raise ValueError(_("Must be one of: %(values)s.") % {"values": ", ".join(values)})
        return value

    return check


def _truth(value):
    return _one_of("true", "false")(value) == "true"


def filter_of(facet, description, example):
    """A filter of the lists; repeated, it finds records with any of its values."""
    one = Annotated[str, AfterValidator(_known(facet))]
    return Annotated[
        list[one],
        Field(
            max_length=MOST_VALUES,
            description=description,
            json_schema_extra={"x-values-of": facet, "example": [example], "uniqueItems": False},
        ),
    ]


def choice(values, description):
    return Annotated[
        str | None,
        BeforeValidator(_one_of(*values)),
        Field(description=description, json_schema_extra={"type": "string", "enum": list(values)}),
    ]


def whole(description, least, most, example):
    return Annotated[
        int, BeforeValidator(_number), Field(ge=least, le=most, description=description, examples=[example])
    ]


def day(description, example="2024-05-03"):
    return Annotated[
        date | None,
        BeforeValidator(_day),
        Field(description=description, json_schema_extra={"type": "string", "format": "date", "example": example}),
    ]


def truth(description):
    return Annotated[
        bool | None,
        BeforeValidator(_truth),
        Field(description=description, json_schema_extra={"type": "boolean"}),
    ]


class InWords(Schema):
    """Parameters of every address."""

    lang: choice(
        LANGUAGES, "Language of names and messages; it comes before the header Accept-Language. `zh` is `zh-hans`."
    ) = None
    names: choice(["all"], "`all` adds to each word of a vocabulary its names in the six languages, as `names`.") = (
        None
    )


class Paged(InWords):
    page: whole("Number of the page. A page after the last is empty.", 1, MOST_PAGES, 1) = 1
    limit: whole("Records on a page.", 1, MOST_ON_A_PAGE, 25) = 25


class OfThreads(InWords):
    after: Annotated[
        str,
        Field(
            max_length=60,
            pattern=r"^$|^[01]\.[0-9]{1,17}\.[0-9]{1,15}$",
            description="Where the list goes on, as its link `next` says.",
            examples=["0.1732608000000000.17"],
        ),
    ] = ""
    limit: whole("Threads in one answer.", 1, MOST_ON_A_PAGE, 25) = 25


class OfPosts(InWords):
    after: whole("The place in the thread of the last post you know.", 0, 10**9 - 1, 20) = 0
    limit: whole("Posts in one answer.", 1, MOST_ON_A_PAGE, 25) = 25


class Searched(Paged):
    """What the lists of people and of institutions have in common."""

    q: Annotated[
        str,
        Field(
            description='Words, as in the search of the site: all must hold, `"words in order"`, `-not`, in any of '
            f"the six languages. What follows the first {LONGEST_QUERY} characters is not read.",
            examples=["PCB monitoring"],
        ),
    ] = ""
    region: filter_of("region", "Region of M49.", "002") = []
    subregion: filter_of("subregion", "Subregion or intermediate region of M49.", "014") = []
    country: filter_of("country", "ISO 3166 code of two letters, small.", "ke") = []
    expertise: filter_of("expertise", "Field of expertise.", "monitoring") = []
    chemical: filter_of("chemical", "Chemical listed in the Convention.", "pop-09") = []
    language: filter_of("language", "Language spoken, ISO 639.", "fr") = []
    sector: filter_of("sector", "Economic or social sector.", "agriculture") = []
    stakeholder: filter_of("stakeholder", "Stakeholder group.", "government") = []
    freshness: filter_of("freshness", "How long ago the record was last confirmed by its owner.", "current") = []
    sort: choice(
        asking.SORTS,
        "Order. If left away: by relevance with `q`, else by name; without words nothing is more relevant, so that "
        "`relevance` alone is by name.",
    ) = None
    facets: truth("Count the records for each value of each filter, as far as this reader may see.") = None


class OfPeople(Searched):
    category: filter_of("category", "Category of membership held today.", "national-focal-point") = []


class OfInstitutions(Searched):
    type: filter_of("type", "Type of institution.", "laboratory") = []
    service: filter_of("service", "Service offered.", "laboratory-analysis") = []


class OfExperts(Paged):
    """What the list of experts understands."""

    q: Annotated[
        str,
        Field(
            description="What is needed, in a sentence, in any of the six languages: fields, chemicals, places and "
            f"languages are understood. What follows the first {LONGEST_QUERY} characters is not read.",
            examples=["PCB disposal in West Africa, French"],
        ),
    ] = ""
    field: filter_of("expertise", "Field of expertise, with everything below it in the tree.", "pcb") = []
    region: filter_of("region", "Region of M49 the expert's country lies in.", "002") = []
    subregion: filter_of("subregion", "Subregion or intermediate region of M49.", "011") = []
    country: filter_of("country", "The expert's country: ISO 3166 code of two letters, small.", "sn") = []
    worked_in: filter_of("worked", "Country the expert worked in.", "gh") = []
    language: filter_of("language", "Language spoken, ISO 639.", "fr") = []
    willingness: filter_of("willing", "What the expert is willing to do.", "mission") = []
    chemical: filter_of("chemical", "Chemical listed in the Convention.", "pop-09") = []
    sort: choice(
        (asking.RELEVANCE, asking.NAME, asking.COUNTRY),
        "Order. If left away: by relevance with `q`, else by name.",
    ) = None
    facets: truth("Count the experts for each value of each filter, as far as this reader may see.") = None


class OfCountries(Paged):
    region: filter_of("region", "Region of M49.", "002") = []
    subregion: filter_of("subregion", "Subregion or intermediate region of M49.", "014") = []
    party: truth("Only Parties to the Convention, or only others.") = None


class OfCountry(InWords):
    on: day("The day for which to say who speaks for the country; today, if left away.") = None


class OfParties(Paged):
    region: filter_of("region", "Region of M49.", "002") = []
    subregion: filter_of("subregion", "Subregion or intermediate region of M49.", "014") = []
    focal_point: truth("Only Parties with a national focal point on that day, or only those without.") = None
    on: day("The day that counts; today, if left away.") = None


class OfDesignations(Paged):
    on: day("Only those in force on that day.") = None
    country: filter_of("country", "The Party spoken for.", "ke") = []
    category: filter_of("category", "Category held.", "national-focal-point") = []
    official: truth("Only posts held for a Party, or only others.") = None
    changed_since: day("Only those recorded, corrected or ended on that day or later.") = None


class OfContacts(Paged):
    country: filter_of("country", "The Party spoken for.", "ke") = []
    category: filter_of("category", "Official category held.", "national-focal-point") = []
    changed_since: day("Only those updated on that day or later.") = None


class OfOData(Schema):
    """System query options of OData 2 that InforMEA uses, and the count its module for Drupal asks for."""

    top: Annotated[
        int,
        BeforeValidator(_number),
        Field(alias="$top", ge=1, le=1000, description="Entries at most.", examples=[100]),
    ] = 100
    skip: Annotated[
        int,
        BeforeValidator(_number),
        Field(alias="$skip", ge=0, le=10_000_000, description="Entries to leave out first.", examples=[0]),
    ] = 0
    inlinecount: Annotated[
        str | None,
        BeforeValidator(_one_of("allpages", "none")),
        Field(
            alias="$inlinecount",
            description="`allpages` adds `__count`, the number of all entries.",
            json_schema_extra={"type": "string", "enum": ["allpages", "none"]},
        ),
    ] = None
    count: Annotated[
        bool | None,
        BeforeValidator(_truth),
        Field(
            alias="$count",
            description="`true` answers with the number of entries alone.",
            json_schema_extra={"type": "boolean"},
        ),
    ] = None
    format: Annotated[
        str | None,
        BeforeValidator(_one_of("json")),
        Field(
            alias="$format",
            description="Answers are JSON.",
            json_schema_extra={"type": "string", "enum": ["json"]},
        ),
    ] = None
    updated: Annotated[
        datetime | None,
        BeforeValidator(_moment),
        Field(
            alias="$filter",
            description="Only entries updated since then.",
            json_schema_extra={
                "type": "string",
                "pattern": _FILTER,
                "example": "updated ge datetime'2024-05-03T00:00:00'",
            },
        ),
    ] = None
    lang: choice(LANGUAGES, "Language of names; it comes before the header Accept-Language.") = None
