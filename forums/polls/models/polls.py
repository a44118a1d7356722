"""Polls, their options, and what was changed while they ran."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...models import Post, Thread
from ...tongues import said
from ..choices import ChangeKind, PollKind, ResultsShown, Voters


class PollQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Polls whose post this user (or audience) may read."""
        return self.filter(post__in=Post.objects.visible_to(user))

    def running(self, at=None):
        return self.filter(closed_at=None, cancelled_at=None, closes_at__gt=at or timezone.now())

    def to_end(self):
        """Polls whose time is over and whose end nobody has noted yet."""
        return self.filter(closed_at=None, cancelled_at=None, closes_at__lte=timezone.now())


class Poll(models.Model):
    """A question with numbered options, put to the readers of a thread. It stands in a post, by which it is mailed.

    ``question`` and ``explanation`` hold texts by language. It ends at the instant ``closes_at``, whether or not
    anything runs then; ``closed_at`` is when it was closed before, or when its end was noted.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="polls", verbose_name=_("thread"))
    post = models.OneToOneField(Post, models.CASCADE, related_name="poll", verbose_name=_("post"))
    question = models.JSONField(_("question"), default=dict)
    explanation = models.JSONField(_("explanation"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    kind = models.CharField(_("kind"), max_length=8, choices=PollKind, default=PollKind.SINGLE)
    most_choices = models.PositiveSmallIntegerField(_("most answers"), null=True, blank=True)
    voters = models.CharField(_("who votes"), max_length=6, choices=Voters, default=Voters.PERSON)
    is_secret = models.BooleanField(_("secret"), default=False)
    results = models.CharField(
        _("results are shown"), max_length=6, choices=ResultsShown, default=ResultsShown.CLOSED
    )
    quorum = models.PositiveIntegerField(_("quorum"), null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    closes_at = models.DateTimeField(_("ends"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    # How many have voted, kept so that no page counts.
    vote_count = models.PositiveIntegerField(default=0, editable=False)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = PollQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints = [
            models.CheckConstraint(
                name="poll_secret_until_its_end",
                condition=Q(is_secret=False) | Q(results=ResultsShown.CLOSED),
            ),
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(closed_at=None, cancelled_at=None), name="polls_that_run")
        ]

    def __str__(self):
        # Without its words: lines of the record of actions are read by more people than the poll.
        return f"{self._meta.verbose_name} {self.pk}"

    def get_absolute_url(self):
        return reverse("polls:poll", args=[self.pk])

    @property
    def asks(self):
        """The question in the reader's language, or the nearest that is written."""
        return said(self.question, self.language)

    @property
    def explains(self):
        return said(self.explanation, self.language)

    @property
    def is_cancelled(self):
        return self.cancelled_at is not None

    @property
    def is_over(self):
        """Whether it has ended: at its instant, or before by decision."""
        return self.is_cancelled or self.closed_at is not None or timezone.now() >= self.closes_at

    @property
    def is_running(self):
        return not self.is_over

    @property
    def ended_at(self):
        return self.cancelled_at or min(self.closed_at or self.closes_at, self.closes_at)

    @property
    def is_by_party(self):
        return self.voters == Voters.PARTY

    @property
    def is_ranked(self):
        return self.kind == PollKind.RANKED

    @property
    def has_quorum(self):
        """Whether enough have voted; None when the poll asks for no number."""
        return None if self.quorum is None else self.vote_count >= self.quorum


class Option(models.Model):
    """One of the numbered answers of a poll. A number is never given again, for ballots hold numbers."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.JSONField(_("text"), default=dict)

    class Meta:
        ordering = ["poll", "number"]
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [models.UniqueConstraint(fields=["poll", "number"], name="option_number_once")]

    def __str__(self):
        return f"{self.number}. {self.says}"

    @property
    def says(self):
        return said(self.text, self.poll.language)


class PollChange(models.Model):
    """What was done to a poll, by whom and why, as its readers see it. Only added to."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="changes")
    kind = models.CharField(_("what"), max_length=9, choices=ChangeKind)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("change of a poll")
        verbose_name_plural = _("changes of polls")

    def __str__(self):
        return self.get_kind_display()

    @property
    def differences(self):
        """What was changed, as pairs of words before and after."""
        if self.kind == ChangeKind.EXTENDED:
            return [(self.before["closes_at"][:16].replace("T", " "), self.after["closes_at"][:16].replace("T", " "))]
        pairs = []
        for name, texts in self.after.items():
            former = self.before.get(name, {})
            pairs += [(former.get(code, ""), text) for code, text in texts.items() if former.get(code, "") != text]
        return pairs
