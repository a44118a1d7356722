"""The numbers the Secretariat decides about the roster."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..choices import REMINDER_MONTHS, YEARS_LISTED


def usual_months():
    return list(REMINDER_MONTHS)


def validate_months(months):
    whole = isinstance(months, list) and months and all(type(month) is int and 1 <= month <= 24 for month in months)
    if not whole or len(set(months)) != len(months):
        raise ValidationError(_("Give different numbers of months from 1 to 24."), code="months")


class RosterRules(models.Model):
    """How many experts a country nominates, how long they stay listed, when they are reminded. There is one row."""

    most_per_country = models.PositiveSmallIntegerField(
        _("most experts a country nominates"), default=50, validators=[MinValueValidator(1)]
    )
    most_per_field = models.PositiveSmallIntegerField(
        _("most experts a country endorses in one field"), default=5, validators=[MinValueValidator(1)]
    )
    years_listed = models.PositiveSmallIntegerField(
        _("years until an entry lapses"),
        default=YEARS_LISTED,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("Counts for entries listed or renewed from now on."),
    )
    reminder_months = models.JSONField(
        _("months before the lapse at which experts are reminded"), default=usual_months, validators=[validate_months]
    )

    class Meta:
        verbose_name = _("rules of the roster")
        verbose_name_plural = _("rules of the roster")
        constraints = [models.CheckConstraint(name="one_row_of_roster_rules", condition=models.Q(pk=1))]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls):
        """The rules as they hold; the usual ones until somebody changes them."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
