"""A group with a facilitator, two who speak for Parties, and somebody who belongs to none."""

import pytest
from notifications.models import OutgoingMail

from directory.models import Country
from forums.actions import join
from forums.choices import Role
from tests.factories import PartyFactory
from tests.factories.forums import GroupFactory, MemberFactory


@pytest.fixture
def facilitator(db):
    user = MemberFactory(email="facilitator@example.org")
    user.person.slug = "faye-cilitator"
    user.person.save()
    return user


@pytest.fixture
def group(member, focal_point, official_contact, facilitator):
    group = GroupFactory(slug="pcb", name_en="PCB elimination")
    for user in (member, focal_point, official_contact):
        join(group, user=user)
    join(group, user=facilitator, role=Role.FACILITATOR)
    for iso2 in ("KE", "SN"):
        PartyFactory(country=Country.objects.get(iso2=iso2))
    return group


@pytest.fixture
def letters():
    """``{subject's beginning: sorted addresses}`` of what was sent since the last call."""
    seen = {"upto": 0}

    def read(words):
        mails = OutgoingMail.objects.filter(pk__gt=seen["upto"]).order_by("pk")
        found = sorted(mail.address for mail in mails if words in mail.subject)
        seen["upto"] = max([seen["upto"], *mails.values_list("pk", flat=True)])
        return found

    return read
