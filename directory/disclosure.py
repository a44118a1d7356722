"""A record as one audience may see it. Every page, export, card, feed, mail and index entry reads from here.

Each field of a person has an audience of its own; contacts have one per row. Whatever the viewer may not
see reads as empty, so that no caller has to ask again.
"""

from functools import cached_property

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from .choices import Audience, ContactKind, TermStatus
from .gathering import WHOLE_RECORD, gather
from .models import audience_of

# The fields whose audience a person chooses, with the audience they have until then.
# Name, country represented and official posts are shown to whoever sees the record at all.
FIELD_DEFAULTS = {
    "position": Audience.EVERYONE,
    "affiliations": Audience.EVERYONE,
    "languages": Audience.EVERYONE,
    "expertise": Audience.EVERYONE,
    "interests": Audience.EVERYONE,
    "stakeholder_group": Audience.EVERYONE,
    "sectors": Audience.EVERYONE,
    "chemicals": Audience.EVERYONE,
    "articles": Audience.EVERYONE,
    "biography": Audience.EVERYONE,
    "portrait": Audience.MEMBERS,
    "orcid": Audience.EVERYONE,
    "time_zone": Audience.MEMBERS,
    "address": Audience.OFFICIAL_CONTACTS,
}

FIELD_LABELS = {
    "position": _("Position"),
    "affiliations": _("Affiliations"),
    "languages": _("Languages"),
    "expertise": _("Expertise"),
    "interests": _("Interests"),
    "stakeholder_group": _("Stakeholder group"),
    "sectors": _("Economic and social sectors"),
    "chemicals": _("Chemicals"),
    "articles": _("Articles of the Convention"),
    "biography": _("Biography"),
    "portrait": _("Photograph"),
    "orcid": _("ORCID iD"),
    "time_zone": _("Time zone"),
    "address": _("Postal address"),
}

# What the whole record of an institution needs from the database.
INSTITUTION_PREFETCH = (
    "contacts",
    "descriptions",
    "area_links__tag",
    "regions_served",
    "parties_served",
    "languages",
    "sectors",
    "services",
    "chemicals",
)


def audience_of_field(person, field):
    """The least audience that sees a field of this person."""
    return Audience(person.field_audiences.get(field, FIELD_DEFAULTS[field]))


