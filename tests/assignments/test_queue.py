"""The Secretariat's queue, and the demonstration."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from experts.assignments.demonstration import make_assignments, remove_assignments
from experts.assignments.models import Assignment, AssignmentReport
from experts.mentoring.demonstration import make_mentoring, remove_mentoring
from experts.mentoring.models import Offer, Pair, Wish
from tests.factories import CountryFactory, PersonFactory, UserFactory
from tests.factories.experts import FieldOfExpertiseFactory, RosterEntryFactory
from tests.factories.mentoring import AssignmentFactory

pytestmark = pytest.mark.django_db


def test_the_queue_shows_what_waits_too_long(client, secretariat, member, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    today = timezone.localdate()
    AssignmentFactory(title="Answered by nobody", recorded_at=timezone.now() - timedelta(15))
    AssignmentFactory(title="Asked just now")
    late = {"state": "accepted", "starts_on": today - timedelta(40)}
    AssignmentFactory(title="Reported by nobody", ends_on=today - timedelta(22), **late)
    AssignmentFactory(title="Ended last week", ends_on=today - timedelta(7), **late)
    client.force_login(secretariat)
    text = client.get(reverse("assignments_waiting")).content.decode()
    shown = ("Answered by nobody", "Asked just now", "Reported by nobody", "Ended last week")
    assert [title in text for title in shown] == [True, False, True, False]
    soon = AssignmentFactory(ends_on=today + timedelta(30))
    planned = client.get(reverse("assignments_waiting"), {"state": soon.state}).content.decode()
    assert date_format(soon.ends_on) in planned
    narrowed = client.get(reverse("assignments_waiting"), {"state": "reports-due"}).content.decode()
    assert [title in narrowed for title in shown] == [False, False, True, True]


def test_the_demonstration_is_marked_the_same_for_a_seed_and_goes_without_a_trace():
    CountryFactory(iso2="SN"), CountryFactory(iso2="KE")
    for number in range(12):
        person = PersonFactory(
            slug=f"expert-{number}",
            is_demo=True,
            languages={"fr": 3},
            user=UserFactory(email="expert@example.org") if number == 0 else None,
        )
        entry = RosterEntryFactory(person=person, is_demo=True, willing_to=["mentor"])
        FieldOfExpertiseFactory(entry=entry)
    for number in range(40):
        PersonFactory(slug=f"learner-{number}", is_demo=True, languages={"fr": 3})
    real = AssignmentFactory()
    on = timezone.localdate()

    def told():
        return (
            list(Assignment.objects.filter(is_demo=True).order_by("key").values_list("key", "title", "state")),
            list(AssignmentReport.objects.order_by("assignment__key", "side").values_list("side", "satisfaction")),
            list(Pair.objects.order_by("wish__learner__slug").values_list("state", "offer__mentor__slug")),
        )

    make_assignments(1, on)
    make_mentoring(1, on)
    first = told()
    assert all(first)
    assert make_assignments(1, on) == make_mentoring(1, on) == 0
    assert not any(model.objects.filter(is_demo=False).exists() for model in (Offer, Wish, Pair))
    remove_assignments()
    remove_mentoring()
    assert (list(Assignment.objects.all()), Offer.objects.count(), Wish.objects.count()) == ([real], 0, 0)
    make_assignments(1, on)
    make_mentoring(1, on)
    assert told() == first
