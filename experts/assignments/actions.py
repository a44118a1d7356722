"""Recording assignments, answering, calling off, reporting, reminding."""

from datetime import timedelta

from audit.actions import record
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from directory import documents as papers
from directory.actions.records import update_record
from directory.partnerships.documents import keep, throw_away

from . import letters, queries
from .choices import (
    MOST_DOCUMENTS,
    REMINDER_DAYS,
    AssignmentState,
    RecordedBy,
    Side,
)
from .models import Assignment, AssignmentDocument, AssignmentReport, ReportReminder

# What may be changed once an assignment is recorded; who it is of and for stays.
CHANGEABLE = ("kind", "title", "place_country", "place", "starts_on", "ends_on", "purpose")


class AssignmentMovedOnError(Exception):
    """Somebody was faster: the assignment is in another state now."""


class ChangedMeanwhileError(Exception):
    """Somebody else of the same side wrote something after the writer began."""


class TooManyDocumentsError(Exception):
    """An assignment holds as many documents as it may."""


@transaction.atomic
def record_assignment(*, by, recorded_by, key, expert, country=None, institution=None, **said):
    """Write an assignment down and ask the other side. A form sent twice gives the same assignment."""
    if same := Assignment.objects.filter(key=key, recorder=by).first():
        return same
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(
                key=key,
                recorder=by,
                recorded_by=recorded_by,
                expert=expert,
                country=country,
                institution=institution,
                **said,
            )
    except IntegrityError:
        twin = Assignment.objects.filter(key=key, recorder=by).first()
        if twin is None:
            raise
        return twin
    record("assignments.assignment.recorded", assignment, by=by)
    letters.ask_for_answer(assignment)
    return assignment


@transaction.atomic
def accept_assignment(assignment, *, side, by=None, by_letter=False):
    """The side that was asked says yes. Twice yes is once."""
    assignment = _locked(assignment)
    _answers(assignment, side)
    if assignment.state == AssignmentState.ACCEPTED:
        return assignment
    if assignment.state != AssignmentState.PLANNED:
        raise AssignmentMovedOnError
    assignment.state, assignment.answered_at = AssignmentState.ACCEPTED, timezone.now()
    assignment.save(update_fields=["state", "answered_at", "updated_at"])
    record("assignments.assignment.accepted", assignment, by=by, changes=_how(by_letter))
    _tell_asker("accepted", assignment)
    return assignment


@transaction.atomic
def decline_assignment(assignment, *, side, by=None, reason="", by_letter=False):
    """The side that was asked says no; a reason may come with it."""
    assignment = _locked(assignment)
    _answers(assignment, side)
    if assignment.state == AssignmentState.DECLINED:
        return assignment
    if assignment.state != AssignmentState.PLANNED:
        raise AssignmentMovedOnError
    assignment.state, assignment.answered_at, assignment.reason = AssignmentState.DECLINED, timezone.now(), reason
    assignment.save(update_fields=["state", "answered_at", "reason", "updated_at"])
    record("assignments.assignment.declined", assignment, by=by, changes=_how(by_letter))
    _tell_asker("declined", assignment)
    return assignment


@transaction.atomic
def change_assignment(assignment, changes, *, by, seen):
    """Change days, place or purpose before it is over, and tell both sides. Returns the names that changed.

    ``seen`` is ``version_of`` when the writer began.
    """
    assignment = _locked(assignment)
    if assignment.is_settled or assignment.reports.exists():
        raise AssignmentMovedOnError
    changed = [name for name in CHANGEABLE if name in changes and changes[name] != getattr(assignment, name)]
    if not changed:
        return []
    if seen != version_of(assignment):
        raise ChangedMeanwhileError
    for name in changed:
        setattr(assignment, name, changes[name])
    assignment.save(update_fields=[*changed, "updated_at"])
    record("assignments.assignment.changed", assignment, by=by, changes={"fields": changed})
    for side in Side:
        letters.tell("changed", assignment, side)
    return changed


