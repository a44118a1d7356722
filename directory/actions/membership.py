"""Joining the network: applying, being asked, being answered; and taking over a record by invitation."""

import hashlib
import secrets

from audit.actions import record
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from notifications.actions import send, send_to_secretariat

from ..choices import Appointment, RecordStatus
from ..models import ApplicationMessage, Designation, Invitation, MembershipApplication, Person


class ApplicationClosedError(Exception):
    """The application was decided before, by somebody else or in another window."""


class InvitationError(Exception):
    """The record cannot be taken over: it has an owner, or the invitation was used, withdrawn or is too old."""


# --- The applicant ----------------------------------------------------------------------------------------


@transaction.atomic
def begin_application(user, *, categories=(), statement="", **about):
    """Keep what somebody wrote when signing up. Nobody is told before the e-mail address is confirmed."""
    person = Person(user=user, status=RecordStatus.WAITING, **about)
    person.save()
    application = MembershipApplication.objects.create(person=person, statement=statement, submitted_at=None)
    application.categories.set(categories)
    return application


@transaction.atomic
def submit_application(application, *, tell=True):
    """Put an application before the Secretariat. Returns False if it was there already.

    Without ``tell`` nobody is written to: it is decided in the same breath.
    """
    application = _locked(application)
    if application.submitted_at is not None:
        return False
    application.submitted_at = timezone.now()
    application.save(update_fields=["submitted_at"])
    record("directory.application.submitted", application, by=application.person.user)
    if tell:
        _tell_applicant("application_received", application)
        _tell_secretariat("application_waiting", application)
    return True


@transaction.atomic
def revise_application(application, *, by, categories, statement, **about):
    """Change what one applied with, as long as it is not decided. Returns the names of what changed."""
    application = _locked(application)
    if application.decided_at is not None:
        raise ApplicationClosedError
    person = application.person
    changed = [name for name, value in about.items() if getattr(person, name) != value]
    if changed:
        for name in changed:
            setattr(person, name, about[name])
        person.save()
    if application.statement != statement:
        application.statement = statement
        application.save(update_fields=["statement"])
        changed.append("statement")
    if set(application.categories.all()) != set(categories):
        application.categories.set(categories)
        changed.append("categories")
    if changed:
        record("directory.application.revised", application, by=by, changes={"fields": changed})
    return changed


@transaction.atomic
def answer_secretariat(application, text, *, by):
    """The applicant's answer; after a refusal it puts the application before the Secretariat again."""
    application = _locked(application)
    if application.is_accepted:
        raise ApplicationClosedError
    message = ApplicationMessage.objects.create(application=application, author=by, text=text)
    if application.decided_at is not None:
        application.decided_at = application.decided_by = application.is_accepted = None
        application.submitted_at = timezone.now()
        application.save(update_fields=["decided_at", "decided_by", "is_accepted", "submitted_at"])
        _set_status(application.person, RecordStatus.WAITING)
        record("directory.application.reopened", application, by=by)
    record("directory.application.answered", application, by=by)
    _tell_secretariat("application_answer", application, message=message)
    return message


# --- The Secretariat --------------------------------------------------------------------------------------


@transaction.atomic
def ask_applicant(application, text, *, by):
    """Put a question to an applicant; all of the Secretariat sees it, and the answer."""
    application = _undecided(application)
    message = ApplicationMessage.objects.create(application=application, author=by, text=text)
    record("directory.application.asked", application, by=by)
    _tell_applicant("application_question", application, question=message)
    return message


