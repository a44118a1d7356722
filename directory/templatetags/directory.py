"""Names as the reader reads them: in their own script first for those who read it, romanised beneath."""

import re
from dataclasses import dataclass

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from prose import to_html

from directory import atlas, queries
from directory.beside import beside as beside_of
from directory.choices import Audience, Freshness
from directory.models.names import direction
from directory.worldmap import world_map

register = template.Library()

# Languages of names by the script they are written in, as far as it is not Latin.
SCRIPTS = {
    "Arab": {"ar", "fa", "ur", "ps", "ckb", "sd", "ug"},
    "Hans": {"zh"},
    "Cyrl": {"ru", "uk", "be", "bg", "mk", "sr", "kk", "ky", "tg", "mn"},
}


def script_of(language):
    """The script a language is written in here: Arab, Hans, Cyrl, or an empty word for all others."""
    base = (language or "").split("-")[0]
    return next((script for script, languages in SCRIPTS.items() if base in languages), "")


@dataclass(frozen=True)
class Written:
    text: str
    lang: str
    dir: str


@dataclass(frozen=True)
class Names:
    """The name to show first and, where it has two forms, the other one."""

    first: Written
    second: Written | None = None


def names_of(original, romanised, language, reader=None):
    """Both forms of a name, in the order a reader of ``reader`` (the active language) wants them."""
    reader = reader or get_language() or "en"
    if not original or original == romanised:
        return Names(Written(romanised, language, direction(language or "en")))
    own = Written(original, language, direction(language or "en"))
    latin = Written(romanised, f"{language.split('-')[0]}-Latn" if language else "", "ltr")
    if script_of(reader) and script_of(reader) == script_of(language):
        return Names(own, latin)
    return Names(latin, own)


@register.simple_tag
def names_for_reader(person):
    return names_of(person.original_name, person.romanised_name, person.name_language)


@register.simple_tag
def institution_names(institution):
    """The name of an institution: English first unless the reader reads the script, or language, of the original."""
    english = institution.name_en or institution.name
    language, reader = institution.name_language, (get_language() or "en").split("-")[0]
    if not institution.name_en or institution.name_en == institution.name:
        return Names(Written(institution.name, language, direction(language or "en")))
    own = Written(institution.name, language, direction(language or "en"))
    other = Written(english, "en", "ltr")
    return Names(own, other) if language.split("-")[0] == reader else Names(other, own)


@register.simple_tag(takes_context=True)
def beside(context, thing):
    """What other rooms offer beside a record, a country or a list, such as to follow it."""
    request = context.get("request")
    return format_html_join("", "{}", ((markup,) for markup in beside_of(thing, request))) if request else ""


@register.filter
def prose(text):
    """Members' Markdown as safe HTML."""
    return to_html(text)


@register.filter
def isolated(name):
    """A name whose direction does not reach the words and numbers beside it."""
    return format_html("<bdi>{}</bdi>", name)


@register.filter
def chosen_boxes(boxes):
    """How many boxes of a group are ticked."""
    return sum(bool(box["selected"]) for box in boxes)


@register.filter
def dialled(number):
    """A telephone number as a telephone wants it: digits and the leading plus."""
    return re.sub(r"(?!^\+)\D", "", number)


def enumerated(words):
    """Words in a line, with the comma of the reader's language between them."""
    return pgettext("between the items of a list", ", ").join(str(word) for word in words)


def place_of(affiliation):
    """The name of the institution of an affiliation, in the reader's language if it has one."""
    if affiliation is None:
        return ""
    if affiliation.institution is None:
        return affiliation.institution_name
    return institution_names(affiliation.institution).first.text


def overdue(record):
    """What a row says of a record nobody has confirmed for more than a year."""
    if record.freshness != Freshness.OUTDATED:
        return {}
    return {"state": "expired", "state_words": _("Confirmation is overdue")}


@register.inclusion_tag("components/row.html")
def person_row(person, why="", level=2, place=True):
    """A disclosed person as one row of a list; ``why`` says why they were found, ``place`` names their country."""
    names = names_for_reader(person)
    office, affiliation = person.official_designation, person.primary_affiliation
    workplace = place_of(affiliation)
    role = (affiliation.position if affiliation else "") or person.position
    ribbon = ""
    if office:
        ribbon = office.category.name
        if office.country:
            ribbon = _("Speaks for %(country)s: %(category)s") % {
                "country": office.country.name,
                "category": office.category.name,
            }
    facts = [person.country.name if place and person.country else "", enumerated(person.expertise[:3])]
    facts.append(enumerated(skill.language.name for skill in person.languages))
    return {
        "name": names.first,
        "also": names.second,
        "url": person.get_absolute_url(),
        "role": _("%(position)s, %(institution)s") % {"position": role, "institution": workplace}
        if role and workplace
        else role or workplace,
        "ribbon": ribbon,
        "facts": [fact for fact in facts if fact],
        "why": why,
        "level": level,
        **overdue(person),
    }


@register.inclusion_tag("components/row.html")
def institution_row(institution, why="", level=2, place=True):
    """A disclosed institution as one row of a list."""
    names = institution_names(institution)
    facts = [
        institution.country.name if place and institution.country else "",
        enumerated(service.name for service in list(institution.services.all())[:3]),
    ]
    return {
        "name": names.first,
        "also": names.second,
        "url": institution.get_absolute_url(),
        "role": institution.type.name if institution.type else "",
        "facts": [fact for fact in facts if fact],
        "why": why,
        "level": level,
        **overdue(institution),
    }


@register.inclusion_tag("directory/_world_of_focal_points.html")
def world_of_focal_points():
    """A map of the Parties with and without a national focal point, for every visitor the same."""
    rows = list(atlas.table_of(queries.countries_in(), Audience.EVERYONE))
    return {"map": world_map(rows, "focal-point")}
