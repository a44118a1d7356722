"""Posts that run out, and people who have not answered."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from directory.designating import actions
from directory.designating.exceptions import SubmissionError
from directory.models import Country
from directory.upkeep.models import Task
from tests.factories import DesignationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def test_a_post_that_runs_out_without_a_successor_is_told_of_twice_and_no_more(
    mission, office, focal_point, django_capture_on_commit_callbacks
):
    post = focal_point.person.designations.get()
    post.ends_on = in_days(80)
    post.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.tell_of_expiries() == 1
        assert actions.tell_of_expiries() == 0
    with (
        time_machine.travel(timezone.now() + timedelta(days=55)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert actions.tell_of_expiries() == 1
        assert actions.tell_of_expiries() == 0

    assert sorted(message.to[0] for message in mail.outbox) == sorted([mission.email, focal_point.email] * 2)
    assert Task.objects.get().record == Country.objects.get(iso2="KE")


def test_a_post_with_a_successor_is_not_told_of(mission, office, focal_point):
    post = focal_point.person.designations.get()
    post.ends_on = in_days(20)
    post.save()
    DesignationFactory(person=PersonFactory(), category=office, starts_on=in_days(21))

    assert actions.tell_of_expiries() == 0


def test_whoever_has_not_answered_is_invited_again_but_not_on_the_same_day(
    submitted, secretariat, django_capture_on_commit_callbacks
):
    submission = submitted()
    actions.verify(submission, by=secretariat)
    with pytest.raises(SubmissionError, match="They were invited today"):
        actions.invite_again(submission, by=secretariat)
    with (
        time_machine.travel(timezone.now() + timedelta(days=15)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        actions.invite_again(submission, by=secretariat)

    assert "/my/invitation/" in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["achieng.odera@example.org"]
