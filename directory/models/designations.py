"""Which category a person holds, for whom, from when to when."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import DesignationState, Ending
from .vocabulary import Category


class DesignationQuerySet(models.QuerySet):
    def current(self, on=None):
        """Those in force on a day (today): who was focal point on that day stays answerable."""
        on = on or timezone.localdate()
        return self.filter(starts_on__lte=on).exclude(ends_on__lt=on)

    def official(self):
        return self.filter(category__is_official=True)

    def during(self, starts_on, ends_on=None):
        """Those in force on at least one day of a time; without an end, of all that follows."""
        begun = self.exclude(ends_on__lt=starts_on)
        return begun if ends_on is None else begun.filter(starts_on__lte=ends_on)


class Designation(models.Model):
    """A category held by a person (or, where no person is named, an institution) during a time.

    Rows are ended, never deleted: the record must answer years later who held a post on a day.
    """

    person = models.ForeignKey(
        "directory.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="designations",
        verbose_name=_("person"),
    )
    institution = models.ForeignKey(
        "directory.Institution",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="designations",
        verbose_name=_("institution"),
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="designations", verbose_name=_("category"))
    country = models.ForeignKey(
        "directory.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="designations",
        verbose_name=_("speaks for"),
        help_text=_("The Party represented; empty where the category is held in a personal capacity."),
    )
    theme = models.CharField(_("theme"), max_length=200, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day in office."))
    is_primary = models.BooleanField(
        _("first contact"),
        default=True,
        help_text=_("Where a Party names several for one post, the one who is written to first."),
    )
    scope = models.TextField(
        _("scope of mandate"),
        max_length=600,
        blank=True,
        help_text=_("What the mandate covers, where it is not the whole: for example pesticides."),
    )
    predecessor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("takes over from"),
    )
    ending = models.CharField(_("came to its end as"), max_length=10, choices=Ending, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        "directory.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("verified by")
    )
    accepted_at = models.DateTimeField(_("accepted by the holder"), null=True, blank=True)
    designated_by = models.CharField(_("designated by"), max_length=255, blank=True)
    source = models.TextField(_("source"), blank=True)
    recorded_by = models.ForeignKey(
        "directory.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)

    objects = DesignationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("designation")
        verbose_name_plural = _("designations")
        constraints = [
            models.CheckConstraint(
                name="designation_has_a_holder", condition=Q(person__isnull=False) | Q(institution__isnull=False)
            ),
            models.CheckConstraint(
                name="designation_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["country", "category", "ends_on"])]

    def __str__(self):
        return f"{self.category}: {self.holder}"

    @property
    def holder(self):
        """Who holds the category: a person, or the institution where none is named."""
        return self.person or self.institution

    holder.fget.short_description = _("holder")  # type: ignore[attr-defined]

    def is_current(self, on=None):
        on = on or timezone.localdate()
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)

    def state_on(self, on=None):
        """The ``DesignationState`` of this designation on a day (today)."""
        on = on or timezone.localdate()
        if on < self.starts_on:
            return DesignationState.TO_COME
        if self.ends_on is None or on <= self.ends_on:
            return DesignationState.ACTIVE
        return DesignationState(self.ending or Ending.EXPIRED)

    @property
    def state(self):
        return self.state_on()
