"""The demonstration roster: the same each time, uneven on purpose, marked, and easy to be rid of."""

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Q

from directory.choices import Audience, LanguageLevel
from directory.demonstration.sign_ins import EXPERTS
from directory.enrolment.models import Acceptance
from directory.models import Institution, Person, User
from experts.choices import EntryState, ExpertiseLevel, NominationState, StepKind
from experts.models import Endorsement, NominatingInstitution, Nomination, Publication, RosterEntry, RosterStep
from experts.validators import validate_doi

DAY = date(2026, 11, 23)


@pytest.fixture
def make(db):
    call_command("load_reference_data", verbosity=0)

    def make_roster(experts, people=20, **options):
        written = StringIO()
        call_command("make_demonstration_network", people=people, experts=experts, on=DAY, stdout=written, **options)
        return written.getvalue().splitlines()

    return make_roster


def everything():
    """What the roster says, without the numbers a database gives."""
    return {
        "entries": list(
            RosterEntry.objects.order_by("person__slug").values_list(
                "person__slug", "person__country__iso2", "state", "headline", "free_terms", "willing_to", "gender",
                "listing", "field_audiences", "listed_on", "lapses_on", "interests_text",
            )
        ),
        "fields": sorted(
            RosterEntry.objects.values_list("person__slug", "fields__term__slug", "fields__level"), key=str
        ),
        "places": sorted(RosterEntry.objects.values_list("person__slug", "countries_worked_in__iso2"), key=str),
        "steps": sorted(RosterStep.objects.values_list("entry__person__slug", "kind", "at")),
        "endorsed": sorted(Endorsement.objects.values_list("entry__person__slug", "term__slug")),
        "publications": sorted(Publication.objects.values_list("entry__person__slug", "title", "doi")),
        "nominations": sorted(
            Nomination.objects.values_list("entry__person__slug", "country__iso2", "institution__slug", "state"),
            key=str,
        ),
    }  # fmt: skip


def test_the_same_seed_gives_the_same_roster_grown_or_made_at_once(make):
    make(10)
    assert make(10)[1] == "Added 0 experts to the roster."
    make(40)
    grown = everything()
    call_command("make_demonstration_network", remove=True, verbosity=0)

    make(40)

    assert everything() == grown


def test_people_of_the_network_stay_as_they_are_beside_the_roster(make):
    make(0)
    people = sorted(Person.objects.values_list("slug", "position", "listing", "expertise_links__tag__slug"), key=str)
    make(30)

    of_network = Person.objects.filter(roster_entry=None)
    assert people == sorted(
        of_network.values_list("slug", "position", "listing", "expertise_links__tag__slug"), key=str
    )
    make(30, people=60)
    assert Person.objects.filter(is_demo=True, roster_entry=None).count() == 60


def test_the_two_experts_with_sign_ins_are_listed_and_endorsed(make, client):
    make(2)

    entries = RosterEntry.objects.listed().order_by("pk")
    assert [(entry.person.user.email, entry.person.country.iso2) for entry in entries] == [
        ("expert@example.org", "CI"),
        ("expert.two@example.org", "GH"),
    ]
    first, second = entries
    deepest = first.fields.filter(level=ExpertiseLevel.LEADING).values_list("term__slug", flat=True)
    assert set(deepest) == {"pcb-disposal", "inventories-pcb"}
    assert set(first.endorsements.values_list("term__slug", flat=True)) == {"pcb-disposal", "inventories-pcb"}
    assert first.nominations.get().country.iso2 == "CI"
    assert second.nominations.get().institution.type.code == "regional-centre"
    spoken = dict(second.person.language_skills.values_list("language__code", "level"))
    assert {code for code, level in spoken.items() if level >= LanguageLevel.EXCELLENT} >= {"en", "fr"}
    assert all(client.login(email=account.email, password=account.password) for account in EXPERTS)
    assert Acceptance.objects.filter(person__roster_entry__in=entries).count() == 2


def test_three_hundred_experts_are_uneven_and_whole(make):
    make(300)

    entries = RosterEntry.objects.all()
    states = Counter(entries.values_list("state", flat=True))
    assert set(states) == set(EntryState.values)
    assert states["listed"] > 240
    women = entries.filter(gender="woman").count()
    assert 0.2 < women / entries.exclude(gender="").count() < 0.42
    own = "".join(entries.values_list("person__original_family_name", flat=True))
    for low, high in ("\u0600\u06ff", "\u0400\u04ff", "\u4e00\u9fff"):
        assert any(low <= letter <= high for letter in own)
    assert not entries.filter(is_demo=False).exists()
    listed = entries.filter(state=EntryState.LISTED)
    assert not listed.filter(Q(lapses_on__lte=DAY) | Q(lapses_on=None) | Q(fields=None)).exists()
    assert not listed.exclude(nominations__state=NominationState.IN_FORCE).exists()
    assert not listed.exclude(person__acceptances__terms__category__code="expert").exists()
    assert not entries.filter(state=EntryState.LAPSED, lapses_on__gt=DAY).exists()
    for doi in Publication.objects.exclude(doi="").values_list("doi", flat=True):
        validate_doi(doi)
        assert doi.startswith("10.5555/demonstration.")
    assert set(entries.values_list("listing", flat=True)) >= {Audience.EVERYONE, Audience.MEMBERS}
    assert entries.exclude(field_audiences={}).exists()


def test_steps_of_an_entry_stand_in_their_order(make):
    make(120)

    for entry in RosterEntry.objects.prefetch_related("steps"):
        kinds = [step.kind for step in entry.steps.all()]
        assert kinds[0] == StepKind.BEGUN
        if entry.state == EntryState.LISTED:
            assert kinds.index(StepKind.NOMINATED) < kinds.index(StepKind.LISTED)
        assert max(step.at.date() for step in entry.steps.all()) <= DAY, entry


def test_gaps_are_there_to_be_found(make):
    make(600)

    listed = RosterEntry.objects.filter(state=EntryState.LISTED)
    on_islands = listed.filter(person__country__region__code="009").exclude(person__country__iso2__in=("AU", "NZ"))
    assert on_islands.exists()
    assert not on_islands.filter(fields__term__slug="vector-control").exists()
    arabic = listed.filter(person__country__iso2__in=("EG", "JO", "TN", "MA", "DZ", "LB", "SA"))
    assert not arabic.filter(fields__term__slug="analysis-pfas").exists()


def test_removal_takes_the_roster_and_nothing_else(make):
    centres = Institution.objects.filter(type__code="regional-centre", is_demo=False).count()
    make(30)
    assert NominatingInstitution.objects.exists()

    call_command("make_demonstration_network", remove=True, verbosity=0)

    assert not RosterEntry.objects.exists()
    assert not NominatingInstitution.objects.exists()
    assert not Person.objects.exists()
    assert not User.objects.exists()
    assert Institution.objects.filter(type__code="regional-centre").count() == centres
