"""What may be seen of a record, thing by thing: a key that is the same in every language, and words.

Everything comes from a disclosed record, so that what its reader may not see is not here.
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from directory.choices import ContactKind, Convention, DesignationState
from directory.disclosure import DisclosedPerson
from directory.templatetags.directory import enumerated, institution_names, names_for_reader

LONGEST = 160


@dataclass(frozen=True)
class Fact:
    """One thing to see: ``key`` tells it from others of its ``part``, ``label`` and ``words`` are for reading."""

    part: str
    key: str
    label: str
    words: str
    dir: str = "auto"


def facts_of(shown):
    """All there is to see of a disclosed person or institution."""
    source = _of_person if isinstance(shown, DisclosedPerson) else _of_institution
    return [fact for fact in source(shown) if fact.words]


def _fact(part, key, label, words, dir="auto"):
    shortened = Truncator(" ".join(str(words or "").split())).chars(LONGEST)
    return Fact(part, str(key), str(label), shortened, dir)


def _of_person(person):
    name = names_for_reader(person).first.text
    yield _fact("name", f"{person.prefix}|{person.romanised_name}|{person.original_name}", _("Name"), name)
    if person.country:
        yield _fact("country", person.country.pk, _("Country"), person.country.name)
    for held in person.designations:
        yield _fact("office", key_of_office(held), _("Office"), office_in_words(held))
    yield _fact("position", person.position, _("Position"), person.position)
    for one in person.current_affiliations:
        key = f"{one.institution and one.institution.pk}|{one.name}|{one.department}|{one.position}"
        yield _fact("affiliation", key, _("Affiliation"), enumerated(filter(None, (one.position, one.name))))
    yield from _contacts(person.contacts)
    for skill in person.languages:
        yield _fact("language", f"{skill.language.pk}:{skill.level}", _("Languages"), skill.language.name)
    yield from _words("expertise", _("Expertise"), person.expertise)
    yield from _words("interest", _("Interests"), person.interests)
    if person.stakeholder_group:
        yield from _words("stakeholder", _("Stakeholder group"), [person.stakeholder_group])
    yield from _words("sector", _("Economic and social sectors"), person.sectors)
    yield from _words("chemical", _("Chemicals"), person.chemicals)
    yield from _words("article", _("Articles of the Convention"), person.articles)
    yield from _texts("biography", _("Biography"), person.biographies)
    if person.portrait:
        yield _fact("portrait", person.portrait.name, _("Photograph"), _("A new photograph"))
    yield _fact("orcid", person.orcid, _("ORCID iD"), person.orcid, "ltr")
    yield _fact("time_zone", person.time_zone, _("Time zone"), person.time_zone, "ltr")
    country = person.postal_country.name if person.postal_country else ""
    place = enumerated(filter(None, (person.address, f"{person.postal_code} {person.city}".strip(), country)))
    key = f"{person.address}|{person.postal_code}|{person.city}|{person.postal_country and person.postal_country.pk}"
    yield _fact("address", key, _("Postal address"), place)


def _of_institution(institution):
    name = institution_names(institution).first.text
    yield _fact("name", f"{institution.name}|{institution.name_en}", _("Name"), name)
    yield _fact("acronym", institution.acronym, _("Acronym"), institution.acronym)
    for part, label in (("type", _("Type of institution")), ("country", _("Country"))):
        if value := getattr(institution, part):
            yield _fact(part, value.pk, label, value.name)
    yield _fact(
        "address",
        f"{institution.address}|{institution.postal_code}|{institution.city}",
        _("Postal address"),
        enumerated(filter(None, (institution.address, f"{institution.postal_code} {institution.city}".strip()))),
    )
    yield from _contacts(institution.contacts)
    yield from _words("area", _("Areas of work"), institution.areas_of_work)
    yield from _words("service", _("Services"), institution.services.all())
    yield from _words("language", _("Working languages"), institution.languages.all())
    yield from _words("sector", _("Economic and social sectors"), institution.sectors.all())
    yield from _words("chemical", _("Chemicals"), institution.chemicals.all())
    yield from _words("region", _("Regions served"), institution.regions_served.all())
    yield from _words("party", _("Parties served"), institution.parties_served.all())
    for code in institution.conventions:
        yield _fact("convention", code, _("Conventions"), dict(Convention.choices).get(code, code))
    yield from _texts("description", _("Description"), institution.descriptions.all())


def _contacts(contacts):
    for contact in contacts:
        yield _fact(
            "contact", f"{contact.kind}:{contact.value}", ContactKind(contact.kind).label, contact.value, "ltr"
        )


def _words(part, label, words):
    for word in words:
        yield _fact(part, word.pk, label, getattr(word, "label", None) or word.name)


def _texts(part, label, texts):
    languages = dict(settings.LANGUAGES)
    for text in texts:
        key = f"{text.language}:{hashlib.sha256(text.text.encode()).hexdigest()}"
        yield _fact(
            part,
            key,
            label,
            _("A new text (%(language)s)") % {"language": languages.get(text.language, text.language)},
        )


def key_of_office(held):
    """Changes when a post begins, when its end is set, and when it is over."""
    return f"{held.pk}:{held.ends_on}:{held.starts_on > timezone.localdate()}:{held.is_current()}"


def office_in_words(held):
    """A post as a line of news: held, to come, or over."""
    state = held.state
    office = held.category.name
    if held.country:
        office = _("%(office)s of %(country)s") % {"office": held.category.name, "country": held.country.name}
    if state == DesignationState.TO_COME:
        return _("%(office)s, from %(day)s") % {"office": office, "day": date_format(held.starts_on, "DATE_FORMAT")}
    if state != DesignationState.ACTIVE and held.ends_on:
        return _("%(office)s, until %(day)s") % {"office": office, "day": date_format(held.ends_on, "DATE_FORMAT")}
    return office
