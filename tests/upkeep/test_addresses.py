"""What follows when mail does not arrive: tasks, a letter to colleagues, and words on pages."""

from datetime import timedelta

import pytest
from django.utils import timezone
from notifications.choices import NoticeKind
from notifications.models import OutgoingMail, UnreachableAddress
from notifications.reachability import _note, clear

from directory.actions.records import confirm_record
from directory.upkeep.actions.addresses import settle_addresses
from directory.upkeep.choices import TaskState
from directory.upkeep.kinds import UNREACHABLE
from directory.upkeep.models import Task
from tests.factories import (
    DesignationFactory,
    InstitutionContactFactory,
    InstitutionFactory,
    PersonContactFactory,
    PersonFactory,
    UserFactory,
)

from .conftest import letters


def lose(address, key="1"):
    """Mail to an address comes back for good."""
    mail = OutgoingMail.objects.create(address=address, language="en", subject="Hello")
    kind = NoticeKind.FAILED
    _note(f"{key}:{address}", kind=kind, mail=mail, status="5.1.1", words="550 No such user", is_hard=True)
    mail.delete()


def officer(address, office="national-focal-point", **person):
    return DesignationFactory(
        category__code=office,
        person__user=UserFactory(email=address),
        **{f"person__{k}": v for k, v in person.items()},
    ).person


def tasks():
    return [(task.kind, task.record, task.state) for task in Task.objects.order_by("pk")]


def test_lost_address_of_a_member_is_a_task_and_nobody_else_is_told(monday):
    person = PersonFactory(user=UserFactory(email="amani@example.org"))
    officer("focal.point@example.org")
    lose("amani@example.org")

    assert tasks() == [(UNREACHABLE, person, TaskState.OPEN)]
    assert "Mail to amani@example.org does not arrive since 2026-11-23: 550 No such user" in Task.objects.get().note
    assert letters() == []


def test_colleagues_of_an_official_contact_are_told_once_and_without_the_address(monday):
    lost = officer("secret.address@example.org", given_name="Makena", family_name="Gathogo")
    UserFactory(email="nobody@example.org")
    officer("official@example.org", "official-contact-point")
    UnreachableAddress.objects.create(address="gone@example.org")
    officer("gone@example.org", "official-contact-point")
    DesignationFactory(person__user=UserFactory(email="expert@example.org"))
    lose("Secret.Address@example.org")
    clear("secret.address@example.org", why="Tried.")
    monday.shift(timedelta(hours=1))
    lose("secret.address@example.org", "2")

    [mail] = letters()
    assert mail.address == "official@example.org"
    assert "Makena Gathogo" in mail.text
    assert "National focal point of Kenya" in mail.text
    assert "secret.address" not in mail.text + mail.html + mail.subject
    assert len([task for task in tasks() if task[1] == lost]) == 2


def test_colleagues_are_not_told_while_another_address_works(monday):
    lost = officer("makena@example.org")
    PersonContactFactory(person=lost, kind="email", value="other@example.org")
    officer("official@example.org", "official-contact-point")
    lose("makena@example.org")

    assert letters() == []
    assert tasks() == [(UNREACHABLE, lost, TaskState.OPEN)]


def test_institution_whose_mailbox_is_lost_is_a_task(monday):
    office = InstitutionContactFactory(value="Office@example.org").institution
    lose("office@example.org")

    assert tasks() == [(UNREACHABLE, office, TaskState.OPEN)]


def test_task_settles_itself_when_mail_arrives_again(monday):
    person = PersonFactory(user=UserFactory(email="amani@example.org"))
    lose("amani@example.org")
    clear("amani@example.org", why="A code that was sent there was entered.")

    assert tasks() == [(UNREACHABLE, person, TaskState.DONE)]
    assert Task.objects.get().why == "A code that was sent there was entered."


def test_task_settles_itself_when_the_address_is_changed(monday):
    contact = PersonContactFactory(kind="email", value="old@example.org")
    lose("old@example.org")
    contact.value = "new@example.org"
    contact.save()

    assert settle_addresses() == 1
    assert tasks()[0][2] == TaskState.DONE
    assert UnreachableAddress.objects.now().exists()


def test_record_confirmed_with_its_address_is_tried_again(monday):
    office = InstitutionContactFactory(value="office@example.org").institution
    lose("office@example.org")
    settle_addresses()
    assert UnreachableAddress.objects.now().exists()
    monday.shift(timedelta(days=1))
    confirm_record(office, by=None)
    settle_addresses()

    assert not UnreachableAddress.objects.now().exists()
    assert tasks()[0][2] == TaskState.DONE


def test_code_that_arrives_shows_that_the_address_works(client, monday):
    user = UserFactory(email="amani@example.org")
    PersonFactory(user=user)
    lose("amani@example.org")
    monday.shift(timedelta(hours=1))
    client.post("/en/accounts/login/code/", {"email": "amani@example.org"})
    code = next(word for word in letters("amani@example.org")[-1].text.split() if "-" in word and word.isupper())
    client.post("/en/accounts/login/code/confirm/", {"code": code})

    assert client.session.get("_auth_user_id") == str(user.pk)
    assert not UnreachableAddress.objects.now().exists()


# --- What pages say ---------------------------------------------------------------------------------------

LINE = "Mail may not reach this person: last tried on 23 November 2026."


@pytest.fixture
def hidden(monday):
    """Somebody at whose address, shown to official contacts only, mail does not arrive."""
    person = PersonFactory(slug="amani", user=UserFactory(email="amani@example.org"))
    PersonContactFactory(person=person, kind="email", value="desk@example.org", audience=2)
    lose("desk@example.org")
    return person


def body(client, address, user=None):
    client.logout()
    if user:
        client.force_login(user)
    return client.get(address).content.decode()


def test_page_says_so_only_to_those_who_may_see_that_there_is_an_address(
    client, hidden, member, official_contact, secretariat
):
    page = "/en/directory/people/amani/"
    for viewer, sees in ((None, False), (member, False), (official_contact, True)):
        content = body(client, page, viewer)
        assert (LINE in content) == sees, viewer
        assert "does not arrive since" not in content
    for viewer in (secretariat, hidden.user):
        content = body(client, page, viewer)
        assert "desk@example.org" in content
        assert "does not arrive since" in content


def test_owner_reads_it_above_their_record_and_a_stranger_nowhere(client, hidden):
    words = body(client, "/en/my/record/", hidden.user)

    assert "desk@example.org" in words
    assert "does not arrive since 23 November 2026" in words
    assert timezone.now()


def test_page_of_an_institution_says_so_too(client, monday, secretariat):
    office = InstitutionFactory(slug="laboratory")
    InstitutionContactFactory(institution=office, value="office@example.org")
    InstitutionContactFactory(institution=office, value="inside@example.org", audience=3)
    page = "/en/directory/institutions/laboratory/"
    lose("inside@example.org")
    assert "Mail may not" not in body(client, page)
    lose("office@example.org")
    assert "Mail may not reach this institution: last tried on 23 November 2026." in body(client, page)
    assert "inside@example.org" in body(client, page, secretariat)
