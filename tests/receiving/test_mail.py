"""What a mail to the forums does."""

import pytest

from forums import answers, gates
from forums.actions import join
from forums.exceptions import Refused
from forums.mailing import keys
from forums.models import Membership, Post, Thread
from forums.receiving.actions import forget_received_mail, read_waiting_mail
from forums.receiving.models import RawMail, ReceivedMail
from tests.factories.forums import GroupFactory, PostFactory
from tests.factories.polls import make_poll

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"


def test_a_reply_with_a_key_is_posted_at_once(arrives, write, post, member):
    kept = arrives(write(keys.reply_address(member, post), "Me too.\n\n-- \nNeema Barasa\n+254 1234"))

    reply = Post.objects.get(number=2)
    assert (reply.text, reply.folded, reply.author, reply.answers, reply.way) == (
        "Me too.",
        "--\nNeema Barasa\n+254 1234",
        member,
        post,
        "mail",
    )
    assert (kept.outcome, kept.post, kept.group, kept.is_proved) == ("posted", reply, post.thread.group, True)
    assert not RawMail.objects.exists()


def test_a_mail_that_comes_twice_counts_once(arrives, write, post, member):
    content = write(keys.reply_address(member, post), "Once")

    for _time in range(3):
        arrives(content)

    assert (Post.objects.count(), ReceivedMail.objects.count()) == (2, 1)


def test_a_new_thread_waits_until_its_sender_says_it_is_theirs(
    arrives, write, group, member, letters, client, link_in
):
    kept = arrives(write(keys.group_address(group), "Who takes *them*?", subject="PCB in Mombasa"))

    assert (kept.state, kept.outcome, Thread.objects.count()) == ("held", "held", 0)
    [letter] = letters(member.email)
    address = link_in(letter)
    page = client.get(address)
    assert "Who takes <em>them</em>" in page.content.decode()
    assert Thread.objects.count() == 0
    for _time in range(2):
        assert client.post(address).status_code == 200
    thread = Thread.objects.get()
    assert (thread.title, thread.author, thread.group, thread.posts.get().text) == (
        "PCB in Mombasa",
        member,
        group,
        "Who takes *them*?",
    )


def test_a_mail_somebody_else_wrote_is_discarded(arrives, write, group, member, letters, client, link_in):
    arrives(write(keys.group_address(group), "SECRET forgery", subject="Hello"))
    [letter] = letters(member.email)
    address = link_in(letter)

    client.post(address, {"discard": "1"})
    client.post(address)

    assert (Thread.objects.count(), ReceivedMail.objects.get().outcome, RawMail.objects.count()) == (
        0,
        "discarded",
        0,
    )


def test_a_key_in_the_hands_of_another_is_held_for_its_owner(arrives, write, post, member, letters):
    kept = arrives(write(keys.reply_address(member, post), "I am Neema", sender="stranger@example.net"))

    assert (kept.outcome, kept.user, Post.objects.count()) == ("held", member, 1)
    assert [letter.to for letter in letters()] == [[member.email]]


def test_whom_the_own_mail_server_vouches_for_need_not_confirm(arrives, write, group, settings):
    settings.MAIL_TRUSTED_SERVER = "mx.chm.example"
    says = "mx.chm.example; dkim=pass header.d=example.org; spf=pass smtp.mailfrom=member@example.org"

    kept = arrives(write(keys.group_address(group), "Who takes them?", subject="PCB", Authentication_Results=says))

    assert kept.outcome == "started"


@pytest.mark.parametrize(
    "says",
    [
        "mx.evil.example; dkim=pass header.d=example.org",
        "mx.chm.example; dkim=pass header.d=evil.example",
        "mx.chm.example; dkim=fail header.d=example.org (dkim=pass header.d=example.org)",
        "mx.chm.example; none",
    ],
)
def test_other_words_of_servers_vouch_for_nobody(arrives, write, group, settings, says):
    settings.MAIL_TRUSTED_SERVER = "mx.chm.example"

    kept = arrives(write(keys.group_address(group), "Who?", subject="PCB", Authentication_Results=says))

    assert (kept.outcome, Thread.objects.count()) == ("held", 0)


def test_a_reply_without_key_finds_its_thread_by_what_it_answers_and_is_held(arrives, write, post, group):
    kept = arrives(write(keys.group_address(group), "Me too", References=keys.message_id(post)))

    assert (kept.outcome, kept.group) == ("held", group)


def test_a_stranger_is_told_once_how_to_join(arrives, write, group, letters):
    for _time in range(3):
        kept = arrives(write(keys.group_address(group), "Hello", sender="who@example.net", subject="SECRET subject"))

    assert kept.outcome == "stranger"
    [letter] = letters("who@example.net")
    assert "SECRET" not in letter.subject + letter.body
    assert "Obsolete stockpiles" not in letter.body


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Return_Path": "<>"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}],
)
def test_programs_are_not_answered(arrives, write, post, member, letters, headers):
    kept = arrives(write(keys.reply_address(member, post), "I am away", **headers))

    assert (kept.outcome, Post.objects.count(), letters()) == ("automatic", 1, [])


