"""Answering from the mail alone: the link, those who open it, and what becomes of it."""

import uuid
from datetime import timedelta

import pytest
from audit.models import Entry
from django.conf import settings as django_settings
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from moderation.models import Report
from notifications.models import UnreachableAddress

from directory.actions.records import confirm_record
from directory.choices import Freshness, RecordStatus
from directory.upkeep import links
from directory.upkeep.actions.asking import hold_mailing
from directory.upkeep.choices import Answer
from directory.upkeep.models import ConfirmationRequest
from directory.views.pages import address_of
from tests.factories import AffiliationFactory, PersonFactory, UserFactory

from .conftest import LONG_AGO, letters, link_in


def request():
    return ConfirmationRequest.objects.get()


def page(answer):
    return answer.content.decode()


def test_institution_confirms_from_the_mail_in_two_steps_without_an_account(client, link, office):
    first = client.get(link)
    assert "Central Laboratory" in page(first)
    assert "office@example.org" in page(first)
    assert request().answered_at is None

    answer = client.post(link, follow=True)

    assert "this was answered on 23 November 2026" in page(answer)
    office.refresh_from_db()
    assert (office.confirmed_at, office.freshness) == (timezone.now(), Freshness.CURRENT)
    assert (request().answer, request().answered_by) == (Answer.BY_LETTER, None)
    assert [entry.action for entry in Entry.objects.about(office).order_by("pk")] == [
        "upkeep.record.asked",
        "directory.institution.confirmed",
        "upkeep.record.answered",
    ]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_mail_scanner_that_follows_every_link_confirms_nothing(method, client, link, office):
    change = link.replace("/confirm/", "/change/")
    for address in (link, change, link.replace("/confirm/", "/again/")):
        for _time in range(3):
            getattr(client, method)(address, headers={"sec-purpose": "prefetch"}, follow=True)

    office.refresh_from_db()
    assert office.confirmed_at == LONG_AGO
    assert request().answered_at is None
    assert not Report.objects.exists()
    assert len(letters()) == 1


def test_form_sent_from_elsewhere_confirms_nothing(link, office):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link).status_code == 403
    strict.get(link)
    token = strict.cookies["csrftoken"].value
    assert (
        strict.post(link, {"csrfmiddlewaretoken": token}, headers={"origin": "https://evil.example"}).status_code
        == 403
    )
    assert request().answered_at is None
    assert (
        strict.post(link, {"csrfmiddlewaretoken": token}, headers={"origin": "http://testserver"}).status_code == 302
    )
    assert request().answered_at is not None


def test_link_used_twice_says_on_which_day_it_was_confirmed(client, link, office, monday):
    client.post(link)
    confirmed = timezone.now()
    monday.shift(timedelta(days=3))
    answer = client.post(link, follow=True)

    assert answer.status_code == 200
    assert "this was answered on 23 November 2026" in page(answer)
    office.refresh_from_db()
    assert office.confirmed_at == confirmed
    assert Entry.objects.filter(action="directory.institution.confirmed").count() == 1


def test_expired_link_says_so_and_sends_a_new_one_to_the_address_we_know(client, link, office, monday):
    monday.shift(timedelta(days=61))
    over = client.get(link)
    assert over.status_code == 410
    assert "sixty days" in page(over)
    assert client.post(link, follow=True).status_code == 410
    office.refresh_from_db()
    assert office.confirmed_at == LONG_AGO

    sent = client.post(link.replace("/confirm/", "/again/"), {"address": "thief@example.net"}, follow=True)

    assert "Look into your mail" in page(sent)
    assert [mail.address for mail in letters()] == ["office@example.org"] * 2
    new = link_in(letters()[1])
    assert new != link
    client.post(new)
    assert request().answer == Answer.BY_LETTER


def test_link_of_an_older_letter_is_superseded(client, link, monday):
    monday.shift(timedelta(days=182))
    hold_mailing()
    over = client.get(link)

    assert over.status_code == 410
    assert "asked again since" in page(over)
    assert client.post(link, follow=True).status_code == 410
    client.post(link_in(letters()[1]))
    assert set(ConfirmationRequest.objects.values_list("answer", flat=True)) == {Answer.SUPERSEDED, Answer.BY_LETTER}


def test_link_of_a_record_that_left_is_withdrawn_and_names_nobody(client, link, office):
    type(office).objects.update(status=RecordStatus.CLOSED)
    over = client.get(link)

    assert over.status_code == 410
    assert "Central Laboratory" not in page(over)
    again = client.post(link.replace("/confirm/", "/again/"), follow=True)
    assert again.status_code == 410
    assert len(letters()) == 1


def test_link_in_a_mailbox_the_record_names_no_more_is_withdrawn(client, link, office):
    office.contacts.update(value="new@example.org")

    assert client.get(link).status_code == 410
    client.post(link)
    assert request().answered_at is None
    # What is asked for goes to the new address.
    client.post(link.replace("/confirm/", "/again/"))
    assert [mail.address for mail in letters()][1:] in ([], ["new@example.org"])


