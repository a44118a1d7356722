"""Links by which the Secretariat lets several people in without deciding about each."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Category, Country, MembershipApplication, Person, Region, StakeholderGroup

from ..choices import MOST_USES, LinkState


class EnrolmentLinkQuerySet(models.QuerySet):
    def open(self):
        """Those that still let somebody in."""
        return self.filter(withdrawn_at__isnull=True, expires_at__gt=timezone.now(), used__lt=F("use_limit"))


class EnrolmentLink(models.Model):
    """A link that gives categories to whoever follows it, up to a day and a number of people.

    Of its secret only a digest is kept: the link is shown once, and can be made anew.
    """

    purpose = models.CharField(
        _("what it is for"), max_length=120, help_text=_("Seen by the Secretariat alone: a workshop, a mailing.")
    )
    categories = models.ManyToManyField(Category, related_name="+", verbose_name=_("categories"))
    stakeholder_group = models.ForeignKey(
        StakeholderGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stakeholder group")
    )
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    message = models.TextField(_("message"), max_length=2000, blank=True)
    language = models.CharField(_("language of the message"), max_length=10, default="en")
    expires_at = models.DateTimeField(_("works until"))
    use_limit = models.PositiveIntegerField(
        _("for how many people"), validators=[MinValueValidator(1), MaxValueValidator(MOST_USES)]
    )
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    form_key = models.UUIDField(
        unique=True, null=True, editable=False, help_text="So that a form sent twice makes one link."
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = EnrolmentLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("enrolment link")
        verbose_name_plural = _("enrolment links")
        constraints = [
            # The last word, should two come through at once whatever the code says.
            models.CheckConstraint(name="link_used_within_its_limit", condition=Q(used__lte=F("use_limit"))),
        ]

    def __str__(self):
        return self.purpose

    @property
    def state(self):
        if self.withdrawn_at is not None:
            return LinkState.WITHDRAWN
        if self.expires_at <= timezone.now():
            return LinkState.EXPIRED
        return LinkState.USED_UP if self.used >= self.use_limit else LinkState.OPEN

    @property
    def last_day(self):
        """The last day on which it works, as whoever made it said."""
        return timezone.localdate(self.expires_at - timedelta(seconds=1))

    @property
    def is_open(self):
        return self.state == LinkState.OPEN


class EnrolmentUse(models.Model):
    """Somebody came in by a link. ``application`` is there for those who joined with it.

    ``used_at`` is empty while an applicant has not confirmed the address yet: nothing is counted until then.
    """

    link = models.ForeignKey(EnrolmentLink, models.PROTECT, related_name="uses", verbose_name=_("link"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    application = models.OneToOneField(
        MembershipApplication, models.CASCADE, null=True, blank=True, related_name="enrolment"
    )
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        ordering = ["-used_at"]
        verbose_name = _("use of a link")
        verbose_name_plural = _("uses of links")
        constraints = [models.UniqueConstraint(fields=["link", "person"], name="link_used_once_a_person")]

    def __str__(self):
        return f"{self.link}: {self.person}"
