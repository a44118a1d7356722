"""Reading: who sees which words, which names, and what has been read before."""

import pytest
from django.test import Client

from directory.choices import Audience, RecordStatus
from forums.actions import (
    close_thread,
    edit_post,
    hide_post,
    join,
    merge_threads,
    reply,
    split_thread,
    start_thread,
    withdraw_post,
)
from forums.models import Membership, ReadingMark
from tests.factories.forums import GroupFactory, MembershipFactory, PostFactory, ThreadFactory

SECRET = "SECRET"


@pytest.fixture
def public(member):
    group = GroupFactory(slug="public", visibility="public", name_en="Open talk")
    join(group, user=member)
    return group


@pytest.fixture
def talk(public, member):
    return start_thread(public, by=member, title="Old transformers", text="We have *twelve* of them.")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def addresses(thread):
    group = thread.group
    return [
        "/en/forums/",
        f"/en/forums/groups/{group.slug}/",
        f"/en/forums/threads/{thread.pk}/",
        f"/en/forums/threads/{thread.pk}/print/",
    ]


def test_a_visitor_reads_a_public_thread_everywhere(client, talk):
    for address in addresses(talk):
        assert "Old transformers" in page(client, address)
    assert "<em>twelve</em>" in page(client, talk.get_absolute_url())
    for address in ("/en/forums/groups/public/feed/", f"/en/forums/threads/{talk.pk}/feed/"):
        assert "Old transformers" in page(client, address)


@pytest.mark.parametrize("visibility", ["members", "closed", "hidden"])
def test_words_of_other_groups_reach_no_visitor(client, member, visibility):
    group = GroupFactory(slug="theirs", visibility=visibility, name_en=f"{SECRET} group")
    join(group, user=member)
    thread = start_thread(group, by=member, title=f"{SECRET} title", text=f"{SECRET} words", tags=["SECRET-tag"])
    post = thread.posts.get()
    edit_post(post, by=member, text=f"{SECRET} other words")

    assert SECRET not in page(client, "/en/forums/")
    for address in (
        *addresses(thread)[1:],
        f"/en/forums/posts/{post.pk}/",
        f"/en/forums/posts/{post.pk}/history/",
        f"/en/forums/threads/{thread.pk}/feed/",
        "/en/forums/groups/theirs/feed/",
        "/en/forums/tags/secret-tag/",
        "/en/forums/tags/secret-tag/feed/",
        "/en/forums/people/neema-barasa/",
    ):
        assert client.get(address).status_code == 404, address


def test_members_know_of_a_closed_group_and_read_nothing_of_it(member, official_contact):
    group = GroupFactory(slug="theirs", visibility="closed", name_en="Working group")
    join(group, user=member)
    start_thread(group, by=member, title=f"{SECRET} title", text=f"{SECRET} words")
    client = signed_in(official_contact)

    told = page(client, "/en/forums/groups/theirs/")
    assert "Working group" in told
    for address in ("/en/forums/", "/en/forums/groups/theirs/", "/en/forums/unread/", "/en/forums/since/"):
        assert SECRET not in page(client, address)


def test_hidden_and_withdrawn_posts_leave_their_places_without_words(client, talk, member, secretariat):
    hidden = reply(talk, by=member, text=f"{SECRET} one")
    withdrawn = reply(talk, by=member, text=f"{SECRET} two")
    hide_post(hidden, by=secretariat, reason="Rude")
    withdraw_post(withdrawn, by=member)

    for reader in (client, signed_in(member)):
        told = page(reader, talk.get_absolute_url())
        assert SECRET not in told
        assert "hidden by a facilitator" in told
        assert "withdrawn by its author" in told
        assert f'id="p{hidden.pk}"' in told
        assert SECRET not in page(reader, f"{talk.get_absolute_url()}print/")
        assert SECRET not in page(reader, f"{talk.get_absolute_url()}feed/")
    assert SECRET in page(signed_in(secretariat), talk.get_absolute_url())


def test_whom_one_may_not_know_of_has_no_name(client, talk, member, official_contact):
    person = member.person
    person.family_name, person.listing = f"{SECRET}NAME", Audience.MEMBERS
    person.save()

    for address in addresses(talk)[1:]:
        told = page(client, address)
        assert SECRET not in told
        assert "A member of the network" in told
        assert f"{SECRET}NAME" in page(signed_in(official_contact), address)


