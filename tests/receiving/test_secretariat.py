"""What the Secretariat sees of mail to the forums, and what it does about mail that could not be read."""

from django.urls import reverse

from forums.mailing import keys
from forums.models import Post
from forums.receiving.actions import read_waiting_mail, working
from forums.receiving.choices import PAUSES
from forums.receiving.models import ReceivedMail


def fails_for_good(arrives, write, post, member, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(working, "reply", lambda *_, **__: 1 / 0)
        kept = arrives(write(keys.reply_address(member, post), "SECRET words"))
        for _pause in PAUSES:
            ReceivedMail.objects.update(next_try=kept.received_at)
            read_waiting_mail()
    kept.refresh_from_db()
    return kept


def test_a_mail_that_cannot_be_read_is_given_up_and_the_secretariat_told(
    arrives, write, post, member, monkeypatch, mailoutbox, settings
):
    from notifications.delivery import deliver_due

    kept = fails_for_good(arrives, write, post, member, monkeypatch)
    deliver_due()

    assert (kept.state, kept.outcome) == ("failed", "unreadable")
    [letter] = [mail for mail in mailoutbox if mail.to == [settings.SECRETARIAT_EMAIL]]
    assert "SECRET" not in letter.subject + letter.body


def test_the_secretariat_sees_what_came_and_reads_it_again(
    arrives, write, post, member, monkeypatch, client, secretariat
):
    kept = fails_for_good(arrives, write, post, member, monkeypatch)
    client.force_login(secretariat)

    page = client.get(reverse("received_mail")).content.decode()
    assert "member@example.org" in page
    assert "SECRET" not in page
    again = reverse("read_mail_again", args=[kept.pk])
    assert again in page
    client.post(again)
    read_waiting_mail()

    assert Post.objects.get(number=2).text == "SECRET words"


def test_nobody_else_reads_a_mail_again(arrives, write, post, member, monkeypatch, client):
    kept = fails_for_good(arrives, write, post, member, monkeypatch)
    client.force_login(member)

    assert client.post(reverse("read_mail_again", args=[kept.pk])).status_code in (302, 403, 404)

    kept.refresh_from_db()
    assert kept.state == "failed"


def test_the_list_asks_as_much_for_three_mails_as_for_one(
    arrives, write, post, member, client, secretariat, django_assert_max_num_queries
):
    client.force_login(secretariat)
    arrives(write(keys.reply_address(member, post), "One"))
    client.get(reverse("received_mail_results"))
    with django_assert_max_num_queries(60) as one:
        client.get(reverse("received_mail_results"))
    for text in ("Two", "Three"):
        arrives(write(keys.reply_address(member, post), text))
    with django_assert_max_num_queries(60) as three:
        client.get(reverse("received_mail_results"))

    assert len(three) == len(one)
