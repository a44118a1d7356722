"""What is to be mailed, to whom it was, and what people wish."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from notifications.models import OutgoingMail

from forums.models import Post

from .choices import DeliveryState, Dropped, Kind, Reason, Size, When


class MailPreferences(models.Model):
    """How somebody gets the mail of all their groups. Without a row: text and HTML, whole, without a limit."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_mail")
    is_text_only = models.BooleanField(
        _("text only"),
        default=False,
        help_text=_("For slow and costly lines: letters are half as long."),
    )
    most_kilobytes = models.PositiveSmallIntegerField(
        _("how much of a post"),
        choices=Size,
        default=Size.WHOLE,
        help_text=_("Longer posts are cut, with a link to the rest. Attachments are always links."),
    )
    most_a_day = models.PositiveSmallIntegerField(
        _("most letters a day"),
        default=0,
        validators=[MaxValueValidator(500)],
        help_text=_("What comes after so many letters stands in the digest of the next morning. 0 is no limit."),
    )

    class Meta:
        verbose_name = _("wishes about mail of the forums")
        verbose_name_plural = _("wishes about mail of the forums")

    def __str__(self):
        return str(self.user)


class MailingQuerySet(models.QuerySet):
    def due(self):
        """What is not yet spread, and nobody is spreading."""
        return self.filter(done_at=None).filter(Q(claimed_until=None) | Q(claimed_until__lte=timezone.now()))


class Mailing(models.Model):
    """A post that is to be spread to those who get it: written with the event itself, one row for however many.

    ``after`` is the last membership that was seen to, so that who takes up the work of a process that died goes on
    where it stopped.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="mailings")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.POST)
    written_at = models.DateTimeField(default=timezone.now)
    after = models.PositiveBigIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(_("spread"), null=True, db_index=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("post to be mailed")
        verbose_name_plural = _("posts to be mailed")
        constraints = [models.UniqueConstraint(fields=["post", "kind"], name="mailing_once")]
        indexes = [models.Index(fields=["id"], condition=Q(done_at=None), name="mailings_due")]

    def __str__(self):
        return f"{self.post}: {self.kind}"


class Digest(models.Model):
    """One person's digest of one morning. ``on`` is that day where they live."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_digests")
    when = models.CharField(max_length=8, choices=When)
    on = models.DateField()
    posts = models.PositiveIntegerField(_("posts"), default=0)
    mail = models.ForeignKey(OutgoingMail, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(_("written"), default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [models.UniqueConstraint(fields=["user", "when", "on"], name="digest_once")]

    def __str__(self):
        return f"{self.user}: {self.on}"


class DeliveryQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=DeliveryState.WAITING)

    def due_at_once(self):
        return self.waiting().filter(when=When.AT_ONCE, due_at__lte=timezone.now())


class Delivery(models.Model):
    """One post for one person: whether, when, why, and in which mail it went to them. There is one row, so nobody is
    told of a post twice.

    Sent means: written into the outbox, in the same transaction; what became of it there stands at the mail.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_deliveries")
    post = models.ForeignKey(Post, models.CASCADE, related_name="deliveries")
    kind = models.CharField(_("about"), max_length=10, choices=Kind, default=Kind.POST)
    reason = models.CharField(_("because"), max_length=9, choices=Reason, default=Reason.GROUP)
    when = models.CharField(_("when"), max_length=8, choices=When, default=When.AT_ONCE)
    state = models.CharField(_("state"), max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    dropped = models.CharField(_("not sent because"), max_length=11, choices=Dropped, blank=True)
    queued_at = models.DateTimeField(_("queued"), default=timezone.now, db_index=True)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    mail = models.ForeignKey(OutgoingMail, models.SET_NULL, null=True, related_name="forum_deliveries")
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="deliveries")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("post for a member")
        verbose_name_plural = _("posts for members")
        constraints = [models.UniqueConstraint(fields=["post", "user", "kind"], name="delivery_once")]
        indexes = [
            models.Index(
                fields=["when", "due_at", "id"], condition=Q(state=DeliveryState.WAITING), name="deliveries_waiting"
            ),
            models.Index(
                fields=["user", "sent_at"],
                condition=Q(state=DeliveryState.SENT, when=When.AT_ONCE),
                name="deliveries_of_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.post} → {self.user}"
