"""What answers hold, as the description of the interface says it. Answers are made by `telling`, not by these."""

# mypy: ignore-errors
# Types are made by functions here: pydantic reads them when the site starts, mypy cannot.

from datetime import date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from django.conf import settings
from ninja import Schema
from pydantic import AnyUrl, Field, create_model

from directory.choices import (
    Annex,
    Appointment,
    ContactKind,
    Convention,
    CountryKind,
    DesignationState,
    LanguageLevel,
    RegionalGroup,
    RegionLevel,
)
from experts.choices import (
    AvailabilityKind,
    DeclaredInterests,
    ExpertiseLevel,
    Gender,
    QualificationKind,
    Willingness,
)
from forums.choices import MOST_CHARACTERS, Capacity, GroupKind, PostState, ThreadKind, Visibility

Record = TypeVar("Record")
_NAMES = "Names in the six languages of the United Nations; given with `names=all`."


def left_out(kind, description="", **more):
    """A field that is left out when it is empty, and likewise when this reader may not see it."""
    return Annotated[kind, Field(default_factory=lambda: None, description=description, **more)]


def one_of(values):
    return Literal[tuple(str(value) for value in values)]


class Names(Schema):
    en: left_out(str)
    ar: left_out(str)
    es: left_out(str)
    fr: left_out(str)
    ru: left_out(str)
    zh: left_out(str)


class Word(Schema):
    code: Annotated[str, Field(description="The code used in filters.", examples=["pcb"])]
    name: Annotated[str, Field(description="The name in the language of the answer.")]
    names: left_out(Names, _NAMES)


class CountryName(Word):
    code: Annotated[str, Field(description="ISO 3166 code of two letters, small.", examples=["ke"])]
    iso3: left_out(str, "ISO 3166 code of three letters.", examples=["KEN"])


class Spoken(Word):
    level: one_of(level.name.lower() for level in LanguageLevel)


class RecordLinks(Schema):
    self: AnyUrl
    page: Annotated[AnyUrl, Field(description="The page people read.")]
    json_ld: Annotated[AnyUrl, Field(description="The record in the words of schema.org.")]
    vcard: AnyUrl


class PlaceLinks(Schema):
    self: AnyUrl
    page: AnyUrl


class Contact(Schema):
    kind: one_of(ContactKind.values)
    value: str


class Text(Schema):
    language: str
    text: Annotated[str, Field(description="Markdown.")]


class PostalAddress(Schema):
    street: left_out(str)
    city: left_out(str)
    postal_code: left_out(str)
    country: left_out(CountryName)


class CategoryHeld(Schema):
    category: Word
    country: left_out(CountryName, "The Party spoken for.")
    theme: left_out(str)
    from_: Annotated[date, Field(alias="from")]
    until: left_out(date, "The last day.")


class Affiliation(Schema):
    institution: str
    institution_id: left_out(str, "If the institution is in the directory.")
    department: left_out(str)
    position: left_out(str)
    responsibilities: left_out(str)
    from_: left_out(date, alias="from")
    until: left_out(date)


Freshness = Literal["current", "due", "outdated", "never"]


class Person(Schema):
    """Somebody of the network, as far as this reader may see them."""

    id: Annotated[str, Field(description="The last part of the address.", examples=["makena-gathogo"])]
    links: RecordLinks
    demonstration: Annotated[bool, Field(description="True for invented records of a demonstration.")]
    prefix: left_out(str)
    given_name: left_out(str)
    family_name: str
    suffix: left_out(str)
    name: Annotated[str, Field(description="The whole name in Latin letters.")]
    name_in_original_script: left_out(str)
    name_language: left_out(str)
    position: left_out(str)
    country: left_out(CountryName, "The country represented.")
    categories: left_out(list[CategoryHeld], "Categories held, now and once.")
    affiliations: left_out(list[Affiliation])
    languages: left_out(list[Spoken])
    expertise: left_out(list[Word])
    interests: left_out(list[Word])
    stakeholder_group: left_out(Word)
    sectors: left_out(list[Word])
    chemicals: left_out(list[Word])
    articles: left_out(list[Word], "Articles of the Convention.")
    contacts: left_out(list[Contact])
    postal_address: left_out(PostalAddress)
    biographies: left_out(list[Text])
    orcid: left_out(str)
    time_zone: left_out(str)
    confirmed_at: left_out(datetime, "When the owner last said that the record is true.")
    freshness: Freshness


