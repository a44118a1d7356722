"""What people get of their groups, at once."""

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from notifications.choices import MailState
from notifications.models import OutgoingMail, UnreachableAddress

from directory.choices import Audience, RecordStatus
from forums.actions import (
    happen,
    hide_post,
    join,
    leave,
    publish_waiting,
    reply,
    restore_post,
    set_mail_level,
    start_thread,
    withdraw_post,
)
from forums.choices import MailLevel, PostState, Visibility, Way
from forums.mailing import actions, keys, letters
from forums.mailing.actions import spreading
from forums.mailing.choices import DeliveryState, Dropped, Reason
from forums.mailing.models import Delivery, Mailing
from forums.models import Mention, Post, Watch
from tests.factories.forums import GroupFactory, MemberFactory, TagFactory

from .conftest import a_reader

pytestmark = pytest.mark.django_db


def to(mails):
    return sorted(mail.to[0] for mail in mails)


def test_a_post_comes_once_to_whoever_wants_every_post_and_not_to_its_author(thread, reader, mailed):
    [mail] = mailed()

    post = thread.posts.get()
    assert mail.to == ["reader@example.org"]
    assert mail.subject == "[Obsolete stockpiles] Old transformers"
    assert "We have *twelve* of them." in mail.body
    assert "<em>twelve</em>" in mail.alternatives[0].content
    assert keys.read_reply_address(mail.reply_to[0]) == (reader.pk, post.pk)
    assert mail.extra_headers["From"] == "Neema Barasa via POPs Network <network@chm.example>"
    assert mailed() == []
    delivery = Delivery.objects.get()
    assert (delivery.user, delivery.post, delivery.state) == (reader, post, DeliveryState.SENT)
    assert delivery.mail.state == MailState.SENT


def test_mail_is_mail_of_a_list_and_threads(thread, group, reader, member, mailed):
    first = thread.posts.get()
    answer = reply(thread, by=member, text="Thirteen.", answers=first)
    further = reply(thread, by=member, text="Fourteen.")

    by_id = {mail.extra_headers["Message-ID"]: mail for mail in mailed()}

    start, second, third = (by_id[keys.message_id(post)] for post in (first, answer, further))
    assert start.extra_headers["List-Id"] == '"Obsolete stockpiles" <stockpiles.forums.chm.example>'
    assert start.extra_headers["List-Post"] == "<mailto:stockpiles@forums.chm.example>"
    assert start.extra_headers["List-Help"].startswith("<mailto:stockpiles+help@forums.chm.example>")
    assert start.extra_headers["List-Archive"].endswith("/en/forums/groups/stockpiles/>")
    assert start.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert start.extra_headers["Precedence"] == "list"
    assert start.extra_headers["Auto-Submitted"] == "no"
    assert "In-Reply-To" not in start.extra_headers
    assert second.subject == "Re: [Obsolete stockpiles] Old transformers"
    assert second.extra_headers["In-Reply-To"] == keys.message_id(first)
    assert third.extra_headers["References"] == keys.message_id(first)


def test_who_wrote_by_mail_finds_the_answer_under_their_own_mail(group, reader, member, mailed):
    thread = start_thread(
        group, by=reader, title="By mail", text="Hello.", way=Way.MAIL, message_id="abc@secret.example"
    )
    other = a_reader(group, "other@example.org")
    mailed()
    reply(thread, by=member, text="Welcome.", answers=thread.posts.get())

    mails = {mail.to[0]: mail for mail in mailed()}

    first = keys.message_id(thread.posts.get(number=1))
    assert mails["reader@example.org"].extra_headers["References"] == f"{first} <abc@secret.example>"
    assert "secret.example" not in str(mails[other.email].message())


def test_levels_of_a_group_say_who_gets_what(group, member, mailed):
    for level in MailLevel:
        a_reader(group, f"{level}@example.org", level)
    start_thread(group, by=member, title="New", text="Hello.")

    assert to(mailed()) == ["every@example.org"]

    assert set(Delivery.objects.values_list("user__email", "when", "state")) == {
        ("every@example.org", "at-once", "sent"),
        ("daily@example.org", "daily", "waiting"),
        ("weekly@example.org", "weekly", "waiting"),
    }


