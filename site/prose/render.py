"""CommonMark in, safe HTML out: the renderer refuses HTML, and the sanitiser trusts nobody."""

import html
import re
from functools import lru_cache

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h2", "h3", "h4", "hr"}
_HEADING = re.compile(r"<(/?)h([1-6])>")


@lru_cache(maxsize=256)
def to_html(text):
    """Safe HTML of a member's Markdown. Headings start below those of the page; images are left out.

    Rendering takes a millisecond or two, so the last texts are kept.
    """
    rendered = _MARKDOWN.render(text)
    # The highest heading of the text, whichever it is, comes next below those of the page.
    top = min((int(level) for _slash, level in _HEADING.findall(rendered)), default=1)
    rendered = _HEADING.sub(lambda match: f"<{match[1]}h{min(int(match[2]) - top + 3, 4)}>", rendered)
    return mark_safe(
        nh3.clean(
            rendered,
            tags=_TAGS,
            attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow ugc noopener",
        )
    )


def plain_text(text):
    """The words alone, for mails, cards and the search index."""
    stripped = nh3.clean(_MARKDOWN.render(text), tags=set(), attributes={}, link_rel=None)
    return re.sub(r"[ \t]*\n\s*", "\n", html.unescape(stripped)).strip()
