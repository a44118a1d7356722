"""A consultation: its topic note, its guiding questions, and every step of its life."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience
from directory.models import audience_of

from ...models import Group, Thread
from ...models.groups import group_read_by
from ...tongues import said
from ..choices import OVER, RUNNING, State, StepKind


class ConsultationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Consultations of groups this user (or audience) reads, from their announcement; before it, whoever leads
        the group's consultations.
        """
        if audience_of(user) >= Audience.SECRETARIAT:
            return self
        seen = Q(number__isnull=False)
        if getattr(user, "is_authenticated", False) and audience_of(user) >= Audience.MEMBERS:
            seen |= Q(group__in=user.forum_memberships.facilitators().values("group"))
        return self.filter(group_read_by(user, "group__")).filter(seen)

    def running(self):
        return self.filter(state__in=RUNNING, closes_at__gt=timezone.now())

    def coming(self):
        return self.filter(state=State.ANNOUNCED)

    def past(self):
        return self.filter(Q(state__in=OVER) | Q(state__in=RUNNING, closes_at__lte=timezone.now()))


class Consultation(models.Model):
    """Guiding questions put to a group and others for some weeks, then summed up and published.

    ``title`` and ``background`` hold texts by language. It is cited by its reference, ``SC-CONS-2026/3``,
    which it gets when it is announced. It ends at the instant ``closes_at``; late contributions are taken only
    if it allows them, until ``late_until``, and are marked.
    """

    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    group = models.ForeignKey(Group, models.CASCADE, related_name="consultations", verbose_name=_("group"))
    thread = models.OneToOneField(
        Thread, models.CASCADE, null=True, blank=True, related_name="consultation", verbose_name=_("thread")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, db_index=True)
    title = models.JSONField(_("title"), default=dict)
    background = models.JSONField(_("background"), default=dict)
    language = models.CharField(_("main language"), max_length=10, choices=settings.LANGUAGES, default="en")
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    accepts_late = models.BooleanField(_("late contributions are taken, and marked as late"), default=False)
    late_until = models.DateTimeField(_("late contributions are taken until"), null=True, blank=True)
    # Beside the group: members of other groups and holders of categories, if they may read it.
    groups = models.ManyToManyField(
        Group, blank=True, related_name="+", verbose_name=_("also announced to the members of")
    )
    categories = models.ManyToManyField(
        "directory.Category", blank=True, related_name="+", verbose_name=_("also announced to every")
    )
    articles = models.ManyToManyField(
        "directory.ConventionArticle",
        blank=True,
        related_name="consultations",
        verbose_name=_("articles of the Convention"),
    )
    decision = models.CharField(
        _("decision"), max_length=60, blank=True, help_text=_("As it is cited, for instance SC-12/4.")
    )
    decision_url = models.URLField(_("address of the decision"), blank=True)
    agenda_item = models.CharField(_("agenda item"), max_length=200, blank=True)
    corrections_until = models.DateTimeField(_("corrections are taken until"), null=True, blank=True)
    led_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("led by")
    )
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    digest_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Grows with each change of its words: forms tell by it that somebody changed them meanwhile.
    version = models.PositiveIntegerField(default=0, editable=False)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-pk"]
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="consultation_reference_once"),
            models.CheckConstraint(name="consultation_ends_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))),
            models.CheckConstraint(
                name="consultation_opened_has_a_thread",
                condition=Q(thread__isnull=False) | Q(state__in=[State.DRAFT, State.ANNOUNCED, State.CANCELLED]),
            ),
        ]

    def __str__(self):
        # Without its title: lines of the record of actions are read by more people than the consultation.
        return self.reference or f"{self._meta.verbose_name} {self.pk}"

    def get_absolute_url(self):
        if self.number is None:
            return reverse("consultations:lead", args=[self.pk])
        return reverse("consultations:consultation", args=[self.year, self.number])

    @property
    def reference(self):
        """How it is cited; nothing before it is announced."""
        return f"SC-CONS-{self.year}/{self.number}" if self.number else ""

    @property
    def called(self):
        """Its title in the reader's language, or the nearest that is written."""
        return said(self.title, self.language)

    @property
    def note(self):
        """The background of its topic note, as Markdown."""
        return said(self.background, self.language)

    @property
    def is_running(self):
        return self.state in RUNNING and timezone.now() < self.closes_at

    @property
    def is_over(self):
        return self.state in OVER or (self.state in RUNNING and timezone.now() >= self.closes_at)

    @property
    def takes_late(self):
        """Whether what comes now is taken, and marked as late."""
        return (
            self.accepts_late
            and self.state in (*RUNNING, State.CLOSED)
            and timezone.now() >= self.closes_at
            and (self.late_until is None or timezone.now() < self.late_until)
        )

    @property
    def takes_contributions(self):
        return self.is_running or self.takes_late

    @property
    def takes_corrections(self):
        return (
            self.state == State.SUMMARISED
            and self.corrections_until is not None
            and timezone.now() < self.corrections_until
        )

    @property
    def is_published(self):
        return self.state == State.PUBLISHED

    @property
    def days_left(self):
        return max(0, (self.closes_at - timezone.now()).days)

    def shown_state(self):
        """The state in words; between its end and the next minute the end has not been noted yet."""
        over = self.state in RUNNING and timezone.now() >= self.closes_at
        return State.CLOSED if over else State(self.state)


class GuidingQuestion(models.Model):
    """One of the numbered questions a consultation asks, by language."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.JSONField(_("text"), default=dict)

    class Meta:
        ordering = ["consultation", "number"]
        verbose_name = _("guiding question")
        verbose_name_plural = _("guiding questions")
        constraints = [models.UniqueConstraint(fields=["consultation", "number"], name="guiding_question_once")]

    def __str__(self):
        return f"{self.number}. {self.says}"

    @property
    def says(self):
        return said(self.text, self.consultation.language)


class ConsultationStep(models.Model):
    """Who did what with a consultation, when and why, as its readers see it. Only added to."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=StepKind)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("step of a consultation")
        verbose_name_plural = _("steps of consultations")

    def __str__(self):
        return self.get_kind_display()

    @property
    def differences(self):
        """What was changed of dates and words, as pairs before and after; of the rest it is enough that it was."""
        pairs = []
        for name, value in self.after.items():
            former = self.before.get(name)
            if name in ("title", "background"):
                former = former or {}
                pairs += [(former.get(code, ""), text) for code, text in value.items() if former.get(code) != text]
            elif name == "questions":
                first = [next(iter(texts.values()), "") for texts in former or []]
                pairs.append((" · ".join(first), " · ".join(next(iter(texts.values()), "") for texts in value)))
            elif name in ("opens_at", "closes_at", "late_until", "until"):
                pairs.append(tuple((moment or "")[:16].replace("T", " ") for moment in (former, value)))
        return pairs
