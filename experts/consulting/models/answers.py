"""What came of a question: feedback of both sides, and the answer others can find."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import ExpertiseTerm
from directory.models.names import direction

from ..choices import AnswerState, Clarity, Result, Usefulness
from .invitations import Invitation
from .questions import Question


class Feedback(models.Model):
    """What one side says when it is over: the asker of the answers, or, with an ``invitation``, an expert of the
    question.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="feedback")
    invitation = models.OneToOneField(
        Invitation, models.CASCADE, null=True, blank=True, related_name="feedback", verbose_name=_("expert")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answered = models.CharField(_("was it answered?"), max_length=8, choices=Result, blank=True)
    usefulness = models.PositiveSmallIntegerField(_("how useful was it?"), choices=Usefulness, null=True, blank=True)
    clarity = models.PositiveSmallIntegerField(
        _("how clear was the question?"), choices=Clarity, null=True, blank=True
    )
    outcome = models.TextField(_("what came of it"), max_length=3000, blank=True)
    at = models.DateTimeField(_("given"), default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(invitation__isnull=True), name="one_feedback_of_the_asker"
            ),
            models.CheckConstraint(
                name="feedback_of_its_side",
                condition=Q(invitation__isnull=True, clarity__isnull=True) & ~Q(answered="")
                | Q(invitation__isnull=False, clarity__isnull=False, answered="", usefulness__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.question.reference}, {self.pk}"


class PublicAnswerQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=AnswerState.PUBLISHED)


class PublicAnswer(models.Model):
    """A question and its answer in words for everybody. Shown once the asker and every expert who answered agree;
    whoever takes their agreement back takes it away again. ``words`` is what it is found by.
    """

    question = models.OneToOneField(Question, models.CASCADE, related_name="public_answer")
    title = models.CharField(_("question in one line"), max_length=150)
    asked = models.TextField(_("the question, in words for everybody"), max_length=5000, blank=True)
    text = models.TextField(_("answer"), max_length=20_000)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    fields = models.ManyToManyField(
        ExpertiseTerm, blank=True, related_name="+", verbose_name=_("fields of expertise")
    )
    names_asker = models.BooleanField(_("say who asked"), default=False)
    state = models.CharField(
        _("state"), max_length=9, choices=AnswerState, default=AnswerState.PROPOSED, db_index=True
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    words = models.TextField(editable=False, blank=True)

    objects = PublicAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("public answer")
        verbose_name_plural = _("public answers")
        constraints = [
            models.CheckConstraint(
                name="published_says_when",
                condition=~Q(state=AnswerState.PUBLISHED) | Q(published_at__isnull=False),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("consulting_answers:answer", args=[self.pk])

    @property
    def is_published(self):
        return self.state == AnswerState.PUBLISHED

    @property
    def direction(self):
        return direction(self.language)


class Consent(models.Model):
    """What one side says to a public answer: the asker, or, with an ``invitation``, an expert who answered."""

    answer = models.ForeignKey(PublicAnswer, models.CASCADE, related_name="consents")
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, blank=True, related_name="consents")
    agrees = models.BooleanField(_("agrees"), null=True, blank=True)
    names_me = models.BooleanField(_("with my name"), default=True)
    at = models.DateTimeField(_("said"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("agreement to a public answer")
        verbose_name_plural = _("agreements to public answers")
        constraints = [
            models.UniqueConstraint(
                fields=["answer"], condition=Q(invitation__isnull=True), name="asker_agrees_once"
            ),
            models.UniqueConstraint(fields=["answer", "invitation"], name="expert_agrees_once"),
        ]

    def __str__(self):
        return f"{self.answer_id}, {self.pk}"
