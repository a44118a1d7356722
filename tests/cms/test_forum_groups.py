"""The Secretariat founds, changes, archives and fills groups in the administration."""

import pytest
from django.urls import reverse

from forums.choices import Visibility
from forums.joining.models import AutomaticRule
from forums.models import Group, GroupText, Membership
from tests.factories import CountryFactory
from tests.factories.forums import GroupFactory

pytestmark = pytest.mark.django_db


def said(**more):
    return {
        "slug": "dioxins",
        "name_en": "Dioxins",
        "kind": "thematic",
        "visibility": "closed",
        "joining": "request",
        "language": "en",
        "default_mail_level": "daily",
        "newcomers_wait": "0",
        "slow_mode_seconds": "0",
        **more,
    }


def test_a_group_is_founded_with_what_it_says_of_itself(client, secretariat):
    client.force_login(secretariat)
    assert client.get(reverse("forum_group_new")).status_code == 200
    answer = client.post(reverse("forum_group_new"), said(description_fr="Sur les dioxines."))
    group = Group.objects.get(slug="dioxins")
    assert answer.url == reverse("forum_group", args=[group.pk])
    assert GroupText.objects.get(group=group, language="fr").description == "Sur les dioxines."
    page = client.get(reverse("forum_groups")).content.decode()
    assert "Dioxins" in page


def test_a_wider_readership_has_to_be_confirmed_with_the_numbers_in_sight(client, secretariat):
    group = GroupFactory(slug="dioxins", visibility="closed", post_count=12, member_count=3)
    client.force_login(secretariat)
    where = reverse("forum_group", args=[group.pk])

    warned = client.post(where, said(visibility="public", newcomers_wait="2"))

    group.refresh_from_db()
    assert group.visibility == Visibility.CLOSED
    words = warned.content.decode()
    assert "12 posts that were written for fewer readers are then shown." in words
    assert 'value="2"' in words
    client.post(where, said(visibility="public", confirmed="on"))
    group.refresh_from_db()
    assert (group.visibility, group.post_count, group.slug) == (Visibility.PUBLIC, 12, "dioxins")
    client.post(where, said(visibility="hidden"))
    group.refresh_from_db()
    assert group.visibility == Visibility.HIDDEN


def test_archived_a_group_is_written_in_no_more_until_it_is_opened(client, secretariat):
    group = GroupFactory()
    client.force_login(secretariat)
    where = reverse("forum_group_archive", args=[group.pk])
    assert client.get(where).status_code == 200
    client.post(where, {"reason": "Its work is done."})
    group.refresh_from_db()
    assert group.is_archived
    client.post(where, {"reason": "New work."})
    group.refresh_from_db()
    assert not group.is_archived


def test_rules_bring_members_in_and_out(client, secretariat, member):
    group = GroupFactory(joining="automatic")
    client.force_login(secretariat)
    where = reverse("forum_group_rule", args=[group.pk])
    assert client.get(where).status_code == 200
    assert client.post(where, {}).status_code == 200
    assert not AutomaticRule.objects.exists()
    client.post(where, {"countries": [CountryFactory(iso2="KE").pk]})
    assert Membership.objects.get(group=group).user == member
    client.post(reverse("forum_group_rule_remove", args=[group.pk, AutomaticRule.objects.get().pk]))
    assert not Membership.objects.active().filter(group=group).exists()


def test_groups_are_kept_by_the_secretariat_alone(client, page_editor):
    group = GroupFactory(name_en="Secret dioxins", visibility="hidden")
    client.force_login(page_editor)
    for where in (
        reverse("forum_groups"),
        reverse("forum_group_new"),
        reverse("forum_group", args=[group.pk]),
        reverse("forum_group_archive", args=[group.pk]),
    ):
        answer = client.get(where, follow=True)
        assert "Secret dioxins" not in answer.content.decode()
    assert client.post(reverse("forum_group_archive", args=[group.pk]), {"reason": "x"}).status_code in (302, 403)
    group.refresh_from_db()
    assert not group.is_archived
