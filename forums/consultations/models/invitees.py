"""Who is told of a consultation, and the letters that are on their way to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import LetterKind
from .consultations import Consultation


class Invitee(models.Model):
    """Somebody who is told of a consultation, until they stop it. Whether they may read it is asked each time."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="invitees")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    stopped_at = models.DateTimeField(_("wants no more letters since"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("invitee of a consultation")
        verbose_name_plural = _("invitees of consultations")
        constraints = [models.UniqueConstraint(fields=["consultation", "user"], name="invitee_once")]

    def __str__(self):
        return f"{self.consultation}: {self.user_id}"


class Mailing(models.Model):
    """A letter that goes to the invitees, in their order. ``upto`` is the key of the last who got it: written in one
    transaction with the letters, so that a process that dies sends nothing twice and leaves nobody out.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="mailings")
    kind = models.CharField(_("letter"), max_length=10, choices=LetterKind)
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    upto = models.PositiveBigIntegerField(default=0)
    sent = models.PositiveIntegerField(_("sent to"), default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("letter of a consultation")
        verbose_name_plural = _("letters of consultations")
        indexes = [models.Index(fields=["id"], condition=Q(done_at=None), name="mailings_to_send")]

    def __str__(self):
        return f"{self.consultation}: {self.kind}"
