"""What somebody wrote in a reply, without the letter it answers."""

import re
from html.parser import HTMLParser

from notifications.trimming import MARK, written_in
from notifications.yes_and_no import yes_or_no

__all__ = ["MARK", "words_of_html", "written_in", "yes_or_no"]

_QUOTING = re.compile(r"gmail_quote|yahoo_quoted|divRplyFwdMsg|moz-cite-prefix")


class _Words(HTMLParser):
    """The words of a page, without those quoted and without what is no word."""

    _BREAKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol"}
    _SKIPPED = {"script", "style", "head", "title", "blockquote"}
    _EMPTY = {"br", "img", "hr", "meta", "link", "input", "wbr", "col", "area", "base", "embed", "source", "track"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words, self.skipping = [], []

    def handle_starttag(self, tag, attrs):
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        if tag in self._EMPTY:
            if tag == "br":
                self.words.append("\n")
            return
        if self.skipping or tag in self._SKIPPED or _QUOTING.search(marks):
            self.skipping.append(tag)
        elif tag in self._BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag):
        if self.skipping:
            if tag in self.skipping:
                while self.skipping.pop() != tag:
                    pass
        elif tag in self._BREAKS:
            self.words.append("\n")

    def handle_data(self, data):
        if not self.skipping:
            self.words.append(re.sub(r"\s+", " ", data))


def words_of_html(page):
    """The words of an HTML part, for mails that have no other."""
    parser = _Words()
    parser.feed(page)
    parser.close()
    lines = (line.strip() for line in "".join(parser.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
