"""Which file fills which records, column by column. They stand in the order in which they can be loaded."""

from dataclasses import dataclass
from pathlib import Path

from django.db.models import Model

from ..models import (
    Category,
    Chemical,
    ConventionArticle,
    Country,
    ExpertiseTerm,
    Institution,
    InstitutionType,
    Language,
    Party,
    Region,
    Sector,
    Service,
    StakeholderGroup,
    TaggedAreaOfWork,
)
from .cells import (
    Always,
    Codes,
    Day,
    Descriptions,
    Flag,
    Is,
    Joined,
    Lines,
    Link,
    Links,
    LinkTo,
    Number,
    OneOf,
    Place,
    Text,
    Website,
)

DATA = Path(__file__).resolve().parent.parent / "data"

LANGUAGES = ("en", "ar", "es", "fr", "ru", "zh")
NAMES = [Text(f"name_{language}") for language in LANGUAGES]
ALSO = Lines("also")


@dataclass
class Sheet:
    """One file. ``column`` names a row in the file, ``key`` the same in the record."""

    file: str
    model: type[Model]
    cells: list
    column: str = "code"
    key: str = "code"
    parent: str = ""
    is_audited: bool = False

    @property
    def name(self):
        return self.file.removesuffix(".csv")

    def records(self):
        """The records there are, by the code of their row."""
        return {self.code_of(thing): thing for thing in self.model._default_manager.all()}

    def code_of(self, thing):
        return getattr(thing, self.key)

    def new(self, code):
        return self.model(**{self.key: code})

    def remember(self, code, thing):
        """Let later rows of the same file name this one."""
        for cell in self.cells:
            if isinstance(cell, Link) and cell.model is self.model:
                cell.known[code] = thing.pk
                cell.codes[thing.pk] = code


class PartySheet(Sheet):
    """Parties are known by their country."""

    def records(self):
        return {party.country.iso2: party for party in Party.objects.select_related("country")}

    def new(self, code):
        return Party()


def vocabulary(file, model, *cells):
    return Sheet(file, model, [*NAMES, *cells, Place()])


def institutions(file, *cells, descriptions):
    return Sheet(
        file,
        Institution,
        [
            Text("acronym"),
            Text("name_en", "name"),
            Text("name_en"),
            Always("name_language", "en"),
            Flag("confirmed", "is_confirmed"),
            Text("note", "unconfirmed_note"),
            Website("url", "contacts"),
            Descriptions(descriptions),
            *cells,
        ],
        key="slug",
        is_audited=True,
    )


def among(field, column, model, key="code"):
    """Links of an institution to words of a vocabulary."""
    through = getattr(Institution, field).through
    other = next(link.name for link in through._meta.fields if link.is_relation and link.related_model is model)
    return Links(column, model, through, "institution", other, field, key)


SHEETS = [
    Sheet(
        "regions.csv",
        Region,
        [*NAMES, ALSO, Text("level"), Link("parent", Region)],
        column="m49",
        parent="parent",
    ),
    Sheet(
        "countries.csv",
        Country,
        [
            *NAMES,
            ALSO,
            Text("kind"),
            Text("iso3"),
            Text("m49"),
            Flag("in_m49"),
            Link("region", Region),
            Link("subregion", Region),
            Link("intermediate_region", Region),
            OneOf("regional_groups", "regional_group", 0),
            OneOf("regional_groups", "other_regional_group", 1),
            Flag("un_member", "is_un_member"),
            Flag("ldc", "is_ldc"),
            Flag("lldc", "is_lldc"),
            Flag("sids", "is_sids"),
            Text("capital"),
            Number("latitude", places=5),
            Number("longitude", places=5),
        ],
        column="iso2",
        key="iso2",
    ),
    PartySheet(
        "parties.csv",
        Party,
        [
            Link("country", Country, key="iso2"),
            Is("status", "is_party", "party", "signatory"),
            Day("signed_on", "signature"),
            Text("signature_kind"),
            Text("instrument"),
            Day("instrument_on", "instrument_date"),
            Day("in_force_on", "entry_into_force"),
            Flag("confirmed", "is_confirmed"),
            Text("note", "unconfirmed_note"),
            Text("source"),
        ],
        column="country",
    ),
    vocabulary("languages.csv", Language, Lines("own_name", "also")),
    vocabulary(
        "categories.csv",
        Category,
        ALSO,
        Flag("official", "is_official"),
        Text("appointment"),
        Text("convention"),
        *(Text(f"description_{language}") for language in LANGUAGES),
    ),
    vocabulary("stakeholder_groups.csv", StakeholderGroup, ALSO),
    vocabulary("sectors.csv", Sector, Text("kind")),
    vocabulary("institution_types.csv", InstitutionType),
    vocabulary("services.csv", Service, ALSO),
    vocabulary("convention_articles.csv", ConventionArticle, Text("number")),
    Sheet(
        "chemicals.csv",
        Chemical,
        [
            *NAMES,
            ALSO,
            Text("abbreviation"),
            Lines("annexes", separator=""),
            Lines("kinds", "use", separator=", "),
            Lines("cas_numbers", separator=", "),
            Text("listed_at"),
            Number("listed_in", "year"),
            Text("decision"),
            Flag("confirmed", "is_confirmed"),
            Joined("unconfirmed_note", note="{}", name_note="{}"),
            Joined("source", decision_source="Decision: {}", cas_source="CAS numbers: {}"),
            Place(),
        ],
    ),
    Sheet(
        "expertise.csv",
        ExpertiseTerm,
        [
            *NAMES,
            Text("name_en", "name"),
            ALSO,
            Always("status", "controlled"),
            Link("parent", ExpertiseTerm, key="slug"),
            Place(),
        ],
        key="slug",
        parent="parent",
    ),
    institutions(
        "regional_centres.csv",
        LinkTo("type", InstitutionType, "regional-centre"),
        Link("country", Country, key="iso2"),
        Text("city"),
        Codes("conventions"),
        Joined("source", source="{}", verification="Verification: {}"),
        among("parties_served", "parties_served", Country, key="iso2"),
        Links("areas_of_work", ExpertiseTerm, TaggedAreaOfWork, "content_object", "tag", key="slug"),
        among("services", "services", Service),
        descriptions={
            "en": "{name_en}. Host institution: {host}, {city}.",
            "ar": "{name_ar}. المؤسسة المضيفة: {host}، {city}.",
            "es": "{name_es}. Institución anfitriona: {host}, {city}.",
            "fr": "{name_fr}. Institution hôte : {host}, {city}.",
            "ru": "{name_ru}. Принимающее учреждение: {host}, {city}.",
            "zh-hans": "{name_zh}。所在机构:{host},{city}。",
        },
    ),
    institutions(
        "partner_organisations.csv",
        Link("type", InstitutionType),
        Link("stakeholder_group", StakeholderGroup),
        Text("source"),
        descriptions={
            "ar": "{name_ar} ({acronym}).",
            "es": "{name_es} ({acronym}).",
            "fr": "{name_fr} ({acronym}).",
            "ru": "{name_ru} ({acronym}).",
            "zh-hans": "{name_zh}({acronym})。",
        },
    ),
]
