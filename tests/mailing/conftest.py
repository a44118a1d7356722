"""What the stories of the forums' mail begin with."""

import pytest
from django.core.cache import cache
from notifications.delivery import deliver_due

from forums.actions import join, start_thread
from forums.choices import MailLevel
from forums.mailing.actions import mail_out
from tests.factories.forums import GroupFactory, MemberFactory


@pytest.fixture(autouse=True)
def taken_in(settings):
    """The site takes mail to the forums in, and nobody was woken yet."""
    settings.MAIL_FORUMS_ADDRESS = "forums.chm.example"
    cache.delete("forum_mailing:awake")


@pytest.fixture
def group(member):
    """A group of the network to which the member belongs."""
    group = GroupFactory(slug="stockpiles", name_en="Obsolete stockpiles", name_fr="Stocks périmés")
    join(group, user=member)
    return group


@pytest.fixture
def reader(group):
    """Somebody who gets every post of the group."""
    return a_reader(group, "reader@example.org")


def a_reader(group, email, level=MailLevel.EVERY, **more):
    user = MemberFactory(email=email, **more)
    join(group, user=user, mail_level=level)
    return user


@pytest.fixture
def thread(group, member):
    """A thread the member began."""
    return start_thread(group, by=member, title="Old transformers", text="We have *twelve* of them.")


@pytest.fixture
def mailed(mailoutbox):
    """Do what the clock does, and return what reached people's mailboxes by it."""

    def mailed():
        del mailoutbox[:]
        mail_out()
        deliver_due()
        return list(mailoutbox)

    return mailed