def version_of(assignment):
    """What stands in an assignment, for forms that must notice when it changes under them."""
    return assignment.updated_at.isoformat()


@transaction.atomic
def cancel_assignment(assignment, *, by, reason):
    """Call an assignment off before it is over, with a reason both sides read."""
    assignment = _locked(assignment)
    if assignment.is_settled or assignment.reports.exists():
        raise AssignmentMovedOnError
    _settle(assignment, AssignmentState.CANCELLED, reason)
    record("assignments.assignment.cancelled", assignment, by=by, reason=reason)
    for side in Side:
        letters.tell("cancelled", assignment, side)
    return assignment


@transaction.atomic
def close_assignment(assignment, *, by, reason):
    """The Secretariat closes what waits for a report that will not come."""
    assignment = _locked(assignment)
    if assignment.state_on() != AssignmentState.REPORTS_DUE:
        raise AssignmentMovedOnError
    _settle(assignment, AssignmentState.CLOSED, reason)
    record("assignments.assignment.closed", assignment, by=by, reason=reason)
    return assignment


@transaction.atomic
def write_report(assignment, *, side, by, seen="", **said):
    """Write or correct the report of one side. With the second one the assignment is closed.

    A report stays as it is once the other side has read it. ``seen`` tells when the report was last written as the
    writer knows it: several keepers of an institution write for one side.
    """
    assignment, side = _locked(assignment), Side(side)
    if not assignment.takes_reports:
        raise AssignmentMovedOnError
    reports = {report.side: report for report in assignment.reports.all()}
    mine = reports.get(side)
    opened = assignment.reports_are_open(reports)
    if mine is not None:
        if _says(mine, said):
            return mine
        if opened:
            raise AssignmentMovedOnError
        if seen != mine.written_at.isoformat():
            raise ChangedMeanwhileError
    report, is_new = AssignmentReport.objects.update_or_create(
        assignment=assignment,
        side=side,
        defaults={
            **said,
            "author": by,
            "written_at": timezone.now(),
            "after_reading": opened and side.other in reports,
        },
    )
    record("assignments.report.written" if is_new else "assignments.report.corrected", assignment, by=by)
    if not is_new:
        return report
    if side.other in reports:
        if assignment.state == AssignmentState.ACCEPTED:
            _settle(assignment, AssignmentState.CLOSED, "")
            record("assignments.assignment.closed", assignment)
        for each in Side:
            letters.tell("both_reported", assignment, each)
    else:
        letters.tell("one_reported", assignment, side.other)
    return report


def _says(report, said):
    return all(getattr(report, name) == value for name, value in said.items())


# --- Documents --------------------------------------------------------------------------------------------


def add_document(assignment, upload, *, by, title=""):
    """Keep a document for those concerned. The same file twice is one. ValidationError when it is none we take."""
    paper = papers.examine(upload)
    name = keep("assignments", upload, paper)
    try:
        kept, is_new = _write_document_down(assignment, paper, name, by, title)
    except BaseException:
        throw_away(name)
        raise
    if not is_new:
        throw_away(name)
    return kept


@transaction.atomic
def _write_document_down(assignment, paper, name, by, title):
    assignment = _locked(assignment)
    standing = assignment.documents.filter(withdrawn_at=None)
    if same := standing.filter(sha256=paper.sha256).first():
        return same, False
    if standing.count() >= MOST_DOCUMENTS:
        raise TooManyDocumentsError
    kept = AssignmentDocument.objects.create(
        assignment=assignment,
        title=title or paper.name,
        file=name,
        name=paper.name,
        kind=paper.kind,
        size=paper.size,
        sha256=paper.sha256,
        added_by=by,
    )
    record("assignments.document.added", assignment, by=by, changes={"document": kept.pk})
    return kept, True