def test_only_what_concerns_me(group, thread, member, mailed):
    people = {
        name: a_reader(group, f"{name}@example.org", MailLevel.CONCERNING)
        for name in ("mentioned", "answered", "thread", "tag", "person", "nothing", "muted")
    }
    thread.tags.set([TagFactory(slug="stockpiles")])
    Watch.objects.create(user=people["thread"], thread=thread)
    Watch.objects.create(user=people["tag"], tag=TagFactory(slug="stockpiles"))
    Watch.objects.create(user=people["person"], person=member.person)
    Watch.objects.create(user=people["muted"], thread=thread, is_muted=True)
    Watch.objects.create(user=people["muted"], person=member.person)
    asked = reply(thread, by=people["answered"], text="How many?")
    mailed()
    post = reply(thread, by=member, text="Twelve.", answers=asked)
    Mention.objects.create(post=post, person=people["mentioned"].person)

    assert to(mailed()) == sorted(f"{name}@example.org" for name in list(people)[:5])

    reasons = dict(Delivery.objects.filter(post=post).values_list("user__email", "reason"))
    assert reasons["mentioned@example.org"] == Reason.MENTIONED
    assert reasons["answered@example.org"] == Reason.ANSWERED


def test_who_started_a_thread_hears_of_answers(group, member, mailed):
    asker = a_reader(group, "asker@example.org", MailLevel.CONCERNING)
    thread = start_thread(group, by=asker, title="Who knows?", text="Please.")
    mailed()
    reply(thread, by=member, text="I do.")

    [mail] = mailed()

    assert mail.to == ["asker@example.org"]
    assert "You get this because you started the thread." in mail.body


def test_no_mail_means_none_even_of_what_concerns_me(group, thread, member, mailed):
    silent = a_reader(group, "silent@example.org", MailLevel.NONE)
    Watch.objects.create(user=silent, thread=thread)
    mailed()
    post = reply(thread, by=member, text="More.")
    Mention.objects.create(post=post, person=silent.person)

    assert mailed() == []


def test_who_follows_an_open_group_from_outside_gets_what_concerns_them(group, thread, member, mailed):
    outside = MemberFactory(email="outside@example.org")
    Watch.objects.create(user=outside, thread=thread)
    mailed()
    reply(thread, by=member, text="More.")

    [mail] = mailed()

    assert mail.to == ["outside@example.org"]
    stop = mail.extra_headers["List-Unsubscribe"]
    assert "reply to this mail" not in mail.body
    assert stop.strip("<>") in mail.body


# --- What must not leak -----------------------------------------------------------------------------------

SECRET = "Aldrin at the old mill"


@pytest.fixture
def hidden(member):
    group = GroupFactory(slug="hidden", name_en="Inspectors", visibility=Visibility.HIDDEN)
    join(group, user=member)
    return group


def test_who_left_a_hidden_group_gets_nothing_of_it_in_any_way(hidden, member, secretariat, mailed):
    stays = a_reader(hidden, "stays@example.org")
    people = [a_reader(hidden, f"{level}@example.org", level) for level in ("every", "daily", "weekly", "concerning")]
    join(hidden, user=secretariat, mail_level=MailLevel.EVERY)
    thread = start_thread(hidden, by=member, title="Before", text="Nothing yet.")
    for person in [*people, secretariat]:
        Watch.objects.create(user=person, thread=thread)
        Watch.objects.create(user=person, person=member.person)
    mailed()
    before = reply(thread, by=member, text=f"{SECRET}, while they were members.")
    actions.spread_due()
    for person in [*people, secretariat]:
        leave(hidden, user=person)
    after = reply(thread, by=member, text=f"{SECRET}, after they left.")
    for person in people:
        Mention.objects.create(post=after, person=person.person)

    mails = mailed()
    Delivery.objects.update(due_at="2026-01-01T00:00Z")
    mails += mailed()

    assert to(mails) == [stays.email, stays.email]
    for person in [*people, secretariat]:
        assert not OutgoingMail.objects.filter(recipient=person, text__contains=SECRET).exists()
    assert set(
        Delivery.objects.filter(post__in=[before, after])
        .exclude(user__in=[stays, member])
        .values_list("state", "dropped")
    ) == {(DeliveryState.DROPPED, Dropped.NOT_READ)}


def test_nothing_goes_to_whose_record_was_closed(group, reader, thread, mailed):
    reader.person.status = RecordStatus.CLOSED
    reader.person.save()

    assert mailed() == []


