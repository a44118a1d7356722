"""What a post's Markdown looks like, written once when it is posted.

Nested rooms work on the finished HTML with ``after``: ``step(html, language) -> html`` gets what is safe, and leaves
it safe. It holds for all readers and languages of the page.
"""

import re

import prose

from directory.models import Person

# The address of a record after an @ that does not stand within an address of mail.
_MENTION = re.compile(r"(?<![\w@./])@([a-z0-9]+(?:-[a-z0-9]+)+)\b")


_afterwards = []


def after(step):
    if step not in _afterwards:
        _afterwards.append(step)


def render(text, language=""):
    """Safe HTML of a post."""
    html = prose.to_html(text)
    for step in _afterwards:
        html = step(html, language)
    return html


def mentioned_in(text):
    """The people named in a text by @ and the address of their record."""
    slugs = set(_MENTION.findall(text))
    return list(Person.objects.listed().filter(slug__in=slugs)) if slugs else []
