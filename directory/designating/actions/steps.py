"""What every step has in common: the state it needs, the line it leaves, the letters."""

from audit.actions import record
from django.utils.translation import gettext as _
from notifications.actions import send

from directory.actions.membership import invite_person
from directory.choices import RecordStatus

from ..choices import Step, SubmissionState
from ..exceptions import StaleSubmissionError, SubmissionError
from ..models import PostSought, Submission, SubmissionStep


def open_submission(submission, seen):
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if not submission.can_be_changed:
        raise SubmissionError(_("This designation is not open to changes any more."))
    if submission.version != seen:
        raise StaleSubmissionError(
            _("Somebody changed this designation meanwhile. Look at what stands there now, then save again.")
        )
    return submission


def submitted(submission):
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    if submission.state != SubmissionState.SUBMITTED:
        raise SubmissionError(
            _("This designation does not wait for a decision any more: it is “%(state)s”.")
            % {"state": submission.get_state_display()}
        )
    return submission


def changed(submission, by, fields, is_told=True):
    save(submission, *fields)
    if is_told:
        last = submission.steps.last()
        # One line while one person writes, not one a section.
        if last is None or last.step != Step.CHANGED or last.by_id != by.pk:
            step(submission, Step.CHANGED, by)
    return submission


def save(submission, *fields):
    submission.version += 1
    submission.save(update_fields=[*fields, "version"])


def step(submission, step, by, reason=""):
    SubmissionStep.objects.create(submission=submission, step=step, by=by, by_name=str(by or ""), reason=reason)
    record(f"designating.submission.{step}", submission, by=by, reason=reason)


def submission_of(designation):
    post = PostSought.objects.select_related("submission").filter(designation=designation).first()
    return post.submission if post else None


def tell_authority(letter, submission, **context):
    """Write to whoever submitted, and to the others who submit for the same authority."""
    told = {submission.submitted_by}
    if submission.authority is not None:
        told |= set(submission.authority.signers.all())
    for user in told:
        if user is not None and user.is_active and not (submission.is_paper and user.is_staff):
            send(letter, user, {"submission": submission, **context})


def write_to_holder(person, email, designations, by, *, language, letter):
    context = {"designations": designations, "person": person}
    if person.user_id is not None:
        send(f"designating/mail/{letter}", person.user, context)
    elif email and person.status == RecordStatus.LISTED:
        invite_person(
            person, email, by=by, letter=f"designating/mail/{letter}", designations=designations, language=language
        )
