"""What somebody wrote in a mail, told from the letter it answers and from signatures.

Mail programs announce a quotation in their user's language, break the announcement over lines, and put what was
written now above it, below it or between its lines. Where nothing is recognised everything is kept: words that were
written must not get lost, words too many do no harm.
"""

import re
from dataclasses import dataclass

# Stands in every letter that may be answered, whatever the language: what comes below was not written just now.
MARK = "=-=-="

# No program writes longer announcements, and no text is longer: what is looks like nothing that is known.
_LONGEST_LINE = 1000
_LONGEST_TEXT = 200_000

# A quotation that is answered below it is kept as far as this; of a longer one its end.
MOST_CONTEXT = 12
_LEAST_CONTEXT = 6
_MOST_BLOCKS = 100


@dataclass(frozen=True)
class Parted:
    """``text`` is what was written now, with the quoted lines it answers; ``folded`` is the rest."""

    text: str
    folded: str


# --- What programs write before a quotation -----------------------------------------------------------------

# In the languages of the site and the common others: “On <date>, <name> wrote:”.
_ATTRIBUTION = re.compile(
    r"^\W*(?:"
    r"(?:on|at)\b.{4,200}\b(?:wrote|writes|said)\s*[:\uff1a]|"
    r"le\b.{4,200}\b[aà]\s+[ée]crit\s*[:\uff1a]|"
    r"el\b.{4,200}\bescribi[óo]\s*[:\uff1a]|"
    r"am\b.{4,200}\bschrieb\b.{0,120}[:\uff1a]|"
    r"em\b.{4,200}\bescreveu\s*[:\uff1a]|"
    r"il\b.{4,200}\bha scritto\s*[:\uff1a]|"
    r"op\b.{4,200}\bschreef\b.{0,120}[:\uff1a]|"
    r".{4,200}(?:пишет|пишете|написала?|написал\(а\)|писала?|сообщила?)\s*[:\uff1a]|"
    r".{2,200}(?:写道|寫道|书写|编写)\s*[:\uff1a]|"
    r".{0,200}(?:كتب(?:ت)?\b|تمت كتابة ما يلي|بكتابة ما يلي).{0,200}[:\uff1a]|"
    # Without a verb: a date, a name, an address, a colon (Gmail, Yandex and Mail.ru in Russian).
    r"(?:(?:вт|пн|ср|чт|пт|сб|вс|\w{5,11}),?\s+)?"
    r"\d{1,2}(?:[./]\d{1,2}[./]\d{2,4}|\s\w{3,9}\.?\s\d{4}\b).{0,40}\d:\d\d.{1,160}<[^<>]*@[^<>]*>\s*:"
    r")\W*$",
    re.IGNORECASE | re.DOTALL,
)
_BEGINS_ATTRIBUTION = re.compile(
    r"^\W*(?:on|at|le|el|am|em|il|op|в|на|在|于|في|بتاريخ|يوم|вт|пн|ср|чт|пт|сб|вс|понедельник|вторник|среда|"
    r"четверг|пятница|суббота|воскресенье|\d{1,2}[./ ]|\d{4}[-/.年])",
    re.IGNORECASE,
)
# “<name> wrote on <date>:” needs a date or an address, or it is somebody's sentence.
_HAS_DATE = re.compile(r"\d|@")

# A line that says that an older mail follows.
_ORIGINAL = re.compile(
    r"^\W*(?:original (?:message|mail|email)|message d.origine|message original|mensaje original|mensagem original|"
    r"исходное сообщение|оригинальное сообщение|первоначальное сообщение|пересылаемое сообщение|"
    r"пересланное сообщение|конец пересылаемого сообщения|原始邮件|原始郵件|原邮件|转发邮件|轉寄郵件|转发邮件信息|"
    r"回复的邮件|回复的原邮件|"
    r"الرسالة الأصلية|رسالة أصلية|الرسالة المعاد توجيهها|رسالة معاد توجيهها|ursprüngliche nachricht|"
    r"weitergeleitete nachricht|"
    r"forwarded message|begin forwarded message|message transféré|début du message réexpédié|"
    r"mensaje reenviado|inicio del mensaje reenviado|messaggio originale|oorspronkelijk bericht|"
    r"reply to this email directly or view it on github)\W*$",
    re.IGNORECASE,
)
# Only a line made of signs around it makes those words more than a sentence of two words.
_RULED = re.compile(r"^\s*[-_=*－—–]{2,}")

