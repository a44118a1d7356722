"""Digests: one letter about many posts, for one morning of one person.

People who get the same posts in the same language read the same words, so those are written once; only the addresses
of answers and the link that stops the digest are put in for each.
"""

import re
from dataclasses import dataclass, field

import prose
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import override
from notifications import letters as stationery
from notifications.models import OutgoingMail

from . import keys, links
from .choices import CHARACTERS_OF_AN_EXCERPT, POSTS_IN_A_DIGEST, Reason, When
from .letters import capacity_of, name_of, unmarked

_STOP = "\ue000stop\ue001"
_MARK = re.compile("\ue000([a-z]+|[0-9]+)\ue001")
_LEVEL = {When.DAILY: "daily", When.WEEKLY: "weekly"}
# How much is shown, from the most to the least, until it fits: posts with their first words, characters of those.
_PLANS = (
    (POSTS_IN_A_DIGEST, CHARACTERS_OF_AN_EXCERPT),
    (30, 140),
    (12, 80),
    (5, 60),
    (0, 0),
)
_MOST_THREADS = 80


@dataclass
class Line:
    """One post as a digest shows it."""

    post: object
    author: str
    capacity: str
    excerpt: str
    reason: object
    address: str
    answer: str


@dataclass
class Chapter:
    """What is new in one thread."""

    thread: object
    address: str
    count: int = 0
    lines: list = field(default_factory=list)

    @property
    def left(self):
        return self.count - len(self.lines)


@dataclass
class Part:
    """What is new in one group."""

    group: object
    count: int = 0
    chapters: list = field(default_factory=list)
    left: int = 0


class DigestDesk:
    """Writes the digests of one run."""

    def __init__(self):
        self._written = {}
        self._words = {}

    def mail_for(self, reader, when, found):
        """The digest of posts ``found``, pairs of post and reason as they were written; a mail not saved."""
        stop = links.stop_address(reader.user, links.DIGEST, _LEVEL[when])
        letter = self._letter(reader, when, found)

        def put_in(match):
            return stop if match[1] == "stop" else keys.reply_address(reader.user, int(match[1]))

        return OutgoingMail(
            recipient=reader.user,
            address=reader.user.email,
            language=reader.language,
            subject=letter.subject,
            text=_MARK.sub(put_in, letter.text),
            html=_MARK.sub(lambda match: escape(put_in(match)), letter.html),
            headers={
                "List-Id": f"<digest.{keys.domain()}>",
                "List-Help": f"<{links.whole('my_forum_mail:wishes', reader.language)}>",
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Precedence": "bulk",
            },
            is_unhurried=True,
        )

    def _letter(self, reader, when, found):
        wishes = reader.wishes
        key = (
            when,
            reader.language,
            wishes.is_text_only,
            wishes.most_kilobytes,
            tuple((post.pk, reason, reader.sees(post.person)) for post, reason in found),
        )
        if key not in self._written:
            with override(reader.language):
                self._written[key] = self._write(reader, when, found)
        return self._written[key]

    def _write(self, reader, when, found):
        most = reader.wishes.most_kilobytes * 1000
        for plan in _PLANS:
            letter = self._plan(reader, when, found, *plan)
            if not most or len(letter.text.encode()) <= most:
                break
        small = not most or len(letter.html.encode()) <= 2 * most
        keeps_html = small and not reader.wishes.is_text_only
        return letter if keeps_html else stationery.Letter(letter.subject, letter.text, "")

    def _plan(self, reader, when, found, posts, characters):
        shown, base = posts, settings.BASE_URL.rstrip("/")
        concerning, parts, threads = [], {}, 0
        # What concerns the reader comes first, and no post twice.
        for post, reason in sorted(found, key=lambda each: each[1] == Reason.GROUP):
            line = None
            if shown > 0:
                shown -= 1
                line = self._line(post, reason, reader, characters, base)
            if reason != Reason.GROUP and line:
                concerning.append(line)
                continue
            part = parts.setdefault(post.thread.group_id, Part(post.thread.group))
            part.count += 1
            chapter = next((each for each in part.chapters if each.thread.pk == post.thread_id), None)
            if chapter is None:
                if threads >= _MOST_THREADS or (characters == 0 and threads >= 10):
                    part.left += 1
                    continue
                threads += 1
                chapter = Chapter(post.thread, base + post.get_absolute_url())
                part.chapters.append(chapter)
            chapter.count += 1
            if line:
                chapter.lines.append(line)
        return stationery.write(
            "forum_mailing/mail/digest",
            {
                "is_weekly": when == When.WEEKLY,
                "number": len(found),
                "groups": len({post.thread.group_id for post, _reason in found}),
                "concerning": concerning,
                "parts": sorted(parts.values(), key=lambda part: str(part.group)),
                "unread": base + reverse("forums:home"),
                "wishes": base + reverse("my_forum_mail:wishes"),
                "by_mail": keys.is_open(),
                "stop": _STOP,
            },
            reader.language,
        )

    def _line(self, post, reason, reader, characters, base):
        return Line(
            post=post,
            author=name_of(post, reader),
            capacity=capacity_of(post),
            excerpt=self._excerpt(post, characters),
            reason=Reason(reason),
            address=base + post.get_absolute_url(),
            answer=f"\ue000{post.pk}\ue001" if keys.is_open() else "",
        )

    def _excerpt(self, post, characters):
        if not characters:
            return ""
        if post.pk not in self._words:
            words = " ".join(unmarked(prose.plain_text(post.text[:2000])).split())
            self._words[post.pk] = Truncator(words).chars(CHARACTERS_OF_AN_EXCERPT)
        return Truncator(self._words[post.pk]).chars(characters)
