"""What somebody wrote in a reply, and whether it is a yes or a no."""

import re
from html.parser import HTMLParser

from notifications.trimming import MARK, written_in

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


# --- Yes and no -------------------------------------------------------------------------------------------

YES = {
    "yes", "y", "ok", "okay", "accept", "accepted", "agreed", "oui", "accepte", "sí", "si", "acepto", "да",
    "согласен", "согласна", "принимаю", "نعم", "أجل", "أوافق", "أقبل", "موافق", "是", "是的", "好", "好的", "可以",
    "接受", "同意",
}  # fmt: skip
NO = {
    "no", "n", "decline", "declined", "non", "refuse", "rechazo", "нет", "отказываюсь", "لا", "أعتذر", "否", "不",
    "不是", "不行", "不能", "拒绝", "不接受",
}  # fmt: skip
# After these a “no” is still one: “no thanks”, “non merci”.
_THANKS = {"thanks", "thank", "sorry", "merci", "désolé", "désolée", "gracias", "спасибо", "شكرا", "شكراً", "谢谢"}
_WORD = re.compile(r"^\W*([^\W\d_]+(?:[\u0300-\u036f\u064b-\u0652][^\W\d_]*)*)")


def yes_or_no(text):
    """(True, False or None, the words after it): whether a reply begins with a yes or a no, in six languages.

    “No problem” is no “no”: the word stands alone, before a sign, or before thanks.
    """
    line, _newline, below = text.lstrip().partition("\n")
    found = _WORD.match(line)
    if not found:
        return None, text
    word, behind = found[1].casefold(), line[found.end() :]
    stands_alone = not behind.strip() or not re.match(r"\s*\w", behind)
    following = _WORD.match(behind)
    rest = "\n".join(part for part in (re.sub(r"^[\W_]+", "", behind), below) if part.strip()).strip()
    if word in YES:
        # “Si vous voulez” is French and no yes.
        is_plain = stands_alone or word not in ("si", "y", "n", "好", "是")
        return (True, rest) if is_plain else (None, text)
    if word in NO:
        thanks = following is not None and following[1].casefold() in _THANKS
        return (False, rest) if stands_alone or thanks else (None, text)
    return None, text
