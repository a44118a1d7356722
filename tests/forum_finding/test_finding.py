"""Searching all discussions one may read."""

from datetime import UTC, datetime

import pytest

from directory.choices import Audience
from forums.actions import edit_post, hide_post, join, reply, start_thread, withdraw_post
from forums.finding import actions
from forums.finding.asking import Asked
from forums.finding.models import PendingPost
from forums.finding.queries import find
from forums.models import Group, Thread
from tests.factories import PersonFactory
from tests.factories.forums import GroupFactory, MemberFactory, PostFactory, ThreadFactory


def found_by(viewer, **asked):
    actions.take_in()
    form = Asked(asked, viewer)
    form.is_valid()
    return [post.pk for post in find(form, viewer).posts]


@pytest.fixture
def group(member):
    group = GroupFactory(slug="stockpiles")
    join(group, user=member)
    return group


def post_of(group, member, title="A title", text="Some words.", **more):
    return start_thread(group, by=member, title=title, text=text, **more).posts.get()


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "We are disposing of transformers.", "dispose transformer"),
        ("fr", "L'élimination des transformateurs usagés à Dakar", "éliminations transformateur usagée"),
        ("es", "Las existencias obsoletas fueron eliminadas", "existencia eliminada"),
        ("ru", "Уничтожение старых трансформаторов в Казахстане", "старый трансформатор"),
        ("ar", "التخلص من المحولات القديمة", "محولات قديمة"),
        ("zh-hans", "我们需要处置多氯联苯变压器", "变压器 处置"),
    ],
)
def test_a_post_is_found_by_other_forms_of_its_words(group, member, language, text, words):
    post = post_of(group, member, text=text, language=language)
    post_of(group, member, title="Else", text="Nothing of the kind", language="en")

    assert found_by(member, q=words) == [post.pk]


def test_the_title_is_found_with_the_first_post_and_not_with_the_replies(group, member):
    first = post_of(group, member, title="Lindane in Nairobi")
    reply(first.thread, by=member, text="I agree.")

    assert found_by(member, q="lindane nairobi") == [first.pk]


def test_a_phrase_needs_its_words_in_order_and_a_minus_leaves_out(group, member):
    near = post_of(group, member, text="obsolete pesticides in drums")
    far = post_of(group, member, text="pesticides, some of them obsolete")

    assert found_by(member, q='"obsolete pesticides"') == [near.pk]
    assert found_by(member, q="pesticides -drums") == [far.pk]
    assert found_by(member, q="pesti") == [far.pk, near.pk]


@pytest.mark.parametrize("words", ["'", "a:*&|!()", "\\", "''\\''", "\x00", "<->", "%", "_" * 200, "🙂", "-"])
def test_odd_words_find_nothing_and_break_nothing(group, member, words):
    post_of(group, member, title="Title", text="plain")

    assert found_by(member, q=words) == []


def test_what_one_may_not_read_is_found_by_nobody_else(member, official_contact, visitor, secretariat):
    hidden = GroupFactory(slug="secret-talks", visibility="hidden")
    join(hidden, user=member)
    secret = post_of(hidden, member, title="Zugzwang", text="Quetzal")

    for words in ("zugzwang", "quetzal", "quetz"):
        for reader in (official_contact, visitor):
            assert found_by(reader, q=words) == []
        assert found_by(member, q=words) == found_by(secretariat, q=words) == [secret.pk]
    form = Asked({"group": "secret-talks"}, official_contact)
    assert not form.is_valid()


def test_what_is_hidden_withdrawn_or_rewritten_is_no_longer_found(group, member, secretariat):
    hidden, withdrawn, rewritten = (post_of(group, member, text=f"ocelot {word}") for word in "abc")
    assert len(found_by(member, q="ocelot")) == 3

    hide_post(hidden, by=secretariat, reason="Off the subject")
    withdraw_post(withdrawn, by=member)
    edit_post(rewritten, by=member, text="A cat")

    # At once, before the index has taken it in, and afterwards.
    form = Asked({"q": "ocelot"}, member)
    form.is_valid()
    assert [post.pk for post in find(form, member).posts] == [rewritten.pk]
    assert found_by(secretariat, q="ocelot") == []


