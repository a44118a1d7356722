"""The HTML of a mail as Markdown: what is quoted becomes quoted lines, so that it is told from own words as in text.

Read as a stream, so that pages nested thousands deep or broken off in the middle are read as well.
"""

import re
from collections import Counter
from html.parser import HTMLParser

_BLOCKS = {
    "p", "div", "tr", "table", "ul", "ol", "dl", "dt", "dd", "center", "section", "article", "header", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "form", "fieldset", "address", "figure", "tbody", "thead",
}  # fmt: skip
# A blank line stands around these; around other blocks a new line begins.
_APART = {"p", "ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
_SKIPPED = {"script", "style", "head", "title", "template", "svg", "math", "object", "select", "textarea", "button"}
_EMPTY = {"img", "meta", "link", "input", "wbr", "col", "area", "base", "embed", "source", "track", "param"}
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden|font-size\s*:\s*0", re.I)
_QUOTING = re.compile(r"\byahoo_quoted|\bprotonmail_quote|\btutanota_quote|\bzmail_extra", re.I)
_SIGNING = re.compile(
    r"gmail_signature|moz-signature|applemailsignature|ms-outlook-mobile-signature|protonmail_signature_block|"
    r"^signature$|yahoo[-_]signature|ymail_android_signature",
    re.I,
)
_MARKUP = re.compile(r"([\\`*])|(?<!\w)(_)|(_)(?!\w)")
_AT_THE_BEGINNING = re.compile(r"^(\s*)(#{1,6}\s|[-+]\s|>|\d+[.)]\s|={2,}\s*$|-{3,}\s*$)")
_DEEPEST_QUOTE = 8
_MOST = 500_000
_LONGEST_MARKED = 20_000


def markdown_of(page):
    """The words of a page, as its writer would have typed them."""
    reader = _Page()
    reader.feed(page[:_MOST])
    reader.close()
    return reader.markdown()


class _Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        # Lines made so far, as (depth of quotation, words); the line being written; open tags with what they end.
        self.lines, self.line = [], ""
        self.open, self.standing, self.lists, self.links = [], Counter(), [], []
        self.depth = self.skipping = self.literal = 0

    # --- Tags ---------------------------------------------------------------------------------------------

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag in _EMPTY:
            return
        if tag == "br":
            self.end_line(leaves_blank=True)
            return
        if tag == "hr":
            self.apart()
            return
        if tag in ("p", "li", "tr", "td", "th", "dt", "dd", "option"):
            self.close_implied(tag)
        ends = self.begin(tag, given) if not self.skipping else []
        if self.skipping or tag in _SKIPPED or _HIDDEN.search(given.get("style", "")) or "hidden" in given:
            self.skipping += 1
            ends = [*ends, "skip"]
        self.open.append((tag, ends))
        self.standing[tag] += 1

    def begin(self, tag, given):
        names = f"{given.get('class', '')} {given.get('id', '')}"
        ends = []
        if tag == "blockquote" or _QUOTING.search(names):
            self.apart()
            self.depth += 1
            ends.append("quote")
        elif any(_SIGNING.search(name) for name in names.split()):
            self.end_line()
            self.lines.append((self.depth, "-- "))
        if tag in _BLOCKS or tag == "pre":
            # A list within a list stands close to it.
            is_apart = tag in _APART and not (self.lists and tag in ("ul", "ol"))
            self.apart() if is_apart else self.end_line()
            ends.append("apart" if is_apart else "line")
        if tag == "pre":
            self.literal += 1
            ends.append("pre")
        if tag in ("ul", "ol"):
            self.lists.append(0 if tag == "ol" else None)
            ends.append("list")
        elif tag == "li":
            self.end_line()
            self.line = self.bullet()
            ends.append("line")
        elif tag in ("td", "th") and self.line.strip():
            self.line = f"{self.line.rstrip()} | "
        elif tag in _MARKS and not self.literal:
            self.line += f"\0{_MARKS[tag]}"
            ends.append("mark")
        elif tag == "a":
            self.links.append((given.get("href", ""), len(self.lines), len(self.line)))
            ends.append("link")
        elif re.fullmatch("h[1-6]", tag):
            self.line = "#" * min(int(tag[1]) + 1, 4) + " "
        return ends

    def handle_endtag(self, tag):
        if tag == "br":
            self.end_line(leaves_blank=True)
        while self.standing[tag]:
            opened, ends = self.open.pop()
            self.standing[opened] -= 1
            self.end(opened, ends)
            if opened == tag:
                return

    def close_implied(self, tag):
        """End tags many pages leave out: a paragraph ends where the next begins."""
        if self.open and self.open[-1][0] == tag:
            self.standing[tag] -= 1
            self.end(*self.open.pop())

    def end(self, tag, ends):
        for what in reversed(ends):
            if what == "skip":
                self.skipping -= 1
            elif what == "quote":
                self.apart()
                self.depth -= 1
            elif what == "apart":
                self.apart()
            elif what == "line":
                self.end_line()
            elif what == "pre":
                self.literal -= 1
            elif what == "list":
                self.lists.pop()
            elif what == "mark":
                self.line += f"\0{_MARKS[tag]}"
            elif what == "link":
                self.end_link()

    def end_link(self):
        address, lines, start = self.links.pop()
        words = self.line[start:].strip()
        if len(self.lines) != lines or not words or not re.match(r"https?://[^\s<>()]+$", address):
            return
        blank = " " if self.line[start:][:1] == " " else ""
        bare = words.replace("\\", "").replace("\0", "")
        shown = f"<{address}>" if _same(bare, address) else f"[{words}]({address})"
        self.line = f"{self.line[:start]}{blank}{shown}"

    def bullet(self):
        inside = "  " * min(max(len(self.lists) - 1, 0), 3)
        if self.lists and self.lists[-1] is not None:
            self.lists[-1] += 1
            return f"{inside}{self.lists[-1]}. "
        return f"{inside}- "

    # --- Words --------------------------------------------------------------------------------------------

    def handle_data(self, data):
        if self.skipping:
            return
        data = data.replace("\0", "")
        if self.literal:
            first, *others = data.split("\n")
            self.line += first
            for other in others:
                self.end_line()
                self.line = other
            return
        words = re.sub(r"[ \t\r\n\f\u00a0]+", " ", data)
        if not self.line or self.line.rstrip("\0*")[-1:] in ("", " "):
            words = words.lstrip(" ")
        if not words:
            return
        words = _MARKUP.sub(lambda found: f"\\{found[0]}", words)
        if not self.line:
            words = _AT_THE_BEGINNING.sub(_as_words, words)
        self.line += words

    def end_line(self, *, leaves_blank=False):
        line = _marked(self.line).rstrip()
        self.line = ""
        if re.fullmatch(r"\s*(-|#+|\d+\.)?", line) and not self.literal:
            # Blocks may end where they began; a break without words is an empty line, never two of them.
            if leaves_blank and self.lines and self.lines[-1][1]:
                self.lines.append((self.depth, ""))
            return
        self.lines.append((self.depth, line))

    def apart(self):
        if self.line.strip():
            self.end_line()
        self.line = ""
        if self.lines and self.lines[-1][1]:
            self.lines.append((self.depth, ""))

    def markdown(self):
        self.end_line()
        shown = []
        for depth, line in self.lines:
            quote = ">" * min(depth, _DEEPEST_QUOTE)
            shown.append(f"{quote} {line}".rstrip() if quote and line != "-- " else f"{quote}{line}")
        return re.sub(r"\n{3,}", "\n\n", "\n".join(shown)).strip("\n")


def _as_words(found):
    """What would begin a heading or a list in Markdown, as mere words."""
    begins = found[2]
    return f"{found[1]}{begins[:-2]}\\{begins[-2:]}" if begins[0].isdigit() else f"{found[1]}\\{begins}"


def _same(words, address):
    return words.rstrip("/").lower() in (address.rstrip("/").lower(), address.partition("://")[2].rstrip("/").lower())


def _marked(line):
    """Signs of emphasis close to their words; those around nothing are left out."""
    if "\0" not in line:
        return line
    if len(line) > _LONGEST_MARKED:
        return re.sub(r"\0\*{1,2}", "", line)
    parts = re.split(r"\0(\*{1,2})", line)
    made, standing = parts[0], []
    for mark, words in zip(parts[1::2], parts[2::2], strict=True):
        if standing and standing[-1][0] == mark:
            begin = standing.pop()[1]
            inner = made[begin:]
            bare = inner.strip()
            if bare and bare.strip("*"):
                lead = inner[: len(inner) - len(inner.lstrip())]
                tail = inner[len(inner.rstrip()) :]
                made = f"{made[:begin]}{lead}{mark}{bare}{mark}{tail}"
        else:
            standing.append((mark, len(made)))
        made += words
    return made
