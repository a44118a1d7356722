"""Whoever is designated takes the post on; a focal point enrols those who help."""

from audit.actions import record
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from notifications.actions import send_to_secretariat

from directory.actions.designations import accept_designation, designate, end_designation
from directory.actions.records import keep_what_was
from directory.choices import Audience, ContactKind, RecordStatus
from directory.models import Category, Designation, Person, PersonContact
from directory.models.names import name_as_written

from ..choices import Step
from ..exceptions import SubmissionError
from .steps import step, submission_of, tell_authority, write_to_holder


@transaction.atomic
def take_on(designation, *, by):
    """The person accepts the post. Returns False when that was done before."""
    if not accept_designation(designation, by=by):
        return False
    submission = submission_of(designation)
    if submission is not None:
        step(submission, Step.ACCEPTED, by, str(designation.category))
        tell_authority("designating/mail/accepted", submission, designation=designation)
    return True


@transaction.atomic
def decline_post(designation, *, by, reason):
    """The person does not take the post on: the authority and the Secretariat are told, the record waits for them."""
    if designation.accepted_at is not None:
        raise SubmissionError(_("You have accepted this post. Please write to the authority that designated you."))
    submission = submission_of(designation)
    if submission is not None:
        if submission.steps.filter(step=Step.DECLINED, by=by, reason=reason).exists():
            return False
        step(submission, Step.DECLINED, by, reason)
        tell_authority("designating/mail/declined", submission, designation=designation, reason=reason)
    record("directory.designation.declined", designation, by=by, reason=reason)
    context = {"designation": designation, "reason": reason, "submission": submission}
    send_to_secretariat("designating/mail/declined", context)
    return True


@transaction.atomic
def enrol(
    post,
    category,
    *,
    by,
    starts_on,
    ends_on=None,
    person=None,
    email="",
    language="en",
    given_name="",
    family_name="",
):
    """A focal point gives somebody a part in the country's work: as deputy, or as national authorised user.

    ``post`` is the focal point's own designation. Without ``person`` a new record is entered, and invited.
    """
    if person is None:
        person = Person(
            **name_as_written(given_name, family_name),
            country=post.country,
            status=RecordStatus.LISTED,
            listing=Audience.MEMBERS,
            confirmed_at=timezone.now(),
        )
        person.save()
        PersonContact.objects.create(
            person=person, kind=ContactKind.EMAIL, value=email, audience=Audience.OFFICIAL_CONTACTS
        )
        keep_what_was(person)
        record("directory.person.entered", person, by=by)
    if person.pk == post.person_id:
        raise SubmissionError(_("You are the focal point yourself: name another person."))
    if (
        Designation.objects.during(starts_on, ends_on)
        .filter(person=person, country=post.country, category=category)
        .exists()
    ):
        raise SubmissionError(_("%(name)s has this part already.") % {"name": person})
    designation = designate(
        category,
        by=by,
        person=person,
        country=post.country,
        starts_on=starts_on,
        ends_on=ends_on,
        is_primary=False,
        designated_by=str(post.person),
        source=f"{post.category.name_en}, {post.country.name_en}",
        verified=True,
    )
    write_to_holder(person, email, [designation], by, language=language, letter="enrolled")
    return designation


@transaction.atomic
def end_enrolment(designation, *, by, on, reason=""):
    """The focal point ends somebody's part in the country's work with a last day."""
    if designation.category.code not in ENROLLED_BY_FOCAL_POINTS:
        raise SubmissionError(_("This post is given by the Party."))
    return end_designation(designation, on=on, by=by, reason=reason)


ENROLLED_BY_FOCAL_POINTS = ("deputy-focal-point", "national-authorised-user")


def helping_categories():
    """The categories a focal point gives."""
    return Category.objects.filter(code__in=ENROLLED_BY_FOCAL_POINTS).order_by("position")
