"""Who belongs to a group by what their record says."""

from datetime import timedelta

import pytest
from audit.models import Entry
from django.utils import timezone
from notifications.models import OutgoingMail

from directory.models import Category, Designation
from forums.actions import join, leave, remove_member, set_role
from forums.choices import MembershipState, Role
from forums.joining import actions
from forums.models import Membership
from tests.factories import CountryFactory, DesignationFactory, RegionFactory
from tests.factories.forums import GroupFactory, MemberFactory
from tests.factories.joining import AutomaticRuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(focal_point):
    """National focal points of Africa."""
    group = GroupFactory(slug="african-focal-points", joining="automatic")
    category = Category.objects.get(code="national-focal-point")
    AutomaticRuleFactory(group=group, categories=[category], regions=[RegionFactory(code="002")])
    return group


def members(group):
    return set(Membership.objects.active().filter(group=group).values_list("user__email", flat=True))


def test_whom_the_rules_fit_belongs_and_is_told_how_to_leave(group, focal_point, member, official_contact):
    assert actions.keep_up(group) == (1, 0)
    assert members(group) == {"focal.point@example.org"}
    (mail,) = OutgoingMail.objects.all()
    assert mail.address == focal_point.email
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    group.refresh_from_db()
    assert group.member_count == 1
    assert actions.keep_up(group) == (0, 0)


def test_the_place_of_a_post_is_the_party_it_is_held_for(group, focal_point):
    """Who lives in Kenya and speaks for China is no focal point of Africa."""
    Designation.objects.update(country=CountryFactory(iso2="CN"))
    assert actions.keep_up(group) == (0, 0)


def test_a_rule_without_anything_fits_nobody(member):
    assert actions.keep_up(AutomaticRuleFactory().group) == (0, 0)


def test_a_rule_of_places_alone_fits_everybody_there(member, official_contact, applicant):
    rule = AutomaticRuleFactory(countries=[CountryFactory(iso2="SN")])
    actions.keep_up(rule.group)
    assert members(rule.group) == {"official.contact@example.org"}


def test_a_post_that_begins_or_ends_changes_who_belongs(group, member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        post = DesignationFactory(person=member.person, category__code="national-focal-point", is_primary=False)
    actions.keep_groups_up()
    assert "member@example.org" in members(group)

    post.ends_on = timezone.localdate() - timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        post.save()
    actions.keep_groups_up()
    assert "member@example.org" not in members(group)

    post.ends_on = None
    with django_capture_on_commit_callbacks(execute=True):
        post.save()
    actions.keep_groups_up()
    assert "member@example.org" in members(group)


def test_who_left_or_was_taken_out_is_not_put_back(group, focal_point, member, secretariat):
    DesignationFactory(person=member.person, category__code="national-focal-point", is_primary=False)
    actions.keep_up(group)
    leave(group, user=focal_point)
    remove_member(group, user=member, by=secretariat, reason="Sold pumps.")

    assert actions.keep_up(group) == (0, 0)
    assert members(group) == set()


def test_who_came_back_after_a_lapse_and_left_stays_away(group, focal_point):
    actions.keep_up(group)
    Designation.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert actions.keep_up(group) == (0, 1)
    Designation.objects.update(ends_on=None)
    assert actions.keep_up(group) == (1, 0)
    leave(group, user=focal_point)
    assert actions.keep_up(group) == (0, 0)
    assert actions.join_freely(group, user=focal_point).is_active


def test_who_came_by_themselves_and_who_keeps_order_stay(group, focal_point, member):
    join(group, user=member)
    actions.keep_up(group)
    set_role(Membership.objects.get(user=focal_point), Role.FACILITATOR, by=None)
    Designation.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert actions.keep_up(group) == (0, 0)


def test_a_member_who_leaves_the_network_leaves_the_group(group, focal_point):
    actions.keep_up(group)
    focal_point.person.status = "closed"
    focal_point.person.save()
    actions.keep_groups_up()
    assert Membership.objects.get(user=focal_point).state == MembershipState.LEFT


def test_many_cost_as_many_queries_as_few(group, django_assert_max_num_queries):
    rule = AutomaticRuleFactory(countries=[CountryFactory(iso2="KE")])
    for _ in range(3):
        MemberFactory(person__country=CountryFactory(iso2="KE"))
    with django_assert_max_num_queries(24):
        actions.keep_up(rule.group, tell=False)
    for _ in range(30):
        MemberFactory(person__country=CountryFactory(iso2="KE"))
    with django_assert_max_num_queries(24):
        came, _went = actions.keep_up(rule.group, tell=False)
    assert came == 30
    assert Entry.objects.filter(action="joining.automatic").count() == 2
