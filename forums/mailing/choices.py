"""The closed lists of the forums' mail: what a letter is about, why somebody gets it, where it stands."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forums.choices import MailLevel


class Kind(models.TextChoices):
    """What a letter is about."""

    POST = "post", _("A post")
    ACCEPTED = "accepted", _("A post that was chosen as the answer")


class Reason(models.TextChoices):
    """Why somebody gets a post; the strongest reason counts. All but the last concern them by themselves."""

    MENTIONED = "mentioned", _("it names you")
    ANSWERED = "answered", _("it answers what you wrote")
    STARTED = "started", _("you started the thread")
    THREAD = "thread", _("you follow the thread")
    PERSON = "person", _("you follow its author")
    TAG = "tag", _("you follow one of its tags")
    GROUP = "group", _("you get all posts of the group")


class When(models.TextChoices):
    AT_ONCE = "at-once", _("At once")
    DAILY = "daily", _("In the daily digest")
    WEEKLY = "weekly", _("In the weekly digest")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("mail to a member", "Waits")
    SENT = "sent", pgettext_lazy("mail to a member", "Handed to the outbox")
    DROPPED = "dropped", pgettext_lazy("mail to a member", "Not sent")


class Dropped(models.TextChoices):
    """Why a letter that was due was not sent."""

    NOT_SHOWN = "not-shown", _("the post was hidden or withdrawn")
    NOT_READ = "not-read", _("they do not read the group any more")
    NOT_WANTED = "not-wanted", _("they chose to get no mail of it")
    UNREACHABLE = "unreachable", _("mail does not arrive at their address")
    FAILED = "failed", _("it could not be written")


# What members of a group get of each of its posts, by their level.
WHEN_OF_LEVEL = {
    MailLevel.EVERY: When.AT_ONCE,
    MailLevel.DAILY: When.DAILY,
    MailLevel.WEEKLY: When.WEEKLY,
}


class Size(models.IntegerChoices):
    """How much of a post a letter holds, in kilobytes; the rest is read by its link."""

    WHOLE = 0, _("The whole post")
    LARGE = 30, _("At most 30 kB")
    MIDDLE = 10, _("At most 10 kB")
    SMALL = 3, _("At most 3 kB")


# Digests leave at this hour of the reader's day; weekly ones on Mondays.
MORNING = 6
# So many posts stand in a digest with their first words; of the others it gives the number and the way.
POSTS_IN_A_DIGEST = 60
CHARACTERS_OF_AN_EXCERPT = 280

# A process that spreads a post and has not reported back after this long is taken for dead.
CLAIM_LASTS = timedelta(minutes=5)
# A letter that cannot be written is tried again after each of these, then dropped.
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
# Records of what was sent are kept as long as the mails themselves.
KEPT_FOR = timedelta(days=90)
