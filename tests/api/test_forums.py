"""The forums for programs: read as the caller may, written once, and nothing of hidden groups anywhere."""

import json
import uuid

import pytest
from api.choices import ForumUse
from openapi_spec_validator import validate

from directory.choices import Audience
from forums import actions
from forums.models import Post, Thread
from tests.factories.forums import GroupFactory

from .conftest import Program, token_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(member):
    group = GroupFactory(slug="stockpiles", name_en="Obsolete stockpiles", visibility="public")
    actions.join(group, user=member)
    return group


@pytest.fixture
def thread(group, member):
    return actions.start_thread(group, by=member, title="Old transformers", text="We have *twelve*.")


@pytest.fixture
def writer(member):
    """A program that writes in the member's name."""
    return Program(token_for(member, Audience.MEMBERS, forums=ForumUse.WRITE)[1])


def send(program, method, address, written, key="one-of-a-kind-1", **headers):
    key = {"Idempotency-Key": key} if key else {}
    body = written if isinstance(written, str) else json.dumps(written)
    return program.client.generic(
        method,
        f"/api/v1/forums/{address}",
        body,
        content_type="application/json",
        headers={**program.headers, **key, **headers},
    )


def test_a_visitor_reads_public_groups_threads_and_posts(program, thread):
    assert [each["id"] for each in program.items("forums/groups")] == ["stockpiles"]
    assert [each["title"] for each in program.items("forums/groups/stockpiles/threads")] == ["Old transformers"]
    told = program.items(f"forums/threads/{thread.pk}/posts")
    assert [(each["place"], each["text"], each["author"]) for each in told] == [
        (1, "We have *twelve*.", {"name": "Neema Barasa", "id": "neema-barasa"})
    ]
    assert program.read(f"forums/posts/{told[0]['number']}")["thread"] == thread.pk


def test_whom_one_may_not_know_is_a_member_without_a_name(program, thread, member):
    member.person.listing = Audience.MEMBERS
    member.person.save()

    told = program.items(f"forums/threads/{thread.pk}/posts")

    assert told[0]["author"] == {"name": "A member of the network"}


def test_nothing_of_a_hidden_group_is_told_to_who_does_not_belong_to_it(program, member, official_contact):
    hidden = GroupFactory(slug="secret-circle", visibility="hidden")
    actions.join(hidden, user=member)
    thread = actions.start_thread(hidden, by=member, title="SECRET", text="SECRET")
    post = thread.posts.get()
    stranger = Program(token_for(official_contact, Audience.OFFICIAL_CONTACTS, forums=ForumUse.WRITE)[1])
    narrow = Program(token_for(member, Audience.MEMBERS)[1])
    paths = [
        "forums/groups/secret-circle/threads",
        f"forums/threads/{thread.pk}",
        f"forums/threads/{thread.pk}/posts",
        f"forums/posts/{post.pk}",
    ]

    for reader in (program, stranger, narrow):
        assert "secret" not in str(reader.items("forums/groups"))
        for path in paths:
            assert reader(path).status_code == 404
            missing = path.replace(str(thread.pk), "999999").replace("secret-circle", "nowhere")
            assert reader(missing).json()["detail"] == reader(path).json()["detail"]
    for method, path in (
        ("POST", "groups/secret-circle/threads"),
        ("POST", f"threads/{thread.pk}/posts"),
        ("PUT", f"posts/{post.pk}"),
    ):
        written = {"text": "x"} | ({"title": "x"} if "groups" in path else {})
        assert send(stranger, method, path, written).status_code == 404


def test_a_token_for_the_forums_reads_the_groups_of_its_owner(member):
    hidden = GroupFactory(slug="secret-circle", visibility="hidden")
    actions.join(hidden, user=member)
    reader = Program(token_for(member, Audience.EVERYONE, forums=ForumUse.READ)[1])

    assert [each["id"] for each in reader.items("forums/groups")] == ["secret-circle"]
    assert send(reader, "POST", "groups/secret-circle/threads", {"title": "x", "text": "x"}).status_code == 403
    actions.leave(hidden, user=member)
    assert reader.items("forums/groups") == []


def test_an_answer_of_one_reader_is_not_given_to_another(program, member, client):
    hidden = GroupFactory(slug="secret-circle", visibility="hidden")
    actions.join(hidden, user=member)
    reader = Program(token_for(member, Audience.EVERYONE, forums=ForumUse.READ)[1])

    first = reader("forums/groups")
    again = reader("forums/groups", If_None_Match=first["ETag"])
    other = program("forums/groups", If_None_Match=first["ETag"])

    assert (first["Cache-Control"], again.status_code) == ("private, no-cache", 304)
    assert (other.status_code, other.json()["items"]) == (200, [])


