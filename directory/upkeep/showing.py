"""What a letter shows of a record: what matters most, as its owner sees it, and no more than a small letter holds."""

from dataclasses import dataclass, field

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ..choices import Audience, ContactKind
from ..disclosure import DisclosedPerson, disclose_all, disclose_institutions
from ..models import Person
from ..templatetags.directory import institution_names, names_for_reader

MOST_VALUES = 6
LONGEST_VALUE = 120


@dataclass(frozen=True)
class Fact:
    """``values`` are words; ``dir`` is set where they are always written one way, such as numbers and addresses."""

    label: str
    values: list = field(default_factory=list)
    dir: str = "auto"
    more: int = 0


def as_owners_see(records):
    """People or institutions as those who keep them see them, in a constant number of queries."""
    if isinstance(next(iter(records), None), Person):
        return disclose_all(records, Audience.SECRETARIAT)
    return disclose_institutions(
        records,
        Audience.SECRETARIAT,
        ("type", "contacts", "area_links__tag", "languages", "services", "parties_served"),
    )


def name_in_letter(shown):
    """The name as readers of the active language write it: (text, language, direction)."""
    return (names_for_reader if isinstance(shown, DisclosedPerson) else institution_names)(shown).first


def facts_of(shown):
    """What stands in a record, in the active language; what is empty is left out."""
    facts = _of_person(shown) if isinstance(shown, DisclosedPerson) else _of_institution(shown)
    return [fact for fact in facts if fact.values]


def _of_person(person):
    both = names_for_reader(person)
    yield _fact(_("Name"), [name.text for name in (both.first, both.second) if name])
    yield _fact(_("Office"), [_office(held) for held in person.current_designations])
    yield _fact(_("Position"), [person.position])
    yield _fact(_("Institution"), [each.name for each in person.current_affiliations])
    yield _fact(_("Country"), [person.country and person.country.name])
    yield _fact(_("E-mail"), [contact.value for contact in person.emails], "ltr")
    yield _fact(_("Telephone"), [contact.value for contact in person.phones], "ltr")
    yield _fact(_("Languages"), [str(skill) for skill in person.languages])
    yield _fact(_("Expertise"), [term.label for term in person.expertise])
    yield _fact(_("City"), [person.city])


def _of_institution(institution):
    both = institution_names(institution)
    yield _fact(_("Name"), [name.text for name in (both.first, both.second) if name])
    yield _fact(_("Type of institution"), [institution.type and institution.type.name])
    yield _fact(_("Country"), [institution.country and institution.country.name])
    yield _fact(_("Street address"), [institution.address, institution.city])
    mailboxes = [contact.value for contact in institution.contacts if contact.kind == ContactKind.EMAIL]
    websites = [contact.value for contact in institution.contacts if contact.kind == ContactKind.WEBSITE]
    numbers = [
        contact.value
        for contact in institution.contacts
        if contact.kind not in (ContactKind.EMAIL, ContactKind.WEBSITE)
    ]
    yield _fact(_("E-mail"), mailboxes, "ltr")
    yield _fact(_("Telephone"), numbers, "ltr")
    yield _fact(_("Website"), websites, "ltr")
    yield _fact(_("Working languages"), [language.name for language in institution.languages.all()])
    yield _fact(_("Areas of work"), [term.label for term in institution.areas_of_work])
    yield _fact(_("Services"), [service.name for service in institution.services.all()])
    yield _fact(_("Parties served"), [country.name for country in institution.parties_served.all()])


def _fact(label, values, dir="auto"):
    values = [Truncator(" ".join(str(value).split())).chars(LONGEST_VALUE) for value in values if value]
    return Fact(label, values[:MOST_VALUES], dir, max(0, len(values) - MOST_VALUES))


def _office(held):
    if held.country:
        return _("%(office)s of %(country)s") % {"office": held.category.name, "country": held.country.name}
    return held.category.name
