"""What happens to a mail between the change it tells about and the mail server."""

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.utils import translation
from notifications import actions
from notifications.choices import MailState
from notifications.models import OutgoingMail

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_mail_leaves_after_the_commit_and_not_before(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mail = actions.send_rendered("Hello", "Good day.", "", "somebody@example.org", "en", secret=False)
        assert django_mail.outbox == []

    [message] = django_mail.outbox
    assert (message.subject, message.to, message.body) == ("Hello", ["somebody@example.org"], "Good day.\n")
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.SENT, 1)


@pytest.mark.django_db(transaction=True)
def test_mail_of_a_change_that_was_rolled_back_never_leaves():
    with transaction.atomic():
        actions.send_rendered("Hello", "Good day.", "", "somebody@example.org", "en")
        transaction.set_rollback(True)

    assert django_mail.outbox == []
    assert not OutgoingMail.objects.exists()


def test_code_is_not_kept_once_it_was_sent(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mail = actions.send_rendered("Your code", "It is 123456.", "<b>123456</b>", "somebody@example.org", "en")

    assert "123456" in django_mail.outbox[0].body
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == (MailState.SENT, "", "")


def test_user_is_written_to_in_the_language_they_chose():
    user = UserFactory(language="ar")
    with translation.override("fr"):
        mail = actions.send_rendered("Hello", "Good day.", "", user)

    assert (mail.recipient, mail.address, mail.language) == (user, user.email, "ar")
    assert '<html lang="ar" dir="rtl">' in mail.html


@pytest.mark.parametrize(
    "subject",
    ["Hi\r\nBcc: everyone@example.org", "Hi\nBcc: everyone@example.org", "Hi\u2028Bcc: everyone@example.org"],
)
def test_subject_cannot_begin_another_header(subject, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.send_rendered(subject, "Good day.", "", "somebody@example.org", "en")

    message = django_mail.outbox[0].message()
    assert message["Subject"] == "Hi Bcc: everyone@example.org"
    assert "Bcc" not in message


@pytest.mark.parametrize(
    "address", ["a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org", "nobody", "", "a@b c.org"]
)
def test_what_is_not_an_address_is_given_up_without_breaking_the_change(address, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mail = actions.send_rendered("Hello", "Code 1234", "", address, "en")

    assert (mail.state, mail.text) == (MailState.GIVEN_UP, "")
    assert django_mail.outbox == []