def test_a_reply_sent_three_times_is_one(writer, thread):
    answers = [
        send(writer, "POST", f"threads/{thread.pk}/posts", {"text": "Us too.", "language": "fr"})
        for _time in range(3)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.json()["number"] for answer in answers}) == 1
    post = thread.posts.get(number=2)
    assert (post.text, post.language, post.way, post.capacity) == ("Us too.", "fr", "program", "personal")


def test_a_key_is_for_one_thing(writer, thread):
    send(writer, "POST", f"threads/{thread.pk}/posts", {"text": "First"})

    other = send(writer, "POST", f"threads/{thread.pk}/posts", {"text": "Second"})

    assert (other.status_code, other.json()["errors"][0]["parameter"]) == (422, "Idempotency-Key")
    assert send(writer, "POST", f"threads/{thread.pk}/posts", {"text": "Second"}, key=None).status_code == 422
    assert (
        send(writer, "POST", f"threads/{thread.pk}/posts", {"text": "Second"}, key="another-key").status_code == 200
    )
    assert thread.posts.count() == 3


def test_a_thread_is_begun_and_ones_own_post_edited(writer, group):
    begun = send(
        writer,
        "POST",
        "groups/stockpiles/threads",
        {"title": "How?", "text": "Well?", "kind": "question", "tags": ["Oil"]},
    ).json()
    edits = [
        send(writer, "PUT", f"posts/{begun['number']}", {"text": "Well then?", "reason": "Clearer"}, key="edit-0001")
        for _time in range(2)
    ]

    thread = Thread.objects.get(pk=begun["thread"])
    assert (thread.title, thread.kind, list(thread.tags.names())) == ("How?", "question", ["Oil"])
    assert [edit.json()["text"] for edit in edits] == ["Well then?"] * 2
    assert Post.objects.get(pk=begun["number"]).versions.count() == 1


def test_what_is_wrong_with_a_text_is_named(writer, thread):
    path = f"threads/{thread.pk}/posts"

    for written, where in (
        ({"text": " "}, "text"),
        ({}, "text"),
        ({"text": "x", "langage": "fr"}, "langage"),
        ({"text": "x", "capacity": "party:KE"}, "capacity"),
        ({"text": "x" * 30_001}, "text"),
    ):
        answer = send(writer, "POST", path, written, key=str(uuid.uuid4()))
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, where), written
    assert send(writer, "POST", path, "{no json").status_code == 400
    assert thread.posts.count() == 1


def test_writing_takes_a_token_and_never_a_session(client, program, member, thread):
    client.force_login(member)

    for caller in (program, Program(client=client)):
        answer = send(caller, "POST", f"threads/{thread.pk}/posts", {"text": "Forged"})
        assert answer.status_code == 401
    assert thread.posts.count() == 1


def test_only_members_of_the_group_write_and_in_open_threads(writer, thread, official_contact, secretariat):
    stranger = Program(token_for(official_contact, Audience.MEMBERS, forums=ForumUse.WRITE)[1])
    path = f"threads/{thread.pk}/posts"

    assert send(stranger, "POST", path, {"text": "x"}).status_code == 403
    assert send(stranger, "PUT", f"posts/{thread.posts.get().pk}", {"text": "x"}).status_code == 403
    actions.close_thread(thread, by=secretariat, reason="Done")
    assert send(writer, "POST", path, {"text": "x"}).status_code == 409


def test_lists_go_on_where_they_ended(program, thread, group, member):
    for number in range(4):
        actions.start_thread(group, by=member, title=f"Thread {number}", text="x")
        actions.reply(thread, by=member, text=str(number))

    for address, name in (
        ("forums/groups/stockpiles/threads", "number"),
        (f"forums/threads/{thread.pk}/posts", "place"),
    ):
        found, next_page = [], f"{address}?limit=2"
        while next_page:
            told = program.read(next_page.partition("/api/v1/")[2] or next_page)
            found += [each[name] for each in told["items"]]
            next_page = told["links"].get("next", "")
        assert len(found) == len(set(found)) == 5


def test_a_list_asks_as_much_for_one_as_for_three(
    program, thread, member, official_contact, django_assert_max_num_queries
):
    actions.join(thread.group, user=official_contact)
    for user in (official_contact, member):
        actions.reply(thread, by=user, text="x")

    with django_assert_max_num_queries(4):
        program.read(f"forums/threads/{thread.pk}/posts")


def test_the_description_tells_how_to_write(program):
    document = program.read("openapi.json")

    validate(document)
    writes = document["paths"]["/api/v1/forums/threads/{number}/posts"]["post"]
    assert writes["security"] == [{"token": []}]
    assert {"403", "409", "422", "429"} <= set(writes["responses"])
    assert [each["name"] for each in writes["parameters"] if each["in"] == "header"] == ["Idempotency-Key"]