@transaction.atomic
def withdraw_document(document, *, by):
    """Let a document be read by nobody any more. Returns False if it was withdrawn already."""
    standing = AssignmentDocument.objects.filter(pk=document.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=timezone.now()):
        return False
    record("assignments.document.withdrawn", document.assignment, by=by, changes={"document": document.pk})
    return True


# --- Who reads that one was on an assignment --------------------------------------------------------------


def show_assignments_to(entry, audience, *, by):
    """The expert decides who reads their name with their assignments."""
    return update_record(entry, {f"audience_{queries.FIELD}": int(audience)}, by=by)


# --- By the clock -----------------------------------------------------------------------------------------


def keep_assignments(on=None):
    """Remind of reports, and end what those left behind who are gone. Returns how many letters and endings."""
    return remind_of_reports(on) + cancel_for_those_who_left()


def remind_of_reports(on=None):
    """Remind each side that has not reported, on the days agreed on, each once. Returns how many were reminded."""
    on = on or timezone.localdate()
    return sum(_remind(key, on) for key in list(queries.to_remind(on)))


@transaction.atomic
def _remind(key, on):
    # Two workers at once: the second finds the reminders written down.
    assignment = Assignment.objects.select_for_update().get(pk=key)
    if assignment.state_on(on) != AssignmentState.REPORTS_DUE:
        return 0
    due = [days for days in REMINDER_DAYS if assignment.due_from + timedelta(days=days) <= on]
    if not due:
        return 0
    reported = set(assignment.reports.values_list("side", flat=True))
    reminded = 0
    for side in Side:
        known = set(assignment.reminders.filter(side=side).values_list("days", flat=True))
        new = [days for days in due if days not in known]
        if side in reported or not new:
            continue
        ReportReminder.objects.bulk_create(
            ReportReminder(assignment=assignment, side=side, days=days) for days in new
        )
        # After a pause of the clock one letter is enough, the last one.
        letters.tell("report_due", assignment, side, is_last=due[-1] == REMINDER_DAYS[-1])
        reminded += 1
    return reminded


def cancel_for_those_who_left():
    """Call off what an expert who left can no longer do, and tell who asked. What is over waits for one report."""
    return sum(_cancel_left(key) for key in list(queries.of_those_who_left().values_list("pk", flat=True)))


@transaction.atomic
def _cancel_left(key):
    assignment = Assignment.objects.select_for_update().get(pk=key)
    if assignment.is_settled:
        return 0
    with override("en"):
        reason = gettext("The expert has left the network.")
    if assignment.state_on() == AssignmentState.REPORTS_DUE:
        if not assignment.reports.filter(side=Side.REQUESTER).exists():
            return 0
        _settle(assignment, AssignmentState.CLOSED, reason)
        record("assignments.assignment.closed", assignment, reason=reason)
        return 1
    _settle(assignment, AssignmentState.CANCELLED, reason)
    record("assignments.assignment.cancelled", assignment, reason=reason)
    letters.tell("expert_left", assignment, Side.REQUESTER)
    return 1


# --- Shared -----------------------------------------------------------------------------------------------


def _locked(assignment):
    # Not of the nullable joins: PostgreSQL locks no outer side.
    return Assignment.objects.select_for_update().get(pk=assignment.pk)


def _answers(assignment, side):
    if side != assignment.answering_side:
        raise AssignmentMovedOnError


def _settle(assignment, state, reason):
    assignment.state, assignment.over_at, assignment.reason = state, timezone.now(), reason
    assignment.save(update_fields=["state", "over_at", "reason", "updated_at"])


def _tell_asker(letter, assignment):
    """Tell whoever recorded an assignment what was answered; the Secretariat hears of its own."""
    letters.tell(letter, assignment, assignment.answering_side.other)
    if assignment.recorded_by == RecordedBy.SECRETARIAT:
        letters.tell_secretariat(letter, assignment)


def _how(by_letter):
    return {"answered": "by letter"} if by_letter else {}
