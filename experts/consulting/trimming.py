"""What somebody wrote in a reply, without the letter it answers."""

import re
from html.parser import HTMLParser

# Stands in every letter that may be answered, whatever the language: what comes below was not written just now.
MARK = "=-=-="

# How mail programs say that the letter answered follows, in the languages of the site and the common others.
_ATTRIBUTION = re.compile(
    r"^\W*(?:"
    r"on\b.{4,200}\bwrote\s*:|le\b.{4,200}\ba écrit\s*:|el\b.{4,200}\bescribió\s*:|am\b.{4,200}\bschrieb\b.*:|"
    r"em\b.{4,200}\bescreveu\s*:|il\b.{4,200}\bha scritto\s*:|"
    r".{4,200}(?:пишет|написала?|писала?)\s*:|.{2,200}(?:写道|寫道)\s*[:\uff1a]|.{0,200}(?:كتب(?:ت)?)\b.{0,200}[:\uff1a]"
    r")\W*$",
    re.IGNORECASE | re.DOTALL,
)
_BEGINS_ATTRIBUTION = re.compile(r"^\W*(?:on|le|el|am|em|il|в|在|في|вт|пн|ср|чт|пт|сб|вс)\b", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"^\W*(?:original message|message d.origine|mensaje original|исходное сообщение|пересылаемое сообщение|原始邮件|"
    r"الرسالة الأصلية|ursprüngliche nachricht|forwarded message)\W*$",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^\W{0,3}(?:from|de|от|发件人|寄件者|من|von)\s*[:\uff1a].*(?:@|<)", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?$")
_SENT_FROM = re.compile(
    r"^(?:sent from my|get outlook for|envoyé de mon|enviado desde mi|отправлено с|发自我的|أُ?رسلت من)\b.{0,60}$",
    re.IGNORECASE,
)


def written_in(text):
    """The words somebody wrote above the letter they answer; of words between the quoted lines, those as well."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = []
    for number, line in enumerate(lines):
        if MARK in line or _ORIGINAL.match(line) or _HEADER.match(line) or _SIGNATURE.match(line):
            break
        if length := _length_of_attribution(lines, number):
            # What follows is quoted; what is written between the quoted lines is not.
            kept += _unquoted(lines[number + length :])
            break
        kept.append(line)
    kept = [line for line in kept if not line.lstrip().startswith(">")]
    while kept and (not kept[-1].strip() or _SENT_FROM.match(kept[-1].strip()) or _ends_attribution(kept)):
        kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept)).strip()


def _length_of_attribution(lines, number):
    """How many lines from here say that a quotation follows; they are often broken over two or three."""
    if not lines[number].strip():
        return 0
    for length in (1, 2, 3):
        joined = " ".join(lines[number : number + length])
        if _ATTRIBUTION.match(joined) and (length == 1 or _BEGINS_ATTRIBUTION.match(joined)):
            return length
    return 0


def _ends_attribution(kept):
    """Whether the last lines kept announce a quotation that has gone."""
    return any(_length_of_attribution(kept[-length:], 0) == length for length in (1, 2, 3) if len(kept) >= length)


def _unquoted(below):
    """Lines below an attribution that are not quoted, if any line below it is."""
    if not any(line.lstrip().startswith(">") for line in below):
        return []
    own = []
    for line in below:
        if line.lstrip().startswith(">"):
            continue
        if MARK in line or _SIGNATURE.match(line):
            break
        if line.strip():
            own.append(line)
    return own


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
