"""Reads the first words of the site's pages: Markdown in ``cms/first_pages``, made into the blocks of a page."""

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from .choices import Place

FOLDER = Path(__file__).resolve().parent / "first_pages"
HOME = "home"

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_HEADING = re.compile(r"(#{2,3}) (.+)")
_PLACE = re.compile(r"\[([a-z-]+): ([^|\]]+?)(?: \| ([^\]]+))?\]")
_PIECES = {"[categories]": "categories", "[secretariat]": "secretariat_address"}


@dataclass(frozen=True)
class FirstPage:
    """One page in one language, as it is before anybody edits it."""

    slug: str
    language: str
    title: str
    summary: str
    # Blocks as (name, value), ready for a stream of ``cms.blocks.BodyBlock``.
    body: tuple


def first_pages(language):
    """The pages of a language; the home page is the first."""
    pages = [_read(path, language) for path in sorted((FOLDER / language).glob("*.md"))]
    return sorted(pages, key=lambda page: page.slug != HOME)


def _read(path, language):
    head, _, rest = path.read_text(encoding="utf-8").partition("\n\n")
    title, summary = head.splitlines()
    return FirstPage(
        slug=path.stem,
        language=language,
        title=title.removeprefix("# "),
        summary=summary.removeprefix(": "),
        body=tuple(_blocks(rest)),
    )


def _blocks(text):
    """Headings, links and pieces become blocks of their own; the Markdown between them one block of text."""
    words = []
    for line in [*text.splitlines(), None]:
        block = _block(line) if line is not None else None
        if block is None and line is not None:
            words.append(line)
            continue
        if any(words):
            yield "paragraph", _MARKDOWN.render("\n".join(words)).strip()
        words = []
        if block is not None:
            yield block


def _block(line):
    if heading := _HEADING.fullmatch(line):
        return "heading", {"text": heading[2], "level": str(len(heading[1]))}
    if link := _PLACE.fullmatch(line):
        return "link", {"place": Place(link[1]), "words": link[2], "text": link[3] or ""}
    if line in _PIECES:
        return _PIECES[line], None
    return None