class ExpertLinks(Schema):
    self: AnyUrl
    page: Annotated[AnyUrl, Field(description="The page people read.")]
    person: Annotated[AnyUrl, Field(description="The record of the person in the directory.")]


class Nominator(Schema):
    """A Party, or an organization that is entitled to nominate."""

    country: left_out(CountryName)
    institution: left_out(str)


class FieldOfExpertise(Word):
    level: Annotated[
        one_of(level.name.lower() for level in ExpertiseLevel), Field(description="As experts rate themselves.")
    ]
    years: left_out(int)
    endorsed_by: left_out(Nominator, "Who confirms the field. Left out where it is the expert's own word alone.")


class Availability(Schema):
    kind: one_of(AvailabilityKind.values)
    from_: Annotated[date, Field(alias="from")]
    until: left_out(date)
    note: left_out(str)


class Degree(Schema):
    title: str
    subject: left_out(str)
    institution: str
    from_: left_out(date, alias="from")
    until: left_out(date)


class Qualification(Schema):
    kind: one_of(QualificationKind.values)
    title: str
    year: left_out(int)


class Publication(Schema):
    title: str
    year: left_out(int)
    doi: left_out(str)
    url: left_out(str)


class Panel(Schema):
    name: str
    role: left_out(str)
    from_: left_out(date, alias="from")
    until: left_out(date)


class Expert(Schema):
    """An expert of the roster, as far as this reader may see them. Contacts stand in the record of the person."""

    id: Annotated[str, Field(description="The last part of the address.", examples=["awa-ndoye"])]
    links: ExpertLinks
    demonstration: bool
    name: Annotated[str, Field(description="The whole name in Latin letters.")]
    name_in_original_script: left_out(str)
    name_language: left_out(str)
    country: left_out(CountryName)
    headline: left_out(str, "What the expert can help with, in one sentence.")
    fields_: left_out(list[FieldOfExpertise], alias="fields")
    other_expertise: left_out(list[str], "Terms of the expert's own, in any language.")
    chemicals: left_out(list[Word])
    articles: left_out(list[Word], "Articles of the Convention.")
    sectors: left_out(list[Word])
    languages: left_out(list[Spoken])
    countries_worked_in: left_out(list[CountryName])
    regions_worked_in: left_out(list[Word])
    willing_to: left_out(list[one_of(Willingness.values)])
    availability: left_out(list[Availability], "Periods that are not over.")
    affiliations: left_out(list[Affiliation])
    education: left_out(list[Degree])
    qualifications: left_out(list[Qualification])
    publications: left_out(list[Publication])
    panels: left_out(list[Panel])
    additional_information: left_out(str)
    interests_declared: left_out(one_of(value for value in DeclaredInterests.values if value))
    interests: left_out(str)
    gender: left_out(one_of(value for value in Gender.values if value))
    nominated_by: left_out(Nominator)
    orcid: left_out(str)
    listed_on: left_out(date)
    lapses_on: left_out(date, "The last day, unless renewed.")


