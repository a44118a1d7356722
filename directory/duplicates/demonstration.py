"""People and an institution of the demonstration network, entered twice, so that there is something to compare."""

from datetime import date

from ..choices import Audience, ContactKind
from ..models import Affiliation, Institution, InstitutionContact, LanguageSkill, Person, PersonContact
from .actions import look_at
from .choices import Kind, Origin
from .models import DuplicatePair, FormerAddress, Merge

TWINS = 2
# A smaller network stays exactly as large as was asked for.
LEAST_PEOPLE = 100


def make_duplicates():
    """Enter the doubles and put the pairs before the Secretariat, once."""
    if DuplicatePair.objects.exists() or Person.objects.filter(is_demo=True).count() < LEAST_PEOPLE:
        return
    people = Person.objects.listed().filter(
        is_demo=True, user=None, given_name__gt="", affiliations__institution__isnull=False
    )
    for person in people.exclude(designations__category__is_official=True).distinct().order_by("pk")[:TWINS]:
        twin = _again(person)
        look_at(person, twin, origin=Origin.FOUND, reasons=["same-email", "initials", "same-country"], score=94)
    institution = (
        Institution.objects.listed().filter(is_demo=True, parent=None, name_language="en").order_by("pk").first()
    )
    if institution is not None:
        twin = Institution.objects.create(
            name=institution.name.upper(),
            name_en=institution.name_en,
            name_language=institution.name_language,
            slug=f"{institution.slug}-again"[:120],
            country=institution.country,
            city=institution.city,
            is_demo=True,
        )
        InstitutionContact.objects.create(
            institution=twin, kind=ContactKind.WEBSITE, value="https://again.example/", audience=Audience.EVERYONE
        )
        look_at(institution, twin, origin=Origin.FOUND, reasons=["same-name", "same-country"], score=99)


def _again(person):
    """The same person, as a colleague who knew less and other things would enter them."""
    twin = Person.objects.create(
        given_name=f"{person.given_name[0]}.",
        family_name=person.family_name,
        slug=f"{person.slug}-again"[:120],
        country=person.country,
        position=person.position,
        city=person.city,
        stakeholder_group=person.stakeholder_group,
        is_demo=True,
    )
    work = person.affiliations.filter(institution__isnull=False).first()
    Affiliation.objects.create(
        person=twin, institution=work.institution, department="Secretariat", starts_on=date(2019, 1, 1)
    )
    held = person.contacts.filter(kind=ContactKind.EMAIL).first()
    if held is None:
        held = PersonContact.objects.create(person=person, kind=ContactKind.EMAIL, value=f"{twin.slug}@example.org")
    PersonContact.objects.create(person=twin, kind=ContactKind.EMAIL, value=held.value)
    PersonContact.objects.create(
        person=twin, kind=ContactKind.MOBILE, value="+254 700 555 010", audience=Audience.OFFICIAL_CONTACTS
    )
    for skill in person.language_skills.all()[:1]:
        LanguageSkill.objects.create(person=twin, language=skill.language, level=skill.level)
    return twin


def remove_duplicates():
    """Take away what is said about demonstration records, before these are removed."""
    for kind, model in ((Kind.PERSON, Person), (Kind.INSTITUTION, Institution)):
        demo = model.objects.filter(is_demo=True).values("pk")
        DuplicatePair.objects.filter(kind=kind, low__in=demo).delete()
        FormerAddress.objects.filter(kind=kind, record__in=demo).delete()
        Merge.objects.filter(kind=kind, kept__in=demo).delete()
