"""What a column of a file may hold: the fields of people and of institutions, as they are offered."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ..formats.tables import INSTITUTION_COLUMNS, PERSON_COLUMNS
from .choices import Kind
from .reading.columns import LABELS
from .targets import Target, register, rows_are, target_of


@dataclass(frozen=True)
class Field:
    """``group`` is the heading it is offered under, ``example`` and ``about`` explain it in the template."""

    code: str
    label: str
    group: str
    example: str
    about: str = ""


NAME, PLACE, CONTACT, WORK, ROLE, OTHER = (
    _("Name"),
    _("Place"),
    _("Contact"),
    _("Work"),
    _("Role in the network"),
    _("Other"),
)

_SEVERAL = _("Several are separated by semicolons.")
_RECORD = Field(
    "record",
    _("Address of the record"),
    OTHER,
    "",
    _("The address of the record’s page on this site, as in our own exports; it says for certain who is meant."),
)

_ANY_CONTACT = Field("contacts", _("Contacts of any kind"), CONTACT, "", _SEVERAL)

PERSON_FIELDS = (
    Field("name", LABELS["name"], NAME, "Dr. Wanjiru Kamau", _("The whole name in one cell, if it is not divided.")),
    Field("prefix", LABELS["prefix"], NAME, "Dr."),
    Field("given_name", LABELS["given_name"], NAME, "Wanjiru"),
    Field("middle_name", LABELS["middle_name"], NAME, "", _("It is added to the given names.")),
    Field("family_name", LABELS["family_name"], NAME, "Kamau", _("Needed, unless the whole name is in one cell.")),
    Field("suffix", LABELS["suffix"], NAME, ""),
    Field("original_name", LABELS["original_name"], NAME, "", _("For names that are not written in Latin letters.")),
    Field("position", LABELS["position"], WORK, "Director of Chemicals Management"),
    Field(
        "institution", LABELS["institution"], WORK, "National Environment Management Authority",
        _("Its name in any language, or its acronym."),
    ),
    Field("department", LABELS["department"], WORK, "Chemicals Unit"),
    Field("country", LABELS["country"], PLACE, "Kenya", _("In any of the six languages, or its ISO code.")),
    Field("address", LABELS["address"], PLACE, "Popo Road, South C"),
    Field("city", LABELS["city"], PLACE, "Nairobi"),
    Field("region", LABELS["region"], PLACE, "", _("It is added to the street address.")),
    Field("postal_code", LABELS["postal_code"], PLACE, "00506"),
    Field("postal_country", LABELS["postal_country"], PLACE, "Kenya"),
    Field("email", LABELS["email"], CONTACT, "w.kamau@example.org", _SEVERAL),
    Field("phone", LABELS["phone"], CONTACT, "+254 20 555 0100", _SEVERAL),
    Field("mobile", LABELS["mobile"], CONTACT, "+254 700 555 010", _SEVERAL),
    Field("fax", LABELS["fax"], CONTACT, ""),
    Field("website", LABELS["website"], CONTACT, "https://www.example.org"),
    _ANY_CONTACT,
    Field(
        "category", LABELS["category"], ROLE, "Expert",
        _("Official posts become designations only if you choose so and name the source."),
    ),
    Field("speaks_for", _("Speaks for"), ROLE, "", _("The Party an official post is held for, if another one.")),
    Field("starts_on", LABELS["starts_on"], ROLE, "2024-05-03", _("The first day in the category.")),
    Field("ends_on", LABELS["ends_on"], ROLE, "", _("The last day in the category.")),
    Field("stakeholder_group", LABELS["stakeholder_group"], ROLE, "Governments"),
    Field("languages", LABELS["languages"], OTHER, "English; French", _SEVERAL),
    Field("expertise", LABELS["expertise"], OTHER, "PCB; Laboratory analysis", _SEVERAL),
    Field("interests", _("Interests"), OTHER, "", _SEVERAL),
    Field("sector", LABELS["sector"], OTHER, "", _SEVERAL),
    Field("chemicals", _("Chemicals"), OTHER, "PCB; DDT", _SEVERAL),
    Field("articles", _("Articles of the Convention"), OTHER, "", _SEVERAL),
    Field("orcid", LABELS["orcid"], OTHER, "0000-0002-1825-0097"),
    Field("biography", _("Biography"), OTHER, ""),
    _RECORD,
)  # fmt: skip
INSTITUTION_FIELDS = (
    Field(
        "institution", _("Name of the institution"), NAME, "Direction de l’Environnement",
        _("Needed. In its own language."),
    ),
    Field("institution_en", LABELS["institution_en"], NAME, "Directorate of the Environment"),
    Field("acronym", LABELS["acronym"], NAME, "DEEC"),
    Field("type", LABELS["type"], WORK, "Ministry"),
    Field("parent", _("Part of"), WORK, "Ministère de l’Environnement", _("The institution it belongs to.")),
    Field("stakeholder_group", LABELS["stakeholder_group"], WORK, "Governments"),
    Field("country", _("Country"), PLACE, "Senegal", _("In any of the six languages, or its ISO code.")),
    Field("address", LABELS["address"], PLACE, "Hann, Parc forestier"),
    Field("city", LABELS["city"], PLACE, "Dakar"),
    Field("region", LABELS["region"], PLACE, "", _("It is added to the street address.")),
    Field("postal_code", LABELS["postal_code"], PLACE, ""),
    Field("email", LABELS["email"], CONTACT, "contact@example.org", _SEVERAL),
    Field("phone", LABELS["phone"], CONTACT, "+221 33 555 01 00", _SEVERAL),
    Field("mobile", LABELS["mobile"], CONTACT, ""),
    Field("fax", LABELS["fax"], CONTACT, ""),
    Field("website", LABELS["website"], CONTACT, "https://www.example.org"),
    _ANY_CONTACT,
    Field("expertise", _("Areas of work"), OTHER, "PCB; Laboratory analysis", _SEVERAL),
    Field("services", _("Services"), OTHER, "", _SEVERAL),
    Field("sector", LABELS["sector"], OTHER, "", _SEVERAL),
    Field("chemicals", _("Chemicals"), OTHER, "", _SEVERAL),
    Field("languages", _("Working languages"), OTHER, "French", _SEVERAL),
    Field("parties_served", _("Parties served"), OTHER, "", _SEVERAL),
    Field("biography", _("Description"), OTHER, ""),
    _RECORD,
)  # fmt: skip

# Columns of our own exports, by their codes, and the fields they fill; what is not here comes back in another column
# or is nothing a file decides.
_OF_EXPORTS = {
    Kind.PEOPLE: {
        "categories": "category",
        "sectors": "sector",
        "telephone": "phone",
        "street": "address",
        "address_of_record": "record",
    },
    Kind.INSTITUTIONS: {
        "name": "institution",
        "name_en": "institution_en",
        "part_of": "parent",
        "areas_of_work": "expertise",
        "address_of_record": "record",
    },
}
# Headings that people write for fields the guesses do not know.
_ALSO = {
    "interests": ("interests", "fields of interest", "intérêts", "intereses", "интересы", "الاهتمامات", "兴趣"),
    "chemicals": ("chemicals", "chemical", "pops", "substances", "substances chimiques", "productos químicos"),
    "services": ("services", "services offered", "servicios", "услуги", "الخدمات", "服务"),
    "biography": ("biography", "bio", "cv", "profile", "biographie", "biografía", "биография", "السيرة", "简历"),
    "parent": ("part of", "parent institution", "parent organization"),
    "parties_served": ("parties served", "countries served"),
}


def fields_of(kind):
    return target_of(kind).fields


def field_of(kind, code):
    return next((field for field in fields_of(kind) if field.code == code), None)


def label_of(kind, code):
    """What a field is called, in the reader's language."""
    field = field_of(kind, code)
    return str(field.label) if field else str(LABELS.get(code, code))


