"""Experts in each state of an entry's life, for tests that go on from there."""

from datetime import date

from directory.enrolment.models import Acceptance, TermsOfReference
from experts import actions
from experts.choices import EntryState
from experts.models import RosterEntry
from tests.factories import (
    CountryFactory,
    DesignationFactory,
    ExpertiseTermFactory,
    LanguageSkillFactory,
    PersonFactory,
    UserFactory,
)
from tests.factories.enrolment import TermsFactory
from tests.factories.experts import FieldOfExpertiseFactory


def speaker(iso2="SN", email="focal@example.org", post="national-focal-point", **about):
    """Somebody who nominates for a Party today."""
    user = UserFactory(email=email, language=about.pop("language", "en"))
    person = PersonFactory(user=user, country=CountryFactory(iso2=iso2), **about)
    DesignationFactory(person=person, category__code=post, starts_on=date(2024, 5, 3))
    return user


def drafted(email="amara@example.org", iso2="SN", fields=("pcb-disposal", "inventories"), **about):
    """An expert who begins an entry that lacks nothing."""
    language = about.pop("language", "en")
    user = UserFactory(email=email, language=language) if email else None
    about = {"given_name": "Amara", "family_name": "Diallo", **about}
    person = PersonFactory(user=user, country=CountryFactory(iso2=iso2), **about)
    LanguageSkillFactory(person=person)
    terms = TermsOfReference.objects.filter(category__code="expert").first() or TermsFactory()
    Acceptance.objects.create(person=person, terms=terms, language="en", recorded_by=user)
    entry = actions.begin_entry(person, by=user)
    entry.headline, entry.willing_to, entry.interests_declared = "PCB in transformers", ["remote"], "none"
    entry.save()
    for slug in fields:
        FieldOfExpertiseFactory(entry=entry, term=ExpertiseTermFactory(slug=slug), level=2)
    return RosterEntry.objects.select_related("person__user", "person__country").get(pk=entry.pk)


def offered(**about):
    entry = drafted(**about)
    return fresh(actions.offer_entry(entry, by=entry.person.user))


def nominated(by=None, endorsed=None, **about):
    """An expert nominated by the focal point of their country."""
    entry = offered(**about)
    by = by or speaker(entry.person.country.iso2)
    first = entry.fields.select_related("term").order_by("pk").first().term
    actions.nominate(
        entry,
        by=by,
        on_behalf_of=entry.person.country,
        reason="Knows transformers.",
        endorsed=endorsed or [first],
    )
    return fresh(entry)


def listed(secretariat, **about):
    return fresh(actions.list_entry(nominated(**about), by=secretariat))


def fresh(entry):
    return RosterEntry.objects.select_related("person__user", "person__country").get(pk=entry.pk)


def steps_of(entry):
    return list(entry.steps.order_by("pk").values_list("kind", flat=True))


def in_state(entry, state):
    """The entry put into a state without what leads there."""
    RosterEntry.objects.filter(pk=entry.pk).update(state=state)
    return fresh(entry)


ALL_STATES = list(EntryState)
