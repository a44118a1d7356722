"""Giving a category to somebody, and ending it. A designation is never deleted."""

from datetime import timedelta

from audit.actions import record
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..models import Designation


class DesignationError(ValidationError):
    """The designation contradicts itself or the record; the words say how."""


@transaction.atomic
def designate(
    category,
    *,
    by,
    starts_on,
    person=None,
    institution=None,
    country=None,
    theme="",
    ends_on=None,
    designated_by="",
    source="",
    succeeds=None,
):
    """Record that somebody holds a category from a day on. The predecessor's time ends the day before."""
    if category.is_official and not (country or institution or designated_by):
        raise DesignationError(
            {"country": _("An official category is held for a Party or an organization: say for which.")}
        )
    if succeeds is not None:
        if succeeds.starts_on >= starts_on:
            raise DesignationError({"starts_on": _("A successor takes office after the predecessor did.")})
        if succeeds.is_current(starts_on):
            end_designation(succeeds, on=starts_on - timedelta(days=1), by=by, reason=source)
    designation = Designation(
        category=category,
        person=person,
        institution=institution,
        country=country,
        theme=theme,
        starts_on=starts_on,
        ends_on=ends_on,
        designated_by=designated_by,
        source=source,
        recorded_by=by,
    )
    designation.full_clean()
    designation.save()
    record("directory.designation.made", designation, by=by, reason=source)
    return designation


@transaction.atomic
def end_designation(designation, *, on, by, reason=""):
    """End a designation with its last day in office. Returns False if it had ended by then already."""
    if on < designation.starts_on:
        raise DesignationError({"ends_on": _("The last day in office cannot be before the first.")})
    if designation.ends_on is not None and designation.ends_on <= on:
        return False
    designation.ends_on = on
    designation.save(update_fields=["ends_on"])
    record("directory.designation.ended", designation, by=by, reason=reason, changes={"ends_on": on.isoformat()})
    return True


@transaction.atomic
def correct_designation(designation, *, by, reason="", **values):
    """Put right what was recorded wrongly: dates, theme, who designated, source. The holder and post stay."""
    changed = [name for name, value in values.items() if getattr(designation, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(designation, name, values[name])
    designation.full_clean()
    designation.save(update_fields=changed)
    record("directory.designation.corrected", designation, by=by, reason=reason, changes={"fields": changed})
    return True
