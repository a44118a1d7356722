"""Pages and calendars of meetings: who learns when, and who learns where."""

import re
from uuid import uuid4

import pytest
import vobject
from django.core import mail
from django.urls import reverse

from forums.actions import join, leave, set_role, start_thread
from forums.choices import Role
from forums.meetings import actions
from forums.meetings.models import Meeting
from forums.models import Group, Post
from tests.factories.forums import GroupFactory
from tests.factories.meetings import MeetingFactory

pytestmark = pytest.mark.django_db
SECRETS = ("secret-room", "4711")


@pytest.fixture
def group(focal_point):
    """Makena keeps order."""
    group = GroupFactory(slug="stockpiles", name_en="Obsolete stockpiles")
    set_role(join(group, user=focal_point), Role.FACILITATOR, by=None)
    return group


def address(name, *args):
    return reverse(f"meetings:{name}", args=args)


def read(client, user, where):
    client.logout()
    if user.is_authenticated:
        client.force_login(user)
    response = client.get(where)
    words = response.content.decode().replace("\r\n ", "") if response.status_code == 200 else ""
    return response.status_code, any(secret in words for secret in SECRETS)


def test_where_a_meeting_is_is_for_members_of_the_group(
    client, group, visitor, member, official_contact, focal_point, secretariat
):
    join(group, user=member)
    meeting = MeetingFactory(group=group)
    pages = [
        address("meeting", meeting.pk),
        address("list", group.slug),
        address("one", meeting.pk),
        address("calendar", group.slug),
    ]
    for where in pages:
        assert read(client, visitor, where) == (404, False)
        assert read(client, official_contact, where) == (200, False)
    shown = [pages[0], pages[2], pages[3]]
    for user in (member, secretariat):
        assert [read(client, user, where) for where in shown] == [(200, True)] * 3
    Group.objects.filter(pk=group.pk).update(visibility="public")
    assert [read(client, visitor, where) for where in pages] == [(200, False)] * 4
    Group.objects.filter(pk=group.pk).update(visibility="hidden")
    assert [read(client, official_contact, where) for where in pages] == [(404, False)] * 4


def test_a_facilitator_plans_on_a_clock_and_members_do_not(client, group, member, focal_point):
    join(group, user=member)
    said = {
        "token": uuid4(),
        "title": "Second call",
        "language": "en",
        "day": "4 March 2030",
        "begins": "23:30",
        "ends": "00:30",
        "time_zone": "Africa/Nairobi",
        "address": "https://meet.example.org/secret-room",
    }
    where = address("plan", group.slug)
    client.force_login(member)
    assert client.post(where, said).status_code == 403
    client.force_login(focal_point)
    refused = client.post(where, {**said, "day": "4 March 2020"})
    assert (refused.status_code, "secret-room" in refused.content.decode()) == (422, True)
    assert [client.post(where, said).status_code for _ in range(2)] == [302, 302]
    (meeting,) = Meeting.objects.all()
    assert (meeting.starts_at.isoformat(), meeting.ends_at.isoformat()) == (
        "2030-03-04T20:30:00+00:00",
        "2030-03-04T21:30:00+00:00",
    )
    change = address("change", meeting.pk)
    assert 'value="23:30"' in client.get(change).content.decode()
    client.post(change, {**said, "begins": "22:00"})
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.starts_at.hour) == (1, 19)


def test_an_hour_the_clock_leaves_out_is_refused(client, group, focal_point):
    client.force_login(focal_point)
    said = {
        "token": uuid4(),
        "title": "Call",
        "language": "en",
        "day": "2030-03-31",
        "begins": "02:30",
        "ends": "04:00",
        "time_zone": "Europe/Paris",
        "address": "https://meet.example.org/x",
    }
    answer = client.post(address("plan", group.slug), said)
    assert answer.status_code == 422
    assert "put forward over this hour" in answer.content.decode()


def test_cancelled_it_says_why_and_is_changed_no_more(client, group, focal_point):
    meeting = MeetingFactory(group=group)
    client.force_login(focal_point)
    client.post(address("cancel", meeting.pk), {"reason": "The line is down."})
    assert "The line is down." in client.get(meeting.get_absolute_url()).content.decode()
    assert client.get(address("change", meeting.pk)).status_code == 302


