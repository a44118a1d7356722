"""Whether somebody may post, on the web, by mail and by programs alike, and whether it waits."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from moderation import limits

from directory.permissions import is_secretariat
from forums.choices import PostState, Way
from forums.exceptions import Refused
from forums.models import Post

from . import watching
from .choices import Why, WordAction
from .models import Ban

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """What the gate found in a text, for the listener that hears of the post a moment later."""

    why: str = ""
    flagged: tuple = ()


def gate(group, thread, author, text, way):
    """Facilitators and the Secretariat need not wait; a ban and a refused word hold for facilitators too."""
    if way == Way.IMPORT or is_secretariat(author):
        return False
    refuse_banned(author, group)
    found = watching.find(text, group)
    refuse_words(found)
    if author.has_perm("forums.moderate_group", group):
        return False
    _refuse_too_soon(author, group)
    _refuse_links(author, text)
    why = ""
    if any(word.action == WordAction.WAIT for word in found):
        why = Why.WORD
    elif _is_newcomer(author, group):
        why = Why.NEWCOMER
    author._forum_verdict = Verdict(why, tuple(word.text for word in found if word.action == WordAction.FLAG))
    _refuse_too_many(author)
    return bool(why)


def gate_for_changes(post, author, text):
    """An edit or a translation is seen at once, so what would have to wait is refused in it."""
    if is_secretariat(author):
        return
    group = post.thread.group
    refuse_banned(author, group)
    found = watching.find(text, group)
    refuse_words(found)
    if author.has_perm("forums.moderate_group", group):
        return
    if any(word.action == WordAction.WAIT for word in found) and post.state == PostState.PUBLISHED:
        raise Refused(
            _("“%(word)s” is looked at by a facilitator before others read it. Write it as a new post, which waits.")
            % {"word": found[0].text},
            "word",
        )


def refuse_banned(user, group):
    ban = Ban.objects.of(user, group).first()
    if ban is not None:
        raise Refused(ban_in_words(ban), "banned")


def ban_in_words(ban):
    """Until when somebody may not write, and where; as they read it themselves."""
    if ban.until is None:
        return (
            _("You may read in this group, and not write in it.")
            if ban.group_id
            else _("You may read in the forums, and not write in them.")
        )
    until = {"moment": date_format(localtime(ban.until), "DATETIME_FORMAT")}
    return (
        _("You may read in this group, and not write in it until %(moment)s (UTC).") % until
        if ban.group_id
        else _("You may read in the forums, and not write in them until %(moment)s (UTC).") % until
    )


def refuse_words(found):
    if found and found[0].action == WordAction.REFUSE:
        raise Refused(
            _("“%(word)s” is not accepted here. Please say it in other words.") % {"word": found[0].text}, "word"
        )


def _is_newcomer(author, group):
    first = group.newcomers_wait
    return first > 0 and _published(author, first, thread__group=group) < first


def _refuse_too_soon(author, group):
    if not group.slow_mode_seconds:
        return
    since = timezone.now() - timedelta(seconds=group.slow_mode_seconds)
    last = (
        Post.objects.filter(author=author, thread__group=group, posted_at__gt=since)
        .order_by("-posted_at")
        .values_list("posted_at", flat=True)
        .first()
    )
    if last is not None:
        again = last + timedelta(seconds=group.slow_mode_seconds)
        raise Refused(
            _("This group takes its time. You can write again at %(time)s (UTC).")
            % {"time": date_format(localtime(again), "TIME_FORMAT")},
            "slow",
        )


def _refuse_links(author, text):
    most = settings.FORUM_LINKS_OF_NEWCOMERS
    if len(_LINK.findall(text)) <= most:
        return
    first = settings.FORUM_NEWCOMER_POSTS
    if _published(author, first) < first:
        raise Refused(
            ngettext(
                "While you are new here, a post can hold one link.",
                "While you are new here, a post can hold %(most)s links.",
                most,
            )
            % {"most": most},
            "links",
        )


def _refuse_too_many(author):
    """Counted only when nothing else refuses the post."""
    uses = [
        (limits.Limit(f"forum-posts-{name}", number, span), f"user:{author.pk}")
        for name, number, span in (
            ("hour", settings.FORUM_POSTS_AN_HOUR, timedelta(hours=1)),
            ("day", settings.FORUM_POSTS_A_DAY, timedelta(days=1)),
        )
        if number
    ]
    again = limits.use(*uses)
    if again is not None:
        raise Refused(
            _("You have written a lot lately. You can write again after %(time)s (UTC).")
            % {"time": date_format(localtime(again), "DATETIME_FORMAT")},
            "many",
        )


def _published(author, most, **where):
    """How many posts of somebody are published, as far as it matters."""
    return Post.objects.filter(author=author, state=PostState.PUBLISHED, **where)[:most].count()