def test_a_page_seen_before_is_not_sent_again_until_something_on_it_changes(client, talk, member, secretariat):
    address = talk.get_absolute_url()
    person = member.person

    def unchanged(etag):
        answer = client.get(address, headers={"If-None-Match": etag})
        return answer.status_code == 304, client.get(address)["ETag"]

    first = client.get(address)
    assert first["Cache-Control"] == "no-cache"
    assert {"Cookie", "Accept-Encoding"} <= {each.strip() for each in first["Vary"].split(",")}
    same, etag = unchanged(first["ETag"])
    assert same

    def rename():
        person.family_name = "Other"
        person.save()

    def unlist():
        person.status = RecordStatus.WAITING
        person.save()

    def name_group():
        talk.group.name_en = "Renamed group"
        talk.group.save()

    for change in (
        lambda: reply(talk, by=member, text="More"),
        lambda: edit_post(talk.posts.first(), by=member, text="Fewer"),
        rename,
        unlist,
        name_group,
        lambda: close_thread(talk, by=secretariat, reason="Done"),
    ):
        change()
        same, new = unchanged(etag)
        assert not same
        assert new != etag
        etag = new


def test_a_kept_page_is_no_other_language_and_nobody_elses(client, talk, member):
    address = talk.get_absolute_url()
    page(client, address)
    page(client, address)

    assert 'dir="rtl"' in page(client, address.replace("/en/", "/ar/"))[:200]
    signed = signed_in(member)
    answer = signed.get(address, headers={"If-None-Match": client.get(address)["ETag"]})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "Unread from here" in answer.content.decode()
    assert "Unread from here" not in page(client, address)


def test_a_page_of_a_group_that_closes_is_not_found_any_more(client, talk):
    address = talk.get_absolute_url()
    etag = client.get(address)["ETag"]
    talk.group.visibility = "closed"
    talk.group.save()

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 404


def test_opening_a_page_marks_its_last_post(talk, member):
    for _number in range(24):
        PostFactory(thread=talk, author=member)
    client = signed_in(member)

    page(client, talk.get_absolute_url())
    assert ReadingMark.objects.get(user=member).number == 20
    page(client, f"{talk.get_absolute_url()}?page=2")
    assert ReadingMark.objects.get(user=member).number == 25
    assert client.get(f"{talk.get_absolute_url()}?page=3").status_code == 404


def test_what_is_unread_is_listed_until_it_is_read(talk, member, official_contact):
    join(talk.group, user=official_contact)
    reader = signed_in(official_contact)
    assert "Old transformers" not in page(reader, "/en/forums/unread/")

    reply(talk, by=member, text="News")
    assert "Old transformers" in page(reader, "/en/forums/unread/")
    assert "Old transformers" in page(reader, "/en/forums/groups/public/?show=unread")

    page(reader, talk.get_absolute_url())
    assert "Old transformers" not in page(reader, "/en/forums/unread/")

    reply(talk, by=member, text="More news")
    assert "1 unread" in page(reader, "/en/forums/groups/public/")
    reader.post("/en/forums/read/", {"group": "public"})
    assert "Old transformers" not in page(reader, "/en/forums/unread/")


