"""Giving a category to somebody, and ending it. A designation is never deleted."""

from datetime import timedelta

from audit.actions import record
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..choices import Appointment, DesignationState, Ending
from ..models import Country, Designation


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
    scope="",
    is_primary=True,
    ends_on=None,
    designated_by="",
    source="",
    succeeds=None,
    verified=False,
):
    """Record that somebody holds a category from a day on. The predecessor's time ends the day before.

    A Party has one first contact for a post at a time: whoever becomes it takes over from the one before
    (``succeeds``), or begins after that one's time. Otherwise ``DesignationError``, and nothing is written.
    """
    if category.is_official and not (country or institution or designated_by):
        raise DesignationError(
            {"country": _("An official category is held for a Party or an organization: say for which.")}
        )
    if country is not None:
        # Two designations for one post wait for each other here, so that the second sees what the first did.
        Country.objects.select_for_update().get(pk=country.pk)
    succeeds = check_post(
        category,
        country=country,
        starts_on=starts_on,
        ends_on=ends_on,
        succeeds=succeeds,
        is_primary=is_primary,
        person=person,
        institution=institution,
    )
    if succeeds is not None and succeeds.is_current(starts_on):
        end_designation(succeeds, on=starts_on - timedelta(days=1), by=by, reason=source, ending=Ending.SUPERSEDED)
    designation = Designation(
        category=category,
        person=person,
        institution=institution,
        country=country,
        theme=theme,
        scope=scope,
        is_primary=is_primary,
        starts_on=starts_on,
        ends_on=ends_on,
        predecessor=succeeds,
        designated_by=designated_by,
        source=source,
        recorded_by=by,
        verified_at=timezone.now() if verified else None,
        verified_by=by if verified else None,
    )
    designation.full_clean()
    designation.save()
    record("directory.designation.made", designation, by=by, reason=source)
    return designation


def check_post(
    category, *, country, starts_on, ends_on=None, succeeds=None, is_primary=True, person=None, institution=None
):
    """Whether a post is free in that time: the predecessor as it stands now, or ``DesignationError``."""
    if succeeds is not None:
        succeeds = _successor_of(succeeds, category, country, starts_on)
    if is_held_by_one(category) and country is not None:
        if is_primary:
            _refuse_second_first_contact(category, country, starts_on, ends_on, succeeds)
        if person is not None or institution is not None:
            _refuse_same_holder(category, country, starts_on, ends_on, succeeds, person, institution)
    return succeeds


@transaction.atomic
def end_designation(designation, *, on, by, reason="", ending=Ending.WITHDRAWN):
    """End a designation with its last day in office. Returns False if it had ended by then already."""
    designation = Designation.objects.select_for_update().get(pk=designation.pk)
    if on < designation.starts_on:
        raise DesignationError({"ends_on": _("The last day in office cannot be before the first.")})
    if designation.ends_on is not None and designation.ends_on <= on:
        return False
    designation.ends_on, designation.ending = on, ending
    designation.save(update_fields=["ends_on", "ending"])
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


@transaction.atomic
def accept_designation(designation, *, by):
    """The holder takes the post on. Returns False if that was done before."""
    designation = Designation.objects.select_for_update().get(pk=designation.pk)
    if designation.accepted_at is not None:
        return False
    designation.accepted_at = timezone.now()
    designation.save(update_fields=["accepted_at"])
    record("directory.designation.accepted", designation, by=by)
    return True


def is_held_by_one(category):
    """Whether a Party has one first contact for this post, whom a successor follows."""
    return category.is_official and category.appointment == Appointment.BY_PARTY


def _successor_of(succeeds, category, country, starts_on):
    """The predecessor as it stands now. DesignationError when nobody can take over from it."""
    succeeds = Designation.objects.select_related("category").get(pk=succeeds.pk)
    if succeeds.category_id != category.pk or succeeds.country_id != (country and country.pk):
        raise DesignationError(
            {"succeeds": _("This is another post: choose one of the same category and country.")}, code="other"
        )
    if succeeds.starts_on >= starts_on:
        raise DesignationError({"starts_on": _("A successor takes office after the predecessor did.")}, code="before")
    follower = succeeds.successors.first()
    if follower is not None and succeeds.state_on(starts_on) == DesignationState.SUPERSEDED:
        raise DesignationError(
            {
                "succeeds": _("%(name)s has taken over this post from %(day)s on. Look at the post again.")
                % {"name": follower.holder, "day": date_format(follower.starts_on, "DATE_FORMAT")}
            },
            code="taken",
        )
    return succeeds


def _refuse_second_first_contact(category, country, starts_on, ends_on, succeeds):
    standing = (
        Designation.objects.during(starts_on, ends_on)
        .filter(category=category, country=country, is_primary=True)
        .exclude(pk=succeeds.pk if succeeds else None)
        .select_related("person", "institution")
        .order_by("starts_on")
        .first()
    )
    if standing is None:
        return
    raise DesignationError(
        {
            "succeeds": _(
                "%(name)s holds this post from %(day)s on. Say that the new holder takes over from them, or that "
                "the new holder is not the first contact."
            )
            % {"name": standing.holder, "day": date_format(standing.starts_on, "DATE_FORMAT")}
        },
        code="overlap",
    )


def _refuse_same_holder(category, country, starts_on, ends_on, succeeds, person, institution):
    holds = Designation.objects.during(starts_on, ends_on).filter(category=category, country=country)
    holds = holds.filter(person=person) if person else holds.filter(institution=institution, person=None)
    if holds.exclude(pk=succeeds.pk if succeeds else None).exists():
        raise DesignationError(_("This post is theirs in that time already."), code="double")
    if succeeds is not None and succeeds.person_id == (person and person.pk) and person is not None:
        raise DesignationError(
            {"succeeds": _("Nobody takes over from themselves. Correct the dates of the designation instead.")},
            code="same",
        )
