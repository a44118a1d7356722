"""Reporting something, taking a report in hand, deciding."""

from audit.actions import record
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from .choices import ReportState
from .models import Report
from .notifications import tell_decided, tell_received


@transaction.atomic
def report(thing, *, label, reason, words, token, by=None, address=""):
    """Tell the Secretariat that something is not right. Sent twice with one token, it is one report."""
    received, is_new = Report.objects.get_or_create(
        token=token,
        defaults={
            "content_type": ContentType.objects.get_for_model(thing, for_concrete_model=False),
            "object_id": thing.pk,
            "label": label[:255],
            "reason": reason,
            "words": words,
            "reporter": by,
            "reporter_address": "" if by else address,
            "language": get_language() or "en",
        },
    )
    if is_new:
        record("moderation.report.received", thing, by=by, changes={"report": received.pk, "reason": reason})
        tell_received(received)
    return received


@transaction.atomic
def claim(report, *, by):
    """Take a report in hand, from whoever has it. Returns False, and records nothing, if it is decided."""
    report = _locked(report)
    if report.state == ReportState.DECIDED:
        return False
    report.state, report.claimed_by, report.claimed_at = ReportState.IN_HAND, by, timezone.now()
    report.save(update_fields=["state", "claimed_by", "claimed_at"])
    record("moderation.report.claimed", report.thing or report, by=by, changes={"report": report.pk})
    return True


@transaction.atomic
def release(report, *, by):
    """Put a report back into the queue. Returns False, and records nothing, if nobody has it in hand."""
    report = _locked(report)
    if report.state != ReportState.IN_HAND:
        return False
    report.state, report.claimed_by, report.claimed_at = ReportState.OPEN, None, None
    report.save(update_fields=["state", "claimed_by", "claimed_at"])
    record("moderation.report.released", report.thing or report, by=by, changes={"report": report.pk})
    return True


@transaction.atomic
def decide(report, *, by, decision, reason):
    """Close a report and tell the reporter. Returns False, and records nothing, if it was decided already."""
    report = _locked(report)
    if report.state == ReportState.DECIDED:
        return False
    report.state, report.decision, report.decision_reason = ReportState.DECIDED, decision, reason
    report.decided_by, report.decided_at = by, timezone.now()
    report.save(update_fields=["state", "decision", "decision_reason", "decided_by", "decided_at"])
    record(
        "moderation.report.decided",
        report.thing or report,
        by=by,
        reason=reason,
        changes={"report": report.pk, "decision": decision},
    )
    tell_decided(report)
    return True


def _locked(report):
    """The report as it is now, kept from others until the transaction ends."""
    return Report.objects.select_for_update().get(pk=report.pk)
