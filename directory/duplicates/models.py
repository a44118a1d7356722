"""Pairs of records that may be one, what was put together, and the addresses that lead on."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Institution, Person
from .choices import Kind, Origin, PairState


def model_of(kind):
    return Person if kind == Kind.PERSON else Institution


def kind_of(record):
    return Kind.PERSON if isinstance(record, Person) else Kind.INSTITUTION


class DuplicatePairQuerySet(models.QuerySet):
    def to_look_at(self):
        """Those nobody has decided about, the likeliest first. Both records are still there."""
        return self.filter(state=PairState.OPEN).filter(_both_listed()).order_by("-score", "pk")

    def of(self, one, other):
        low, high = sorted((one.pk, other.pk))
        return self.filter(kind=kind_of(one), low=low, high=high)


def _both_listed():
    there = Q()
    for kind in Kind:
        listed = model_of(kind).objects.listed().values("pk")
        there |= Q(kind=kind, low__in=listed, high__in=listed)
    return there


class DuplicatePair(models.Model):
    """Two records that may be about one person or institution. There is one line for two records, whatever comes
    of it, so that what was decided is not asked again. Records are held by key: they outlive this line or not.
    """

    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    low = models.PositiveBigIntegerField(_("first record"))
    high = models.PositiveBigIntegerField(_("second record"))
    score = models.PositiveSmallIntegerField(_("likeness"), default=0)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.FOUND)
    state = models.CharField(_("state"), max_length=9, choices=PairState, default=PairState.OPEN, db_index=True)
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    why = models.TextField(_("why"), max_length=1000, blank=True)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "pk"]
        verbose_name = _("pair of records")
        verbose_name_plural = _("pairs of records")
        constraints = [
            models.UniqueConstraint(fields=["kind", "low", "high"], name="one_line_for_two_records"),
            models.CheckConstraint(name="pair_in_order", condition=Q(low__lt=F("high"))),
        ]

    def __str__(self):
        return f"{self.kind} {self.low} – {self.high}"

    def get_absolute_url(self):
        return reverse("duplicates:pair", args=[self.pk])


class MergeQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(undone_at=None)

    def about(self, record):
        """What was put together into a record, or taken apart again, the latest first."""
        return self.filter(Q(kept=record.pk) | Q(gone=record.pk), kind=kind_of(record))


class Merge(models.Model):
    """One record put together with another. ``ledger`` holds every value that was changed, and every row that was
    taken away, so that all can be put back. The record that is gone stays as a closed row nobody is led to.
    """

    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    kept = models.PositiveBigIntegerField(_("record that stays"), db_index=True)
    gone = models.PositiveBigIntegerField(_("record that is gone"), db_index=True)
    kept_name = models.CharField(_("name of the record that stays"), max_length=255)
    gone_name = models.CharField(_("name of the record that is gone"), max_length=255)
    gone_slug = models.CharField(_("its address"), max_length=120)
    ledger = models.JSONField(default=list, encoder=DjangoJSONEncoder, editable=False)
    left = models.JSONField(
        _("what could not be moved"), default=list, blank=True, help_text=_("The record that stays has one already.")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("put together"), default=timezone.now)
    undone_at = models.DateTimeField(_("taken apart"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken apart by"),
    )
    forgotten_at = models.DateTimeField(
        _("forgotten"), null=True, blank=True, help_text=_("From then on it cannot be taken apart.")
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "gone"], condition=Q(undone_at=None), name="a_record_goes_into_one_other"
            )
        ]

    def __str__(self):
        return f"{self.gone_name} → {self.kept_name}"

    def get_absolute_url(self):
        return reverse("duplicates:merge", args=[self.pk])


class FormerAddress(models.Model):
    """An address that belonged to a record which is gone, and the record it leads to now. Never a chain."""

    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    slug = models.CharField(_("address"), max_length=120)
    record = models.PositiveBigIntegerField(_("leads to"))

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="a_former_address_leads_to_one")]
        indexes = [models.Index(fields=["kind", "record"])]

    def __str__(self):
        return self.slug


class Search(models.Model):
    """How far the search for duplicates has come; one that was broken off goes on from there."""

    kind = models.CharField(_("kind"), max_length=11, choices=Kind, unique=True)
    last = models.PositiveBigIntegerField(_("last record looked at"), default=0)
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    found = models.PositiveIntegerField(_("pairs found"), default=0)

    class Meta:
        verbose_name = _("search for duplicates")
        verbose_name_plural = _("searches for duplicates")

    def __str__(self):
        return self.kind
