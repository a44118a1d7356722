"""What an authority does: writing a designation, and putting it before the Secretariat."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from notifications.actions import send_to_secretariat

from directory.documents import examine
from directory.models import Country

from .. import queries
from ..choices import Step, SubmissionState
from ..exceptions import IncompleteSubmissionError, SubmissionError
from ..models import PostSought, Submission, SubmissionStep, keep_letter
from .steps import changed, open_submission, save, step

PERSON_FIELDS = (
    "person", "prefix", "given_name", "family_name", "position", "institution_name", "department", "address", "city",
    "postal_code", "email", "phone", "fax", "language",
)  # fmt: skip


# Somebody who presses the button twice begins once.
BEGUN_JUST_NOW = timedelta(minutes=2)


@transaction.atomic
def begin_submission(capacity, *, by, is_paper=False, **values):
    """Begin a designation as a draft, which nobody but the authority and the Secretariat sees.

    A second press of the button finds the draft of the first.
    """
    Country.objects.select_for_update().get(pk=capacity.country.pk)
    just_now = timezone.now() - BEGUN_JUST_NOW
    standing = Submission.objects.filter(
        state=SubmissionState.DRAFT,
        submitted_by=by,
        country=capacity.country,
        version=0,
        steps__at__gte=just_now,
        **values,
    ).first()
    if standing is not None:
        return standing
    submission = Submission(
        country=capacity.country,
        authority=capacity.authority,
        authority_kind=capacity.kind,
        authority_name=capacity.name,
        is_paper=is_paper,
        submitted_by=by,
        **values,
    )
    if queries.designates_themselves(submission, by):
        raise SubmissionError(queries.words_against_self_designation())
    submission.save()
    step(submission, Step.BEGUN, by)
    return submission


@transaction.atomic
def change_person(submission, *, by, seen, **values):
    """Say who is designated. ``seen`` is the version of the submission the writer had before them."""
    submission = open_submission(submission, seen)
    for name, value in values.items():
        setattr(submission, name, value)
    if queries.designates_themselves(submission, by):
        raise SubmissionError(queries.words_against_self_designation())
    return changed(submission, by, PERSON_FIELDS)


@transaction.atomic
def change_posts(submission, *, by, seen, starts_on, ends_on, note, posts):
    """Say which posts, from when to when. ``posts`` are values of ``PostSought``, ``category`` first of all."""
    submission = open_submission(submission, seen)
    submission.starts_on, submission.ends_on, submission.note = starts_on, ends_on, note
    submission.posts.all().delete()
    for values in posts:
        PostSought.objects.create(submission=submission, **values)
    return changed(submission, by, ("starts_on", "ends_on", "note"))


@transaction.atomic
def attach_letter(submission, *, by, seen, upload=None, letter_reference="", letter_date=None):
    """Keep the letter, or what is said of it. ValidationError when the file is no document."""
    paper = examine(upload) if upload else None
    submission = open_submission(submission, seen)
    submission.letter_reference, submission.letter_date = letter_reference, letter_date
    fields = ["letter_reference", "letter_date"]
    if paper is not None:
        replaced = submission.letter
        submission.letter = keep_letter(upload, paper)
        submission.letter_name, submission.letter_kind = paper.name, paper.kind
        submission.letter_size, submission.letter_sha256 = paper.size, paper.sha256
        fields += ["letter", "letter_name", "letter_kind", "letter_size", "letter_sha256"]
        if replaced and submission.submitted_at is None:
            # What the Secretariat has seen stays; a slip before that goes.
            transaction.on_commit(lambda: default_storage.delete(replaced))
        SubmissionStep.objects.create(
            submission=submission, step=Step.LETTER_ADDED, by=by, by_name=str(by), reason=paper.name
        )
    return changed(submission, by, fields, is_told=paper is None)


@transaction.atomic
def submit(submission, *, by, seen):
    """Put a designation before the Secretariat. ``IncompleteSubmissionError`` says what is lacking."""
    submission = open_submission(submission, seen)
    if queries.designates_themselves(submission, by):
        raise SubmissionError(queries.words_against_self_designation())
    if problems := queries.problems(submission):
        raise IncompleteSubmissionError(problems)
    submission.state, submission.submitted_by = SubmissionState.SUBMITTED, by
    submission.submitted_at = timezone.now()
    save(submission, "state", "submitted_by", "submitted_at")
    step(submission, Step.SUBMITTED, by)
    if not submission.is_paper:
        send_to_secretariat("designating/mail/submitted", {"submission": submission})
    return submission


@transaction.atomic
def withdraw(submission, *, by, reason):
    """Take a designation back before it is verified. It stays readable for those who could read it."""
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if submission.state in (SubmissionState.VERIFIED, SubmissionState.WITHDRAWN):
        raise SubmissionError(_("This designation was decided meanwhile: it cannot be withdrawn any more."))
    was_submitted = submission.state == SubmissionState.SUBMITTED
    submission.state = SubmissionState.WITHDRAWN
    save(submission, "state")
    step(submission, Step.WITHDRAWN, by, reason)
    if was_submitted and not submission.is_paper:
        send_to_secretariat("designating/mail/withdrawn", {"submission": submission, "reason": reason})
    return submission
