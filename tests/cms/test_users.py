"""Who signs in, and who gives whom which rights."""

import pytest
from audit.models import Entry
from django.urls import reverse

from directory.models import User
from tests.factories import UserFactory


def test_whoever_becomes_staff_is_of_the_secretariat_and_stops_being_it(db):
    user = UserFactory(is_staff=True)
    assert user.has_perm("directory.add_designation")

    user.is_staff = False
    user.save()

    assert list(user.groups.all()) == []


def test_the_secretariat_enters_a_colleague_who_has_no_password_yet(client, secretariat):
    client.force_login(secretariat)

    client.post(
        reverse("wagtailusers_users:add"),
        {"email": "Colleague@Example.org", "language": "fr", "is_active": "on", "is_staff": "on"},
    )

    colleague = User.objects.get(email="colleague@example.org")
    assert (colleague.is_staff, colleague.is_superuser, colleague.has_usable_password()) == (True, False, False)
    assert Entry.objects.about(colleague).get().by == secretariat


def test_nobody_becomes_a_superuser_or_changes_address_through_the_administration(client, secretariat, member):
    client.force_login(secretariat)

    client.post(
        reverse("wagtailusers_users:edit", args=[member.pk]),
        {"email": "other@example.org", "language": "ar", "is_active": "on", "is_superuser": "on"},
    )

    member.refresh_from_db()
    assert (member.email, member.language, member.is_superuser) == ("member@example.org", "ar", False)


def test_a_superuser_is_out_of_reach(client, secretariat):
    superuser = UserFactory(email="root@example.org", is_superuser=True, is_staff=True)
    client.force_login(secretariat)

    client.post(reverse("wagtailusers_users:edit", args=[superuser.pk]), {"language": "en"})

    superuser.refresh_from_db()
    assert superuser.is_active


def test_nobody_takes_their_own_rights_away_by_accident(client, secretariat):
    client.force_login(secretariat)

    client.post(reverse("wagtailusers_users:edit", args=[secretariat.pk]), {"language": "fr"})

    secretariat.refresh_from_db()
    assert (secretariat.language, secretariat.is_staff, secretariat.is_active) == ("fr", True, True)


@pytest.mark.parametrize("action", ["set_active_state", "assign_role", "delete"])
def test_users_are_not_changed_in_bulk(client, secretariat, member, action):
    client.force_login(secretariat)

    client.post(
        reverse("wagtail_bulk_action", args=["directory", "user", action]) + f"?id={member.pk}",
        {"mark_as_active": "", "next": "/cms/"},
    )

    member.refresh_from_db()
    assert member.is_active
