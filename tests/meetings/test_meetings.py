"""Makena plans a call; Neema gets it into her calendar, and strangers do not learn where it is."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
import vobject
from audit.models import Entry
from django.utils import timezone
from notifications.models import OutgoingMail

from forums.actions import join, leave, set_mail_level, start_thread
from forums.meetings import actions
from forums.meetings.calendar import calendar_of
from forums.meetings.models import Meeting
from forums.models import Event, Membership, Post
from tests.factories.forums import GroupFactory
from tests.factories.meetings import MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(focal_point, member):
    group = GroupFactory(slug="stockpiles", name_en="Obsolete stockpiles")
    join(group, user=focal_point)
    join(group, user=member)
    return group


def plan(group, by, **more):
    starts = timezone.now().replace(microsecond=0) + timedelta(days=7)
    said = {
        "title": "Second call",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=1),
        "time_zone": "Africa/Nairobi",
        "address": "https://meet.example.org/secret-room",
        "agenda": "1. Counting",
        **more,
    }
    return actions.plan_meeting(group, by=by, **said)


def letters(user):
    return list(OutgoingMail.objects.filter(address=user.email).order_by("pk").values_list("subject", flat=True))


def test_a_meeting_sent_twice_is_one_and_members_are_told_once(group, focal_point, member):
    token = uuid4()
    first = plan(group, focal_point, token=token)
    assert plan(group, focal_point, token=token) == first
    assert letters(member) == ["Online meeting: Second call"]


def test_members_are_told_of_new_hours_and_not_of_a_better_agenda(group, focal_point, member):
    meeting = plan(group, focal_point)
    assert actions.change_meeting(meeting, by=focal_point, agenda="1. Counting 2. Shipping") == ["agenda"]
    later = meeting.starts_at + timedelta(hours=2)
    actions.change_meeting(meeting, by=focal_point, starts_at=later, ends_at=later + timedelta(hours=1))
    meeting.refresh_from_db()
    assert meeting.sequence == 2
    assert letters(member) == ["Online meeting: Second call", "Changed: Second call"]
    assert actions.change_meeting(meeting, by=focal_point, agenda=meeting.agenda) == []


def test_a_cancelled_meeting_stays_in_calendars_as_cancelled(group, focal_point, member):
    meeting = plan(group, focal_point)
    assert actions.cancel_meeting(meeting, by=focal_point, reason="The line is down.") is True
    assert actions.cancel_meeting(meeting, by=focal_point, reason="Again.") is False
    meeting.refresh_from_db()
    event = vobject.readOne(calendar_of([meeting])).vevent
    assert (event.status.value, event.sequence.value) == ("CANCELLED", "1")
    assert letters(member)[-1] == "Cancelled: Second call"


def test_members_are_reminded_once_the_day_before(group, focal_point, member):
    meeting = plan(group, focal_point)
    assert actions.remind_of_meetings() == 0
    with time_machine.travel(meeting.starts_at - timedelta(hours=20)):
        assert actions.remind_of_meetings() == 1
        assert actions.remind_of_meetings() == 0
    assert letters(member)[-1] == "Within a day: Second call"


def test_put_off_the_meeting_is_announced_anew_the_day_before(group, focal_point, member):
    meeting = plan(group, focal_point)
    later = meeting.starts_at + timedelta(days=5)
    with time_machine.travel(meeting.starts_at - timedelta(hours=20)):
        actions.remind_of_meetings()
        actions.change_meeting(meeting, by=focal_point, starts_at=later, ends_at=later + timedelta(hours=1))
        assert actions.remind_of_meetings() == 0
    with time_machine.travel(later - timedelta(hours=20)):
        assert actions.remind_of_meetings() == 1


def test_nobody_is_written_to_who_left_or_wants_none(group, focal_point, member, official_contact):
    set_mail_level(Membership.objects.get(user=focal_point), "none")
    silent = join(group, user=official_contact)
    actions.keep_silent(silent)
    leave(group, user=member)
    plan(group, focal_point)
    assert not OutgoingMail.objects.exists()


def test_letters_show_both_clocks_by_name(group, focal_point, member):
    member.person.time_zone = "Asia/Tokyo"
    member.person.save()
    moment = timezone.now().replace(year=2027, month=3, day=4, hour=9, minute=30, second=0, microsecond=0)
    with time_machine.travel(moment - timedelta(days=30)):
        mail = None
        plan(group, focal_point, starts_at=moment, ends_at=moment + timedelta(hours=1))
        mail = OutgoingMail.objects.get(address=member.email)
    assert mail.state in ("queued", "sent")
    text = mail.text or _sent(member)
    assert "12:30–13:30 (Africa/Nairobi)" in text
    assert "18:30–19:30 (Asia/Tokyo)" in text


def _sent(user):
    from django.core import mail

    return next(each.body for each in mail.outbox if each.to == [user.email])


def test_minutes_become_one_post_of_the_thread(group, focal_point, member):
    thread = start_thread(group, by=member, title="Old transformers", text="We have twelve.")
    meeting = plan(group, focal_point, thread=thread)
    thread.refresh_from_db()
    assert thread.has_beside

    post = actions.publish_minutes(meeting, by=focal_point, text="We counted **twelve**.")

    assert actions.publish_minutes(meeting, by=member, text="Something else.") == post
    assert (post.thread, post.number, post.text) == (thread, 2, "We counted **twelve**.")
    assert Event.objects.filter(thread=thread, kind="beside").count() == 1


def test_without_a_thread_minutes_begin_one(group, focal_point):
    post = actions.publish_minutes(MeetingFactory(group=group), by=focal_point, text="Nobody came.")
    assert post.thread.title == "Minutes: Second call on stockpiles"
    assert Post.objects.count() == 1
    assert Entry.objects.filter(action="meetings.minutes").count() == 1


def test_the_calendar_reads_back_what_was_written_in_any_script(group):
    words = "Запасы; запасы, 库存\\والمخزونات " + "ä" * 90
    meeting = MeetingFactory(group=group, title=words[:200], agenda="One\nTwo; three, four\\")
    text = calendar_of([meeting], name=group.name, is_attending=lambda meeting: True)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    event = vobject.readOne(text).vevent
    assert event.summary.value == meeting.title
    assert event.dtstart.value == meeting.starts_at
    assert event.description.value.startswith("One\nTwo; three, four\\")
    assert event.location.value == meeting.address
    assert event.uid.value.startswith(str(meeting.uid))


def test_strangers_do_not_learn_where_a_meeting_is(group):
    meeting = MeetingFactory(group=group)
    text = calendar_of([meeting]).replace("\r\n ", "")
    assert "secret-room" not in text
    assert "4711" not in text


def test_meetings_of_a_closed_group_do_not_exist_for_others(member, official_contact, secretariat, visitor):
    group = GroupFactory(visibility="closed")
    meeting = MeetingFactory(group=group)
    join(group, user=member)
    seen = {user: list(Meeting.objects.visible_to(user)) for user in (visitor, official_contact, member, secretariat)}
    assert seen == {visitor: [], official_contact: [], member: [meeting], secretariat: [meeting]}
