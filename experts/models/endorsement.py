"""Who nominates experts, whom they nominated, and which fields they endorsed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from directory.models import Category, Country, ExpertiseTerm, Institution

from ..choices import NominationState
from .entries import RosterEntry


class NominatingInstitutionQuerySet(models.QuerySet):
    def current(self, on=None):
        """Those that may nominate on a day (today)."""
        on = on or timezone.localdate()
        return self.filter(since__lte=on).exclude(until__lt=on)


class NominatingInstitution(models.Model):
    """An organisation that the Secretariat lets nominate experts. Parties nominate through their focal points."""

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="nominating_rights", verbose_name=_("institution")
    )
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day on which it nominates."))
    source = models.TextField(_("source"), max_length=1000, help_text=_("Why it may nominate."))
    nominators = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="nominates_for",
        verbose_name=_("those who nominate for it"),
    )

    objects = NominatingInstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["institution__name", "-since"]
        verbose_name = _("nominating institution")
        verbose_name_plural = _("nominating institutions")
        constraints = [
            models.CheckConstraint(
                name="nominating_ends_after_it_starts",
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
            )
        ]

    def __str__(self):
        return str(self.institution)


def _isolated(name):
    """A name whose direction does not reach the words beside it, in letters as well, which know no ``bdi``."""
    return f"\u2068{name}\u2069"


class Nomination(models.Model):
    """A Party or an organisation puts an expert forward."""

    entry = models.ForeignKey(RosterEntry, models.CASCADE, related_name="nominations", verbose_name=_("entry"))
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name=_("nominated by")
    )
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name=_("nominated by")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=NominationState, default=NominationState.OPEN, db_index=True
    )
    reason = models.TextField(_("why this expert"), max_length=2000, blank=True)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by")
    )
    # Who signed stays readable when they have left their post, or the network.
    signer_name = models.CharField(_("signed by"), max_length=255, blank=True)
    signer_post = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed as")
    )
    is_paper = models.BooleanField(_("received on paper"), default=False)
    nominated_at = models.DateTimeField(_("nominated"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ["-nominated_at", "-pk"]
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        constraints = [
            models.CheckConstraint(
                name="nomination_by_one",
                condition=Q(country__isnull=False, institution__isnull=True)
                | Q(country__isnull=True, institution__isnull=False),
            ),
            # Two who nominate at once: the second learns that somebody was first.
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state=NominationState.OPEN), name="one_open_nomination"
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state=NominationState.IN_FORCE), name="one_nomination_in_force"
            ),
        ]

    def __str__(self):
        return str(self.nominator)

    @property
    def nominator(self):
        """The country or institution that nominates."""
        return self.country or self.institution

    @property
    def in_words(self):
        """Who signed, for whom and when, as a sentence in the reader's language."""
        values = {
            "nominator": _isolated(self.nominator.name),
            "name": _isolated(self.signer_name),
            "post": self.signer_post.name if self.signer_post else "",
            "day": date_format(timezone.localdate(self.nominated_at), "DATE_FORMAT"),
        }
        if not self.signer_name:
            return _now("%(nominator)s nominated this expert on %(day)s.") % values
        if self.signer_post is None:
            return _now("%(nominator)s nominated this expert on %(day)s; %(name)s signed.") % values
        return _now("%(nominator)s nominated this expert on %(day)s; %(name)s signed (%(post)s).") % values


class Endorsement(models.Model):
    """The nominator says that an expert is one in a field. Told apart from what experts say of themselves."""

    entry = models.ForeignKey(RosterEntry, models.CASCADE, related_name="endorsements", verbose_name=_("entry"))
    term = models.ForeignKey(ExpertiseTerm, models.PROTECT, related_name="+", verbose_name=_("field"))
    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="endorsements")
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("endorsed by")
    )
    endorsed_at = models.DateTimeField(_("endorsed"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        ordering = ["-endorsed_at", "-pk"]
        verbose_name = _("endorsement")
        verbose_name_plural = _("endorsements")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "term"], condition=Q(withdrawn_at__isnull=True), name="one_endorsement_per_field"
            )
        ]

    def __str__(self):
        return str(self.term)