@transaction.atomic
def accept_application(application, *, by, categories=None, reason=""):
    """List the applicant as a member, holding ``categories`` from today (those applied for, unless given).

    Categories held for a Party are never given here: whoever speaks for a Party is designated by it.
    """
    application = _undecided(application)
    chosen = application.categories.all() if categories is None else categories
    person = application.person
    _decide(application, is_accepted=True, by=by, reason=reason)
    person.confirmed_at = application.decided_at
    _set_status(person, RecordStatus.LISTED, by=by)
    Designation.objects.bulk_create(
        Designation(
            person=person,
            category=category,
            starts_on=timezone.localdate(application.decided_at),
            recorded_by=by,
        )
        for category in chosen
        if not category.is_official and category.appointment in (Appointment.BY_REQUEST, Appointment.BY_ORGANIZATION)
    )
    record("directory.application.accepted", application, by=by, reason=reason)
    _tell_applicant("application_accepted", application)
    return person


@transaction.atomic
def decline_application(application, *, by, reason):
    """Refuse an application and tell the applicant why. They may answer, which opens it again."""
    application = _undecided(application)
    _decide(application, is_accepted=False, by=by, reason=reason)
    _set_status(application.person, RecordStatus.DECLINED)
    record("directory.application.declined", application, by=by, reason=reason)
    _tell_applicant("application_declined", application)
    return application


@transaction.atomic
def invite_person(person, email, *, by, letter="directory/mail/invitation", **says):
    """Send somebody who is listed without signing in a link to take their record over.

    It works once, for fourteen days; an earlier link to the same record stops working. ``letter`` is another one
    for another occasion, which ``says`` more.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.user_id is not None or person.status != RecordStatus.LISTED:
        raise InvitationError
    now = timezone.now()
    person.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=now)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        person=person, email=email.strip().lower(), digest=_digest(secret), sent_by=by, sent_at=now
    )
    record("directory.person.invited", person, by=by)
    send(
        letter,
        invitation.email,
        {"invitation": invitation, "person": person, "secret": secret, **says},
        language=says.get("language") or _language_for(person),
        secret=True,
    )
    return invitation


def invitation_for(secret):
    """The invitation a link stands for, or None if it does not work any more."""
    return Invitation.objects.open().select_related("person").filter(digest=_digest(secret)).first()


@transaction.atomic
def accept_invitation(invitation, user):
    """Give the record to the user who followed its link."""
    person = Person.objects.select_for_update().get(pk=invitation.person_id)
    invitation = Invitation.objects.open().filter(pk=invitation.pk).first()
    if invitation is None or Person.objects.filter(user=user).exists():
        raise InvitationError
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    person.user = user
    person.save()
    record("directory.person.claimed", person, by=user)
    return person


def _locked(application):
    # Not of the nullable joins: PostgreSQL locks no outer side.
    fresh = MembershipApplication.objects.select_for_update().get(pk=application.pk)
    fresh.person = Person.objects.select_related("user", "country").get(pk=fresh.person_id)
    return fresh


def _undecided(application):
    application = _locked(application)
    if not application.is_waiting:
        raise ApplicationClosedError
    return application


def _decide(application, *, is_accepted, by, reason):
    application.decided_at, application.decided_by = timezone.now(), by
    application.is_accepted, application.reason = is_accepted, reason
    application.save(update_fields=["decided_at", "decided_by", "is_accepted", "reason"])


def _set_status(person, status, *, by=None):
    person.status = status
    person.save()
    if status == RecordStatus.LISTED:
        # The first version others could see: what history begins with.
        person.save_revision(user=by, clean=False)


def _tell_applicant(letter, application, **context):
    applicant = application.person.user
    # Whoever closed the account meanwhile gets no letter.
    if applicant is not None:
        send(f"directory/mail/{letter}", applicant, {"application": application, **context})


def _tell_secretariat(letter, application, **context):
    send_to_secretariat(f"directory/mail/{letter}", {"application": application, **context})


def _language_for(person):
    """The language the letter to somebody without an account is written in: their best that the site speaks."""
    spoken = person.language_skills.values_list("language__code", flat=True)
    codes = ("zh-hans" if code == "zh" else code for code in spoken)
    return next((code for code in codes if code in dict(settings.LANGUAGES)), get_language())


def _digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
