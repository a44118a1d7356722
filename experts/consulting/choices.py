"""The closed lists of questions to experts, and the numbers that govern them."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OnBehalfOf(models.TextChoices):
    """For whom somebody asks."""

    ONESELF = "oneself", _("Myself")
    COUNTRY = "country", _("A country I speak for")
    GROUP = "group", _("A group or organization")


class QuestionState(models.TextChoices):
    """Where a question stands. A draft is known to its writer alone."""

    DRAFT = "draft", pgettext_lazy("question", "Draft")
    OPEN = "open", pgettext_lazy("question", "Open")
    CLOSED = "closed", pgettext_lazy("question", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("question", "Withdrawn")


class Reach(models.TextChoices):
    """Which experts may know of a question."""

    INVITED = "invited", _("Only the experts I invite")
    FIELD = "field", _("Every listed expert in its fields may take it up")


class Result(models.TextChoices):
    """How a question ended."""

    ANSWERED = "answered", _("Answered")
    PARTLY = "partly", _("Answered in part")
    NOT = "not", _("Not answered")


class InvitationState(models.TextChoices):
    """What became of asking one expert."""

    INVITED = "invited", _("Asked, no answer yet")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    DECLINED = "declined", pgettext_lazy("invitation", "Declined")
    SUGGESTED = "suggested", _("Suggested somebody else")
    NO_ANSWER = "no-answer", _("Did not answer")
    HANDED_OVER = "handed-over", _("Handed over to somebody else")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")
    LEFT = "left", _("Left the roster")


# The expert may still say yes or no.
WAITING = (InvitationState.INVITED, InvitationState.NO_ANSWER)
# The expert reads the question.
READING = (*WAITING, InvitationState.ACCEPTED)


class Way(models.TextChoices):
    """How something came in."""

    PAGE = "page", _("On the site")
    LINK = "link", _("By the link of a letter")
    MAIL = "mail", _("By mail")


class Origin(models.TextChoices):
    """How an expert came to a question."""

    INVITED = "invited", _("Asked")
    TOOK_UP = "took-up", _("Took it up")


class StepKind(models.TextChoices):
    """What was done with a question."""

    BEGUN = "begun", pgettext_lazy("question", "Begun")
    ASKED = "asked", pgettext_lazy("question", "Asked")
    INVITED = "invited", _("Expert asked")
    OPENED = "opened", _("Opened to the experts of its fields")
    TAKEN_UP = "taken-up", _("Taken up by an expert")
    ACCEPTED = "accepted", _("Accepted by an expert")
    DECLINED = "declined", _("Declined by an expert")
    SUGGESTED = "suggested", _("An expert suggested somebody else")
    PASSED_ON = "passed-on", _("An expert handed over to somebody else")
    REMINDED = "reminded", _("Reminded")
    HANDED_OVER = "handed-over", _("Nobody had reacted: put before the Secretariat")
    INVITATION_WITHDRAWN = "invitation-withdrawn", _("Invitation withdrawn")
    EXPERT_LEFT = "expert-left", _("An expert left the roster")
    CLOSED = "closed", pgettext_lazy("question", "Closed")
    REOPENED = "reopened", pgettext_lazy("question", "Opened again")
    WITHDRAWN = "withdrawn", pgettext_lazy("question", "Withdrawn")
    FEEDBACK = "feedback", _("Feedback given")
    ANSWER_PROPOSED = "answer-proposed", _("Public answer proposed")
    ANSWER_AGREED = "answer-agreed", _("Public answer agreed to")
    ANSWER_REFUSED = "answer-refused", _("Public answer refused")
    ANSWER_PUBLISHED = "answer-published", _("Public answer published")
    ANSWER_WITHDRAWN = "answer-withdrawn", _("Public answer withdrawn")


class AnswerState(models.TextChoices):
    """Where a public answer stands."""

    PROPOSED = "proposed", _("Waits for agreement")
    PUBLISHED = "published", pgettext_lazy("public answer", "Published")
    REFUSED = "refused", pgettext_lazy("public answer", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("public answer", "Withdrawn")


class Usefulness(models.IntegerChoices):
    """How far the answers helped whoever asked."""

    NOT = 1, _("Not useful")
    SOMEWHAT = 2, _("Somewhat useful")
    USEFUL = 3, _("Useful")
    VERY = 4, _("Very useful")


class Clarity(models.IntegerChoices):
    """How clear the question was to the expert."""

    UNCLEAR = 1, _("Unclear")
    NEEDED_ASKING = 2, _("Clear after asking back")
    CLEAR = 3, _("Clear")


class MailOutcome(models.TextChoices):
    """What became of a mail that came to the address of a question."""

    ACCEPTED = "accepted", _("Accepted the invitation")
    DECLINED = "declined", _("Declined the invitation")
    MESSAGE = "message", _("Went into the conversation")
    AUTOMATIC = "automatic", _("Automatic answer, left alone")
    WRONG_TOKEN = "wrong-token", _("Address is not one of ours")
    WRONG_SENDER = "wrong-sender", _("Sender does not take part")
    NOT_UNDERSTOOD = "not-understood", _("No yes or no at its beginning")
    EMPTY = "empty", _("Held no words")
    OVER = "over", _("The question was closed")
    TOO_MANY = "too-many", _("Too many mails in a short time")


# A question asks so many experts at most at one time, and none has more proposals on a page.
MOST_INVITED = 10
PROPOSED_AT_ONCE = 8
OFFERED_NEXT = 3
DUE_AFTER = timedelta(days=14)
LATEST_DUE = timedelta(days=365)
LINK_WORKS = timedelta(days=60)
