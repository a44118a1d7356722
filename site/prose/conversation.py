"""What people write to each other: as ``to_html``, with tables, bare addresses as links, and who and what is named.

Each paragraph has the direction of its own first letter; lists, quotations and tables the one they begin in.
"""

import re
import unicodedata
from functools import lru_cache

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .render import SCHEMES, TAGS, headings_below

_ADDRESS = r"https?://[^\s<>\"'`|\\^{}]+"
_PERSON = r"(?<![\w@./-])@[a-z0-9]+(?:-[a-z0-9]+)+(?![\w-])"
_POST = r"(?<![\w#&/])#[1-9][0-9]{0,17}(?!\w)"
_NAMED = re.compile(f"(?P<person>{_PERSON})|(?P<post>{_POST})")
_LINKED = re.compile(f"(?P<address>{_ADDRESS})|{_NAMED.pattern}")

_PARAGRAPHS = {"paragraph_open", "heading_open", "th_open", "td_open"}
_CONTAINERS = {"bullet_list_open", "ordered_list_open", "blockquote_open", "table_open"}
_TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
_DIRECTIONS = {"ltr", "rtl", "auto"}


def named_in(text):
    """What a text may name, as it stands there: ``@makena-gathogo``, ``#9186``. Some of it may stand in code."""
    return {match[0] for match in _NAMED.finditer(text)}


@lru_cache(maxsize=128)
def conversation(text, links=()):
    """Safe HTML of a post. ``links`` are pairs of a name (``@makena-gathogo``, ``#9186``) and the address it leads
    to; whatever has none stays the words it is.
    """
    rendered = headings_below(_MARKDOWN.render(text, {"links": dict(links)}))
    return mark_safe(
        nh3.clean(
            rendered,
            tags=TAGS | _TABLES | {"s"},
            attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
            tag_attribute_values={tag: {"dir": _DIRECTIONS} for tag in _WITH_DIRECTION},
            url_schemes=SCHEMES,
            link_rel="nofollow ugc noopener",
        )
    )


_WITH_DIRECTION = {"p", "h2", "h3", "h4", "th", "td", "ul", "ol", "blockquote", "table"}


def _link_what_is_named(state):
    """Texts that are an address or name somebody become links, unless they stand in a link already."""
    for block in state.tokens:
        if block.type != "inline":
            continue
        children, depth = [], 0
        for token in block.children:
            depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            if token.type == "text" and not depth:
                children += _linked(token, state.env.get("links", {}))
            else:
                children.append(token)
        block.children = children


def _linked(token, links):
    parts, end = [], 0
    for match in _LINKED.finditer(token.content):
        words = match[0]
        if match["address"]:
            words = address = _without_punctuation(words)
        else:
            address = links.get(words)
        if not address:
            continue
        parts += [_text(token.content[end : match.start()]), *_link(address, words)]
        end = match.start() + len(words)
    return [*parts, _text(token.content[end:])] if parts else [token]


def _text(words):
    return Token("text", "", 0, content=words)


def _link(address, words):
    return Token("link_open", "a", 1, attrs={"href": address}), _text(words), Token("link_close", "a", -1)


def _without_punctuation(address):
    """An address in a sentence, without the full stop that ends it or the bracket that closes round it."""
    while True:
        shorter = address.rstrip(".,;:!?…。，；：！？、»”’*_")
        if shorter.endswith((")", "]", "）")) and shorter.count(shorter[-1]) > shorter.count(
            {")": "(", "]": "[", "）": "（"}[shorter[-1]]
        ):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter


def _give_directions(state):
    """A browser finds the direction of a paragraph itself, but of a list it would look past the paragraphs in it."""
    open_containers = []
    for token in state.tokens:
        if token.type in _CONTAINERS:
            open_containers.append(token)
        elif token.type.replace("_close", "_open") in _CONTAINERS and token.nesting == -1:
            open_containers.pop()
        elif token.type in _PARAGRAPHS and not token.hidden:
            token.attrSet("dir", "auto")
        elif token.type == "inline" and open_containers:
            direction = _direction(token)
            for container in open_containers:
                if direction and container.attrGet("dir") is None:
                    container.attrSet("dir", direction)


def _direction(inline):
    for token in inline.children:
        for char in token.content if token.type == "text" else "":
            match unicodedata.bidirectional(char):
                case "L":
                    return "ltr"
                case "R" | "AL":
                    return "rtl"
    return None


_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"]).disable("image")
)
_MARKDOWN.core.ruler.push("link_what_is_named", _link_what_is_named)
_MARKDOWN.core.ruler.push("give_directions", _give_directions)
