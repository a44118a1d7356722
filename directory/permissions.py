"""Who may do what in the directory."""

import rules
from django.db.models import Q
from django.utils import timezone

from .choices import Audience, RecordStatus
from .models import Affiliation, Designation, audience_of


@rules.predicate
def is_secretariat(user):
    return audience_of(user) >= Audience.SECRETARIAT


@rules.predicate
def is_member(user):
    return audience_of(user) >= Audience.MEMBERS


@rules.predicate
def is_own_record(user, person):
    return person is not None and person.user_id is not None and person.user_id == user.pk


@rules.predicate
def is_listed(user, record):
    return record is not None and record.status == RecordStatus.LISTED


@rules.predicate
def is_open(user, record):
    return record is not None and record.status != RecordStatus.CLOSED


@rules.predicate
def is_in_audience(user, person):
    return person is not None and person.listing <= audience_of(user)


@rules.predicate
def maintains(user, institution):
    """Whether the Secretariat made this user keeper of the institution's record."""
    return (
        institution is not None
        and user.is_authenticated
        and any(
            affiliation.is_current
            for affiliation in Affiliation.objects.filter(
                institution=institution, person__user=user, maintains_institution=True
            )
        )
    )


# Who may keep the records of their country's government, and the group these belong to.
SPEAKERS = ("national-focal-point", "official-contact-point")
# Who may draft what those approve.
DRAFTERS = ("deputy-focal-point", "national-authorised-user")
GOVERNMENT = "government"
REGIONAL_CENTRE = "regional-centre"


def _acts_for_its_government(user, institution, categories):
    """Whether a user holds one of these categories, today, for the country whose government the institution is of."""
    return (
        institution is not None
        and institution.country_id is not None
        and institution.stakeholder_group is not None
        and institution.stakeholder_group.code == GOVERNMENT
        and audience_of(user) >= Audience.MEMBERS
        and Designation.objects.current()
        .filter(person__user=user, category__code__in=categories, country=institution.country_id)
        .exists()
    )


@rules.predicate
def speaks_for_its_government(user, institution):
    """Whether this user is focal or contact point, today, of the country whose government the institution is of."""
    return _acts_for_its_government(user, institution, SPEAKERS)


@rules.predicate
def drafts_for_its_government(user, institution):
    """Whether this user is deputy or authorised user, today, of the country of a governmental institution."""
    return _acts_for_its_government(user, institution, DRAFTERS)


rules.add_perm("directory.view_person", is_secretariat | (is_listed & is_in_audience) | (is_own_record & is_open))
rules.add_perm("directory.change_person", is_secretariat | (is_own_record & is_open))
rules.add_perm("directory.view_institution", is_secretariat | is_listed)
rules.add_perm("directory.change_institution", is_secretariat | (is_listed & (maintains | speaks_for_its_government)))
rules.add_perm("directory.draft_institution", is_listed & drafts_for_its_government)
rules.add_perm("directory.decide_application", is_secretariat)


def may_change_country(user, person):
    """The country somebody speaks for is not theirs to change while they hold an official post."""
    return audience_of(user) >= Audience.SECRETARIAT or not person.is_official_contact


def locked_keys(user, record):
    """What of a record's contents this user may not write, though they keep it."""
    if audience_of(user) >= Audience.SECRETARIAT:
        return set()
    if record._meta.model_name == "person":
        return set() if may_change_country(user, record) else {"country"}
    if record._meta.model_name != "institution":
        return set()
    # Country and group decide who may keep the record, so they are not for those who keep it to change.
    locked = {"country", "stakeholder_group"}
    if record.type is not None and record.type.code == REGIONAL_CENTRE:
        # What a regional centre is, and for whom, the Conference of the Parties decides.
        locked |= {"type", "conventions", "regions_served", "parties_served"}
    return locked


def kept_institutions(user):
    """The condition of the institutions whose records a user keeps: made keeper, or for the own government."""
    if not user.is_authenticated or audience_of(user) < Audience.MEMBERS:
        return Q(pk__in=[])
    today = timezone.localdate()
    kept = Affiliation.objects.filter(person__user=user, maintains_institution=True).exclude(ends_on__lt=today)
    keeps = Q(pk__in=kept.values("institution"))
    countries = list(
        Designation.objects.current()
        .filter(person__user=user, category__code__in=SPEAKERS, country__isnull=False)
        .values_list("country", flat=True)
    )
    return keeps | Q(stakeholder_group__code=GOVERNMENT, country__in=countries) if countries else keeps