class Institution(Schema):
    """An institution, as far as this reader may see it."""

    id: Annotated[str, Field(description="The last part of the address.")]
    links: RecordLinks
    demonstration: bool
    name: Annotated[str, Field(description="In its own language.")]
    name_language: left_out(str)
    name_en: left_out(str)
    acronym: left_out(str)
    type: left_out(Word)
    part_of: left_out(str, "The `id` of the institution it is part of.")
    stakeholder_group: left_out(Word)
    country: left_out(CountryName)
    postal_address: left_out(PostalAddress)
    latitude: left_out(float)
    longitude: left_out(float)
    conventions: left_out(list[str], "Conventions it serves.")
    areas_of_work: left_out(list[Word])
    services: left_out(list[Word])
    regions_served: left_out(list[Word])
    parties_served: left_out(list[CountryName])
    languages: left_out(list[Word])
    sectors: left_out(list[Word])
    chemicals: left_out(list[Word])
    contacts: left_out(list[Contact])
    descriptions: left_out(list[Text])
    confirmed_at: left_out(datetime)
    freshness: Freshness


class Holder(Schema):
    kind: Literal["person", "institution"]
    id: str
    name: str
    name_in_original_script: left_out(str)
    position: left_out(str)
    link: AnyUrl


class Designation(Schema):
    """Who holds a category for whom, from when to when, and by whose word."""

    id: int
    category: Word
    official: Annotated[bool, Field(description="Held on behalf of a Party.")]
    country: left_out(CountryName, "The Party spoken for.")
    holder: Holder
    theme: left_out(str)
    scope: left_out(str, "What the mandate covers, where it is not the whole.")
    primary: Annotated[bool, Field(description="Whether this holder is written to first, if there are several.")]
    from_: Annotated[date, Field(alias="from")]
    until: left_out(date, "The last day in office.")
    state: Annotated[one_of(DesignationState.values), Field(description="Where it stands today.")]
    designated_by: left_out(str, "The authority that designated.")
    source: left_out(str, "The document it is known from.")
    recorded_at: datetime
    verified_at: left_out(datetime, "When the Secretariat verified the document.")
    holder_confirmed_at: left_out(datetime, "When the holder last said that their record is true.")


class PartyStatus(Schema):
    is_party: bool
    signature: left_out(date)
    instrument: left_out(str)
    instrument_date: left_out(date)
    entry_into_force: left_out(date)


class Country(CountryName):
    links: PlaceLinks
    kind: one_of(CountryKind.values)
    m49: left_out(str)
    region: left_out(Word)
    subregion: left_out(Word)
    intermediate_region: left_out(Word)
    regional_group: left_out(one_of(RegionalGroup.values))
    least_developed: bool
    landlocked_developing: bool
    small_island_developing: bool
    un_member: bool
    party: left_out(PartyStatus, "Left out where nothing was signed.")
    has_focal_point: Annotated[bool, Field(description="Whether this reader sees a national focal point today.")]
    people: Annotated[int, Field(description="People this reader may see.")]
    institutions: int


class CountryOnDay(Country):
    """A country, and who speaks for it on a day."""

    on: date
    contacts: Annotated[list[Designation], Field(description="Official posts held on that day.")]
    vacant: Annotated[list[Word], Field(description="Posts each Party is asked to fill, which nobody held.")]


class Party(CountryName):
    links: PlaceLinks
    party: PartyStatus
    has_focal_point: bool
    focal_points: Annotated[list[Designation], Field(description="National focal points on that day.")]


class Region(Word):
    code: Annotated[str, Field(description="M49 code.", examples=["002"])]
    level: one_of(RegionLevel.values)
    parent: left_out(str, "The code of the region it lies in.")


class Category(Word):
    official: Annotated[bool, Field(description="Held on behalf of a Party.")]
    appointment: Annotated[one_of(Appointment.values), Field(description="How it is given.")]
    convention: Annotated[one_of(Convention.values), Field(description="The convention it belongs to.")]
    description: left_out(str)


class Entry(Word):
    """A word of a vocabulary; which of the fields there are depends on the vocabulary."""

    parent: left_out(str, "The code of the wider term.")
    abbreviation: left_out(str)
    annexes: left_out(list[one_of(Annex.values)], "Annexes of the Convention that list the chemical.")
    cas_numbers: left_out(list[str])
    number: left_out(str)
    kind: left_out(str)


