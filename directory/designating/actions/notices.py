"""Telling in good time that a post runs out, and inviting once more whoever has not answered."""

from datetime import timedelta

from audit.actions import record
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from notifications.actions import send

from directory.models import Designation
from directory.upkeep.actions.tasks import open_task
from directory.upkeep.kinds import EXPIRING

from ..choices import EXPIRY_NOTICE_DAYS, Step, SubmissionState
from ..exceptions import SubmissionError
from ..models import Authority, ExpiryNotice, Submission
from .steps import step, write_to_holder

# Whoever was invited is not written to again on the same day.
INVITED_AGAIN_AFTER = timedelta(hours=20)


def tell_of_expiries(on=None):
    """Tell authorities and the Secretariat of posts that run out without a successor. Returns how many notices went.

    Each notice is written in one transaction with its letters, so that a process that dies tells nobody twice.
    """
    on = on or timezone.localdate()
    told = 0
    for days in sorted(EXPIRY_NOTICE_DAYS):
        ending = Designation.objects.official().filter(
            country__isnull=False,
            ends_on__gte=on,
            ends_on__lte=on + timedelta(days=days),
            ending="",
            expiry_notices=None,
        )
        for designation in ending.select_related("category", "country", "person", "institution"):
            told += _tell_of(designation, days)
    later = Designation.objects.filter(expiry_notices__days=max(EXPIRY_NOTICE_DAYS), ends_on__gte=on, ending="")
    last_days = min(EXPIRY_NOTICE_DAYS)
    again = later.filter(ends_on__lte=on + timedelta(days=last_days)).exclude(expiry_notices__days=last_days)
    for designation in again.select_related("category", "country", "person", "institution"):
        told += _tell_of(designation, last_days)
    return told


@transaction.atomic
def _tell_of(designation, days):
    _notice, is_new = ExpiryNotice.objects.get_or_create(designation=designation, days=days)
    follows = Designation.objects.filter(
        category=designation.category, country=designation.country, starts_on__gt=designation.starts_on
    ).exclude(ends_on__lte=designation.ends_on)
    if not is_new or follows.exists():
        return 0
    context = {"designation": designation}
    for authority in Authority.objects.current().filter(country=designation.country).prefetch_related("signers"):
        for user in authority.signers.all():
            send("designating/mail/expiring", user, context)
    if designation.person and designation.person.user:
        send("designating/mail/expiring", designation.person.user, context)
    open_task(EXPIRING, designation.country, f"{designation.category.name_en}: {designation.ends_on.isoformat()}")
    return 1


@transaction.atomic
def invite_again(submission, *, by):
    """Write once more to whoever has not accepted a verified post."""
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    waiting = [
        post.designation
        for post in submission.posts.select_related("designation__category", "designation__country")
        if post.designation and post.designation.accepted_at is None
    ]
    if submission.state != SubmissionState.VERIFIED or not waiting:
        raise SubmissionError(_("Nobody waits for an invitation: every post is accepted."))
    last = submission.steps.filter(step__in=[Step.VERIFIED, Step.INVITED]).last()
    if last is not None and timezone.now() - last.at < INVITED_AGAIN_AFTER:
        raise SubmissionError(_("They were invited today. Give them until tomorrow."))
    step(submission, Step.INVITED, by)
    record("directory.person.invited", submission.person, by=by)
    write_to_holder(
        submission.person, submission.email, waiting, by, language=submission.language, letter="designated"
    )
    return submission
