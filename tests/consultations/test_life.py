"""The life of a consultation, from its note to its proceedings."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from forums.actions import edit_post, leave, reply, set_mail_level, withdraw_post
from forums.choices import ThreadKind
from forums.consultations.actions import (
    announce,
    answer_correction,
    cancel,
    change_consultation,
    circulate,
    close_now,
    contribute,
    extend,
    keep_consultations,
    propose_correction,
    publish,
    sort_contribution,
    stop_letters,
    write_summary,
)
from forums.consultations.exceptions import ConsultationError
from forums.consultations.models import Consultation, Contribution, Mailing
from forums.exceptions import Refused
from forums.models import Membership, Post, Thread
from forums.queries import capacities_of
from tests.factories.consultations import announced, draft, opened
from tests.factories.forums import GroupFactory, MemberFactory

pytestmark = pytest.mark.django_db


def test_a_consultation_runs_from_its_note_to_its_proceedings(group, facilitator, member, focal_point, letters):
    consultation = draft(group, facilitator, accepts_late=True)
    opens_at, closes_at = consultation.opens_at, consultation.closes_at

    announce(consultation, by=facilitator)
    keep_consultations()
    assert letters("is announced") == [
        "facilitator@example.org",
        "focal.point@example.org",
        "member@example.org",
        "official.contact@example.org",
    ]
    with time_machine.travel(opens_at, tick=False):
        keep_consultations()
        keep_consultations()
        assert len(letters("is open")) == 4
        consultation.refresh_from_db()
        thread = consultation.thread
        assert thread.title == f"{consultation.reference}: Needs of Parties on PCB"
        for words in ("**PCB** are to be gone", "1. What hinders you?", "2. Qu’est-ce qui vous aiderait ?"):
            assert words in thread.posts.get().text
    with time_machine.travel(opens_at + timedelta(days=3), tick=False):
        capacity = capacities_of(focal_point)[0]
        first = consultation.questions.first()
        contribute(consultation, by=focal_point, text="Money.", questions=[first], capacity=capacity)
    with time_machine.travel(opens_at + timedelta(days=8), tick=False):
        keep_consultations()
        assert len(letters("this week")) == 4
    with time_machine.travel(closes_at - timedelta(days=2), tick=False):
        keep_consultations()
        keep_consultations()
        assert "focal.point@example.org" not in (reminded := letters("ends soon"))
        assert len(reminded) == 3
        extend(consultation, closes_at + timedelta(days=5), by=facilitator, reason="Holidays")
        keep_consultations()
        assert len(letters("runs longer")) == 4
    with time_machine.travel(closes_at + timedelta(days=6), tick=False):
        keep_consultations()
        assert letters("is closed") == ["focal.point@example.org"]
        late = contribute(consultation, by=member, text="Too late, I know.")
        assert late.is_late
        write_summary(consultation, "en", "Money is missing.", by=facilitator)
        circulate(consultation, by=facilitator, days=7)
        keep_consultations()
        assert letters("summary for correction") == ["focal.point@example.org", "member@example.org"]
        correction = propose_correction(consultation, "And staff.", by=focal_point, token=uuid.uuid4())
        with pytest.raises(ConsultationError, match="still circulated"):
            publish(consultation, by=facilitator)
        answer_correction(correction, by=facilitator, is_taken=True, answer="Added.")
        write_summary(consultation, "en", "Money and staff are missing.", by=facilitator, seen=1)
        write_summary(consultation, "fr", "Il manque de l’argent et du personnel.", by=facilitator, seen=0)
    with time_machine.travel(closes_at + timedelta(days=14), tick=False):
        publish(consultation, by=facilitator, decision="SC-12/4")
        keep_consultations()
        assert len(letters("summary and proceedings")) == 4

    consultation.refresh_from_db()
    assert (consultation.state, consultation.decision) == ("published", "SC-12/4")
    assert [(step.kind, step.by, step.reason) for step in consultation.steps.all()] == [
        ("begun", facilitator, ""),
        ("announced", facilitator, ""),
        ("opened", None, ""),
        ("digest", None, ""),
        ("reminded", None, ""),
        ("extended", facilitator, "Holidays"),
        ("closed", None, ""),
        ("drafted", facilitator, ""),
        ("circulated", facilitator, ""),
        ("published", facilitator, ""),
    ]
    shown = consultation.summaries.filter(is_shown=True).values_list("language", "number", "text")
    assert list(shown) == [
        ("en", 2, "Money and staff are missing."),
        ("en", 1, "Money is missing."),
        ("fr", 1, "Il manque de l’argent et du personnel."),
    ]
    assert consultation.thread.__class__.objects.get(pk=consultation.thread_id).is_closed


def test_a_consultation_sent_twice_is_one_and_so_is_a_contribution(group, facilitator, member):
    token = uuid.uuid4()
    assert len({draft(group, facilitator, token=token).pk for _time in range(3)}) == 1
    consultation = opened(group, facilitator)

    made = {contribute(consultation, by=member, text="Staff.", token=token).pk for _time in range(3)}

    assert len(made) == Contribution.objects.count() == 1
    assert Post.objects.count() == 2


def test_references_are_counted_by_year_from_the_announcement(group, facilitator):
    nobody_knows = draft(group, facilitator)
    first, second = announced(group, facilitator), announced(group, facilitator)

    year = timezone.localdate().year
    assert (nobody_knows.reference, first.reference, second.reference) == (
        "",
        f"SC-CONS-{year}/1",
        f"SC-CONS-{year}/2",
    )


def test_a_reply_by_any_way_is_a_contribution_and_can_be_sorted_by_question(group, facilitator, member, secretariat):
    consultation = opened(group, facilitator)

    post = reply(consultation.thread, by=member, text="We lack staff.", way="mail")
    reply(consultation.thread, by=secretariat, text="Thank you.", capacity=("secretariat", None, None))

    contribution = Contribution.objects.get()
    assert (contribution.post, contribution.is_late, list(contribution.questions.all())) == (post, False, [])
    questions = list(consultation.questions.all())
    assert sort_contribution(contribution, questions, by=facilitator)
    assert not sort_contribution(contribution, questions, by=facilitator)


def test_a_consultation_closes_at_its_instant_for_every_way(group, facilitator, member):
    consultation = opened(group, facilitator)

    with time_machine.travel(consultation.closes_at - timedelta(seconds=1), tick=False):
        contribute(consultation, by=member, text="In time.")
    with time_machine.travel(consultation.closes_at, tick=False):
        for attempt in (
            lambda: contribute(consultation, by=member, text="Late."),
            lambda: reply(consultation.thread, by=member, text="Late.", way="mail"),
        ):
            with pytest.raises(Refused, match="closed on"):
                attempt()
        keep_consultations()
        with pytest.raises(Refused):
            reply(Thread.objects.get(pk=consultation.thread_id), by=member, text="Later.", way="mail")

    assert [each.post.text for each in consultation.contributions.all()] == ["In time."]


def test_late_contributions_are_taken_until_their_day_and_in_time_after_an_extension(group, facilitator, member):
    consultation = opened(group, facilitator, accepts_late=True)
    consultation.late_until = consultation.closes_at + timedelta(days=2)
    consultation.save()

    with time_machine.travel(consultation.closes_at + timedelta(days=1), tick=False):
        keep_consultations()
        late = contribute(consultation, by=member, text="A day late.")
    with time_machine.travel(consultation.closes_at + timedelta(days=2), tick=False):
        keep_consultations()
        with pytest.raises(Refused):
            contribute(consultation, by=member, text="Two days late.")
        assert Thread.objects.get(pk=consultation.thread_id).is_closed
        assert extend(consultation, consultation.closes_at + timedelta(days=9), by=facilitator, reason="Asked for")
        assert not Thread.objects.get(pk=consultation.thread_id).is_closed
        again = contribute(consultation, by=member, text="In time now.")

    late.refresh_from_db()
    assert (late.is_late, again.is_late) == (False, False)


def test_what_came_on_paper_is_posted_for_its_author_and_counts_from_its_day(group, facilitator, secretariat, member):
    consultation = opened(group, facilitator)
    received = consultation.closes_at - timedelta(days=1)

    with time_machine.travel(consultation.closes_at + timedelta(days=1), tick=False):
        keep_consultations()
        paper = {"received_at": received, "is_paper": True}
        known = contribute(consultation, by=secretariat, text="By post.", written_by=member.person, **paper)
        unknown = contribute(consultation, by=secretariat, text="By fax.", author_name="Ministry, Funafuti", **paper)
        paper["received_at"] = timezone.now()
        with pytest.raises(ConsultationError):
            contribute(consultation, by=secretariat, text="By ship.", author_name="Somebody", **paper)

    assert (known.post.author, known.post.posted_by, known.is_late) == (member, secretariat, False)
    assert (unknown.post.author, unknown.post.author_name, unknown.is_paper) == (None, "Ministry, Funafuti", True)


def test_who_is_invited_and_belongs_to_no_open_group_joins_it_by_contributing(group, facilitator, letters):
    guest = MemberFactory(email="guest@example.org")
    other = GroupFactory(slug="ddt")
    Membership.objects.create(group=other, user=guest)

    consultation = opened(group, facilitator, groups=[other])

    assert "guest@example.org" in letters("is open")
    assert guest.has_perm("forum_consultations.contribute", consultation)
    contribute(consultation, by=guest, text="From DDT.")
    assert Membership.objects.get(group=group, user=guest).is_active


def test_nobody_gets_letters_of_what_they_may_not_read_or_do_not_want(
    group, facilitator, member, focal_point, official_contact, letters
):
    group.visibility = "closed"
    group.save(update_fields=["visibility"])
    guest = MemberFactory(email="guest@example.org")
    other = GroupFactory(slug="ddt")
    Membership.objects.create(group=other, user=guest)
    consultation = announced(group, facilitator, groups=[other])
    leave(group, user=focal_point)
    set_mail_level(Membership.objects.get(group=group, user=official_contact), "none")

    keep_consultations()

    assert letters("is announced") == ["facilitator@example.org", "member@example.org"]
    stop_letters(consultation.invitees.get(user=member))
    cancel(consultation, by=facilitator, reason="No money.")
    keep_consultations()
    assert letters("is cancelled") == ["facilitator@example.org"]


def test_letters_go_on_where_a_process_died(group, facilitator, monkeypatch, letters):
    from forums.consultations.actions import letters as room

    consultation = announced(group, facilitator)
    monkeypatch.setattr(room, "BATCH", 2)
    mailing = Mailing.objects.get()
    assert room._send_batch(mailing.pk) == 2

    def dies(*args):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(room, "_wanted", dies)
        with pytest.raises(KeyboardInterrupt):
            room.send_due_letters()
    room.send_due_letters()
    room.send_due_letters()

    mailing.refresh_from_db()
    assert (mailing.sent, len(letters(f"{consultation.reference} is announced"))) == (4, 4)


def test_a_change_after_the_announcement_needs_a_reason_and_is_shown(group, facilitator, member):
    consultation = draft(group, facilitator)
    assert change_consultation(consultation, by=facilitator, seen=0, title={"en": "PCB"})
    announce(consultation, by=facilitator)

    with pytest.raises(ConsultationError, match="Say why"):
        change_consultation(consultation, by=facilitator, seen=1, title={"en": "All PCB"})
    with pytest.raises(ConsultationError, match="since you opened it"):
        change_consultation(consultation, by=facilitator, seen=0, title={"en": "All PCB"}, reason="Wider")
    assert change_consultation(consultation, by=facilitator, seen=1, title={"en": "All PCB"}, reason="Wider")

    step = consultation.steps.last()
    assert (step.kind, step.reason, step.before, step.after) == (
        "changed",
        "Wider",
        {"title": {"en": "PCB"}},
        {"title": {"en": "All PCB"}},
    )


def test_a_question_that_was_answered_stays(group, facilitator, member):
    consultation = opened(group, facilitator)
    contribute(consultation, by=member, text="This.", questions=[consultation.questions.last()])
    consultation.refresh_from_db()

    with pytest.raises(ConsultationError, match="answered stays"):
        change_consultation(
            consultation, by=facilitator, seen=0, questions=[{"en": "What hinders you?"}], reason="Shorter"
        )

    assert consultation.questions.count() == 2


def test_a_summary_that_is_published_is_revised_openly(group, facilitator, secretariat):
    consultation = opened(group, facilitator)
    close_now(consultation, by=facilitator, reason="All have spoken.")
    write_summary(consultation, "en", "One.", by=facilitator)
    publish(consultation, by=secretariat)

    with pytest.raises(ConsultationError, match="Say what you change"):
        write_summary(consultation, "en", "Two.", by=facilitator)
    with pytest.raises(ConsultationError, match="new version"):
        write_summary(consultation, "en", "Two.", by=facilitator, seen=0, reason="Wrong number")
    write_summary(consultation, "en", "Two.", by=facilitator, seen=1, reason="Wrong number")

    assert consultation.steps.last().kind == "revised"
    assert [version.text for version in consultation.summaries.filter(is_shown=True)] == ["Two.", "One."]


def test_a_draft_is_seen_by_those_who_lead_and_a_closed_groups_by_its_members(
    group, facilitator, member, visitor, applicant, secretariat
):
    stranger = MemberFactory()
    everybody = (visitor, applicant, stranger, member, facilitator, secretariat)

    def seen():
        return [Consultation.objects.visible_to(user).exists() for user in everybody]

    consultation = draft(group, facilitator)
    assert seen() == [False, False, False, False, True, True]
    announce(consultation, by=facilitator)
    assert seen() == [False, False, True, True, True, True]
    group.visibility = "closed"
    group.save(update_fields=["visibility"])
    assert seen() == [False, False, False, True, True, True]
    group.visibility = "public"
    group.save(update_fields=["visibility"])
    assert seen() == [True] * 6


def test_the_thread_is_of_its_own_kind_and_everybody_reads_the_note_there(group, facilitator):
    consultation = opened(group, facilitator)

    assert consultation.thread.kind == ThreadKind.CONSULTATION
    assert consultation.thread.posts.get().capacity == "personal"


def test_a_contribution_is_changed_while_the_consultation_runs_and_not_afterwards(group, facilitator, member):
    consultation = opened(group, facilitator)
    post = contribute(consultation, by=member, text="We lack staff.").post

    assert edit_post(post, by=member, text="We lack staff and money.")
    with time_machine.travel(consultation.closes_at, tick=False):
        with pytest.raises(Refused, match="contributions stay as they are"):
            edit_post(post, by=member, text="We lack nothing.")
        assert withdraw_post(post, by=member)


def test_a_consultation_without_questions_is_not_announced(group, facilitator):
    empty = draft(group, facilitator, questions=[])

    with pytest.raises(ConsultationError, match="at least one"):
        announce(empty, by=facilitator)

    assert empty.invitees.count() == 0
