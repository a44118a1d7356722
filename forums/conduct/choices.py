"""What somebody may have done, what follows from it, and who decides."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MatterKind(models.TextChoices):
    """Why something has to be decided."""

    WAITING = "waiting", _("A post waits")
    FLAGGED = "flagged", _("A post is flagged")
    APPEAL = "appeal", _("Somebody appeals")


class MatterState(models.TextChoices):
    OPEN = "open", pgettext_lazy("matter to decide", "Open")
    DECIDED = "decided", pgettext_lazy("matter to decide", "Decided")
    LAPSED = "lapsed", pgettext_lazy("matter to decide", "Came to nothing")


class Why(models.TextChoices):
    """Why a post waits."""

    NEWCOMER = "newcomer", _("It is one of the first posts of a newcomer.")
    WORD = "word", _("It holds a watched word.")
    OTHER = "other", _("It has to be looked at first.")


class Rule(models.TextChoices):
    """The rule that is broken. The public log names it and nothing else, so no person can be read from it."""

    CIVILITY = "civility", _("It insults, threatens or harasses")
    PRIVACY = "privacy", _("It gives away what is confidential, or is nobody else's business")
    ADVERTISING = "advertising", _("It is advertising or fraud")
    OFF_TOPIC = "off-topic", _("It does not belong to the subject of the group")
    PRETENCE = "pretence", _("It pretends to come from somebody else, or to speak for somebody")
    WRONG = "wrong", _("It says what is not so, and may do harm")
    FLOOD = "flood", _("It is too much, too often")
    GROUP = "group", _("It is against the group's own rules")
    UNLAWFUL = "unlawful", _("It is against the law or the terms of use")
    OTHER = "other", _("Another reason")


class Act(models.TextChoices):
    """What was decided."""

    PUBLISHED = "published", pgettext_lazy("decision", "Post published")
    REFUSED = "refused", pgettext_lazy("decision", "Post not published")
    LEFT = "left", pgettext_lazy("decision", "Flagged post left as it is")
    HIDDEN = "hidden", pgettext_lazy("decision", "Post hidden")
    RESTORED = "restored", pgettext_lazy("decision", "Post shown again")
    WARNED = "warned", pgettext_lazy("decision", "Member warned")
    BANNED = "banned", pgettext_lazy("decision", "Member kept from writing")
    LIFTED = "lifted", pgettext_lazy("decision", "Member may write again")
    UPHELD = "upheld", pgettext_lazy("decision", "Appeal: the decision stands")
    OVERTURNED = "overturned", pgettext_lazy("decision", "Appeal: the decision is taken back")


class DecidedAs(models.TextChoices):
    FACILITATOR = "facilitator", pgettext_lazy("who decided", "A facilitator")
    SECRETARIAT = "secretariat", pgettext_lazy("who decided", "The Secretariat")
    SYSTEM = "system", pgettext_lazy("who decided", "The system")


class WordAction(models.TextChoices):
    """What follows when a post holds a watched word, the strictest last."""

    FLAG = "flag", _("Publish it, and flag it")
    WAIT = "wait", _("Let it wait for a facilitator")
    REFUSE = "refuse", _("Do not accept it")


# What may be decided about each kind of matter; the first is what most often is.
ACTS = {
    MatterKind.WAITING: (Act.PUBLISHED, Act.REFUSED),
    MatterKind.FLAGGED: (Act.LEFT, Act.HIDDEN),
    MatterKind.APPEAL: (Act.UPHELD, Act.OVERTURNED),
}
# For these a rule has to be named, for somebody loses by them.
AGAINST_SOMEBODY = (Act.REFUSED, Act.HIDDEN, Act.WARNED, Act.BANNED)
# How long somebody keeps a matter in hand without deciding it, and how long a decision can be appealed against.
CLAIM_HOLDS = timedelta(minutes=30)
APPEAL_WITHIN = timedelta(days=30)
