"""Two records of one person, and two of one institution, each knowing something the other does not."""

from datetime import date

import pytest
from django.apps import apps

from directory.choices import Audience
from directory.models import Affiliation, Invitation, RelayedMessage
from tests.factories import (
    AffiliationFactory,
    BiographyFactory,
    CountryFactory,
    DesignationFactory,
    InstitutionContactFactory,
    InstitutionDescriptionFactory,
    InstitutionFactory,
    PersonContactFactory,
    PersonFactory,
    ServiceFactory,
    UserFactory,
)

# Lines that tell of the past, work that waits in queues, and what this room writes about itself.
NOT_COMPARED = {
    "audit.entry",
    "duplicates.merge",
    "duplicates.duplicatepair",
    "notifications.outgoingmail",
    "search.pendingchange",
    "django_tasks_database.dbtaskresult",
    "sessions.session",
    "usersessions.usersession",
    "contenttypes.contenttype",
}


@pytest.fixture
def everything():
    """All rows of the database, as they stand now."""

    def read():
        return {
            model._meta.label_lower: {
                row["pk"]: row for row in map(dict, model._base_manager.values("pk", *columns(model)))
            }
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in NOT_COMPARED
        }

    def columns(model):
        return [field.attname for field in model._meta.concrete_fields]

    return read


@pytest.fixture
def wanjiru(db):
    """Listed since long, with an account, a post and a laboratory."""
    person = PersonFactory(
        slug="wanjiru-kamau",
        given_name="Wanjiru",
        family_name="Kamau",
        user=UserFactory(email="wanjiru@example.org"),
        expertise=["pcb", "soil"],
        interests=["water"],
        languages={"fr": 2, "en": 4},
        chemicals=["pop-09"],
        sectors=["agriculture"],
        field_audiences={"expertise": Audience.EVERYONE},
    )
    laboratory = InstitutionFactory(slug="government-chemist", name="Government Chemist")
    AffiliationFactory(person=person, institution=laboratory, position="", is_primary=True, starts_on=None)
    PersonContactFactory(person=person, kind="email", value="wanjiru@example.org", audience=Audience.EVERYONE)
    PersonContactFactory(person=person, kind="work", value="+254 20 555 0101", audience=Audience.MEMBERS, position=1)
    BiographyFactory(person=person, language="en", text="A chemist.")
    DesignationFactory(person=person, category__code="national-focal-point")
    return person


@pytest.fixture
def w_kamau(wanjiru):
    """The same woman, listed again by a colleague who knew other things of her."""
    person = PersonFactory(
        slug="w-kamau",
        given_name="W.",
        family_name="Kamau",
        position="",
        orcid="0000-0002-1825-0097",
        expertise=["pcb", "dioxins"],
        interests=["water"],
        languages={"fr": 3, "es": 2},
        chemicals=["pop-09", "pop-01"],
        field_audiences={"expertise": Audience.MEMBERS},
    )
    laboratory = wanjiru.affiliations.first().institution
    AffiliationFactory(
        person=person, institution=laboratory, position="Head", starts_on=date(2019, 1, 1), maintains_institution=True
    )
    Affiliation.objects.create(person=person, institution_name="University of Nairobi", ends_on=date(2018, 1, 1))
    PersonContactFactory(person=person, kind="email", value="Wanjiru@Example.org", audience=Audience.SECRETARIAT)
    PersonContactFactory(person=person, kind="mobile", value="+254 700 555 0102")
    BiographyFactory(person=person, language="en", text="Leads the laboratory.")
    BiographyFactory(person=person, language="fr", text="Chimiste.")
    DesignationFactory(person=person, category__code="expert")
    RelayedMessage.objects.create(person=person, subject="Stocks", text="Where?", state="relayed")
    Invitation.objects.create(person=person, email="wanjiru@example.org", digest="0" * 64)
    return person


@pytest.fixture
def laboratories(wanjiru):
    """One institution under two names, with staff at both, one of whom names both."""
    kept = wanjiru.affiliations.first().institution
    gone = InstitutionFactory(
        slug="govt-chemist",
        name="Govt. Chemist",
        acronym="GC",
        stakeholder_group=None,
        conventions=["basel"],
        confirmed_at=None,
    )
    kept.conventions = ["stockholm"]
    kept.services.set([ServiceFactory()])
    kept.save()
    gone.services.set([ServiceFactory(), ServiceFactory(code="training")])
    gone.regions_served.set([])
    gone.parties_served.set([CountryFactory(iso2="SN")])
    gone.save()
    InstitutionContactFactory(institution=kept, value="gc@example.org")
    InstitutionContactFactory(institution=gone, value="GC@example.org")
    InstitutionContactFactory(institution=gone, kind="work", value="+254 20 555 0103")
    InstitutionDescriptionFactory(institution=gone, language="en", text="Analyses soil.")
    AffiliationFactory(person=wanjiru, institution=gone, position="", is_primary=False, starts_on=None)
    AffiliationFactory(institution=gone)
    InstitutionFactory(slug="part", parent=gone)
    return kept, gone