# The block of headers Outlook and the Chinese programs put above a quotation: two such lines one after another.
_FROM = re.compile(
    r"^\W{0,4}(?:from|de|от|от кого|发件人|寄件者|寄件人|发信人|من|von|da|van|expéditeur|remitente|"
    r"المرسل)\s?[:\uff1a]",
    re.IGNORECASE,
)
_NEXT_HEADER = re.compile(
    r"^\W{0,4}(?:sent|date|to|subject|cc|envoyé|date d.envoi|à|objet|enviado(?: el)?|fecha|para|asunto|"
    r"отправлено|дата|кому|тема|копия|发送时间|发送日期|日期|时间|收件人|抄送|主题|主旨|寄件日期|收件者|"
    r"تاريخ الإرسال|التاريخ|أُ?رسلت|أرسل|إلى|الموضوع|"
    r"gesendet|an|betreff|datum|verzonden|aan|onderwerp|inviato|a|oggetto)"
    r"\s?[:\uff1a]",
    re.IGNORECASE,
)
_LINE_OF_RULES = re.compile(r"^\s*[-_]{20,}\s*$")

# --- Signatures ---------------------------------------------------------------------------------------------

_SIGNATURE = re.compile(r"^(?:-- ?|—|――|_{2,19}|--\s+)$")
_SENT_FROM = re.compile(
    r"^\W{0,3}(?:sent from (?:my|a|the|yahoo|outlook|mail|samsung|proton|android)\b|sent (?:via|with|using)\b|"
    r"get outlook for\b|get (?:bluemail|mailspring)\b|"
    r"envoyé (?:de|depuis|à partir de|avec|d.un)\b|télécharge[rz] outlook\b|obtene[rz] outlook\b|"
    r"enviado (?:desde|con|de)\b|obtener outlook\b|"
    r"отправлено (?:с|из|от|через)\b|скачать outlook\b|"
    r"发自|從我的|从我的|通过我的|来自我的|由我的|发送自|获取 ?outlook|"
    r"أُ?رسل(?:ت)?\s+(?:من|بواسطة|عبر)|تم الإرسال (?:من|بواسطة)|مرسل من|الحصول على outlook|"
    r"von meinem \w+ gesendet|gesendet (?:von|mit)\b|inviato da\b|verzonden (?:vanaf|met|van)\b)",
    re.IGNORECASE,
)
_MOST_OF_SENT_FROM = 90
# What lists and firms put below every mail.
_FOOTER = re.compile(
    r"^\W*(?:_{30,}|you received this (?:message|email) because you|to unsubscribe from this (?:group|list)|"
    r"this (?:e-?mail|message)(?: and any (?:files|attachments)[^.]{0,60})? (?:is|are|may be|contains?)[^.]{0,40}\b"
    r"(?:confidential|privileged)|"
    r"ce (?:message|courriel|courrier électronique)[^.]{0,80}\bconfidentiel|"
    r"este (?:mensaje|correo)[^.]{0,80}\bconfidencial|"
    r"(?:данное|это|настоящее) (?:сообщение|письмо)[^.]{0,80}конфиденциальн|"
    r"本邮件[^。]{0,40}(?:保密|机密)|(?:هذه الرسالة|هذا البريد)[^.]{0,80}سري[ةه]?)",
    re.IGNORECASE,
)


def part(text):
    """Tell what was written now from what it answers."""
    lines = _lines(text)
    own, rest = _until_the_rest(lines)
    text_lines, folded = _own_and_quoted(own)
    text_lines, signature = _without_signature(text_lines)
    below = [line for group in (folded, signature, rest) if group for line in (*group, "")]
    return Parted(_tidy(text_lines), _tidy(below))


def written_in(text):
    """The words somebody wrote now and nothing else: not even the lines they answer."""
    own, _rest = _until_the_rest(_lines(text))
    own = [line for line in own if not _is_quoted(line)]
    own, _signature = _without_signature(own)
    return _tidy(own)


