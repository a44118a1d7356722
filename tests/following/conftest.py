"""What stories of followers need: the letters they got, and time that passes for all."""

import pytest
from following.telling import tell_followers
from notifications.models import OutgoingMail

from tests.search.conftest import engine, indexed  # noqa: F401


class Letters:
    """Letters to somebody since last asked: their whole text, HTML included."""

    def __init__(self):
        self.known = set()

    def __call__(self, user=None):
        mails = OutgoingMail.objects.exclude(pk__in=self.known).order_by("pk")
        mails = list(mails.filter(recipient=user) if user else mails)
        self.known |= {mail.pk for mail in mails}
        return [f"{mail.subject}\n{mail.text}\n{mail.html}" for mail in mails]


@pytest.fixture
def letters(db):
    return Letters()


@pytest.fixture
def told(letters):
    """Tell everything that waits, and say what somebody was told."""

    def tell(user=None):
        tell_followers(at_once=True)
        return letters(user)

    return tell
