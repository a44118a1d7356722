"""Who may do what in the directory."""

import rules

from .choices import Audience, RecordStatus
from .models import Affiliation, audience_of


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


rules.add_perm("directory.view_person", is_secretariat | (is_listed & is_in_audience) | (is_own_record & is_open))
rules.add_perm("directory.change_person", is_secretariat | (is_own_record & is_open))
rules.add_perm("directory.view_institution", is_secretariat | is_listed)
rules.add_perm("directory.change_institution", is_secretariat | (is_listed & maintains))
rules.add_perm("directory.decide_application", is_secretariat)


def may_change_country(user, person):
    """The country somebody speaks for is not theirs to change while they hold an official post."""
    return audience_of(user) >= Audience.SECRETARIAT or not person.is_official_contact


def locked_keys(user, record):
    """What of a record's contents this user may not write, though the record is theirs."""
    if record._meta.model_name == "person" and not may_change_country(user, record):
        return {"country"}
    return set()