def _lines(text):
    return text[:_LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n")


def _until_the_rest(lines):
    """(The lines up to where an older mail begins for good, the others).

    Of a quotation whose lines are marked the end is known, and what is written among them is own words.
    """
    own, number = [], 0
    while number < len(lines):
        line = lines[number]
        if MARK in line and not _is_quoted(line):
            return own, lines[number:]
        if _begins_unmarked(lines, number):
            return own, lines[number:]
        if length := _length_of_attribution(lines, number):
            if not any(_is_quoted(below) for below in lines[number + length :]):
                # Nothing below is marked: all of it is the older mail.
                return own, lines[number:]
            own += map(_Announcement, lines[number : number + length])
            number += length
            continue
        own.append(line)
        number += 1
    return own, []


def _begins_unmarked(lines, number):
    """Whether an older mail begins here whose lines are not marked, as Outlook and others write it."""
    line = lines[number]
    if _is_quoted(line) or len(line) > _LONGEST_LINE:
        return False
    if _ORIGINAL.match(line) and (_RULED.match(line) or line.rstrip().endswith((":", "\uff1a"))):
        return True
    if _FROM.match(line):
        below = [other for other in lines[number + 1 : number + 5] if other.strip()]
        if any(_NEXT_HEADER.match(other) for other in below[:2]) or re.search(r"@|<", line):
            return True
    if _LINE_OF_RULES.match(line):
        below = [other for other in lines[number + 1 : number + 4] if other.strip()]
        return bool(below) and bool(_FROM.match(below[0]))
    return False


def _length_of_attribution(lines, number):
    """How many lines from here say that a quotation follows; they are often broken over two or three."""
    if not lines[number].strip() or _is_quoted(lines[number]) or len(lines[number]) > _LONGEST_LINE:
        return 0
    for length in (1, 2, 3, 4):
        broken = lines[number : number + length]
        if not all(line.strip() for line in broken):
            return 0
        joined = " ".join(line.strip() for line in broken)
        if len(joined) > 400:
            return 0
        if not _ATTRIBUTION.match(joined) or not _HAS_DATE.search(joined):
            continue
        if length == 1 or _BEGINS_ATTRIBUTION.match(joined):
            return length
    return 0


# --- Own words among quoted ones ----------------------------------------------------------------------------


class _Announcement(str):
    """A line that says that a quotation follows: part of it, and no word anybody answers."""


def _is_quoted(line):
    return (
        isinstance(line, _Announcement)
        or line.lstrip(" \t\u200e\u200f").startswith(("> ", ">"))
        or line.lstrip().startswith("&gt;")
    )


def _own_and_quoted(lines):
    """(Own lines, with the quoted ones that are answered right below them; the quoted ones nobody answered)."""
    blocks = []
    for line in lines:
        quoted = _is_quoted(line) or (not line.strip() and bool(blocks) and blocks[-1][0] and line != "")
        if blocks and blocks[-1][0] == quoted:
            blocks[-1][1].append(line)
        else:
            blocks.append((quoted, [line]))
    last = _last_own_words(blocks)
    kept, folded = [], []
    for number, (quoted, block) in enumerate(blocks):
        if not quoted:
            kept += block
            continue
        if number > last:
            folded += block
            continue
        context = [line for line in block if _depth(line) <= 1 and MARK not in line]
        while context and not _words(context[-1:]):
            context.pop()
        if len(context) > MOST_CONTEXT:
            context = context[-_LEAST_CONTEXT:]
        if _words(context):
            kept += ["", *(_as_markdown(line) for line in context), ""]
        shown = set(context)
        folded += [line for line in block if line not in shown]
    return kept, folded


def _last_own_words(blocks):
    """Where the last words stand that are no quotation and no signature: what is quoted above them is answered."""
    own = []
    for number in range(len(blocks) - 1, max(-1, len(blocks) - _MOST_BLOCKS), -1):
        quoted, block = blocks[number]
        if not quoted:
            own = [*block, *own]
            if _words(_without_signature(own)[0]):
                return number
    return -1


def _words(lines):
    return any(re.search(r"\w", line.lstrip("> ")) for line in lines)


def _depth(line):
    if isinstance(line, _Announcement):
        return 2
    found = re.match(r"\s*((?:>\s?)*)", line)
    return found[1].count(">")


def _as_markdown(line):
    return "> " + line.lstrip().removeprefix(">").strip()


def _without_signature(lines):
    """(The lines without the signature, the signature)."""
    for number, line in enumerate(lines):
        if _SIGNATURE.match(line) and (line in ("-- ", "--", "—") or number) and number >= len(lines) - 25:
            return _without_sent_from(lines[:number], lines[number:])
        if len(line) <= _LONGEST_LINE and _FOOTER.match(line):
            return _without_sent_from(lines[:number], lines[number:])
    return _without_sent_from(lines, [])


def _without_sent_from(lines, signature):
    lines, below = list(lines), []
    while lines and (not lines[-1].strip() or _says_what_sent_it(lines[-1].strip()) or _ends_attribution(lines)):
        below.append(lines.pop())
    signature = [*reversed(below), *signature]
    return lines, signature if _words(signature) else []


def _says_what_sent_it(line):
    """“Sent from my telephone”; with a comma it is somebody's sentence."""
    return len(line) <= _MOST_OF_SENT_FROM and not re.search("[,،，]", line) and bool(_SENT_FROM.match(line))


def _ends_attribution(lines):
    """Whether the last lines announce a quotation that has gone."""
    return any(_length_of_attribution(lines[-length:], 0) == length for length in (1, 2, 3) if len(lines) >= length)


def _tidy(lines):
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()
