"""Two facilitators, or one button pressed twice, at the same moment. Tried where rows are really locked."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection
from notifications.models import OutgoingMail

from forums.exceptions import Refused
from forums.joining import actions
from forums.models import Group, Membership
from tests.factories.forums import GroupFactory, MemberFactory
from tests.factories.joining import AutomaticRuleFactory, GroupInvitationFactory, JoinRequestFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def at_once(*acts):
    """Carry out acts in threads of their own. Gives what each answered, or the refusal."""

    def act_alone(act):
        try:
            return act()
        except Refused as refused:
            return refused.code
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act_alone, acts))


def test_of_two_facilitators_one_decides():
    asked, one, other = JoinRequestFactory(), MemberFactory(), MemberFactory()
    done = at_once(
        lambda: actions.accept_request(asked, by=one), lambda: actions.decline_request(asked, by=other, reason="No.")
    )
    assert sorted(done) == [False, True]
    assert OutgoingMail.objects.filter(address=asked.user.email).count() == 1


def test_a_link_for_two_lets_in_two_of_four():
    link = GroupInvitationFactory(most_uses=2)
    users = [MemberFactory() for _ in range(4)]
    at_once(*(lambda user=user: actions.accept_invitation(link, user=user) for user in users))
    assert Membership.objects.active().filter(group=link.group).count() == 2


def test_rules_looked_at_twice_put_in_once():
    user = MemberFactory()
    rule = AutomaticRuleFactory(countries=[user.person.country])
    done = at_once(*(lambda: actions.keep_up(rule.group) for _ in range(3)))
    assert sum(came for came, _went in done) == 1
    assert Group.objects.get(pk=rule.group.pk).member_count == 1


def test_one_button_pressed_four_times_joins_once():
    group, user = GroupFactory(joining="open"), MemberFactory()
    at_once(*(lambda: actions.join_freely(group, user=user) for _ in range(4)))
    assert Group.objects.get(pk=group.pk).member_count == 1
