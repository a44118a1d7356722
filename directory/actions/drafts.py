"""Drafting a change for one's government, and deciding on it: the focal point approves, others draft."""

from audit.actions import record as note
from django.db import transaction
from django.utils import timezone
from notifications.actions import send

from ..choices import DraftState
from ..contents import contents
from ..models import Designation, Draft, User
from .records import locked, update_record


class DraftDecidedError(Exception):
    """Somebody decided on the draft before."""


@transaction.atomic
def draft_change(institution, section, changes, *, by, proposals=None):
    """Keep what somebody would change, and tell those who may approve it. None where nothing would change.

    A second draft of the same section takes the place of the first, as long as nobody decided on it.
    """
    now = contents(locked(institution))
    changed = {key: value for key, value in changes.items() if value != now[key]}
    proposals = {key: words for key, words in (proposals or {}).items() if words}
    if not changed and not proposals:
        return None
    keys = sorted({*changed, *proposals})
    draft, is_new = Draft.objects.update_or_create(
        institution=institution,
        section=section,
        drafted_by=by,
        state=DraftState.WAITING,
        defaults={
            "changes": changed,
            "proposals": proposals,
            "before": {key: now[key] for key in keys},
            "drafted_at": timezone.now(),
        },
    )
    note("directory.institution.drafted", institution, by=by, changes={"fields": keys})
    if is_new:
        for user in approvers(institution):
            send("directory/mail/draft_waits", user, {"draft": draft})
    return draft


@transaction.atomic
def approve_draft(draft, *, by, seen):
    """Write a draft into the record. Returns the keys that changed.

    ``seen`` is the fingerprint of what the record said beside the draft when the approver read it: if it says
    something else by now, ``RecordChangedMeanwhileError`` is raised and nothing is written.
    """
    draft = _waiting(draft)
    changed = update_record(
        draft.institution,
        draft.changes,
        by=by,
        seen=seen,
        proposals=draft.proposals,
        reason=f"Drafted by {draft.drafted_by}",
    )
    _decide(draft, DraftState.APPROVED, by)
    return changed


@transaction.atomic
def decline_draft(draft, *, by, reason):
    """Leave the record as it is, and tell the writer why."""
    draft = _waiting(draft)
    _decide(draft, DraftState.DECLINED, by, reason)
    note("directory.institution.draft_declined", draft.institution, by=by, reason=reason)
    return draft


def approvers(institution):
    """Those in office today who approve drafts for the government an institution belongs to."""
    return User.objects.filter(
        is_active=True,
        person__designations__in=_posts_that_approve(institution.country_id),
    ).distinct()


def _posts_that_approve(country):
    return Designation.objects.current().filter(
        country=country, category__code__in=("national-focal-point", "official-contact-point")
    )


def _waiting(draft):
    draft = Draft.objects.select_for_update(of=("self",)).select_related("institution").get(pk=draft.pk)
    if draft.state != DraftState.WAITING:
        raise DraftDecidedError
    return draft


def _decide(draft, state, by, reason=""):
    draft.state, draft.decided_by, draft.decided_at, draft.reason = state, by, timezone.now(), reason
    draft.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    if draft.drafted_by is not None and draft.drafted_by.is_active:
        send("directory/mail/draft_decided", draft.drafted_by, {"draft": draft})