class Vocabulary(Schema):
    code: str
    name: str
    number: Annotated[int, Field(description="How many words it has.")]
    link: AnyUrl


class InformeaContact(Schema):
    """The contact of InforMEA. Each field is in each entry; null is what is empty or not shown to this reader."""

    id: Annotated[str, Field(examples=["pops-contact-17"])]
    country: Annotated[str, Field(description="ISO 3166 code of three letters; EU for the Union.", examples=["KEN"])]
    prefix: str | None
    firstName: str | None  # noqa: N815  (InforMEA's name, as those below)
    lastName: str | None  # noqa: N815
    type: Annotated[str, Field(description="The category held, in the language of the answer.")]
    position: str | None
    institution: str | None
    department: str | None
    address: str | None
    email: str | None
    phoneNumber: str | None  # noqa: N815
    fax: str | None
    primary: Annotated[bool, Field(description="Whether this contact is written to first, if there are several.")]
    updated: datetime
    treaties: list[one_of(Convention.values)]


class Count(Schema):
    code: str
    name: str
    count: int


class Links(Schema):
    self: AnyUrl
    first: AnyUrl
    last: AnyUrl
    prev: left_out(AnyUrl)
    next: left_out(AnyUrl)


class Page(Schema, Generic[Record]):
    items: list[Record]
    total: Annotated[int, Field(description="How many there are for this reader on all pages.")]
    page: int
    pages: int
    limit: int
    language: Annotated[str, Field(description="The language of names.")]
    links: Links


# The forums.


class GroupLinks(Schema):
    page: Annotated[AnyUrl, Field(description="The page people read.")]
    threads: AnyUrl


class ForumGroup(Schema):
    """A circle of members who discuss."""

    id: Annotated[str, Field(description="The last part of the address.", examples=["stockpiles"])]
    name: str
    kind: one_of(GroupKind.values)
    visibility: one_of(Visibility.values)
    language: Annotated[str, Field(description="The main language.")]
    archived: Annotated[bool, Field(description="Nothing new is written in it.")]
    threads: int
    posts: int
    links: GroupLinks


class Groups(Schema):
    items: list[ForumGroup]


class Onward(Schema):
    self: AnyUrl
    next: left_out(AnyUrl, "Where the list goes on.")


class ThreadLinks(Schema):
    page: AnyUrl
    posts: AnyUrl


class Thread(Schema):
    """A discussion."""

    number: int
    group: Annotated[str, Field(description="The `id` of its group.")]
    title: str
    language: str
    kind: one_of(ThreadKind.values)
    closed: bool
    pinned: bool
    tags: left_out(list[str])
    begun_at: datetime
    last_post_at: datetime
    posts: Annotated[int, Field(description="Posts that are shown.")]
    version: Annotated[int, Field(description="Grows with everything that changes in the thread.")]
    answer: left_out(int, "The number of the post chosen as the answer.")
    links: ThreadLinks


class Threads(Schema):
    items: list[Thread]
    links: Onward


class Author(Schema):
    name: Annotated[str, Field(description="“A member of the network” for whom you may not know.")]
    id: left_out(str, "Of their record, if you may see it.")


class File(Schema):
    name: str
    bytes: int
    address: AnyUrl


class PostLinks(Schema):
    page: Annotated[AnyUrl, Field(description="The permanent address by which it is cited.")]
    thread: AnyUrl


