"""Becoming a partner: applying, being asked, answering, being answered."""

from datetime import timedelta

from audit.actions import record
from django.db import IntegrityError, transaction
from django.utils import timezone
from notifications.actions import send, send_to_secretariat

from directory.choices import ContactKind, RecordStatus
from directory.models import Affiliation, Institution, InstitutionContact

from ..choices import Outcome
from ..models import PartnershipApplication, PartnershipMessage
from ..queries import keepers_of
from .partnerships import begin_partnership

# The same words from the same hand within this time are one message sent twice.
SENT_TWICE_WITHIN = timedelta(minutes=10)


class ApplicationClosedError(Exception):
    """The application was decided before, by somebody else or in another window."""


class AlreadyAppliedError(Exception):
    """The institution is a partner, or an application of it waits. ``application`` is that one, if any."""

    def __init__(self, application=None):
        super().__init__("The institution is a partner already, or has applied.")
        self.application = application


# --- The applicants ---------------------------------------------------------------------------------------


@transaction.atomic
def apply_for_partnership(*, by, key, institution=None, regions=(), **said):
    """Put the application of an institution before the Secretariat. A form sent twice gives the same application."""
    if institution is not None:
        # Whoever applies for the same institution at the same time waits here.
        institution = Institution.objects.select_for_update().get(pk=institution.pk)
    if sent := PartnershipApplication.objects.filter(key=key, applicant=by).first():
        return sent
    if institution is not None:
        waiting = institution.partnership_applications.waiting().first()
        if waiting or institution.partnerships.overlapping(timezone.localdate()).exists():
            raise AlreadyAppliedError(waiting)
        said["institution_name"] = institution.name
    try:
        with transaction.atomic():
            application = PartnershipApplication.objects.create(
                key=key, institution=institution, applicant=by, **said
            )
    except IntegrityError:
        # The twin of this form was faster; anybody else's key is nothing to them.
        twin = PartnershipApplication.objects.filter(key=key, applicant=by).first()
        if twin is None:
            raise
        return twin
    application.regions.set(regions)
    record("partnerships.application.submitted", application, by=by)
    _tell_applicants("application_received", application)
    send_to_secretariat("partnerships/mail/application_waiting", {"application": application})
    return application


@transaction.atomic
def answer_secretariat(application, text, *, by):
    """What the applicants answer. Returns the message; the one that is there if it is sent twice."""
    application = _undecided(application)
    if same := _sent_just_now(application, text, by):
        return same
    message = PartnershipMessage.objects.create(application=application, author=by, by_secretariat=False, text=text)
    record("partnerships.application.answered", application, by=by)
    send_to_secretariat("partnerships/mail/application_answer", {"application": application, "message": message})
    return message


@transaction.atomic
def withdraw_application(application, *, by):
    """The institution does not wish to be a partner any more."""
    application = _undecided(application)
    _decide(application, Outcome.WITHDRAWN, by=by, reason="")
    record("partnerships.application.withdrawn", application, by=by)
    send_to_secretariat("partnerships/mail/application_withdrawn", {"application": application})
    return application


# --- The Secretariat --------------------------------------------------------------------------------------


@transaction.atomic
def ask_applicants(application, text, *, by):
    """Return an application with a question; all of the Secretariat and all applicants see it."""
    application = _undecided(application)
    if same := _sent_just_now(application, text, by):
        return same
    message = PartnershipMessage.objects.create(application=application, author=by, by_secretariat=True, text=text)
    record("partnerships.application.asked", application, by=by)
    _tell_applicants("application_question", application, question=message)
    return message


@transaction.atomic
def accept_application(application, *, by, starts_on=None, institution=None, reason=""):
    """Make the institution a partner from a day on (today).

    An institution that is not listed yet is the one given, or is listed now as the application describes it.
    """
    application = _undecided(application)
    if application.institution_id is None:
        application.institution = institution or _list_institution(application, by=by)
        application.save(update_fields=["institution"])
    partnership = begin_partnership(
        application.institution,
        starts_on=starts_on or timezone.localdate(),
        by=by,
        application=application,
        offers=application.offers,
    )
    _decide(application, Outcome.ACCEPTED, by=by, reason=reason)
    record("partnerships.application.accepted", application, by=by, reason=reason)
    _tell_applicants("application_accepted", application, partnership=partnership)
    return partnership


@transaction.atomic
def decline_application(application, *, by, reason):
    """Refuse an application and tell the applicants why."""
    application = _undecided(application)
    _decide(application, Outcome.DECLINED, by=by, reason=reason)
    record("partnerships.application.declined", application, by=by, reason=reason)
    _tell_applicants("application_declined", application)
    return application


def _undecided(application):
    # Not of the nullable joins: PostgreSQL locks no outer side.
    fresh = PartnershipApplication.objects.select_for_update().get(pk=application.pk)
    if not fresh.is_waiting:
        raise ApplicationClosedError
    return fresh


def _decide(application, outcome, *, by, reason):
    application.decided_at, application.decided_by = timezone.now(), by
    application.outcome, application.reason = outcome, reason
    application.save(update_fields=["decided_at", "decided_by", "outcome", "reason"])


def _sent_just_now(application, text, by):
    last = application.messages.last()
    if last and last.author_id == by.pk and last.text == text:
        return last if timezone.now() - last.sent_at < SENT_TWICE_WITHIN else None
    return None


def _list_institution(application, *, by):
    """The institution an application describes, listed, with the applicant as the keeper of its record."""
    institution = Institution(
        name=application.institution_name,
        name_language="",
        type=application.institution_type,
        country=application.country,
        confirmed_at=timezone.now(),
        is_demo=application.is_demo,
    )
    institution.save()
    if application.website:
        InstitutionContact.objects.create(
            institution=institution, kind=ContactKind.WEBSITE, value=application.website
        )
    institution.save_revision(user=by, clean=False)
    record("directory.institution.listed", institution, by=by)
    person = application.applicant.record if application.applicant else None
    if person is not None and person.status == RecordStatus.LISTED:
        Affiliation.objects.create(
            person=person,
            institution=institution,
            starts_on=timezone.localdate(),
            maintains_institution=True,
            is_primary=not person.affiliations.filter(is_primary=True).exists(),
        )
        person.refresh_from_db()
        person.save_revision(user=by, clean=False)
        record("directory.institution.keeper_granted", institution, by=by)
    return institution


def applicants_of(application):
    """Whoever sent an application, and who else keeps the record of the institution; those who may sign in."""
    found = {user.pk: user for user in keepers_of([application.institution_id])} if application.institution_id else {}
    if application.applicant is not None and application.applicant.is_active:
        found[application.applicant.pk] = application.applicant
    return list(found.values())


def _tell_applicants(letter, application, **context):
    for user in applicants_of(application):
        send(f"partnerships/mail/{letter}", user, {"application": application, **context})
