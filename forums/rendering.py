"""What a post's Markdown looks like, written once when it is posted."""

import re

import prose

from directory.models import Person

# The address of a record after an @ that does not stand within an address of mail.
_MENTION = re.compile(r"(?<![\w@./])@([a-z0-9]+(?:-[a-z0-9]+)+)\b")


def render(text):
    """Safe HTML of a post."""
    return prose.to_html(text)


def mentioned_in(text):
    """The people named in a text by @ and the address of their record."""
    slugs = set(_MENTION.findall(text))
    return list(Person.objects.listed().filter(slug__in=slugs)) if slugs else []
