"""Tasks of the Secretariat about records, and questions whether records are true."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import ANSWERED, Answer, TaskState
from .kinds import kind_of


class TaskQuerySet(models.QuerySet):
    def to_do(self):
        return self.exclude(state=TaskState.DONE)

    def about(self, record):
        return self.filter(
            content_type=ContentType.objects.get_for_model(record, for_concrete_model=False), object_id=record.pk
        )


class Task(models.Model):
    """Something about a record that a person of the Secretariat has to do. One of a kind and record waits at a time.

    ``label`` keeps the record's name, should the record go.
    """

    kind = models.SlugField(_("kind"), max_length=40)
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    record = GenericForeignKey()
    label = models.CharField(_("about"), max_length=255)
    note = models.TextField(_("what is known"), blank=True)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=TaskState, default=TaskState.OPEN, db_index=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in the hands of"),
    )
    claimed_at = models.DateTimeField(_("taken in hand"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done by"),
        help_text=_("Empty where the matter settled itself."),
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    why = models.TextField(_("how it was settled"), max_length=3000, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [models.Index(fields=["content_type", "object_id"])]
        constraints = [
            models.UniqueConstraint(
                name="one_task_of_a_kind_and_record_waits",
                fields=["kind", "content_type", "object_id"],
                condition=~Q(state=TaskState.DONE),
            ),
            models.CheckConstraint(
                name="task_done_says_when",
                condition=Q(state=TaskState.DONE, done_at__isnull=False)
                | ~Q(state=TaskState.DONE) & Q(done_at__isnull=True),
            ),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("upkeep:task", args=[self.pk])

    @property
    def kind_words(self):
        return kind_of(self.kind).words

    @property
    def advice(self):
        return kind_of(self.kind).advice


class ConfirmationRequestQuerySet(models.QuerySet):
    def open(self):
        """Questions nobody has answered and that were not taken back."""
        return self.filter(answered_at=None)

    def of(self, record):
        return self.filter(**{record._meta.model_name: record})


class ConfirmationRequest(models.Model):
    """The question whether a record is true, asked by one letter, repeated once.

    ``cycle`` is the day of the mailing. A record is asked once a mailing, and only one question about it is open at a
    time; both hold in the database, so that no mailing that died half-way, or ran twice, asks anybody twice.
    """

    person = models.ForeignKey(
        "directory.Person",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="confirmation_requests",
        verbose_name=_("person"),
    )
    institution = models.ForeignKey(
        "directory.Institution",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="confirmation_requests",
        verbose_name=_("institution"),
    )
    cycle = models.DateField(_("mailing of"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked")
    )
    address = models.EmailField(_("address"), max_length=320)
    language = models.CharField(_("language"), max_length=10)
    mail = models.ForeignKey(
        "notifications.OutgoingMail",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("latest letter"),
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now, db_index=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
        help_text=_("Empty where the answer came from the letter, without signing in."),
    )

    objects = ConfirmationRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("question whether a record is true")
        verbose_name_plural = _("questions whether records are true")
        constraints = [
            models.CheckConstraint(
                name="request_is_about_one_record",
                condition=Q(person__isnull=False, institution__isnull=True)
                | Q(person__isnull=True, institution__isnull=False),
            ),
            models.CheckConstraint(
                name="request_answered_says_how",
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
            ),
            models.UniqueConstraint(name="person_asked_once_a_mailing", fields=["person", "cycle"]),
            models.UniqueConstraint(name="institution_asked_once_a_mailing", fields=["institution", "cycle"]),
            models.UniqueConstraint(
                name="one_open_question_a_person", fields=["person"], condition=Q(answered_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="one_open_question_an_institution",
                fields=["institution"],
                condition=Q(answered_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.record}, {self.cycle}"

    @property
    def record(self):
        return self.person or self.institution

    @property
    def is_answered(self):
        return self.answer in ANSWERED
