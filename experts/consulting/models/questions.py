"""A question, whom it concerns and how it stands."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience, RecordStatus
from directory.models import Country, ExpertiseTerm, Language, audience_of
from directory.models.names import direction

from ...choices import EntryState
from ..choices import READING, OnBehalfOf, QuestionState, Reach, Result


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Questions somebody may know of: their own, those they were asked and have not turned down, those opened to
        their field. Drafts are their writer's alone; everything else is open to the Secretariat.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        own = Q(asked_by=user)
        if audience_of(user) >= Audience.SECRETARIAT:
            return self.filter(own | ~Q(state=QuestionState.DRAFT))
        return self.filter(own | Q(pk__in=asked_of(user)) | Q(pk__in=opened_to(user)))

    def open(self):
        return self.filter(state=QuestionState.OPEN)

    def handed_over(self):
        """Questions the Secretariat is asked to bring to somebody, the longest waiting first."""
        return self.open().filter(handed_over_at__isnull=False).order_by("handed_over_at", "pk")


def in_office(path=""):
    """The condition of entries whose experts are on the roster today."""
    return {f"{path}state": EntryState.LISTED, f"{path}person__status": RecordStatus.LISTED}


def asked_of(user):
    """Keys of the questions that an expert was asked and has not turned down."""
    from .invitations import Invitation

    return (
        Invitation.objects.filter(
            entry__person__user=user,
            state__in=READING,
            question__state__in=[QuestionState.OPEN, QuestionState.CLOSED],
        )
        .filter(**in_office("entry__"))
        .values("question")
    )


def opened_to(user):
    """Keys of the open questions whose fields are those of an expert, who was told of them."""
    from .invitations import FieldNotice

    return (
        FieldNotice.objects.filter(
            entry__person__user=user, question__state=QuestionState.OPEN, question__reach=Reach.FIELD
        )
        .filter(**in_office("entry__"))
        .values("question")
    )


class Question(models.Model):
    """A question to experts, asked by a member. ``token`` comes with the form: sent twice, it is one question."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions_asked",
        verbose_name=_("asked by"),
    )
    on_behalf_of = models.CharField(_("you ask for"), max_length=8, choices=OnBehalfOf, default=OnBehalfOf.ONESELF)
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions_asked",
        verbose_name=_("country you speak for"),
    )
    group_name = models.CharField(_("group or organization"), max_length=200, blank=True)

    title = models.CharField(_("question in one line"), max_length=150)
    text = models.TextField(_("question"), max_length=10_000)
    language = models.CharField(_("language of the question"), max_length=10, choices=settings.LANGUAGES)
    fields = models.ManyToManyField(
        ExpertiseTerm, blank=True, related_name="questions", verbose_name=_("fields of expertise")
    )
    countries = models.ManyToManyField(Country, blank=True, related_name="+", verbose_name=_("countries concerned"))
    languages_wanted = models.ManyToManyField(
        Language, blank=True, related_name="+", verbose_name=_("languages you can read")
    )
    due_on = models.DateField(_("answer needed by"))
    reach = models.CharField(_("who may know of it"), max_length=7, choices=Reach, default=Reach.INVITED)
    shows_address = models.BooleanField(_("experts who accept may see my e-mail address"), default=False)

    state = models.CharField(
        _("state"), max_length=9, choices=QuestionState, default=QuestionState.DRAFT, db_index=True
    )
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True, db_index=True)
    first_accepted_at = models.DateTimeField(_("first accepted"), null=True, blank=True)
    first_answer_at = models.DateTimeField(_("first answer"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened to its fields"), null=True, blank=True)
    handed_over_at = models.DateTimeField(
        _("with the Secretariat since"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Empty once an expert accepts, or somebody new is asked."),
    )
    asker_reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=8, choices=Result, blank=True)
    summary = models.TextField(_("summary"), max_length=5000, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("question to experts")
        verbose_name_plural = _("questions to experts")
        constraints = [
            models.CheckConstraint(
                name="question_names_whom_it_is_for",
                condition=Q(on_behalf_of=OnBehalfOf.ONESELF, country__isnull=True, group_name="")
                | Q(on_behalf_of=OnBehalfOf.COUNTRY, country__isnull=False, group_name="")
                | Q(on_behalf_of=OnBehalfOf.GROUP, country__isnull=True) & ~Q(group_name=""),
            ),
            models.CheckConstraint(
                name="question_closed_says_how",
                condition=Q(state=QuestionState.CLOSED, closed_at__isnull=False) & ~Q(result="")
                | ~Q(state=QuestionState.CLOSED) & Q(closed_at__isnull=True, result=""),
            ),
            models.CheckConstraint(
                name="question_asked_says_when",
                condition=Q(state=QuestionState.DRAFT, asked_at__isnull=True)
                | Q(state=QuestionState.WITHDRAWN)
                | Q(state__in=[QuestionState.OPEN, QuestionState.CLOSED], asked_at__isnull=False),
            ),
        ]

    def __str__(self):
        # Without its title: lines of the record of actions are read by more people than the question.
        return self.reference

    def get_absolute_url(self):
        return reverse("consulting:question", args=[self.pk])

    @property
    def reference(self):
        """What the question is called in letters."""
        return f"Q-{self.pk}"

    @property
    def direction(self):
        return direction(self.language)

    @property
    def is_draft(self):
        return self.state == QuestionState.DRAFT

    @property
    def is_open(self):
        return self.state == QuestionState.OPEN

    @property
    def is_closed(self):
        return self.state == QuestionState.CLOSED

    @property
    def is_overdue(self):
        return self.is_open and self.due_on < timezone.localdate()