class Post(Schema):
    """One contribution."""

    number: Annotated[int, Field(description="By which it is cited over the whole network.", examples=[9186])]
    thread: int
    place: Annotated[int, Field(description="Its number in the thread, never given again.")]
    author: Author
    capacity: one_of(Capacity.values)
    speaks_for: left_out(str, "The Party or organisation spoken for.")
    language: str
    text: left_out(str, "Markdown.")
    state: left_out(one_of(PostState.values), "Where it is not published: seen by its author and those who decide.")
    answers: left_out(int, "The number of the post it answers.")
    posted_at: datetime
    edited_at: left_out(datetime)
    helpful: Annotated[int, Field(description="How many readers found it helpful.")]
    attachments: left_out(list[File])
    links: PostLinks


class Posts(Schema):
    items: list[Post]
    links: Onward


LANGUAGE = one_of(code for code, _name in settings.LANGUAGES)
WRITTEN = Annotated[
    str,
    Field(min_length=1, max_length=MOST_CHARACTERS, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$", description="Markdown."),
]
SPEAKING = Annotated[
    str,
    Field(
        max_length=140,
        pattern=r"^[^\x00]*$",
        description="`personal`, `party:KE` for a Party, `organisation:<id>` for an organisation.",
    ),
]


class Written(Schema):
    """What is sent. Fields of other names are refused, for a misspelt one would be passed over."""

    model_config = {"extra": "forbid"}
    text: WRITTEN
    language: LANGUAGE = "en"


class NewPost(Written):
    """A reply."""

    capacity: SPEAKING = "personal"
    answers: Annotated[int | None, Field(ge=1, le=10**15, description="The number of the post it answers.")] = None


class NewThread(Written):
    """A thread with its first post."""

    title: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*$")]
    capacity: SPEAKING = "personal"
    kind: Literal["discussion", "question"] = "discussion"
    tags: Annotated[
        list[
            Annotated[
                str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f,]*[^\s\x00-\x1f,][^\x00-\x1f,]*$")
            ]
        ],
        Field(max_length=5),
    ] = []


class Edit(Written):
    """What a post says from now on."""

    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$", description="Readers see it.")] = ""


class SearchedPage(Page[Record], Generic[Record]):
    corrected: left_out(str, "The words that were searched instead, when nothing was found for those given.")
    facets: left_out(dict[str, list[Count]], "With `facets=true`: by filter, how many records have each value.")


class ExpertsPage(Page[Expert]):
    understood: left_out(
        list[str], "What the sentence was understood as: kind and code, such as `field:pcb` or `language:fr`."
    )
    facets: left_out(dict[str, list[Count]], "With `facets=true`: by filter, how many experts have each value.")


class Index(Schema):
    title: str
    description: AnyUrl
    documentation: AnyUrl
    lists: dict[str, AnyUrl]


class WrongParameter(Schema):
    parameter: str
    value: str
    detail: str


class ProblemDetails(Schema):
    """RFC 9457."""

    type: AnyUrl
    title: str
    status: int
    detail: str
    instance: str
    errors: left_out(list[WrongParameter], "With 422: which parameter had which value, and why it makes no sense.")


ODataMetadata = create_model("ODataMetadata", __base__=Schema, id=(AnyUrl, ...), uri=(AnyUrl, ...), type=(str, ...))


class ODataContact(Schema):
    metadata: Annotated[ODataMetadata, Field(alias="__metadata")]
    id: str
    country: str
    prefix: str | None
    firstName: str | None  # noqa: N815
    lastName: str | None  # noqa: N815
    type: str
    position: str | None
    institution: str | None
    department: str | None
    address: str | None
    email: str | None
    phoneNumber: str | None  # noqa: N815
    fax: str | None
    primary: Literal[0, 1]
    updated: Annotated[str, Field(examples=["/Date(1714694400000)/"], pattern=r"^/Date\([0-9]+\)/$")]
    treaties: dict[str, Any]


class ODataResults(Schema):
    results: list[ODataContact]
    count: left_out(str, alias="__count")
    next: left_out(AnyUrl, alias="__next")


class OData(Schema):
    """An answer of OData 2; with `$count=true` an object with the count alone."""

    d: left_out(ODataResults)
    count: left_out(int)