def test_a_thread_moved_to_a_hidden_group_is_not_found_by_those_who_stay(group, member, official_contact):
    post = post_of(group, member, text="ocelot")
    assert found_by(official_contact, q="ocelot") == [post.pk]

    hidden = GroupFactory(visibility="hidden")
    Thread.objects.filter(pk=post.thread_id).update(group=hidden)

    assert found_by(official_contact, q="ocelot") == []
    assert Group.objects.readable_by(official_contact).get() == group


def test_posts_are_narrowed_by_group_language_days_files_and_answers(group, member):
    old = PostFactory(
        thread=ThreadFactory(group=group), text="ocelot", language="fr", posted_at=datetime(2020, 5, 1, tzinfo=UTC)
    )
    new = PostFactory(thread__group=GroupFactory(slug="other"), text="ocelot", has_attachments=True)
    Thread.objects.filter(pk=new.thread_id).update(accepted=new)
    actions.rebuild()

    assert found_by(member, q="ocelot") == [new.pk, old.pk]
    assert found_by(member, q="ocelot", group="stockpiles") == [old.pk]
    assert found_by(member, language="fr") == [old.pk]
    assert found_by(member, since="2020-05-01", until="2020-05-01") == [old.pk]
    assert found_by(member, files="on") == found_by(member, answered="on") == [new.pk]


def test_authors_are_found_by_name_unless_their_record_is_not_shown(group, member, visitor):
    public = GroupFactory(visibility="public")
    shy = MemberFactory(person=None)
    PersonFactory(user=shy, given_name="Zoe", family_name="Quill", slug="zoe-quill", listing=Audience.MEMBERS)
    post = PostFactory(thread__group=public, author=shy, person=shy.person)
    actions.rebuild()

    assert found_by(member, author="Zoe Quill") == found_by(member, author="zoe-quill") == [post.pk]
    assert found_by(member, country=shy.person.country.iso2) == [post.pk]
    assert found_by(visitor, country=shy.person.country.iso2) == []
    form = Asked({"author": "Zoe Quill"}, visitor)
    assert not form.is_valid()
    assert "author" in form.errors


def test_a_change_committed_while_the_index_reads_is_taken_in_afterwards(group, member):
    post = post_of(group, member, text="ocelot")
    actions.take_in()
    PendingPost.objects.create(post=post)
    PendingPost.objects.create(post=post)

    assert actions.take_in() == 2
    assert not PendingPost.objects.exists()


def test_the_page_marks_the_words_and_keeps_what_was_asked(client, group, member):
    client.force_login(member)
    post_of(group, member, title="Old oil", text="Twelve <b>ocelots</b> and a drum")
    actions.take_in()

    page = client.get("/en/forums/search/", {"q": "ocelot", "language": "en"}).content.decode()

    assert "<mark>ocelots</mark>" in page
    assert "1 post" in page
    assert 'value="ocelot"' in page
    assert client.get("/en/forums/search/").status_code == 200
    assert "No post you may read fits" in client.get("/en/forums/search/?q=nothing&since=yesterday").content.decode()


def test_the_page_asks_as_much_for_three_posts_as_for_one(
    client, group, member, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(member)
    post_of(group, member, text="ocelot")
    actions.take_in()
    client.get("/en/forums/search/?q=ocelot")
    with django_assert_max_num_queries(30) as one:
        client.get("/en/forums/search/?q=ocelot")
    for _post in range(2):
        PostFactory(thread__group=group, text="ocelot", person=PersonFactory())
    actions.rebuild()
    with django_assert_num_queries(len(one)):
        client.get("/en/forums/search/?q=ocelot")