def test_link_cannot_be_made_from_another(client, link, listed, office):
    hold_mailing()
    mine = request_of(office)
    other = request_of(listed)
    forged = [
        link[:-4] + "abc/",
        link.replace("/confirm/", "/confirm/x"),
        made(signing.dumps([mine.pk, "institution", office.pk], salt="something.else")),
        made(signing.dumps([other.pk, "institution", office.pk], salt=links.SALT)),
        made(signing.dumps([mine.pk, "person", listed.pk], salt=links.SALT)),
        made(signing.dumps(mine.pk, salt=links.SALT)),
        made("x"),
    ]
    for address in forged:
        assert client.get(address).status_code == 404, address
        assert "This link is not whole" in page(client.post(address))
    assert not ConfirmationRequest.objects.exclude(answered_at=None).exists()


def made(token):
    return reverse("upkeep:confirm", args=[token])


def request_of(record):
    return ConfirmationRequest.objects.of(record).get()


def test_whoever_lost_the_link_types_the_address_and_learns_nothing_about_others(client, link, monday):
    monday.shift(timedelta(days=1))
    address = reverse("upkeep:new_link")
    known = client.post(address, {"address": "OFFICE@example.org"}, follow=True)
    unknown = client.post(address, {"address": "nobody@example.org"}, follow=True)

    assert page(known) == page(unknown)
    assert [mail.address for mail in letters()] == ["office@example.org"] * 2
    assert client.post(address, {"address": "no address"}).status_code == 422


def test_new_links_are_limited(client, link, monday):
    address = reverse("upkeep:new_link")
    answers = []
    for _time in range(5):
        monday.shift(timedelta(minutes=11))
        answers.append(client.post(address, {"address": "office@example.org"}).status_code)

    assert answers == [302, 302, 302, 429, 429]
    assert len(letters()) == 4


def test_address_of_the_page_does_not_leak(client, link):
    for answer in (client.get(link), client.get(link.replace("/confirm/", "/change/")), client.get(made("x"))):
        assert answer.headers["Referrer-Policy"] == "strict-origin"
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_owner_who_is_signed_in_confirms_in_their_name(client, monday):
    user = UserFactory(email="neema@example.org")
    person = PersonFactory(user=user, confirmed_at=LONG_AGO)
    hold_mailing()
    client.force_login(user)
    client.post(link_in(letters()[0]))

    assert request().answered_by == user
    assert person.revisions.latest("pk").user == user


def test_somebody_else_who_is_signed_in_confirms_without_their_name(client, link, member):
    client.force_login(member)
    client.post(link)

    assert (request().answer, request().answered_by) == (Answer.BY_LETTER, None)


def test_confirming_shows_that_the_address_works(client, listed):
    hold_mailing()
    UnreachableAddress.objects.create(address="wanjiru@example.org")
    client.post(link_in(letters()[0]))

    assert not UnreachableAddress.objects.now().exists()


def test_record_confirmed_on_the_site_needs_no_link_any_more(client, link, office, monday):
    monday.shift(timedelta(days=1))
    confirm_record(office, by=None)

    assert "this was answered on 24 November 2026" in page(client.get(link))


@pytest.mark.parametrize("language", [code for code, _name in django_settings.LANGUAGES])
def test_pages_stand_in_each_language(language, client, link):
    with override(language):
        token = links.token_of(request())
        addresses = [reverse(f"upkeep:{name}", args=[token]) for name in ("confirm", "change")]
        addresses.append(reverse("upkeep:new_link"))
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in page(answer)


# --- Something has changed --------------------------------------------------------------------------------


def test_institution_without_an_account_says_in_words_what_is_wrong(client, link, office, secretariat):
    change = link.replace("/confirm/", "/change/")
    token = uuid.uuid4()
    assert "Sign in with a code" not in page(client.get(change))
    assert client.post(change, {"words": " ", "token": token}).status_code == 422
    for _time in range(2):
        answer = client.post(change, {"words": "We have moved to Nakuru.", "token": token}, follow=True)
        assert answer.status_code == 200

    report = Report.objects.get()
    assert (report.thing, report.words, report.reporter_address) == (
        office,
        "We have moved to Nakuru.",
        "office@example.org",
    )
    assert request().answer == Answer.TOLD
    office.refresh_from_db()
    assert office.confirmed_at == LONG_AGO


def test_words_are_not_lost_when_too_many_were_sent(client, link):
    change = link.replace("/confirm/", "/change/")
    for _time in range(10):
        client.post(change, {"words": "More.", "token": uuid.uuid4()})
    answer = client.post(change, {"words": "The eleventh.", "token": uuid.uuid4()})

    assert answer.status_code == 429
    assert "The eleventh." in page(answer)


def test_person_with_an_account_is_led_to_the_code_and_then_to_their_record(client, monday):
    user = UserFactory(email="neema@example.org")
    PersonFactory(user=user, confirmed_at=LONG_AGO)
    hold_mailing()
    change = link_in(letters()[0], "change")

    assert f"{reverse('account_request_login_code')}?next=%2Fen%2Fmy%2Frecord%2F" in page(client.get(change))
    client.force_login(user)
    assert client.get(change).url == reverse("my:record")


def test_keeper_of_an_institution_comes_to_where_it_is_changed(client, office):
    keeper = UserFactory(email="keeper@example.org")
    AffiliationFactory(person=PersonFactory(user=keeper), institution=office, maintains_institution=True)
    hold_mailing()
    change = link_in(letters("keeper@example.org")[0], "change")
    client.force_login(keeper)

    answer = client.get(change)
    # To the record, where the site has a page for keepers of institutions, else to the form.
    on = address_of("directory:institution-record", "central-laboratory")
    assert (answer.status_code, answer.get("Location", "")) == ((302, on) if on else (200, ""))