@pytest.mark.parametrize("how", ["hidden", "withdrawn", "thread"])
def test_what_is_not_shown_any_more_is_not_mailed(how, thread, reader, secretariat, member, mailed):
    post = thread.posts.get()
    actions.spread_due()
    if how == "hidden":
        hide_post(post, by=secretariat, reason="Off topic")
    elif how == "withdrawn":
        withdraw_post(post, by=member)
    else:
        thread.state = "hidden"
        thread.save()

    assert mailed() == []
    assert Delivery.objects.get().dropped == Dropped.NOT_SHOWN


def test_what_is_shown_again_goes_to_those_who_did_not_get_it(thread, group, reader, secretariat, mailed):
    post = thread.posts.get()
    mailed()
    later = a_reader(group, "later@example.org")
    hide_post(post, by=secretariat, reason="Off topic")
    restore_post(post, by=secretariat)

    assert to(mailed()) == [later.email]


def test_what_waits_is_mailed_when_it_is_published(thread, reader, member, secretariat, mailed):
    mailed()
    post = reply(thread, by=member, text="Later.")
    Mailing.objects.filter(post=post).delete()
    Post.objects.filter(pk=post.pk).update(state=PostState.WAITING)
    assert mailed() == []

    post.refresh_from_db()
    publish_waiting(post, by=secretariat)

    assert to(mailed()) == ["reader@example.org"]


def test_a_thread_of_an_archive_is_not_mailed(group, reader, member, mailed):
    start_thread(group, by=member, title="Old", text="From 2009.", way=Way.IMPORT)

    assert mailed() == []


def test_an_author_is_named_only_to_those_who_may_see_their_record(thread, group, reader, member, mailed):
    member.person.listing = Audience.SECRETARIAT
    member.person.save()

    [mail] = mailed()

    whole = str(mail.message()) + mail.body + mail.alternatives[0].content
    assert "Barasa" not in whole
    assert "A member of the network" in mail.extra_headers["From"]


def test_somebody_of_the_secretariat_reads_in_letters_what_official_contacts_do(thread, group, member, mailed):
    staff = a_reader(group, "staff@example.org", is_staff=True)
    member.person.listing = Audience.SECRETARIAT
    member.person.save()

    [mail] = mailed()

    assert mail.to == [staff.email]
    assert "Barasa" not in mail.body


# --- Letters ----------------------------------------------------------------------------------------------


def test_a_letter_is_in_the_readers_language_and_the_post_in_its_own(group, member, mailed):
    a_reader(group, "lecteur@example.org", language="fr")
    start_thread(group, by=member, title="محولات قديمة", text="لدينا اثنا عشر.", language="ar")

    [mail] = mailed()

    assert mail.subject == "[Stocks périmés] محولات قديمة"
    html = mail.alternatives[0].content
    assert '<html lang="fr" dir="ltr">' in html
    assert '<div lang="ar" dir="rtl"><p' in html
    assert "لدينا اثنا عشر.</p>" in html
    assert mail.extra_headers["Content-Language"] == "ar"


def test_links_in_a_post_lead_to_the_readers_pages_of_the_site(group, thread, reader, member, mailed, settings):
    first = thread.posts.get()
    mailed()
    reply(thread, by=member, text=f"As I said in #{first.pk}.")

    [mail] = mailed()

    assert f'href="{settings.BASE_URL.rstrip("/")}/en/forums/posts/{first.pk}/"' in mail.alternatives[0].content


def test_who_has_a_bad_line_gets_text_and_so_much_of_it(group, reader, member, mailed):
    actions.set_preferences(reader, is_text_only=True, most_kilobytes=3)
    post = start_thread(group, by=member, title="Long", text="Twelve words follow here. " * 500).posts.get()

    [mail] = mailed()

    assert mail.alternatives == []
    assert len(mail.body.encode()) < 4500
    assert "This post is longer. The rest:" in mail.body
    assert f"/en/forums/posts/{post.pk}/" in mail.body


def test_a_cut_ends_with_a_word_in_every_script():
    assert letters.cut("One. Two three. Four", 17) == ("One. Two three.", True)
    assert letters.cut("第一句。第二句。第三", 25) == ("第一句。第二句。", True)
    assert letters.cut("short", 0) == ("short", False)


def test_after_so_many_letters_a_day_the_rest_waits_for_the_digest(group, reader, thread, member, mailed):
    actions.set_preferences(reader, most_a_day=2)
    reply(thread, by=member, text="Second.")
    reply(thread, by=member, text="Third.")

    first, second = mailed()

    assert "the last of the 2 letters" not in first.body
    assert "the last of the 2 letters" in second.body
    third = Delivery.objects.get(post__text="Third.")
    assert (third.when, third.state) == ("daily", "waiting")
    assert mailed() == []


