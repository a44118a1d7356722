"""What the forums answer to a mail: each thing once, in its reader's language, and never to a program."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from moderation import limits
from notifications import trimming
from notifications.actions import send

from forums.from_letter import link, sign
from forums.mailing import keys

from .choices import HELD_FOR
from .models import Told

PURPOSE = "mail"
# So many strangers are told how to join; a flood of forged senders must not become a flood of answers.
STRANGERS = limits.Limit("forum-mail-strangers", 30, timedelta(hours=1))
CONFIRMATIONS = limits.Limit("forum-mail-confirmations", 6, timedelta(hours=1))
_SHOWN = 1500


def answer(user, sentence, *, subject="", files=(), post=None, why="", span=None):
    """Tell somebody what became of a mail. With ``span``, what was told for the same reason is not told again."""
    if span is not None and not tell_once(user.email, why, span):
        return None
    return send(
        "receiving/mail/answer",
        user,
        {
            "sentence": sentence,
            "about": subject,
            "files": list(files),
            "address": link(user.language, "forums:post", post.pk) if post else "",
            "help_address": keys.help_address(),
        },
    )


def ask_to_confirm(mail, *, title, words, wish=""):
    """Ask whether a mail whose sender anybody could have written is theirs. Only the account's address is asked."""
    if limits.use((CONFIRMATIONS, mail.user_id)) is not None:
        return False
    user = mail.user
    send(
        "receiving/mail/confirm",
        user,
        {
            "title": title,
            "words": words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…",
            "wish": wish,
            "group": mail.group,
            "sender": mail.sender,
            "confirm_address": link(user.language, "receiving:confirm", sign(PURPOSE, mail.pk)),
            "days": HELD_FOR.days,
            "by_mail": keys.is_open(),
            "mark": trimming.MARK,
        },
        reply_to=keys.question_address(mail.pk),
        secret=True,
        lasting=True,
    )
    return True


def help_somebody(user, groups):
    """How all this is used: the addresses of somebody's groups and the words that do something."""
    send(
        "receiving/mail/help",
        user,
        {
            "groups": [
                {
                    "name": str(group),
                    "address": keys.group_address(group),
                    "leave": keys.command_address(group, "leave"),
                    "digest": keys.command_address(group, "digest"),
                }
                for group in groups
            ],
            "help_address": keys.help_address(),
            "preferences": link(user.language, "my"),
        },
    )


def greet_stranger(address, language):
    """Tell somebody who is no member how to become one: once, for their mail may not have been theirs."""
    if not tell_once(address, "stranger", timedelta(days=180)) or limits.use((STRANGERS, "all")) is not None:
        return
    with override(language):
        send(
            "receiving/mail/stranger",
            address,
            {"join_address": f"{settings.BASE_URL.rstrip('/')}/{language}/", "contact": settings.SECRETARIAT_EMAIL},
            language=language,
        )


def tell_once(address, why, span):
    """Note that an address is told something. False if it was told within the span."""
    now = timezone.now()
    told, is_new = Told.objects.get_or_create(address=address.lower()[:320], why=why)
    if is_new:
        return True
    return bool(Told.objects.filter(pk=told.pk, at__lt=now - span).update(at=now))


def sentence_of(outcome, **facts):
    """Why a mail was not taken, as a whole sentence in the active language."""
    return {
        "nowhere": _("There is no group or discussion at this address that you can read."),
        "forbidden": _(
            "You may not write there. Only members of the group do, and in some groups only "
            "facilitators begin discussions."
        ),
        "over": _("This discussion is closed, so your mail was not posted."),
        "empty": _("Your mail held no words of yours besides the mail it answered, so nothing was posted."),
        "locked": _(
            "Your mail is encrypted, and we cannot read it. Please send it again without encryption. "
            "A signature alone does no harm."
        ),
        "calendar": _(
            "Invitations of calendars are not posted. Please write in words when and where you meet; "
            "facilitators can add a meeting on the site."
        ),
        "too-many": _(
            "Many mails came from you within an hour. This one was not posted; please send it again later."
        ),
        "files": _(
            "Your mail was posted, but some files were not taken: we take PDF, Word, OpenDocument "
            "text and pictures, five at a time, up to 10 MB each."
        ),
        "waits": _("Your mail arrived and waits until a facilitator publishes it."),
        "cut": _(
            "Your mail was posted, but it was too long and its end was left out. Please send the rest as a document."
        ),
        "joined": _("You are a member of this group now: %(group)s."),
        "requested": _("The facilitators were asked to let you join this group: %(group)s."),
        "neither": _(
            "We could not read a yes or a no in your mail. Please reply once more and begin with “yes” or “no”, "
            "or use the link."
        ),
        "left": _("You have left this group: %(group)s."),
        "asked": _("Membership of this group is not open to everybody: %(group)s. On its page you see how to join."),
        "level": _("What you get by mail from this group was changed: %(group)s: %(level)s."),
        "no-level": _(
            "Please say which mail you want of this group: “digest every”, “digest daily”, “digest "
            "weekly”, “digest concerning” or “digest none”."
        ),
    }[outcome] % facts