# “Nom” heads whole names in our files, and family names in a table that has “Prénom”; so do “Nombre” and “Имя”.
_OTHER_HALF = {"family_name": "given_name", "given_name": "family_name"}


def field_for_guess(kind, header, guess, taken, guessed=frozenset()):
    """The field a column is taken for: by the words of this site first, then by the guess.

    ``guessed`` holds what all columns of the table seem to be.
    """
    plain, target = " ".join(header.casefold().split()), target_of(kind)
    own = own_headings(kind)
    if plain in own:
        code = own[plain]
        if code == "name" and _OTHER_HALF.get(guess.field) in guessed:
            code = guess.field
    elif plain in target.headings:
        code = target.headings[plain]
    else:
        code = next((field for field, words in _ALSO.items() if plain in words), None) or guess.field or ""
        code = {"skipped": "", "notes": ""}.get(code, code)
        code = target.instead.get(code, code)
    if code == "name" and target.rows_are == Kind.INSTITUTIONS:
        code = "institution"
    if code and field_of(kind, code) is None:
        return ""
    if code in taken and not may_be_in_several(kind, code):
        return ""
    taken.add(code)
    return code


SEVERAL_COLUMNS = frozenset(
    (
        *("email", "phone", "mobile", "fax", "website", "contacts", "address", "category"),
        *("languages", "expertise", "interests", "sector", "chemicals", "services"),
    )
)


def may_be_in_several(kind, code):
    """Whether several columns may hold this field together."""
    return code in SEVERAL_COLUMNS or code in target_of(kind).several


@cache
def own_headings(kind):
    """The headings of our templates and exports, in small letters and every language, with their fields."""
    found, known = {}, {field.code for field in fields_of(kind)}
    about, instead = rows_are(kind), target_of(kind).instead
    columns = PERSON_COLUMNS if about == Kind.PEOPLE else INSTITUTION_COLUMNS
    for language, _name in settings.LANGUAGES:
        with override(language):
            for field in fields_of(kind):
                found.setdefault(str(field.label).casefold(), field.code)
            for column in columns:
                code = _OF_EXPORTS[about].get(column.code, column.code)
                code = instead.get(code, code)
                found[str(column.heading).casefold()] = code if code in known else ""
    return found


register(
    Target(
        Kind.PEOPLE.value,
        Kind.PEOPLE.label,
        Kind.PEOPLE,
        PERSON_FIELDS,
        template=_("Template for people (XLSX)"),
    )
)
register(
    Target(
        Kind.INSTITUTIONS.value,
        Kind.INSTITUTIONS.label,
        Kind.INSTITUTIONS,
        INSTITUTION_FIELDS,
        template=_("Template for institutions (XLSX)"),
        without=("institutions", "listing"),
    )
)