def test_nothing_is_sent_where_mail_does_not_arrive(thread, reader, mailed):
    UnreachableAddress.objects.create(address="reader@example.org")

    assert mailed() == []
    assert Delivery.objects.get().dropped == Dropped.UNREACHABLE


def test_level_chosen_meanwhile_counts(thread, group, reader, mailed):
    actions.spread_due()
    set_mail_level(group.memberships.get(user=reader), MailLevel.NONE)

    assert mailed() == []
    assert Delivery.objects.get().dropped == Dropped.NOT_WANTED


def test_no_name_or_title_begins_another_header(group, reader, member, mailed):
    member.person.given_name = 'Eve"\r\nBcc: all@example.org'
    member.person.save()
    start_thread(group, by=member, title="A\r\nBcc: all@example.org", text="\ue000answer\ue001")

    [mail] = mailed()

    message = mail.message()
    assert message["Bcc"] is None
    assert "\n" not in mail.subject
    assert "re." not in mail.alternatives[0].content.partition("<style")[0]
    assert keys.reply_address(reader, Post.objects.get()) not in mail.body


def test_without_an_address_mails_say_how_to_answer_on_the_site(settings, thread, reader, mailed):
    settings.MAIL_FORUMS_ADDRESS = ""

    [mail] = mailed()

    assert mail.reply_to == []
    assert "To answer, open the link above." in mail.body
    assert mail.extra_headers["List-Post"] == "NO"


def test_one_letter_that_cannot_be_written_does_not_keep_the_others(
    thread, group, reader, mailed, monkeypatch, caplog
):
    a_reader(group, "other@example.org")
    real = letters.Desk.mail_for

    def broken(desk, delivery, reader, **more):
        if reader.user.email == "reader@example.org":
            raise RuntimeError("No ink")
        return real(desk, delivery, reader, **more)

    monkeypatch.setattr(letters.Desk, "mail_for", broken)
    with caplog.at_level(logging.CRITICAL):
        assert to(mailed()) == ["other@example.org"]
    monkeypatch.undo()
    waits = Delivery.objects.get(user=reader)
    assert (waits.state, waits.attempts) == (DeliveryState.WAITING, 1)
    Delivery.objects.update(due_at=waits.queued_at)

    assert to(mailed()) == ["reader@example.org"]


def test_the_number_of_queries_does_not_grow_with_the_readers(group, member):
    counted = []
    for _round in range(2):
        for _number in range(5):
            a_reader(group, f"{len(counted)}{_number}@example.org")
        start_thread(group, by=member, title="New", text="Hello.")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            actions.mail_out()
        counted.append(len(seen))

    assert counted[0] == counted[1]


def test_the_answer_that_was_chosen_is_told_once(thread, group, member, mailed):
    helper = a_reader(group, "helper@example.org", MailLevel.CONCERNING)
    post = reply(thread, by=helper, text="Ask the ministry.")
    mailed()
    for _twice in range(2):
        happen(thread, "accepted", post=post, by=member)

    [mail] = mailed()

    assert (mail.to, mail.subject) == (["helper@example.org"], "Your answer helped: Old transformers")


def test_an_address_that_is_none_does_not_keep_the_letters_of_others(thread, group, reader, mailed):
    nowhere = a_reader(group, "nowhere@example.org")
    type(nowhere).objects.filter(pk=nowhere.pk).update(email="no address at all")

    assert to(mailed()) == ["reader@example.org"]
    assert OutgoingMail.objects.get(recipient=nowhere).state == MailState.GIVEN_UP


def test_one_mailing_that_fails_does_not_keep_the_others(group, reader, member, mailed, monkeypatch, caplog):
    first = start_thread(group, by=member, title="First", text="Hello.")
    start_thread(group, by=member, title="Second", text="Hello.")
    real = spreading.Concerned

    def broken(post):
        if post.thread_id == first.pk:
            raise RuntimeError("No ink")
        return real(post)

    monkeypatch.setattr(spreading, "Concerned", broken)
    with caplog.at_level(logging.CRITICAL):
        assert [mail.subject for mail in mailed()] == ["[Obsolete stockpiles] Second"]
    monkeypatch.undo()
    Mailing.objects.update(claimed_until=None)

    assert [mail.subject for mail in mailed()] == ["[Obsolete stockpiles] First"]
