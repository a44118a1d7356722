"""What a post's Markdown looks like, written once when it is posted.

Addresses in it are without a language: the site leads on to the reader's, and ``in_language`` spares them the detour.
"""

import re

import prose
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from directory.choices import Audience
from directory.models import Person

from .choices import Visibility
from .models import Post

_OWN_LINK = re.compile(r'(?<=<a href=")/(?=(?:forums|directory)/)')

_afterwards = []


def after(change):
    """Let a nested room change what a post looks like, as ``change(html, language)``; it is called when a post is
    written, not when it is read, and returns HTML as safe as it got.
    """
    if change not in _afterwards:
        _afterwards.append(change)


def render(text, language="en", group=None):
    """Safe HTML of a post in a group. People and posts named in it become links if all readers of the group may read
    them; without a group, if everybody may.
    """
    named = prose.named_in(text)
    html = prose.conversation(text, tuple(sorted((_people(named, group) | _posts(named, group)).items())))
    for change in _afterwards:
        html = change(html, language)
    return html


def in_language(html):
    """The words of a post as the page shows them: its links lead to pages in the reader's language."""
    return mark_safe(_OWN_LINK.sub(f"/{get_language()}/", html))


def mentioned_in(text, group=None):
    """The people named in a text by @ and the address of their record, of those whom all readers of the group see."""
    slugs = {name[1:] for name in prose.named_in(text) if name.startswith("@")}
    if not slugs:
        return []
    return list(Person.objects.listed().visible_to(audience_of_group(group)).filter(slug__in=slugs))


def audience_of_group(group):
    """The narrowest audience that all readers of a group belong to."""
    is_public = group is None or group.visibility == Visibility.PUBLIC
    return Audience.EVERYONE if is_public else Audience.MEMBERS


def _people(named, group):
    slugs = {name[1:] for name in named if name.startswith("@")}
    if not slugs:
        return {}
    seen = Person.objects.listed().visible_to(audience_of_group(group)).filter(slug__in=slugs)
    return {f"@{slug}": f"/directory/people/{slug}/" for slug in seen.values_list("slug", flat=True)}


def _posts(named, group):
    keys = {int(name[1:]) for name in named if name.startswith("#")}
    if not keys:
        return {}
    read = Post.objects.published().filter(pk__in=keys)
    found = read.values_list("pk", "thread__group_id", "thread__group__visibility")
    by_all = (
        {Visibility.PUBLIC}
        if audience_of_group(group) == Audience.EVERYONE
        else {
            Visibility.PUBLIC,
            Visibility.MEMBERS,
        }
    )
    own = getattr(group, "pk", None)
    return {f"#{key}": f"/forums/posts/{key}/" for key, where, seen in found if where == own or seen in by_all}
