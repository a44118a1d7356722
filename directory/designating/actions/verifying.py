"""What the Secretariat does: returning a designation, or taking it into the record."""

from audit.actions import record
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from notifications.actions import send

from directory.actions.designations import designate
from directory.actions.records import keep_what_was
from directory.choices import Audience, ContactKind, RecordStatus
from directory.models import Affiliation, Institution, Person, PersonContact
from directory.models.names import name_as_written

from .. import queries
from ..choices import Step, SubmissionState
from ..exceptions import SubmissionError
from .steps import save, step, submitted, tell_authority, write_to_holder


@transaction.atomic
def return_submission(submission, *, by, reason):
    """Give a designation back to the authority, which puts it right and submits it again."""
    submission = submitted(submission)
    submission.state = SubmissionState.RETURNED
    save(submission, "state")
    step(submission, Step.RETURNED, by, reason)
    tell_authority("designating/mail/returned", submission, reason=reason)
    return submission


@transaction.atomic
def verify(submission, *, by, person=None, source=""):
    """Take the designation into the record: each post becomes a ``Designation`` from its first day on.

    ``person`` is the record of the directory that is meant; without one the person is entered as new. The
    predecessor's time ends the day before. The person is invited, predecessor and authority are told.
    """
    submission = submitted(submission)
    person = person or submission.person
    if person is not None and person.user_id is not None and person.user_id == by.pk:
        raise SubmissionError(_("Somebody else of the Secretariat has to verify a designation of yourself."))
    if found := [effect.problem for effect in queries.effects(submission) if effect.problem]:
        raise SubmissionError(" ".join(found))
    person = person or _enter(submission, by)
    submission.person, submission.state = person, SubmissionState.VERIFIED
    save(submission, "person", "state")
    source = source or _source(submission)
    made = [_take_in(post, submission, person, source, by) for post in submission.posts.select_related("category")]
    step(submission, Step.VERIFIED, by, source)
    tell_authority("designating/mail/verified", submission, designations=made)
    for designation in made:
        _tell_predecessor(designation)
    _invite(submission, person, made, by)
    return made


def _take_in(post, submission, person, source, by):
    post.designation = designate(
        post.category,
        by=by,
        person=person,
        country=submission.country,
        scope=post.scope,
        is_primary=post.is_primary,
        starts_on=submission.starts_on,
        ends_on=submission.ends_on,
        designated_by=submission.authority_name,
        source=source,
        succeeds=post.succeeds,
        verified=True,
    )
    post.save(update_fields=["designation"])
    return post.designation


def _enter(submission, by):
    """A new record for the person designated, with what the form says of them."""
    person = Person(
        prefix=submission.prefix,
        **name_as_written(submission.given_name, submission.family_name),
        position=submission.position,
        country=submission.country,
        address=submission.address,
        city=submission.city,
        postal_code=submission.postal_code,
        postal_country=submission.country if submission.city or submission.address else None,
        status=RecordStatus.LISTED,
        confirmed_at=timezone.now(),
    )
    person.save()
    said = (
        (ContactKind.EMAIL, submission.email),
        (ContactKind.WORK, submission.phone),
        (ContactKind.FAX, submission.fax),
    )
    PersonContact.objects.bulk_create(
        PersonContact(person=person, kind=kind, value=value, audience=Audience.MEMBERS, position=place)
        for place, (kind, value) in enumerate(said)
        if value
    )
    if submission.institution_name:
        institution = (
            Institution.objects.listed()
            .filter(country=submission.country, name__iexact=submission.institution_name)
            .first()
        )
        Affiliation.objects.create(
            person=person,
            institution=institution,
            institution_name="" if institution else submission.institution_name,
            department=submission.department,
            position=submission.position,
            is_primary=True,
        )
    keep_what_was(person)
    record("directory.person.entered", person, by=by, reason=submission.reference)
    return person


def _source(submission):
    parts = [submission.authority_name]
    if submission.letter_reference:
        parts.append(submission.letter_reference)
    if submission.letter_date:
        with override("en"):
            # What is kept reads the same whoever verified it.
            parts.append(date_format(submission.letter_date, "j F Y"))
    return ", ".join(parts)


def _tell_predecessor(designation):
    predecessor = designation.predecessor
    user = predecessor.person.user if predecessor and predecessor.person else None
    if user is not None:
        predecessor.refresh_from_db()
        send("designating/mail/superseded", user, {"designation": predecessor, "successor": designation})


def _invite(submission, person, designations, by):
    write_to_holder(person, submission.email, designations, by, language=submission.language, letter="designated")
