"""What may be posted, what waits, and what is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.actions import edit_post, reply, start_thread
from forums.choices import Way
from forums.conduct.actions import ban, decide, lift
from forums.conduct.choices import Act, MatterKind, Rule, Why
from forums.conduct.models import Flag, Matter
from forums.conduct.watching import find
from forums.exceptions import Refused
from tests.factories.conduct import WatchedWordFactory
from tests.factories.forums import GroupFactory

pytestmark = pytest.mark.django_db


def test_the_first_posts_of_a_newcomer_wait_until_so_many_are_published(thread, member, facilitator):
    thread.group.newcomers_wait = 2
    thread.group.save()

    for _number in range(2):
        post = reply(thread, by=member, text="Hello from Nairobi.")
        assert post.state == "waiting"
        matter = Matter.objects.get(post=post)
        assert (matter.kind, matter.why) == (MatterKind.WAITING, Why.NEWCOMER)
        assert decide(matter, Act.PUBLISHED, by=facilitator)

    assert reply(thread, by=member, text="Now you know me.").state == "published"
    assert reply(thread, by=facilitator, text="Welcome.").state == "published"


def test_a_banned_member_is_refused_however_the_post_comes_and_until_when_is_said(thread, member, facilitator):
    until = timezone.now() + timedelta(days=7)
    own = reply(thread, by=member, text="Before the ban.")
    ban(member, by=facilitator, rule=Rule.CIVILITY, reason="Again", group=thread.group, until=until)

    for way in (Way.PAGE, Way.MAIL, Way.PROGRAM):
        with pytest.raises(Refused) as refused:
            reply(thread, by=member, text="And yet", way=way)
        assert refused.value.code == "banned"
        assert str(until.year) in str(refused.value.reason)
    with pytest.raises(Refused):
        start_thread(thread.group, by=member, title="A new one", text="And yet")
    with pytest.raises(Refused):
        edit_post(own, by=member, text="Changed")
    other = GroupFactory()
    assert start_thread(other, by=member, title="Elsewhere", text="Allowed").state == "shown"


def test_a_ban_of_the_network_holds_in_all_groups_and_ends_by_itself(thread, member, secretariat, time_machine):
    ban(member, by=secretariat, rule=Rule.ADVERTISING, reason="Spam", until=timezone.now() + timedelta(days=1))

    with pytest.raises(Refused):
        start_thread(GroupFactory(), by=member, title="Elsewhere", text="No")

    time_machine.move_to(timezone.now() + timedelta(days=1, minutes=1))
    assert reply(thread, by=member, text="I am back.").state == "published"


def test_a_lifted_ban_keeps_nobody(thread, member, facilitator):
    ruling = ban(member, by=facilitator, rule=Rule.CIVILITY, reason="Again", group=thread.group)
    with pytest.raises(Refused):
        reply(thread, by=member, text="No")

    assert lift(ruling.ban, by=facilitator, reason="They apologised")
    assert lift(ruling.ban, by=facilitator, reason="They apologised") is None

    assert reply(thread, by=member, text="Thank you.").state == "published"


@pytest.mark.parametrize(
    ("language", "watched", "text", "is_found"),
    [
        ("en", "miracle", "These MIRACLES happen.", True),
        ("en", "miracle", "A mìracle!", True),
        ("en", "ban", "Two bananas", False),
        ("en", "free money", "They promise free moneys today", True),
        ("en", "free money", "Money is free", False),
        ("fr", "arnaque", "Ce sont des arnaques.", True),
        ("es", "estafa", "¡Qué estafas!", True),
        ("ru", "обман", "Это обмана полно", True),
        ("ar", "احتيال", "هذا هو الاحتيال", True),
        ("zh-hans", "诈骗", "这是诈骗网站", True),
        ("zh-hans", "诈骗", "这是化学品", False),
        ("", "viagra", "Buy VIAGRA", True),
        ("", "miracle", "miracles", False),
    ],
)
def test_a_watched_word_is_found_in_all_its_forms_and_in_no_other_word(db, language, watched, text, is_found):
    WatchedWordFactory(text=watched, language=language)

    assert [word.text for word in find(text, GroupFactory())] == ([watched] if is_found else [])


def test_watched_words_wait_flag_or_refuse(thread, member, facilitator):
    WatchedWordFactory(text="miracle", action="wait")
    WatchedWordFactory(text="bargain", action="flag", group=thread.group)
    WatchedWordFactory(text="viagra", action="refuse")

    waiting = reply(thread, by=member, text="A miracle cure")
    flagged = reply(thread, by=member, text="What a bargain")
    with pytest.raises(Refused, match="viagra"):
        reply(thread, by=member, text="Buy viagra, a bargain miracle")

    assert (waiting.state, flagged.state) == ("waiting", "published")
    assert Matter.objects.get(post=waiting).why == Why.WORD
    assert [(flag.by, flag.words) for flag in Flag.objects.filter(matter__post=flagged)] == [(None, "bargain")]
    elsewhere = start_thread(GroupFactory(), by=member, title="A bargain", text="Not watched here")
    assert not Flag.objects.filter(matter__post__thread=elsewhere).exists()


def test_a_word_in_the_title_counts_too(group, member):
    WatchedWordFactory(text="miracle")

    assert start_thread(group, by=member, title="Miracles!", text="Come and see").state == "waiting"


def test_an_edit_does_not_bring_in_what_would_have_waited(post, member):
    WatchedWordFactory(text="miracle")

    with pytest.raises(Refused, match="miracle"):
        edit_post(post, by=member, text="A miracle cure")


def test_slow_mode_holds_for_members_and_says_until_when(thread, member, facilitator, time_machine):
    thread.group.slow_mode_seconds = 300
    thread.group.save()
    reply(thread, by=member, text="First")

    with pytest.raises(Refused) as refused:
        reply(thread, by=member, text="Second")
    assert refused.value.code == "slow"
    assert reply(thread, by=facilitator, text="One")
    assert reply(thread, by=facilitator, text="Two")

    time_machine.move_to(timezone.now() + timedelta(seconds=301))
    assert reply(thread, by=member, text="Second").state == "published"


def test_a_member_writes_so_much_an_hour_and_no_more(thread, member, facilitator, settings, time_machine):
    settings.FORUM_POSTS_AN_HOUR = 2
    for _number in range(2):
        reply(thread, by=member, text="Again")
    with pytest.raises(Refused) as refused:
        reply(thread, by=member, text="And again")
    assert refused.value.code == "many"

    time_machine.move_to(timezone.now() + timedelta(seconds=3601))
    assert reply(thread, by=member, text="Later").state == "published"


def test_a_newcomer_sets_few_links(thread, member, settings):
    settings.FORUM_LINKS_OF_NEWCOMERS = 1
    many = "https://a.example https://b.example"
    with pytest.raises(Refused) as refused:
        reply(thread, by=member, text=many)
    assert refused.value.code == "links"
    for _number in range(3):
        reply(thread, by=member, text="Known by now")
    assert reply(thread, by=member, text=many).state == "published"


def test_the_gate_costs_two_queries_for_a_member(thread, member, django_assert_num_queries):
    from forums.conduct.gate import gate

    member.has_perm("forums.moderate_group", thread.group)
    with django_assert_num_queries(2):
        gate(thread.group, thread, member, "Just words", Way.PAGE)
