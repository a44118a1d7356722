"""Choosing how one gets mail, and stopping it from a letter."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from forums.actions import join, start_thread
from forums.choices import MailLevel, Visibility
from forums.mailing import actions, links, own
from forums.mailing.models import MailPreferences
from forums.models import Membership, Watch
from tests.factories.forums import GroupFactory

from .conftest import a_reader

pytestmark = pytest.mark.django_db


def path_of(address):
    """What stands behind the name of the site."""
    return urlsplit(address.strip("<>")).path


def unsubscribe(mail):
    return path_of(mail.extra_headers["List-Unsubscribe"])


def test_one_click_ends_the_mail_of_that_group_and_of_no_other(client, group, reader, member, thread, mailed):
    other = GroupFactory(slug="air")
    join(other, user=reader, mail_level=MailLevel.EVERY)
    join(other, user=member)
    [mail] = mailed()

    # As a mail program asks: without cookies, sign-in or the token of a form.
    answer = client.post(unsubscribe(mail), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    levels = dict(Membership.objects.filter(user=reader).values_list("group__slug", "mail_level"))
    assert levels == {"stockpiles": MailLevel.NONE, "air": MailLevel.EVERY}
    start_thread(group, by=member, title="New", text="Hello.")
    start_thread(other, by=member, title="Air", text="Hello.")
    assert [mail.subject for mail in mailed()] == ["[Air] Air"]


def test_opening_the_link_changes_nothing(client, reader, thread, mailed):
    [mail] = mailed()

    page = client.get(unsubscribe(mail))

    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "strict-origin")
    assert "no-store" in page.headers["Cache-Control"]
    assert Membership.objects.get(user=reader).mail_level == MailLevel.EVERY


def test_a_thread_is_muted_from_its_letter(client, group, reader, member, thread, mailed):
    mailed()

    client.post(path_of(links.stop_address(reader, links.THREAD, thread.pk)))

    assert Watch.objects.get(user=reader).is_muted
    actions.mute_thread(reader, thread)
    assert Watch.objects.filter(user=reader).count() == 1


def test_the_link_of_a_digest_ends_digests(client, group, member):
    daily = a_reader(group, "daily@example.org", MailLevel.DAILY)

    client.post(path_of(links.stop_address(daily, links.DIGEST, "daily")))

    assert Membership.objects.get(user=daily).mail_level == MailLevel.NONE


def test_a_link_that_was_not_made_here_is_not_found_and_says_why(client, reader, group):
    token = links.stop_token(reader, links.GROUP, group.pk)

    assert client.post(reverse("forum_mailing:stop", args=[token[:-1]])).status_code == 404
    assert Membership.objects.get(user=reader).mail_level == MailLevel.EVERY


def test_the_page_of_a_link_names_no_hidden_group_to_who_left(client, reader):
    hidden = GroupFactory(slug="hidden", name_en="Inspectors", visibility=Visibility.HIDDEN)

    page = client.get(reverse("forum_mailing:stop", args=[links.stop_token(reader, links.GROUP, hidden.pk)]))

    assert "Inspectors" not in page.content.decode()


def test_wishes_are_kept_and_shown(client, reader, group):
    client.force_login(reader)

    answer = client.post(
        reverse("my_forum_mail:wishes"), {"is_text_only": "on", "most_kilobytes": "10", "most_a_day": "5"}
    )

    assert answer.status_code == 302
    wishes = MailPreferences.objects.get(user=reader)
    assert (wishes.is_text_only, wishes.most_kilobytes, wishes.most_a_day) == (True, 10, 5)
    page = client.get(reverse("my_forum_mail:wishes")).content.decode()
    assert "Obsolete stockpiles" in page
    assert reverse("my_groups:list") in page


def test_wishes_that_make_no_sense_come_back_with_words(client, reader):
    client.force_login(reader)

    answer = client.post(reverse("my_forum_mail:wishes"), {"most_kilobytes": "7", "most_a_day": "100000"})

    assert answer.status_code == 422
    assert not MailPreferences.objects.exists()


def test_preferences_change_only_what_is_said(reader):
    assert actions.set_preferences(reader, most_a_day=3)
    assert actions.set_preferences(reader, is_text_only=True)
    assert not actions.set_preferences(reader, is_text_only=True)

    wishes = MailPreferences.objects.get()
    assert (wishes.most_a_day, wishes.is_text_only) == (3, True)


def test_one_level_for_all_groups(reader, group):
    assert actions.set_level_everywhere(reader, MailLevel.WEEKLY) == 1
    assert actions.set_level_everywhere(reader, MailLevel.WEEKLY) == 0


def test_a_copy_of_ones_data_says_what_was_sent_and_leaving_erases_it(reader, thread, mailed):
    actions.set_preferences(reader, most_a_day=7)
    mailed()

    wishes, sent = own.mail_of(reader)

    assert (wishes["most_a_day"], sent["words"]) == (7, f"#{thread.posts.get().pk}: Handed to the outbox")
    own.erase(reader)
    assert list(own.mail_of(reader)) == []
