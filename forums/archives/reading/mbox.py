"""Mail archives: mbox files as mailing lists offer them, plain or packed with gzip.

Read twice: first the headers of all mails, to know which belong together; then mail by mail. Ten thousand mails take
no more memory than their headers.
"""

import email
import email.policy
import email.utils
import gzip
import mailbox
import re
import tempfile
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from forums.receiving import headers
from forums.receiving.language import language_of
from forums.receiving.reading import bare_subject, read, says_it_answers

from .threads import ArchivedPost, ArchivedThread, CannotRead

LARGEST_UNPACKED = 4 * 1024 * 1024 * 1024
_DATE_IN_RECEIVED = re.compile(r";\s*([^;]+)$")
# As archives on the web write addresses, so that nobody collects them.
_AT = re.compile(r"\s+(?:at|\(at\)|\[at\]|_at_)\s+", re.IGNORECASE)


class Head(NamedTuple):
    """What is read of a mail at first. ``place`` is its number in the file."""

    place: int
    key: str
    answers: tuple
    subject: str
    is_answer: bool
    sent_at: datetime


def threads_in(path, language):
    with unpacked(path) as plain:
        box = mailbox.mbox(plain, create=False)
        try:
            heads = read_heads(box)
            if not heads:
                raise CannotRead(_("There is no mail in this file. An mbox begins with “From ”."))
            for conversation in conversations(heads):
                yield _thread(box, conversation, language)
        finally:
            box.close()


@contextmanager
def unpacked(path):
    """The file itself, or what is packed in it."""
    path = Path(path)
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    if not is_packed:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "archive.mbox"
        try:
            with gzip.open(path) as packed, plain.open("wb") as out:
                while chunk := packed.read(1 << 20):
                    out.write(chunk)
                    if out.tell() > LARGEST_UNPACKED:
                        raise CannotRead(_("Unpacked, the archive is larger than 4 GB. Cut it into parts."))
        except (OSError, EOFError, gzip.BadGzipFile):
            raise CannotRead(_("The packed file is damaged.")) from None
        yield plain


def read_heads(box):
    heads, seen, last = [], set(), datetime(1970, 1, 1, tzinfo=UTC)
    for place, key in enumerate(box.keys()):
        with box.get_file(key) as file:
            message = email.message_from_bytes(_head(file), policy=email.policy.default)
        named = headers.message_id(message) or f"{headers.line(message, 'Date')}|{headers.sender(message)}|{place}"
        if named in seen:
            # The same mail came to the archive by two ways.
            continue
        seen.add(named)
        last = moment_of(message, last)
        subject = headers.line(message, "Subject")
        heads.append(
            Head(
                key,
                named[:255],
                tuple(headers.answered(message)),
                bare_subject(subject),
                says_it_answers(subject),
                last,
            )
        )
    return heads


def _head(file):
    lines = []
    for line in file:
        if line in (b"\n", b"\r\n"):
            break
        lines.append(line)
        if len(lines) > 2000:
            break
    return b"".join(lines)


def moment_of(message, otherwise):
    """When a mail was sent: by its date, else by the server that took it, else when the one before it was."""
    received = [str(value) for name, value in message.raw_items() if name.lower() == "received"]
    for words in [headers.line(message, "Date"), *(m[1] for one in received if (m := _DATE_IN_RECEIVED.search(one)))]:
        try:
            found = email.utils.parsedate_to_datetime(words.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found
        try:
            found = found.astimezone(UTC)
        except OverflowError:
            continue
        if datetime(1980, 1, 1, tzinfo=UTC) < found <= datetime.now(UTC):
            return found
    return otherwise


def conversations(heads):
    """Mails that belong together, by what they say they answer; else by their subject. Oldest first."""
    root_of: dict[str, str] = {}
    by_subject: dict[str, str] = {}
    found = defaultdict(list)
    for head in sorted(heads, key=lambda head: (head.sent_at, head.place)):
        named = next((root_of[key] for key in head.answers if key in root_of), None)
        if named is None and head.answers:
            # What is answered is not in the archive, but others may answer it too.
            named = head.answers[-1]
        subject = head.subject.casefold()
        if (named is None or named not in found) and head.is_answer and subject in by_subject:
            named = by_subject[subject]
        root = named or head.key
        root_of[head.key] = root
        for key in head.answers:
            root_of.setdefault(key, root)
        by_subject[subject] = root
        found[root].append(head)
    return list(found.values())


def _thread(box, conversation, language):
    posts = [_post(box, head, language) for head in conversation]
    first = conversation[0]
    known = {post.key for post in posts}
    for head, post in zip(conversation, posts, strict=True):
        post.answers = next((key[:255] for key in head.answers if key[:255] in known), "")
    title = first.subject or next((line for line in posts[0].text.splitlines() if line.strip()), "") or "…"
    return ArchivedThread(first.key, title[:200], posts[0].language, posts)


def _post(box, head, language):
    message = email.message_from_bytes(box.get_bytes(head.place), policy=email.policy.default)
    letter = read(message)
    name, address = email.utils.parseaddr(_AT.sub("@", headers.line(message, "From")))
    return ArchivedPost(
        key=head.key,
        posted_at=head.sent_at,
        text=letter.text,
        language=language_of(letter.text, language),
        author_name=(name or address.partition("@")[0])[:255],
        address=address.lower(),
        folded=letter.folded,
        files=letter.files,
        problems=["file"] * len(letter.left_out),
    )
