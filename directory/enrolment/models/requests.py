"""Asking for a category, and the questions it asks back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Category, MembershipApplication, Person
from directory.models.vocabulary import name_field

from ..choices import RequestState


class CategoryQuestion(models.Model):
    """A question asked of whoever asks for a category. Withdrawn ones are asked no more; their answers stay."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="questions", verbose_name=_("category"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    wording_en = models.CharField(_("question in English"), max_length=500)
    wording_ar = models.CharField(_("question in Arabic"), max_length=500, blank=True)
    wording_es = models.CharField(_("question in Spanish"), max_length=500, blank=True)
    wording_fr = models.CharField(_("question in French"), max_length=500, blank=True)
    wording_ru = models.CharField(_("question in Russian"), max_length=500, blank=True)
    wording_zh = models.CharField(_("question in Chinese"), max_length=500, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        ordering = ["category__position", "position", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self):
        return self.wording

    @property
    def wording(self):
        """The question in the reader's language."""
        return getattr(self, name_field().replace("name_", "wording_")) or self.wording_en


class CategoryRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Those the Secretariat has to decide, the oldest first."""
        return self.filter(state=RequestState.WAITING).order_by("asked_at")


class CategoryRequest(models.Model):
    """A member asks for a further category. Official ones are designated, not asked for."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="category_requests", verbose_name=_("member"))
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("category"))
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.WAITING)
    statement = models.TextField(_("why"), max_length=3000, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    reason = models.TextField(_("reason given to the member"), blank=True)

    objects = CategoryRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("request for a category")
        verbose_name_plural = _("requests for categories")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "category"],
                condition=Q(state=RequestState.WAITING),
                name="category_asked_for_once_at_a_time",
            )
        ]

    def __str__(self):
        return f"{self.person}: {self.category}"

    @property
    def is_waiting(self):
        return self.state == RequestState.WAITING

    @property
    def is_unanswered(self):
        """Whether the member has had the last word, and the Secretariat owes an answer or a decision."""
        last = next(reversed(self.messages.all()), None)
        return self.is_waiting and (last is None or last.author_id == self.person.user_id)


class RequestMessage(models.Model):
    """A question to the member or the answer, seen by all of the Secretariat."""

    request = models.ForeignKey(CategoryRequest, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("message"), max_length=3000)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        ordering = ["sent_at"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self):
        return self.text[:60]


class Answer(models.Model):
    """What somebody answered to a question of a category, with the question as it was worded then."""

    application = models.ForeignKey(
        MembershipApplication, models.CASCADE, null=True, blank=True, related_name="category_answers"
    )
    request = models.ForeignKey(CategoryRequest, models.CASCADE, null=True, blank=True, related_name="answers")
    question = models.ForeignKey(CategoryQuestion, models.SET_NULL, null=True, related_name="answers")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name=_("category"))
    wording = models.CharField(_("question"), max_length=500)
    language = models.CharField(_("language"), max_length=10)
    text = models.TextField(_("answer"), max_length=3000, blank=True)
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)

    class Meta:
        ordering = ["category__position", "question__position", "pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(
                name="answer_belongs_to_one_wish",
                condition=Q(application__isnull=False, request__isnull=True)
                | Q(application__isnull=True, request__isnull=False),
            ),
            models.UniqueConstraint(fields=["application", "question"], name="application_answers_once"),
            models.UniqueConstraint(fields=["request", "question"], name="request_answers_once"),
        ]

    def __str__(self):
        return self.wording
