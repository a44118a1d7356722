"""Addresses of the forums, and what names a post in a mail program."""

import pytest

from forums.mailing import keys
from tests.factories.forums import GroupFactory, PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["forums.chm.example", "forums@chm.example"])
def address(request, settings):
    settings.MAIL_FORUMS_ADDRESS = request.param
    return request.param


def test_an_answers_address_names_the_person_and_the_post_even_in_capitals(address, member):
    post = PostFactory()

    made = keys.reply_address(member, post)

    assert keys.read_reply_address(made) == (member.pk, post.pk)
    assert keys.read_reply_address(f"<{made.upper()}>") == (member.pk, post.pk)
    assert keys.is_ours(made)
    assert len(made.partition("@")[0]) <= 64


def test_an_answers_address_cannot_be_made_from_another(address, member):
    post, other = PostFactory(), PostFactory()
    made, another = keys.reply_address(member, post), keys.reply_address(member, other)

    forged = made.rpartition("@")[0][:-16] + another.rpartition("@")[0][-16:] + "@" + made.rpartition("@")[2]

    assert keys.read_reply_address(forged) is None
    assert keys.read_reply_address(made[1:]) is None
    assert keys.read_reply_address(made.rpartition("@")[0] + "@elsewhere.example") is None


def test_an_answers_address_survives_a_change_of_the_sites_key(address, member, settings):
    post = PostFactory()
    made = keys.reply_address(member, post)

    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"

    assert keys.read_reply_address(made) == (member.pk, post.pk)


def test_a_group_is_found_by_its_address(address):
    group = GroupFactory(slug="stockpiles")

    assert keys.group_of(keys.group_address(group)) == group
    assert keys.group_of(keys.group_address(group).upper()) == group
    assert keys.group_of("stockpiles@elsewhere.example") is None
    assert keys.read_command(keys.group_address(group)) is None


def test_addresses_that_do_something_name_the_group_and_what(address):
    group = GroupFactory(slug="stockpiles")
    long = GroupFactory(slug="a" * 60)

    for word in ("subscribe", "leave", "digest", "help"):
        assert keys.read_command(keys.command_address(group, word)) == (group, word)
        assert keys.read_command(keys.command_address(group, word).replace("es+", "es-")) == (group, word)
        assert keys.read_command(keys.command_address(long, word)) == (long, word)
        assert len(keys.command_address(long, word).partition("@")[0]) <= 64
    assert keys.group_of(keys.group_address(long)) == long
    named_so = GroupFactory(slug="stockpiles-leave")
    assert keys.group_of(keys.group_address(named_so)) == named_so
    assert keys.read_command(keys.group_address(named_so)) is None


def test_a_post_is_found_by_its_message_id_among_others(address):
    first, second = PostFactory(), PostFactory()
    header = f"<x@mail.example> {keys.message_id(first)}\r\n {keys.message_id(second)} <y@mail.example>"

    assert keys.posts_named_in(header) == [first.pk, second.pk]
    assert keys.post_of(header) == second
    assert keys.post_of("<x@mail.example>") is None


def test_without_an_address_there_are_none(settings, member):
    settings.MAIL_FORUMS_ADDRESS = ""
    group, post = GroupFactory(), PostFactory()

    assert not keys.is_open()
    assert (keys.group_address(group), keys.reply_address(member, post), keys.help_address()) == ("", "", "")
    assert not keys.is_ours("stockpiles@forums.chm.example")
    assert keys.message_id(post) == f"<post.{post.pk}@chm.example>"
