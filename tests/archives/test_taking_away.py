"""A whole group in one file: everything its maker may read, and nothing else."""

import io
import json
import mailbox
import uuid
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from notifications.models import OutgoingMail

from directory.choices import Audience
from forums.actions import hide_post, join, reply, set_role, start_thread, withdraw_post
from forums.archives import actions
from forums.archives.choices import Kind
from forums.archives.exporting import write_group
from forums.archives.models import GroupExport
from forums.choices import Role
from forums.models import Post
from tests.factories import PersonFactory
from tests.factories.forums import GroupFactory, MemberFactory


@pytest.fixture
def group(member):
    group = GroupFactory(slug="stockpiles", visibility="closed")
    set_role(join(group, user=member), Role.FACILITATOR, by=member)
    return group


def copy_for(group, viewer):
    out = io.BytesIO()
    write_group(group, viewer, out)
    return zipfile.ZipFile(out)


def everything_in(package):
    return "\n".join(f"{name}\n{package.read(name).decode()}" for name in package.namelist())


def test_a_copy_opens_as_pages_as_mail_and_as_data(group, member, tmp_path):
    thread = start_thread(group, by=member, title="المحولات القديمة", text="From here: *twelve* drums", language="ar")
    answer = reply(thread, by=member, text="Ещё два", language="ru")
    reply(thread, by=member, text="Trois", language="fr", answers=answer)

    package = copy_for(group, member)

    assert "<em>twelve</em>" in package.read(f"threads/{thread.pk}.html").decode()
    assert "المحولات القديمة" in package.read("index.html").decode()
    data = json.loads(package.read("threads.jsonl"))
    assert [(post["number"], post["text"], post["answers"]) for post in data["posts"]] == [
        (1, "From here: *twelve* drums", None),
        (2, "Ещё два", None),
        (3, "Trois", answer.pk),
    ]
    path = tmp_path / "group.mbox"
    path.write_bytes(package.read("group.mbox"))
    box = mailbox.mbox(path)
    letters = list(box)
    box.close()
    assert len(letters) == 3
    assert letters[2]["In-Reply-To"] == letters[1]["Message-ID"]


def test_a_copy_is_read_back_as_it_was(group, member, secretariat):
    thread = start_thread(group, by=member, title="Drums", text="From here on\n\nsecond paragraph")
    reply(thread, by=member, text="> From here on\n\nAnd here the answer")
    package = copy_for(group, member)

    other = GroupFactory(slug="other")
    archive = actions.begin_import(
        other,
        ContentFile(package.read("group.mbox"), "group.mbox"),
        kind=Kind.MBOX,
        language="en",
        by=secretariat,
        token=uuid.uuid4(),
    )
    actions.work_on(archive)
    actions.confirm_import(archive, by=secretariat)
    actions.work_on(archive)

    assert [post.text for post in Post.objects.filter(thread__group=other).order_by("number")] == [
        "From here on\n\nsecond paragraph",
        "> From here on\n\nAnd here the answer",
    ]
    assert Post.objects.filter(thread__group=other).first().author_name == "Neema Barasa"


def test_nothing_that_is_kept_from_readers_is_in_a_copy(group, member, secretariat):
    shy = MemberFactory(person=None, email="SECRET@example.org")
    PersonFactory(user=shy, given_name="SECRET", family_name="Name", listing=Audience.SECRETARIAT)
    join(group, user=shy)
    thread = start_thread(group, by=member, title="Open", text="Open words")
    hide_post(reply(thread, by=member, text="SECRET hidden"), by=secretariat, reason="Off the subject")
    withdraw_post(reply(thread, by=member, text="SECRET withdrawn"), by=member)
    reply(thread, by=shy, text="Words of somebody unnamed")
    start_thread(GroupFactory(visibility="hidden"), by=secretariat, title="SECRET", text="SECRET elsewhere")

    told = everything_in(copy_for(group, member))

    assert "Words of somebody unnamed" in told
    assert "A member of the network" in told
    assert "SECRET" not in told
    assert "member@example.org" not in told


def test_a_copy_asked_for_twice_is_made_once_and_told(group, member, client):
    client.force_login(member)
    start_thread(group, by=member, title="Open", text="Open words")
    token = uuid.uuid4()
    for _time in range(2):
        client.post("/en/forums/groups/stockpiles/copies/", {"token": token})
    asked = group.exports.get()

    actions.make_export(asked)
    actions.make_export(asked)

    assert OutgoingMail.objects.filter(recipient=member, subject__contains="copy").count() == 1
    page = client.get("/en/forums/groups/stockpiles/copies/").content.decode()
    assert "1 post" in page
    answer = client.get(f"/en/forums/groups/stockpiles/copies/{asked.pk}/")
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None


def test_a_copy_made_in_the_background_gives_staff_no_more_than_their_own_record(group, member):
    shy = MemberFactory(person=None)
    PersonFactory(user=shy, given_name="SECRET", family_name="Name", listing=Audience.SECRETARIAT)
    join(group, user=shy)
    thread = start_thread(group, by=member, title="Open", text="Open words")
    reply(thread, by=shy, text="Words of somebody unnamed")
    type(member).objects.filter(pk=member.pk).update(is_staff=True)

    asked = actions.ask_for_export(group, by=member, language="en", token=uuid.uuid4())
    made = actions.make_export(GroupExport.objects.get(pk=asked.pk))

    with default_storage.open(made.file) as file:
        assert "SECRET" not in everything_in(zipfile.ZipFile(io.BytesIO(file.read())))


def test_copies_are_for_those_who_look_after_the_group(group, member, official_contact, focal_point, client):
    asked = actions.ask_for_export(group, by=member, language="en", token=uuid.uuid4())
    actions.make_export(asked)
    join(group, user=official_contact)
    address = f"/en/forums/groups/stockpiles/copies/{asked.pk}/"

    client.force_login(official_contact)
    assert client.get("/en/forums/groups/stockpiles/copies/").status_code == 403
    assert client.get(address).status_code == 403
    client.force_login(focal_point)
    set_role(join(group, user=focal_point), Role.FACILITATOR, by=member)
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 404
