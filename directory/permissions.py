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