class DisclosedPerson:
    """What an audience sees of a person. Use ``disclose`` to make one."""

    def __init__(self, person, audience):
        self.person = person
        self.audience = audience

    def sees(self, field):
        return self.audience >= audience_of_field(self.person, field)

    # Always shown with the record.

    @property
    def pk(self):
        return self.person.pk

    @property
    def slug(self):
        return self.person.slug

    @property
    def prefix(self):
        return self.person.prefix

    @property
    def romanised_name(self):
        return self.person.romanised_name

    @property
    def original_name(self):
        return self.person.original_name

    @property
    def name_language(self):
        return self.person.name_language

    @property
    def name_direction(self):
        return self.person.name_direction

    @property
    def country(self):
        return self.person.country

    @property
    def is_demo(self):
        return self.person.is_demo

    @property
    def confirmed_at(self):
        return self.person.confirmed_at

    @property
    def freshness(self):
        return self.person.freshness

    def get_absolute_url(self):
        return self.person.get_absolute_url()

    @cached_property
    def designations(self):
        """Current and past categories, the latest first."""
        return list(self.person.designations.all())

    @cached_property
    def current_designations(self):
        return [designation for designation in self.designations if designation.is_current()]

    @cached_property
    def past_designations(self):
        return [designation for designation in self.designations if not designation.is_current()]

    @cached_property
    def official_designation(self):
        """The post in which this person speaks for a Party today, or None."""
        return next((held for held in self.current_designations if held.category.is_official), None)

    # Shown as the person decides.

    @property
    def position(self):
        return self.person.position if self.sees("position") else ""

    @cached_property
    def affiliations(self):
        return list(self.person.affiliations.all()) if self.sees("affiliations") else []

    @cached_property
    def current_affiliations(self):
        return [affiliation for affiliation in self.affiliations if affiliation.is_current]

    @property
    def primary_affiliation(self):
        return self.current_affiliations[0] if self.current_affiliations else None

    @cached_property
    def contacts(self):
        return [contact for contact in self.person.contacts.all() if contact.audience <= self.audience]

    def contacts_of(self, *kinds):
        return [contact for contact in self.contacts if contact.kind in kinds]

    @property
    def emails(self):
        return self.contacts_of(ContactKind.EMAIL)

    @property
    def phones(self):
        return self.contacts_of(ContactKind.WORK, ContactKind.MOBILE, ContactKind.FAX)

    @property
    def websites(self):
        return self.contacts_of(ContactKind.WEBSITE)

    @cached_property
    def languages(self):
        """Language skills, the best first."""
        return list(self.person.language_skills.all()) if self.sees("languages") else []

    @cached_property
    def expertise(self):
        return self._terms("expertise", self.person.expertise_links)

    @cached_property
    def interests(self):
        return self._terms("interests", self.person.interest_links)

    def _terms(self, field, links):
        if not self.sees(field):
            return []
        terms = [link.tag for link in links.all() if link.tag.status != TermStatus.DECLINED]
        return sorted(terms, key=lambda term: (term.position, term.name))

    @property
    def stakeholder_group(self):
        return self.person.stakeholder_group if self.sees("stakeholder_group") else None

    @cached_property
    def sectors(self):
        return list(self.person.sectors.all()) if self.sees("sectors") else []

    @cached_property
    def chemicals(self):
        return list(self.person.chemicals.all()) if self.sees("chemicals") else []

    @cached_property
    def articles(self):
        return list(self.person.articles.all()) if self.sees("articles") else []

    @cached_property
    def biographies(self):
        return list(self.person.biographies.all()) if self.sees("biography") else []

    def biography(self, language):
        """The biography in the reader's language, else in English, else in any."""
        by_language = {biography.language: biography for biography in self.biographies}
        return by_language.get(language) or by_language.get("en") or next(iter(self.biographies), None)

    @property
    def portrait(self):
        return self.person.portrait if self.person.portrait and self.sees("portrait") else None

    @property
    def orcid(self):
        return self.person.orcid if self.sees("orcid") else ""

    @property
    def time_zone(self):
        return self.person.time_zone if self.sees("time_zone") else ""

    @property
    def address(self):
        return self.person.address if self.sees("address") else ""

    @property
    def city(self):
        return self.person.city if self.sees("address") else ""

    @property
    def postal_code(self):
        return self.person.postal_code if self.sees("address") else ""

    @property
    def postal_country(self):
        return self.person.postal_country if self.sees("address") else None


class DisclosedInstitution:
    """What an audience sees of an institution: everything but the contacts kept from it."""

    def __init__(self, institution, audience):
        self.institution = institution
        self.audience = audience

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.institution, name)

    @cached_property
    def contacts(self):
        return [contact for contact in self.institution.contacts.all() if contact.audience <= self.audience]

    @cached_property
    def areas_of_work(self):
        terms = [link.tag for link in self.institution.area_links.all() if link.tag.status != TermStatus.DECLINED]
        return sorted(terms, key=lambda term: (term.position, term.name))

    def description(self, language):
        """The description in the reader's language, else in English, else in any."""
        by_language = {text.language: text for text in self.institution.descriptions.all()}
        return by_language.get(language) or by_language.get("en") or next(iter(by_language.values()), None)


def disclose(person, viewer):
    """The person as ``viewer`` (a user or an Audience) may see them; their owner sees everything."""
    return disclose_all([person], viewer)[0]


def disclose_all(people, viewer, parts=WHOLE_RECORD):
    """Disclose a list of people in a constant number of queries.

    A page that shows only rows passes ``gathering.ROW`` as ``parts``.
    """
    people = list(people)
    gather(people, parts)
    audience = audience_of(viewer)
    owner = getattr(viewer, "pk", None)
    return [
        DisclosedPerson(person, Audience.SECRETARIAT if owner is not None and person.user_id == owner else audience)
        for person in people
    ]


def disclose_institutions(institutions, viewer, prefetch=INSTITUTION_PREFETCH):
    """Disclose a list of institutions in a constant number of queries."""
    institutions = list(institutions)
    prefetch_related_objects(institutions, *prefetch)
    return [DisclosedInstitution(institution, audience_of(viewer)) for institution in institutions]
