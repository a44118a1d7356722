"""What people write to each other comes out clean, and leads only where all its readers may go."""

import pytest
from prose import conversation

from forums.actions import start_thread, withdraw_post
from forums.rendering import in_language, mentioned_in, render
from tests.factories.forums import GroupFactory


def test_each_paragraph_has_its_own_direction_and_lists_the_one_they_begin_in():
    assert conversation("Hello\n\nمرحبا") == '<p dir="auto">Hello</p>\n<p dir="auto">مرحبا</p>\n'
    assert (
        conversation("- **مرحبا**\n- two") == '<ul dir="rtl">\n<li><strong>مرحبا</strong></li>\n<li>two</li>\n</ul>\n'
    )
    assert '<blockquote dir="ltr">' in conversation("> 12 tonnes")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://chm.pops.int/a.", "https://chm.pops.int/a"),
        ("(https://x.example/a_(b))", "https://x.example/a_(b)"),
        ("请看https://x.example/报告。", "https://x.example/报告"),
    ],
)
def test_a_bare_address_becomes_a_link_without_the_punctuation_around_it(text, address):
    assert f'<a href="{address}" rel="nofollow ugc noopener">' in conversation(text)


def test_pictures_are_links_at_most_and_nothing_in_code_is_a_link():
    assert "<img" not in conversation("![x](https://evil.example/x.png)")
    assert "<a" not in conversation("`https://x.example #5 @ab-cd`", (("#5", "/forums/posts/5/"),))


def test_people_named_become_links_if_every_reader_of_the_group_may_see_them(member):
    everybody, members = GroupFactory(slug="open", visibility="public"), GroupFactory(slug="members")
    person = member.person
    person.listing = 1
    person.save()
    link = '<a href="/directory/people/neema-barasa/" rel="nofollow ugc noopener">@neema-barasa</a>'

    assert link in render("Ask @neema-barasa.", group=members)
    assert link not in render("Ask @neema-barasa.", group=everybody)
    assert mentioned_in("Ask @neema-barasa.", members) == [person]
    assert mentioned_in("Ask @neema-barasa.", everybody) == []
    assert "<a" not in render("Ask neema@neema-barasa, @neema-barasa2 or @nobody-known", group=members)


def test_a_cited_post_becomes_a_link_if_every_reader_of_the_group_may_read_it(thread, member):
    post = thread.posts.get()
    closed, public = GroupFactory(slug="closed", visibility="closed"), GroupFactory(slug="all", visibility="public")
    secret = start_thread(closed, by=member, title="SECRET", text="SECRET").posts.get()
    words = f"See #{post.pk} and #{secret.pk}."
    link = '<a href="/forums/posts/{0}/" rel="nofollow ugc noopener">#{0}</a>'

    assert render(words, group=closed).count("<a") == 2
    assert link.format(post.pk) in render(words, group=thread.group)
    assert link.format(secret.pk) not in render(words, group=thread.group)
    assert "<a" not in render(words, group=public)
    assert 'href="/en/forums/posts/' in in_language(render(words, group=closed))
    withdraw_post(post, by=member)
    assert link.format(post.pk) not in render(words, group=thread.group)
