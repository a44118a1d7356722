"""CommonMark in, safe HTML out: the renderer refuses HTML, and the sanitiser trusts nobody."""

import html
import re
from functools import lru_cache

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h2", "h3", "h4", "hr"}
SCHEMES = {"http", "https", "mailto"}
_HEADING = re.compile(r"<(/?)h([1-6])( dir=\"auto\")?>")


@lru_cache(maxsize=256)
def to_html(text):
    """Safe HTML of a member's Markdown. Headings start below those of the page; images are left out.

    Rendering takes a millisecond or two, so the last texts are kept.
    """
    return mark_safe(
        nh3.clean(
            headings_below(_MARKDOWN.render(text)),
            tags=TAGS,
            attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
            url_schemes=SCHEMES,
            link_rel="nofollow ugc noopener",
        )
    )


def headings_below(rendered):
    """The highest heading of the text, whichever it is, comes next below those of the page."""
    top = min((int(level) for _slash, level, _direction in _HEADING.findall(rendered)), default=1)
    return _HEADING.sub(lambda match: f"<{match[1]}h{min(int(match[2]) - top + 3, 4)}{match[3] or ''}>", rendered)


def plain_text(text):
    """The words alone, for mails, cards and the search index."""
    stripped = nh3.clean(_MARKDOWN.render(text), tags=set(), attributes={}, link_rel=None)
    return re.sub(r"[ \t]*\n\s*", "\n", html.unescape(stripped)).strip()
