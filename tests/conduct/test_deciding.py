"""The queue: who decides what, once, and who hears of it."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from notifications.models import OutgoingMail

from forums.actions import hide_post, reply, withdraw_post
from forums.conduct.actions import appeal, ban, claim, decide, flag, hide, release, tell_of_matters, warn
from forums.conduct.choices import Act, MatterKind, MatterState, Rule
from forums.conduct.models import Flag, LoggedDecision, Matter, Ruling
from forums.conduct.takeaway import conduct_of
from forums.exceptions import Refused
from forums.models import Post
from tests.factories.forums import GroupFactory

pytestmark = pytest.mark.django_db


def letters_to(user):
    return list(OutgoingMail.objects.filter(recipient=user).order_by("pk").values_list("subject", flat=True))


@pytest.fixture
def flagged(post, reader):
    flag(post, by=reader, rule=Rule.CIVILITY, words="SECRET accusation")
    return Matter.objects.get(post=post)


def test_flags_of_several_readers_are_one_matter_and_each_counts_once(post, reader, official_contact):
    token = uuid.uuid4()
    for _time in range(3):
        flag(post, by=reader, rule=Rule.CIVILITY, token=token)
    flag(post, by=reader, rule=Rule.OTHER)
    flag(post, by=official_contact, rule=Rule.ADVERTISING)

    matter = Matter.objects.get()
    assert sorted(matter.flags.values_list("rule", flat=True)) == ["advertising", "civility"]


def test_a_flagged_post_is_hidden_and_everybody_concerned_hears_of_it(flagged, member, reader, facilitator):
    ruling = decide(flagged, Act.HIDDEN, by=facilitator, rule=Rule.CIVILITY, reason="It insults Mr X.")

    flagged.post.refresh_from_db()
    assert flagged.post.state == "hidden"
    assert letters_to(member) == ["Your post is hidden"]
    assert letters_to(reader) == ["What became of the post you flagged"]
    assert "It insults Mr X." in OutgoingMail.objects.get(recipient=member).text
    assert ruling.get_absolute_url() in OutgoingMail.objects.get(recipient=member).text
    for letter in OutgoingMail.objects.all():
        assert "SECRET" not in letter.text + letter.html + letter.subject


def test_what_is_decided_is_decided_once(flagged, facilitator, second_facilitator):
    assert decide(flagged, Act.LEFT, by=facilitator)
    assert decide(flagged, Act.HIDDEN, by=second_facilitator, rule=Rule.OTHER, reason="No") is None

    assert LoggedDecision.objects.get().act == Act.LEFT
    flagged.post.refresh_from_db()
    assert flagged.post.state == "published"


def test_who_has_a_matter_in_hand_keeps_others_from_it_for_half_an_hour(
    flagged, facilitator, second_facilitator, time_machine
):
    assert claim(flagged, by=facilitator)
    assert not claim(flagged, by=second_facilitator)
    with pytest.raises(Refused):
        decide(flagged, Act.LEFT, by=second_facilitator)
    assert not release(flagged, by=second_facilitator)

    time_machine.move_to(timezone.now() + timedelta(minutes=31))
    assert claim(flagged, by=second_facilitator)
    with pytest.raises(Refused):
        decide(flagged, Act.LEFT, by=facilitator)
    assert decide(flagged, Act.LEFT, by=second_facilitator)


def test_facilitators_do_not_decide_about_themselves_nor_about_the_secretariat(
    thread, facilitator, second_facilitator, secretariat, reader
):
    own = reply(thread, by=facilitator, text="My own")
    theirs = reply(thread, by=secretariat, text="From Geneva")
    matters = {}
    for post in (own, theirs):
        flag(post, by=reader, rule=Rule.OTHER)
        matters[post] = Matter.objects.get(post=post)
    matter = "forum_conduct.decide_matter"

    assert not facilitator.has_perm(matter, matters[own])
    assert second_facilitator.has_perm(matter, matters[own])
    assert not second_facilitator.has_perm(matter, matters[theirs])
    assert secretariat.has_perm(matter, matters[own])
    # Another of the Secretariat decides about theirs.
    assert not secretariat.has_perm(matter, matters[theirs])
    assert not second_facilitator.has_perm("forum_conduct.decide_post", theirs)
    assert not reader.has_perm("forum_conduct.decide_post", own)


def test_a_facilitator_sees_the_matters_of_their_groups_alone(flagged, facilitator, secretariat, reader, visitor):
    elsewhere = GroupFactory(visibility="hidden")
    Matter.objects.create(kind="flagged", group=elsewhere, post=flagged.post, state="decided")

    assert list(Matter.objects.visible_to(facilitator)) == [flagged]
    assert Matter.objects.visible_to(secretariat).count() == 2
    assert not Matter.objects.visible_to(reader).exists()
    assert not Matter.objects.visible_to(visitor).exists()


def test_an_appeal_is_decided_by_somebody_else_and_takes_the_decision_back(
    flagged, member, facilitator, second_facilitator
):
    ruling = decide(flagged, Act.HIDDEN, by=facilitator, rule=Rule.CIVILITY, reason="It insults.")
    matter = appeal(ruling, by=member, words="It does not.")
    assert appeal(ruling, by=member, words="Once more.") == matter

    assert not facilitator.has_perm("forum_conduct.decide_matter", matter)
    assert not member.has_perm("forum_conduct.decide_matter", matter)
    assert second_facilitator.has_perm("forum_conduct.decide_matter", matter)
    decide(matter, Act.OVERTURNED, by=second_facilitator, reason="Plain words, no insult.")

    flagged.post.refresh_from_db()
    assert flagged.post.state == "published"
    assert letters_to(member) == ["Your post is hidden", "Your appeal: the decision is taken back"]
    first, second = LoggedDecision.objects.order_by("pk")
    assert (first.act, second.act, second.earlier) == (Act.HIDDEN, Act.OVERTURNED, first)


def test_an_appeal_against_the_secretariat_stays_with_it(post, member, secretariat, facilitator):
    ruling = hide(post, by=secretariat, rule=Rule.PRIVACY, reason="A telephone number.")
    matter = appeal(ruling, by=member, words="It was mine.")

    assert not facilitator.has_perm("forum_conduct.decide_matter", matter)
    assert not secretariat.has_perm("forum_conduct.decide_matter", matter)


def test_an_appeal_that_succeeds_lifts_a_ban(thread, member, facilitator, second_facilitator):
    ruling = ban(member, by=facilitator, rule=Rule.CIVILITY, reason="Again", group=thread.group)
    matter = appeal(ruling, by=member, words="I did not.")

    decide(matter, Act.OVERTURNED, by=second_facilitator, reason="They did not.")

    assert reply(thread, by=member, text="Thank you.").state == "published"


def test_after_thirty_days_it_is_too_late_to_appeal(post, member, facilitator, time_machine):
    ruling = warn(member, by=facilitator, rule=Rule.OFF_TOPIC, reason="Not here", group=post.thread.group)
    time_machine.move_to(timezone.now() + timedelta(days=31))

    with pytest.raises(Refused):
        appeal(ruling, by=member, words="Please")


def test_the_log_names_neither_persons_nor_words_nor_closed_groups(flagged, member, facilitator):
    group = flagged.group
    decide(flagged, Act.HIDDEN, by=facilitator, rule=Rule.CIVILITY, reason="SECRET reason about Mr X")

    line = LoggedDecision.objects.get()
    assert (line.act, line.rule, line.decided_as, line.group) == ("hidden", "civility", "facilitator", None)
    assert {field.name for field in LoggedDecision._meta.fields} == {
        "id", "act", "rule", "group", "decided_as", "on", "earlier"
    }  # fmt: skip
    group.visibility = "public"
    group.save()
    hide_post(reply(group.threads.get(), by=member, text="x"), by=facilitator, reason="SECRET")
    assert LoggedDecision.objects.first().public_group == group
    group.visibility = "hidden"
    group.save()
    assert LoggedDecision.objects.first().public_group is None


def test_the_log_is_not_rewritten(flagged, facilitator):
    decide(flagged, Act.LEFT, by=facilitator)
    line = LoggedDecision.objects.get()

    for forbidden in (line.save, line.delete, LoggedDecision.objects.all().delete):
        with pytest.raises(TypeError):
            forbidden()
    with pytest.raises(TypeError):
        LoggedDecision.objects.update(act="left")


def test_a_post_hidden_elsewhere_is_in_the_log_and_leaves_the_queue(flagged, facilitator):
    hide_post(flagged.post, by=facilitator, reason="From the thread")

    flagged.refresh_from_db()
    assert flagged.state == MatterState.DECIDED
    assert (LoggedDecision.objects.get().act, Ruling.objects.get().matter) == ("hidden", flagged)


def test_a_withdrawn_post_leaves_the_queue(flagged, member):
    withdraw_post(flagged.post, by=member)

    flagged.refresh_from_db()
    assert flagged.state == MatterState.LAPSED
    assert flag(flagged.post, by=flagged.flags.get().by, rule=Rule.OTHER) is None or Flag.objects.count() == 1


def test_facilitators_get_one_letter_for_all_that_waits(flagged, thread, member, facilitator, second_facilitator):
    thread.group.newcomers_wait = 9
    thread.group.save()
    for _number in range(3):
        reply(thread, by=member, text="SECRET, it waits")

    assert tell_of_matters() == 4
    assert tell_of_matters() == 0

    for user in (facilitator, second_facilitator):
        assert letters_to(user) == ["Waiting for you in Obsolete stockpiles"]
    text = OutgoingMail.objects.get(recipient=facilitator).text
    assert "3 posts wait to be read by others" in text
    assert "1 post is flagged" in text
    assert "SECRET" not in text


def test_a_group_without_facilitators_is_told_to_the_secretariat(member, settings):
    from forums.actions import join, start_thread

    group = GroupFactory(newcomers_wait=1)
    join(group, user=member)
    start_thread(group, by=member, title="Hello", text="It waits")

    tell_of_matters()

    assert OutgoingMail.objects.get().address == settings.SECRETARIAT_EMAIL
    assert Post.objects.get().state == "waiting"
    assert Matter.objects.get().kind == MatterKind.WAITING


def test_what_was_decided_about_somebody_is_theirs_to_take_away(flagged, member, reader, facilitator):
    ruling = decide(flagged, Act.HIDDEN, by=facilitator, rule=Rule.CIVILITY, reason="It insults.")
    appeal(ruling, by=member, words="It does not.")

    assert [row["words"] for row in conduct_of(member)] == [
        "Post hidden (Obsolete stockpiles)",
        "It does not.",
    ]
    assert [row["text"] for row in conduct_of(reader)] == ["SECRET accusation"]