def test_minutes_sent_twice_are_one_post(client, group, focal_point):
    thread = start_thread(group, by=focal_point, title="Old transformers", text="We have twelve.")
    meeting = MeetingFactory(group=group, thread=thread)
    client.force_login(focal_point)
    where = address("minutes", meeting.pk)
    answers = [client.post(where, {"text": "We counted.", "language": "en"}) for _ in range(2)]
    assert len({answer.url for answer in answers}) == 1
    assert Post.objects.filter(thread=thread).count() == 2


def test_a_calendar_program_gets_what_its_owner_may_know_today(client, group, member):
    join(group, user=member)
    meeting = MeetingFactory(group=group)
    client.force_login(member)
    words = client.get(reverse("my_calendar:page")).content.decode()
    everything, one = re.findall(r"https?://[^/]+(/en/forums/calendars/[^<]+)", words)
    client.logout()

    for where in (everything, one):
        response = client.get(where)
        event = vobject.readOne(response.content.decode()).vevent
        assert response.headers["Content-Type"].startswith("text/calendar")
        assert event.uid.value.startswith(str(meeting.uid))
        assert event.location.value == meeting.address

    leave(group, user=member)
    assert "secret-room" not in client.get(one).content.decode()
    assert "VEVENT" not in client.get(everything).content.decode()
    Group.objects.filter(pk=group.pk).update(visibility="closed")
    assert client.get(one).status_code == 404
    client.force_login(member)
    client.post(reverse("my_calendar:renew"))
    assert client.get(everything).status_code == 404


def test_a_key_of_the_secretariat_opens_no_closed_group(client, secretariat):
    group = GroupFactory(visibility="closed")
    MeetingFactory(group=group)
    key = actions.key_of(secretariat)
    assert client.get(address("feed", key, group.slug)).status_code == 404
    assert "VEVENT" not in client.get(address("feed_of_all", key)).content.decode()


def test_letters_lead_to_the_file_and_end_letters_by_one_click(
    client, group, member, focal_point, django_capture_on_commit_callbacks
):
    membership = join(group, user=member)
    with django_capture_on_commit_callbacks(execute=True):
        meeting = MeetingFactory(group=group)
        actions.cancel_meeting(meeting, by=focal_point, reason="The line is down.")
    letter = next(each for each in mail.outbox if each.to == [member.email])
    (file,) = re.findall(r"https?://[^/]+(/en/forums/meetings/file/\S+)", letter.body)
    (silence,) = re.findall(r"https?://[^/]+(/en/forums/meetings/letters/\S+)", letter.body)
    assert vobject.readOne(client.get(file).content.decode()).vevent.status.value == "CANCELLED"
    client.get(silence)
    assert not hasattr(membership, "no_meeting_letters")
    strict = type(client)(enforce_csrf_checks=True)
    strict.post(silence, {"List-Unsubscribe": "One-Click"})
    membership.refresh_from_db()
    assert membership.no_meeting_letters
    Group.objects.filter(pk=group.pk).update(visibility="closed")
    leave(group, user=member)
    assert client.get(file).status_code == 404


def test_meetings_stand_on_the_pages_of_group_and_thread(client, rf, group, member, visitor):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from forums import panels

    thread = start_thread(group, by=member, title="Old transformers", text="We have twelve.")
    request = rf.get("/")
    request.user = visitor
    with CaptureQueriesContext(connection) as asked:
        panels.of(panels.THREAD, thread, request)
    assert not [query for query in asked.captured_queries if "meetings_" in query["sql"]]
    request.user = member
    actions.plan_meeting(
        group,
        by=member,
        thread=thread,
        title="Call on transformers",
        starts_at=MeetingFactory.build(group=group).starts_at,
        ends_at=MeetingFactory.build(group=group).ends_at,
        address="https://meet.example.org/secret-room",
    )
    thread.refresh_from_db()
    assert any("Call on transformers" in markup for markup in panels.of(panels.THREAD, thread, request))
    assert any("Call on transformers" in markup for markup in panels.of(panels.GROUP, group, request))
