"""The closed lists of joining."""

from datetime import timedelta

from django.db import models
from django.utils.translation import pgettext_lazy


class RequestState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("request to join a group", "Waits for a facilitator")
    ACCEPTED = "accepted", pgettext_lazy("request to join a group", "Accepted")
    DECLINED = "declined", pgettext_lazy("request to join a group", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request to join a group", "Taken back")


class Standing(models.TextChoices):
    """In what standing members of a group take part, in the order in which treaty forums list them."""

    PARTY = "party", pgettext_lazy("members of a group", "Parties")
    OBSERVER = "observer", pgettext_lazy("members of a group", "Other States")
    ORGANISATION = "organisation", pgettext_lazy("members of a group", "Organisations")
    PERSONAL = "personal", pgettext_lazy("members of a group", "In a personal capacity")


INVITATION_WORKS = timedelta(days=30)
MOST_QUESTIONS = 8
MOST_INVITED_AT_ONCE = 50
MEMBERS_ON_A_PAGE = 100
# When the rules of a group put in more people than this at once, they are not written to one by one.
MOST_TOLD_AT_ONCE = 200
