"""The closed lists and the rules of mentoring."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Way(models.TextChoices):
    """How mentor and learner work together."""

    CALLS = "calls", _("By call or video")
    MAIL = "mail", _("By mail")
    VISITS = "visits", _("By visits")
    WORKPLACE = "workplace", _("At the mentor’s workplace")


class Side(models.TextChoices):
    MENTOR = "mentor", pgettext_lazy("side of a pair", "Mentor")
    LEARNER = "learner", pgettext_lazy("side of a pair", "Learner")

    @property
    def other(self):
        return Side.LEARNER if self == Side.MENTOR else Side.MENTOR


class ProposedBy(models.TextChoices):
    MENTOR = "mentor", pgettext_lazy("who proposed a pair", "The mentor")
    LEARNER = "learner", pgettext_lazy("who proposed a pair", "The learner")
    SECRETARIAT = "secretariat", _("The Secretariat")


class PairState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("mentoring pair", "Proposed")
    OPEN = "open", pgettext_lazy("mentoring pair", "Under way")
    ENDED = "ended", pgettext_lazy("mentoring pair", "Ended")
    NOT_NOW = "not-now", pgettext_lazy("mentoring pair", "Did not come about")


class Ending(models.TextChoices):
    """Why a pair ended, or did not come about."""

    BY_SIDE = "side", _("One of the two ended it")
    BY_SECRETARIAT = "secretariat", _("The Secretariat ended it")
    LEFT = "left", _("One of the two has left the network")
    NO_ANSWER = "no-answer", _("Nobody answered any more")


class Mood(models.TextChoices):
    """How it is going, in a check-in."""

    WELL = "well", pgettext_lazy("how it is going", "Well")
    SO_SO = "so-so", pgettext_lazy("how it is going", "Slowly")
    STUCK = "stuck", pgettext_lazy("how it is going", "We are stuck")


class Result(models.TextChoices):
    """What came of a pair, as each side sees it."""

    REACHED = "reached", _("The goals were reached")
    PARTLY = "partly", _("The goals were reached in part")
    NOT = "not", _("The goals were not reached")


STATE_CLASSES = {
    PairState.PROPOSED: "waiting",
    PairState.OPEN: "current",
    PairState.ENDED: "expired",
    PairState.NOT_NOW: "expired",
}

MOST_ROOM = 10
MOST_GOALS = 20
# A check-in is asked for every four weeks; after two rounds without any, whether the pair has ended; then no more.
CHECK_IN_EVERY_DAYS = 28
ROUNDS_UNANSWERED = 2
# Nobody said whether it goes on: after so many more days the pair is ended by the clock.
ENDED_WITHOUT_ANSWER_DAYS = 28
# A proposal nobody answers is taken back, and two who declined are not proposed to each other again so soon.
PROPOSAL_WAITS_DAYS = 45
NOT_AGAIN_DAYS = 365
# Figures under this many people are not told in public.
FEWEST_TOLD = 5
