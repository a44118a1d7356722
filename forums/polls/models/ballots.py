"""Votes: with a name in open polls, without any in secret ones."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...choices import Way
from .polls import Poll


class BallotQuerySet(models.QuerySet):
    def counting(self):
        """The votes that count: of each voter the last."""
        return self.filter(replaced_at=None)


class Ballot(models.Model):
    """A vote in an open poll: the numbers of options, in order. A changed vote replaces the one before, which stays.

    In a poll by Party the vote is the Party's ``country``; ``user`` is who cast it.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey("directory.Person", models.SET_NULL, null=True, blank=True, related_name="+")
    country = models.ForeignKey("directory.Country", models.PROTECT, null=True, blank=True, related_name="+")
    choices = models.JSONField(_("answers"), default=list)
    cast_at = models.DateTimeField(_("cast"), default=timezone.now)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)
    way = models.CharField(_("came"), max_length=7, choices=Way, default=Way.PAGE)

    objects = BallotQuerySet.as_manager()

    class Meta:
        ordering = ["cast_at", "pk"]
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "user"], condition=Q(country=None, replaced_at=None), name="one_vote_a_person"
            ),
            models.UniqueConstraint(
                fields=["poll", "country"],
                condition=Q(country__isnull=False, replaced_at=None),
                name="one_vote_a_party",
            ),
        ]

    def __str__(self):
        return f"{self.poll_id}: {self.pk}"


class SecretVoter(models.Model):
    """That somebody, or a Party, has voted in a secret poll. Not how, and not when.

    ``seal`` is a digest of the vote with the receipt, which only the voter has: it says nothing by itself, and lets
    them change the vote.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="secret_voters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    country = models.ForeignKey("directory.Country", models.PROTECT, null=True, blank=True, related_name="+")
    seal = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("voter in a secret poll")
        verbose_name_plural = _("voters in secret polls")
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "user"], condition=Q(country=None), name="one_secret_vote_a_person"
            ),
            models.UniqueConstraint(
                fields=["poll", "country"],
                condition=Q(country__isnull=False),
                name="one_secret_vote_a_party",
            ),
        ]

    def __str__(self):
        return f"{self.poll_id}"


class SecretTally(models.Model):
    """How many votes of a secret poll say the same. There is no row for one vote alone to be joined with a voter."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="tallies")
    # The numbers as people write them: "2", "1,3", "3>1>2".
    choices = models.CharField(max_length=100)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("tally of a secret poll")
        verbose_name_plural = _("tallies of secret polls")
        constraints = [models.UniqueConstraint(fields=["poll", "choices"], name="tally_once")]

    def __str__(self):
        return f"{self.poll_id}: {self.choices}"
