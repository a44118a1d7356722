"""Which experts were asked, why they were proposed, and what they said."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from experts.models import RosterEntry

from ..choices import READING, WAITING, InvitationState, Origin, QuestionState, Way
from .questions import Question, in_office


class InvitationQuerySet(models.QuerySet):
    def of_user(self, user):
        """Invitations of the expert who is signed in, as long as they are on the roster."""
        return self.filter(entry__person__user=user, **in_office("entry__"))

    def waiting(self):
        """Those to which a yes or no is still welcome."""
        return self.filter(state__in=WAITING, question__state=QuestionState.OPEN)

    def accepted(self):
        return self.filter(state=InvitationState.ACCEPTED)

    def of_those_who_left(self):
        """Invitations that go on although the expert is not on the roster any more."""
        return self.filter(state__in=READING, question__state=QuestionState.OPEN).exclude(**in_office("entry__"))


class Invitation(models.Model):
    """One expert asked to answer one question. ``reasons`` are the words that stood beside the proposal."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="invitations", verbose_name=_("question"))
    entry = models.ForeignKey(RosterEntry, models.CASCADE, related_name="consultations", verbose_name=_("expert"))
    state = models.CharField(
        _("state"), max_length=11, choices=InvitationState, default=InvitationState.INVITED, db_index=True
    )
    origin = models.CharField(_("how"), max_length=7, choices=Origin, default=Origin.INVITED)
    reasons = models.JSONField(_("why"), default=list, blank=True)
    score = models.FloatField(null=True, blank=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    invited_at = models.DateTimeField(_("asked"), default=timezone.now, db_index=True)
    note = models.TextField(_("a word to the expert"), max_length=1000, blank=True)

    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_how = models.CharField(_("answered how"), max_length=4, choices=Way, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    suggestion = models.CharField(_("whom they suggest"), max_length=200, blank=True)
    suggested_entry = models.ForeignKey(
        RosterEntry, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("expert suggested")
    )
    shows_address = models.BooleanField(_("the asker may see my e-mail address"), default=False)

    first_message_at = models.DateTimeField(_("first answer"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_of_due_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at", "pk"]
        verbose_name = _("invitation of an expert")
        verbose_name_plural = _("invitations of experts")
        constraints = [
            # Asker and Secretariat may ask the same expert at once: the second finds them asked.
            models.UniqueConstraint(fields=["question", "entry"], name="one_invitation_per_expert"),
            models.CheckConstraint(
                name="accepted_says_when",
                condition=~Q(state=InvitationState.ACCEPTED) | Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.question.reference}, {self.pk}"

    @property
    def is_waiting(self):
        return self.state in WAITING

    @property
    def is_accepted(self):
        return self.state == InvitationState.ACCEPTED


class FieldNotice(models.Model):
    """That an expert was told, by one mail, of a question opened to their field; they may take it up."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="field_notices")
    entry = models.ForeignKey(RosterEntry, models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("notice of an open question")
        verbose_name_plural = _("notices of open questions")
        constraints = [models.UniqueConstraint(fields=["question", "entry"], name="one_notice_per_expert")]

    def __str__(self):
        return f"{self.question.reference}, {self.pk}"


class Abstention(models.Model):
    """An expert who does not wish to be told of questions opened to a field; who is asked by name still is."""

    entry = models.OneToOneField(RosterEntry, models.CASCADE, related_name="abstention")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("expert not told of open questions")
        verbose_name_plural = _("experts not told of open questions")

    def __str__(self):
        return str(self.entry)
