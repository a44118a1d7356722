"""What the stories of mail to the forums begin with."""

import re
from itertools import count
from pathlib import Path

import pytest
from django.core.cache import cache
from notifications.reachability import take_in

from forums.actions import join, start_thread
from forums.receiving.models import ReceivedMail
from tests.factories.forums import GroupFactory

MAILS = Path(__file__).parent / "mails"
_number = count()


@pytest.fixture(autouse=True)
def address_of_forums(settings):
    settings.MAIL_FORUMS_ADDRESS = "forums.chm.example"
    settings.MAIL_TRUSTED_SERVER = ""
    # How often somebody wrote is counted there.
    cache.clear()


@pytest.fixture
def group(member):
    """A group of the network to which the member belongs."""
    group = GroupFactory(slug="stockpiles", name_en="Obsolete stockpiles")
    join(group, user=member)
    return group


@pytest.fixture
def thread(group, member):
    """A thread the member began."""
    return start_thread(group, by=member, title="Old transformers", text="We have *twelve* of them.")


@pytest.fixture
def post(thread):
    return thread.posts.get()


@pytest.fixture
def letters(mailoutbox):
    """What was sent, or what was sent to one address, the earliest first."""

    def sent(address=None):
        return [mail for mail in mailoutbox if address in (None, *mail.to)]

    return sent


@pytest.fixture
def link_in():
    """The path of the page a letter leads to."""
    return lambda letter: re.search(r"https?://[^/\s]+(/\S*/forums/mail/\S+)", letter.body)[1]


@pytest.fixture
def arrives(db, django_capture_on_commit_callbacks):
    """Take a mail in and have it read. Returns the row that is kept of it."""

    def take(content, *recipients):
        with django_capture_on_commit_callbacks(execute=True):
            take_in(content, recipients)
        return ReceivedMail.objects.order_by("-pk").first()

    return take


@pytest.fixture
def write():
    """A mail as bytes: ``write(to, text, sender=…, **headers)``."""
    from email.message import EmailMessage

    def mail(to, text="", *, sender="member@example.org", subject="Re: Old transformers", html="", files=(), **more):
        message = EmailMessage()
        message["From"] = f"Neema Barasa <{sender}>"
        message["To"] = to
        message["Message-ID"] = f"<{next(_number)}@mail.example.org>"
        message["Subject"] = subject
        for name, value in more.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
        for name, content in files:
            message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        return message.as_bytes()

    return mail