def test_a_mail_of_ours_that_comes_back_stops_here(arrives, write, post, member, letters):
    content = write(keys.reply_address(member, post), "Hi", List_Id=f"<{keys.list_id(post.thread.group)}>")

    assert (arrives(content).outcome, Post.objects.count(), letters()) == ("loop", 1, [])


def test_a_hidden_group_and_none_are_answered_alike(arrives, write, member, letters):
    GroupFactory(slug="hidden-one", name_en="SECRET group", visibility="hidden")

    kept = [
        arrives(write(f"{name}@forums.chm.example", "Hello", subject="Hello")) for name in ("hidden-one", "no-such")
    ]

    assert [(mail.outcome, mail.group) for mail in kept] == [("nowhere", None)] * 2
    [letter] = letters(member.email)
    assert "SECRET" not in letter.subject + letter.body


def test_who_left_may_not_post_with_an_old_key(arrives, write, post, member, letters):
    from forums.actions import leave

    leave(post.thread.group, user=member)

    kept = arrives(write(keys.reply_address(member, post), "Still here"))

    assert (kept.outcome, Post.objects.count()) == ("forbidden", 1)
    assert "Only members of the group" in letters(member.email)[0].body


def test_what_a_gate_says_is_told_to_the_sender(arrives, write, post, member, letters, monkeypatch):
    def closed(*_):
        raise Refused("Not more than three posts an hour.")

    monkeypatch.setattr(gates, "_gates", [closed])

    kept = arrives(write(keys.reply_address(member, post), "Again"))

    assert (kept.outcome, kept.reason) == ("refused", "Not more than three posts an hour.")
    assert "Not more than three" in letters(member.email)[0].body


def test_a_vote_is_counted_and_not_posted(arrives, write, post, member, letters, monkeypatch):
    said = []

    def reader(answered, user, text):
        if text.strip().isdigit():
            said.append((answered, user, text))
            return "Your vote was counted."
        return None

    monkeypatch.setattr(answers, "_readers", [reader])

    kept = arrives(write(keys.reply_address(member, post), "2\n\nOn 3 March 2026, X wrote:\n> 1. Yes\n> 2. No"))

    assert (kept.outcome, said, Post.objects.count()) == ("answered", [(post, member, "2")], 1)
    assert "Your vote was counted." in letters(member.email)[0].body


def test_files_are_examined_and_the_rest_is_posted(arrives, write, post, member, letters):
    kept = arrives(
        write(keys.reply_address(member, post), "See.", files=[("list.pdf", PDF), ("virus.exe", b"MZ...")])
    )

    reply = Post.objects.get(number=2)
    assert [(file.name, file.size) for file in reply.attachments.all()] == [("list.pdf", len(PDF))]
    assert (reply.has_attachments, kept.left_out) == (True, ["virus.exe"])
    assert "virus.exe" in letters(member.email)[0].body


@pytest.mark.parametrize("word", ["LEAVE", "Quitter", "salir", "выйти", "退出", "خروج"])
def test_a_reply_of_one_word_leaves_the_group(arrives, write, post, member, letters, word):
    kept = arrives(write(keys.reply_address(member, post), word))

    assert (kept.outcome, Membership.objects.get(user=member).state) == ("left", "left")
    assert "You have left" in letters(member.email)[0].body


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("DIGEST DAILY", "daily"),
        ("digest hebdomadaire", "weekly"),
        ("Digest none", "none"),
        ("дайджест все", "every"),
    ],
)
def test_the_digest_is_changed_by_mail(arrives, write, post, member, words, level):
    Membership.objects.update(mail_level="concerning")

    kept = arrives(write(keys.reply_address(member, post), words))

    assert (kept.outcome, Membership.objects.get(user=member).mail_level) == ("level", level)


def test_leaving_with_a_name_anybody_could_write_is_confirmed_first(
    arrives, write, group, member, letters, client, link_in
):
    kept = arrives(write("stockpiles-leave@forums.chm.example", subject=""))

    assert (kept.outcome, Membership.objects.get(user=member).state) == ("held", "active")
    [letter] = letters(member.email)
    assert "You would leave this group: Obsolete stockpiles." in client.get(link_in(letter)).content.decode()
    client.post(link_in(letter))
    assert Membership.objects.get(user=member).state == "left"


def test_help_comes_by_mail_with_the_addresses_of_ones_groups(arrives, write, group, member, letters):
    kept = arrives(write(keys.help_address(), subject="", text=""))

    assert kept.outcome == "helped"
    assert keys.group_address(group) in letters(member.email)[0].body


def test_what_fails_is_tried_again_and_not_lost(arrives, write, post, member, monkeypatch):
    from forums.receiving.actions import working

    content = write(keys.reply_address(member, post), "Me too")
    with monkeypatch.context() as broken:
        broken.setattr(working, "reply", lambda *_, **__: 1 / 0)
        kept = arrives(content)
    assert (kept.state, kept.last_error, Post.objects.count()) == ("new", "ZeroDivisionError", 1)

    ReceivedMail.objects.update(next_try=kept.received_at)
    read_waiting_mail()

    assert Post.objects.count() == 2


