"""Neema comes into groups: at once, on request, by invitation."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from audit.models import Entry
from django.utils import timezone
from notifications.models import OutgoingMail

from forums.actions import leave
from forums.actions import remove_member as take_out
from forums.choices import MembershipState, Role
from forums.joining import actions
from forums.joining.exceptions import CannotJoin
from forums.joining.models import GroupInvitation, JoinRequest
from forums.models import Membership
from tests.factories import UserFactory
from tests.factories.forums import GroupFactory, MemberFactory
from tests.factories.joining import GroupInvitationFactory, JoinRequestFactory

pytestmark = pytest.mark.django_db


def mails(user):
    return list(OutgoingMail.objects.filter(address=user.email).order_by("pk").values_list("subject", flat=True))


def belongs(group, user):
    return Membership.objects.active().filter(group=group, user=user).exists()


# --- At once ----------------------------------------------------------------------------------------------


def test_a_member_joins_an_open_group_once(member):
    group = GroupFactory(joining="open")

    first = actions.join_freely(group, user=member)

    assert actions.join_freely(group, user=member) == first
    group.refresh_from_db()
    assert group.member_count == 1
    assert Entry.objects.filter(action="forums.group.joined").count() == 1


@pytest.mark.parametrize("joining", ["request", "invitation", "automatic"])
def test_nobody_walks_into_a_group_that_asks(member, joining):
    with pytest.raises(CannotJoin):
        actions.join_freely(GroupFactory(joining=joining), user=member)


def test_who_was_taken_out_does_not_walk_back_in_and_may_ask(member, secretariat):
    group = GroupFactory(joining="open")
    actions.join_freely(group, user=member)
    actions.remove_member(group, user=member, by=secretariat, reason="Sold pumps.")

    assert "no longer a member" in mails(member)[-1]
    with pytest.raises(CannotJoin):
        actions.join_freely(group, user=member)
    member.__dict__.pop("_forum_memberships", None)
    assert not member.has_perm("joining.join", group)
    assert member.has_perm("joining.ask", group)


# --- On request -------------------------------------------------------------------------------------------


def test_every_facilitator_is_told_and_the_first_answer_counts(group, facilitator, member, secretariat):
    other = MemberFactory()
    actions.name_facilitator(group, user=other, by=secretariat)

    asked = actions.ask_to_join(group, user=member, note="I count transformers.", answers=[], token=uuid4())

    assert [mails(user)[-1] for user in (facilitator, other)] == ["Neema Barasa asks to join Inventories"] * 2
    assert actions.accept_request(asked, by=facilitator) is True
    assert actions.decline_request(asked, by=other, reason="Too late.") is False
    assert belongs(group, member)
    assert mails(member) == ["Welcome to Inventories"]
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, asked.reason) == ("accepted", facilitator, "")


def test_without_a_facilitator_the_secretariat_is_told(group, member, settings):
    actions.ask_to_join(group, user=member)
    (mail,) = OutgoingMail.objects.all()
    assert mail.address == settings.SECRETARIAT_EMAIL
    assert "Barasa" not in mail.text


def test_a_request_sent_twice_is_one(group, facilitator, member):
    token = uuid4()
    first = actions.ask_to_join(group, user=member, token=token)
    assert actions.ask_to_join(group, user=member, token=token) == first
    assert actions.ask_to_join(group, user=member, token=uuid4()) == first
    assert len(mails(facilitator)) == 1


def test_declined_they_read_why_and_may_ask_again(group, facilitator, member):
    asked = actions.ask_to_join(group, user=member)
    actions.decline_request(asked, by=facilitator, reason="This group is for laboratories.")
    assert not belongs(group, member)
    assert actions.ask_to_join(group, user=member) != asked
    assert JoinRequest.objects.count() == 2


def test_facilitators_of_another_group_do_not_read_requests(group, facilitator, member):
    asked = JoinRequestFactory(group=group)
    assert list(JoinRequest.objects.visible_to(facilitator)) == [asked]
    assert list(JoinRequest.objects.visible_to(member)) == []
    assert list(JoinRequest.objects.visible_to(asked.user)) == [asked]


# --- By invitation ----------------------------------------------------------------------------------------


def test_an_invited_member_comes_in_once(group, facilitator, member):
    (invitation,) = actions.invite(group, by=facilitator, users=[member])
    assert actions.invite(group, by=facilitator, users=[member]) == []

    membership = actions.accept_invitation(invitation, user=member)

    assert actions.accept_invitation(invitation, user=member) == membership
    assert mails(member) == ["You are invited to Inventories"]
    leave(group, user=member)
    with pytest.raises(CannotJoin):
        actions.accept_invitation(invitation, user=member)


def test_an_invitation_is_good_for_nobody_else(group, facilitator, member):
    invitation = GroupInvitationFactory(group=group, address="somebody@example.org")
    with pytest.raises(CannotJoin) as refused:
        actions.accept_invitation(invitation, user=member)
    assert refused.value.code == "other"

    invited = MemberFactory(email="somebody@example.org")
    actions.accept_invitation(invitation, user=invited)
    assert belongs(group, invited)


def test_an_address_that_is_not_confirmed_proves_nothing(group):
    invitation = GroupInvitationFactory(group=group, address="somebody@example.org")
    liar = MemberFactory(email="liar@example.org")
    liar.emailaddress_set.create(email="somebody@example.org", verified=False)
    with pytest.raises(CannotJoin):
        actions.accept_invitation(invitation, user=liar)


def test_inviting_addresses_tells_nobody_who_is_a_member(group, facilitator, member):
    known, unknown = actions.invite(group, by=facilitator, addresses=[member.email, "stranger@example.net"])
    assert (known.user, unknown.user) == (None, None)


def test_a_link_lets_in_as_many_as_it_says_until_its_time_is_over(group, facilitator, member):
    link = actions.make_link(group, by=facilitator, most_uses=1)
    actions.accept_invitation(link, user=member)
    with pytest.raises(CannotJoin):
        actions.accept_invitation(link, user=MemberFactory())

    old = GroupInvitationFactory(group=group, expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(CannotJoin):
        actions.accept_invitation(old, user=MemberFactory())


def test_who_was_taken_out_does_not_come_back_by_the_same_link(group, facilitator, member):
    link = actions.make_link(group, by=facilitator)
    actions.accept_invitation(link, user=member)
    take_out(group, user=member, by=facilitator, reason="Sold pumps.")
    with pytest.raises(CannotJoin):
        actions.accept_invitation(link, user=member)
    assert Membership.objects.get(group=group, user=member).state == MembershipState.REMOVED


def test_an_ended_or_declined_invitation_works_no_more(group, facilitator, member):
    link = actions.make_link(group, by=facilitator)
    assert actions.end_invitation(link, by=facilitator) is True
    assert actions.end_invitation(link, by=facilitator) is False
    (invitation,) = actions.invite(group, by=facilitator, users=[member])
    assert actions.decline_invitation(invitation) is True
    assert not GroupInvitation.objects.open().exists()


# --- Keeping order ----------------------------------------------------------------------------------------


def test_the_secretariat_names_facilitators_and_lets_them_go(group, member, secretariat):
    assert actions.name_facilitator(group, user=member, by=secretariat) is True
    assert actions.name_facilitator(group, user=member, by=secretariat) is False
    assert mails(member) == ["You are a facilitator of Inventories"]
    assert actions.take_office(group, user=member, by=secretariat) is True
    assert Membership.objects.get(group=group, user=member).role == Role.MEMBER


def test_an_archived_group_lets_nobody_in(group, facilitator, member, secretariat):
    asked = actions.ask_to_join(group, user=member)
    assert actions.archive_group(group, by=secretariat, reason="Its work is done.") is True
    assert actions.archive_group(group, by=secretariat, reason="Again.") is False
    with pytest.raises(CannotJoin):
        actions.accept_request(asked, by=facilitator)
    group.refresh_from_db()
    assert not member.has_perm("joining.ask", group)
    assert actions.reopen_group(group, by=secretariat) is True


def test_settings_say_what_changed(group, secretariat):
    changed = actions.change_settings(
        group, by=secretariat, visibility="members", name_en="Inventories", texts={"fr": {"rules": "Soyez brefs."}}
    )
    assert changed == ["visibility", "rules (fr)"]
    entry = Entry.objects.get(action="forums.group.changed")
    assert entry.changes == {"fields": ["rules (fr)", "visibility"], "visibility": ["closed", "members"]}
    assert actions.change_settings(group, by=secretariat, visibility="members") == []


def test_letters_hold_no_name_the_reader_may_not_see(group, facilitator):
    shy = MemberFactory()
    shy.person.listing = 3
    shy.person.save()
    actions.ask_to_join(group, user=UserFactory._meta.model.objects.get(pk=shy.pk))
    (subject,) = mails(facilitator)
    assert re.fullmatch("A member of the network asks to join Inventories", subject)


def test_who_leaves_the_network_leaves_no_request_behind(group, member):
    from directory.actions.leaving import close_account

    actions.ask_to_join(group, user=member, note="Secret reasons")
    close_account(member.person, by=member)
    assert not JoinRequest.objects.exists()