def test_old_addresses_lead_on(client, talk, public, member, secretariat):
    other = start_thread(public, by=member, title="The same", text="Third")
    merge_threads(other, talk, by=secretariat, reason="One subject")

    answer = client.get(other.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (301, talk.get_absolute_url())
    moved = talk.posts.last()
    answer = client.get(f"/en/forums/posts/{moved.pk}/")
    assert answer["Location"] == f"{talk.get_absolute_url()}#p{moved.pk}"
    assert "were added here" in page(client, talk.get_absolute_url())

    new = split_thread(talk, [moved], title="Apart again", by=secretariat, reason="Two subjects")
    told = page(client, talk.get_absolute_url())
    assert "Apart again" in told
    assert f"/en/forums/posts/{moved.pk}/" in told
    assert "Two subjects" in page(client, new.get_absolute_url())


def test_a_thread_split_off_and_moved_out_of_sight_is_not_named(client, talk, member, secretariat):
    from forums.actions import move_thread

    moved = reply(talk, by=member, text="Aside")
    new = split_thread(talk, [moved], title=f"{SECRET} title", by=secretariat, reason="Two subjects")
    address = talk.get_absolute_url()
    etag = client.get(address)["ETag"]
    move_thread(new, GroupFactory(slug="closed", visibility="closed"), by=secretariat, reason="Not for all")

    answer = client.get(address, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()
    assert f"/posts/{moved.pk}/" not in answer.content.decode()


def test_earlier_words_of_a_post_are_compared(client, talk, member):
    post = talk.posts.get()
    edit_post(post, by=member, text="We have *thirteen* of them.", reason="Counted again")

    told = page(client, f"/en/forums/posts/{post.pk}/history/")
    assert "<del>twelve</del>" in told
    assert "<ins>thirteen</ins>" in told
    assert "Counted again" in told
    assert f"/en/forums/posts/{post.pk}/history/" in page(client, talk.get_absolute_url())


def test_pages_ask_as_much_for_many_posts_as_for_one(client, talk, django_assert_max_num_queries):
    for _number in range(30):
        PostFactory(thread=talk)
        ThreadFactory(group=talk.group)
    for address in (talk.get_absolute_url(), f"{talk.get_absolute_url()}?page=2"):
        with django_assert_max_num_queries(4):
            page(client, address)
        with django_assert_max_num_queries(1):
            page(client, address)
    with django_assert_max_num_queries(4):
        page(client, "/en/forums/groups/public/")


def test_lists_go_on_where_a_page_ended_and_back(client, public):
    for number in range(60):
        ThreadFactory(group=public, title=f"Thread {number:02}", is_pinned=number == 3)
    seen, address = [], "/en/forums/groups/public/"
    while True:
        answer = client.get(address)
        rows = [row.thread.title for row in answer.context["rows"]] if answer.context else []
        found = answer.context["slice"]
        seen += rows
        if not found.older:
            break
        address = f"/en/forums/groups/public/?after={found.older}"
    assert len(seen) == len(set(seen)) == 60
    assert seen[0] == "Thread 03"

    back = client.get(f"/en/forums/groups/public/?before={found.newer}").context
    assert [row.thread.title for row in back["rows"]] == seen[25:50]
    first = client.get(f"/en/forums/groups/public/?before={back['slice'].newer}").context
    assert [row.thread.title for row in first["rows"]] == seen[:25]


def test_a_private_feed_reads_for_its_owner_until_revoked(client, member):
    group = GroupFactory(slug="theirs", visibility="hidden", name_en="Quiet group")
    join(group, user=member)
    start_thread(group, by=member, title="Plans", text=f"{SECRET} words")
    mine = signed_in(member)
    mine.post("/en/forums/feeds/")
    key = member.forum_feed_key.key

    answer = client.get(f"/en/forums/feeds/{key}/")
    assert SECRET in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert SECRET in page(client, f"/en/forums/feeds/{key}/groups/theirs/")

    Membership.objects.all().delete()
    assert SECRET not in page(client, f"/en/forums/feeds/{key}/")
    assert client.get(f"/en/forums/feeds/{key}/groups/theirs/").status_code == 404
    mine.post("/en/forums/feeds/", {"key": "none"})
    assert client.get(f"/en/forums/feeds/{key}/").status_code == 404


def test_a_facilitator_closes_with_a_reason_and_members_may_not(talk, official_contact, member):
    MembershipFactory(group=talk.group, user=official_contact, role="facilitator")
    address = f"/en/forums/threads/{talk.pk}/shape/close/"
    client = signed_in(official_contact)
    token = client.get(address).context["form"].initial["token"]

    assert client.post(address, {"token": token, "reason": ""}).status_code == 422
    for _time in range(2):
        client.post(address, {"token": token, "reason": "Answered in full"})

    talk.refresh_from_db()
    assert talk.closed_reason == "Answered in full"
    assert talk.notices.count() == 1
    assert "Answered in full" in page(signed_in(member), talk.get_absolute_url())
    assert signed_in(member).get(address).status_code == 403


def test_moving_to_more_readers_asks_first(member, secretariat):
    closed, public = GroupFactory(slug="closed", visibility="closed"), GroupFactory(slug="all", visibility="public")
    join(closed, user=member)
    thread = start_thread(closed, by=member, title="Plans", text="Words")
    client = signed_in(secretariat)
    address = f"/en/forums/threads/{thread.pk}/shape/move/"
    token = client.get(address).context["form"].initial["token"]

    asked = client.post(address, {"token": token, "group": public.pk, "reason": "Agreed"})
    assert asked.status_code == 422
    assert "Everybody in the world reads that group" in asked.content.decode()

    client.post(address, {"token": token, "group": public.pk, "reason": "Agreed", "wider": "on"})
    thread.refresh_from_db()
    assert thread.group == public


def test_every_page_of_a_thread_opens_for_who_may_shape_it(talk, secretariat, member):
    reply(talk, by=member, text="Second")
    client = signed_in(secretariat)
    page(client, f"/en/forums/threads/{talk.pk}/shape/")
    for verb in ("pin", "close", "rename", "retag", "move", "merge", "split"):
        page(client, f"/en/forums/threads/{talk.pk}/shape/{verb}/")
    page(client, "/en/my/forums/")
    page(client, "/en/forums/people/neema-barasa/")


@pytest.mark.parametrize("word", ["الإبلاغ", "fûts", "отходы", "废弃物", "Basel Convention"])
def test_a_tag_in_any_script_has_an_address(client, group, member, word):
    group.visibility = "public"
    group.save()
    thread = start_thread(group, by=member, title="Tagged", text="Some words.", tags=[word])

    page = client.get(thread.get_absolute_url()).content.decode()

    tag = thread.tags.get()
    assert word in page
    assert "Tagged" in client.get(tag.get_absolute_url()).content.decode()