def test_words_that_were_not_posted_are_forgotten(arrives, write, group, db):
    from datetime import timedelta

    kept = arrives(write(keys.group_address(group), "SECRET", sender="who@example.net", subject="SECRET"))
    ReceivedMail.objects.filter(pk=kept.pk).update(received_at=kept.received_at - timedelta(days=15))

    forget_received_mail()

    kept.refresh_from_db()
    assert (kept.subject, RawMail.objects.count()) == ("", 0)


def test_to_speak_for_a_party_is_chosen_and_not_assumed(arrives, write, group, focal_point):
    join(group, user=focal_point)
    first = PostFactory(thread__group=group, language="en")

    arrives(write(keys.reply_address(focal_point, first), "I think so", sender=focal_point.email))
    mine = Post.objects.get(author=focal_point)
    assert mine.capacity == "personal"

    Post.objects.filter(pk=mine.pk).update(capacity="party", country=focal_point.person.country)
    arrives(write(keys.reply_address(focal_point, first), "We think so", sender=focal_point.email))
    assert Post.objects.filter(author=focal_point).order_by("-number")[0].capacity == "party"


def held_thread(arrives, write, group):
    return arrives(write(keys.group_address(group), "Who takes them?", subject="PCB in Mombasa"))


@pytest.mark.parametrize(
    ("word", "threads", "outcome"),
    [("Yes", 1, "started"), ("نعم", 1, "started"), ("Oui, merci", 1, "started"), ("No", 0, "discarded")],
)
def test_a_held_mail_is_confirmed_by_a_reply_of_one_word(
    arrives, write, group, member, letters, word, threads, outcome
):
    held = held_thread(arrives, write, group)
    [question] = letters(member.email)
    quoted = "\n\nOn 3 March 2026, POPs Network wrote:\n" + "".join(
        f"> {line}\n" for line in question.body.split("\n")
    )

    answer = arrives(write(question.reply_to[0], word + quoted, subject=f"Re: {question.subject}"))

    held.refresh_from_db()
    assert (answer.outcome, held.outcome, Thread.objects.count()) == ("decided", outcome, threads)


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "auto-replied"}, {"subject": "Out of office"}])
def test_an_absence_note_confirms_nothing(arrives, write, group, member, letters, headers):
    held_thread(arrives, write, group)
    [question] = letters(member.email)

    answer = arrives(write(question.reply_to[0], "Yes, I am away", **headers))

    assert (answer.outcome, Thread.objects.count()) == ("automatic", 0)


def test_an_address_nobody_gave_out_confirms_nothing(arrives, write, group, member, letters):
    held = held_thread(arrives, write, group)
    [question] = letters(member.email)
    local, _at, domain = question.reply_to[0].partition("@")

    arrives(write(f"{local[:-4]}aaaa@{domain}", "Yes"))

    held.refresh_from_db()
    assert (held.state, Thread.objects.count()) == ("held", 0)


def test_somebody_joins_an_open_group_by_mail_and_asks_to_join_another(
    arrives, write, official_contact, settings, letters
):
    settings.MAIL_TRUSTED_SERVER = "mx.chm.example"
    sure = {"Authentication_Results": "mx.chm.example; dkim=pass header.d=example.org"}
    opened, asked = GroupFactory(slug="open-one"), GroupFactory(slug="asked-one", joining="request")
    sender = official_contact.email

    outcomes = [
        arrives(write(keys.command_address(one, "subscribe"), "", subject="", sender=sender, **sure)).outcome
        for one in (opened, asked)
    ]

    assert outcomes == ["joined", "asked"]
    assert [one.group for one in Membership.objects.filter(user=official_contact)] == [opened]
    assert asked.join_requests.get().user == official_contact


def test_a_digest_asked_for_without_a_group_is_meant_for_all(arrives, write, group, member, settings):
    settings.MAIL_TRUSTED_SERVER = "mx.chm.example"
    join(GroupFactory(slug="second"), user=member)
    Membership.objects.update(mail_level="every")

    kept = arrives(
        write(
            keys.help_address(),
            "digest weekly",
            subject="",
            Authentication_Results="mx.chm.example; spf=pass smtp.mailfrom=member@example.org",
        )
    )

    assert kept.outcome == "level"
    assert set(Membership.objects.values_list("mail_level", flat=True)) == {"weekly"}


def test_a_real_poll_is_voted_in_by_mail_and_the_vote_can_be_changed(arrives, write, thread, member, letters):
    poll = make_poll(thread, member)

    first = arrives(write(keys.reply_address(member, poll.post), "2"))
    second = arrives(write(keys.reply_address(member, poll.post), "1\n\nSent from my phone"))
    wrong = arrives(write(keys.reply_address(member, poll.post), "9"))

    assert [mail.outcome for mail in (first, second, wrong)] == ["answered", "answered", "refused"]
    assert "DDT in stores" in letters(member.email)[0].body
    assert "PCB in transformers" in letters(member.email)[1].body
    assert not Post.objects.filter(way="mail").exists()
