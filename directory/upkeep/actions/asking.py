"""Asking whether records are true: once a half-year, repeated once, then a task; and taking the answers."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from audit.actions import record as note_down
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from notifications.reachability import clear, unreachable_among

from ...actions.records import confirm_record
from ...models import Institution, Person
from .. import letters, queries
from ..addressees import addressees_of, with_addresses
from ..choices import Answer
from ..kinds import UNANSWERED, UNREACHABLE, WITHOUT_ADDRESS
from ..models import ConfirmationRequest
from ..showing import as_owners_see
from .tasks import close_task_about, open_task

logger = logging.getLogger(__name__)

BATCH = 200
MODELS = (Person, Institution)
# One who is asked again at once by a button waits so long for the next letter.
AGAIN_AFTER = timedelta(minutes=10)


@dataclass
class Mailing:
    """What a mailing did, or would do."""

    asked: int = 0
    reminded: int = 0
    without_address: int = 0
    unreachable: int = 0
    failed: int = 0

    @property
    def letters(self):
        return self.asked + self.reminded


def hold_mailing(on=None, *, dry_run=False, most=None):
    """Ask everybody whose half-year is over, and remind those who have not answered, on the day of a mailing.

    Each letter and its question are one transaction: stop it anywhere, run it again or twice at once, and nobody is
    asked twice or left out. ``most`` ends it after so many letters, for it goes on where it stopped.
    """
    now = _moment(on)
    mailing = Mailing()
    for model in MODELS:
        _ask_due(model, now, mailing, dry_run, most)
        _remind_due(model, now, mailing, dry_run, most)
    return mailing


def is_day_of_mailing(day):
    return day.weekday() == settings.UPKEEP_WEEKDAY


def _moment(on):
    """Now, or for another day than today its noon, so that a day can be tried."""
    now = timezone.now()
    return now if on is None or on == now.date() else datetime.combine(on, time(12), UTC)


def _batches(keys):
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _left(mailing, most):
    return most is None or mailing.letters < most


def _ask_due(model, now, mailing, dry_run, most):
    # The keys are read at once: what is asked meanwhile is not due any more, and a page of them would shift.
    keys = list(queries.due(model, now).order_by("pk").values_list("pk", flat=True))
    for batch in _batches(keys):
        if not _left(mailing, most):
            return
        records = {record.pk: record for record in with_addresses(model.objects.filter(pk__in=batch))}
        chosen = _choose(records.values(), mailing, dry_run)
        if dry_run:
            mailing.asked += len(chosen)
            continue
        for shown in as_owners_see([records[key] for key in batch if key in chosen]):
            if not _left(mailing, most):
                return
            with _going_on(mailing, shown):
                mailing.asked += _ask(records[shown.pk], shown, chosen[shown.pk], now.date(), now) is not None


def _remind_due(model, now, mailing, dry_run, most):
    waiting = list(queries.to_remind(model, now).order_by("pk").values_list("pk", flat=True))
    for batch in _batches(waiting):
        if not _left(mailing, most):
            return
        requests = {
            request.record_key: request
            for request in queries.with_record_key(ConfirmationRequest.objects.filter(pk__in=batch), model)
        }
        records = {record.pk: record for record in with_addresses(model.objects.filter(pk__in=requests))}
        chosen = _choose(records.values(), mailing, dry_run)
        if dry_run:
            mailing.reminded += len(chosen)
            continue
        for shown in as_owners_see([record for record in records.values() if record.pk in chosen]):
            if not _left(mailing, most):
                return
            with _going_on(mailing, shown):
                mailing.reminded += _remind(requests[shown.pk], shown, chosen[shown.pk], now)


def _choose(records, mailing, dry_run):
    """For each record the first address at which mail arrives; what has none becomes a task where it matters."""
    everybody = {record: addressees_of(record) for record in records}
    lost = unreachable_among(each.address for found in everybody.values() for each in found)
    chosen = {}
    for record, found in everybody.items():
        reachable = next((each for each in found if each.address.lower() not in lost), None)
        if reachable:
            chosen[record.pk] = reachable
        elif found:
            mailing.unreachable += 1
            if not dry_run:
                open_task(UNREACHABLE, record)
        else:
            mailing.without_address += 1
            if not dry_run and queries.holds_office(record):
                open_task(WITHOUT_ADDRESS, record)
    return chosen


class _going_on:  # noqa: N801
    """One record that cannot be written about does not keep the others waiting."""

    def __init__(self, mailing, shown):
        self.mailing, self.shown = mailing, shown

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if not isinstance(error, Exception):
            return False
        if not isinstance(error, IntegrityError):
            logger.error("No letter about record %s", self.shown.pk, exc_info=error)
            self.mailing.failed += 1
        # Somebody else asked at the same moment: that is the letter.
        return True


@transaction.atomic
def _ask(record, shown, addressee, cycle, now, *, by=None, at_once=False):
    ConfirmationRequest.objects.open().of(record).update(answered_at=now, answer=Answer.SUPERSEDED)
    request = ConfirmationRequest.objects.create(
        **{record._meta.model_name: record},
        cycle=cycle,
        asked_at=now,
        recipient=addressee.user,
        address=addressee.address,
        language=addressee.language,
    )
    request.mail = letters.ask(request, shown, at_once=at_once)
    request.save(update_fields=["mail"])
    note_down("upkeep.record.asked", record, by=by, changes={"request": request.pk})
    return request


@transaction.atomic
def _remind(request, shown, addressee, now):
    # One conditional UPDATE, which only one of two mailings at once carries out.
    taken = ConfirmationRequest.objects.open().filter(pk=request.pk, reminded_at=None).update(reminded_at=now)
    if taken:
        _write_again(request, shown, addressee, is_reminder=True)
        note_down("upkeep.record.reminded", request.record, changes={"request": request.pk})
    return taken


def _write_again(request, shown, addressee, *, is_reminder=False, at_once=False):
    request.recipient, request.address, request.language = addressee.user, addressee.address, addressee.language
    request.mail = letters.ask(request, shown, is_reminder=is_reminder, at_once=at_once)
    request.save(update_fields=["recipient", "address", "language", "mail"])


# --- One record -------------------------------------------------------------------------------------------


class NobodyToAskError(Exception):
    """The record has no address at which mail arrives."""


@transaction.atomic
def ask_now(record, *, by=None):
    """Ask about one record at once, or send its open question again with a link that works.

    Goes to an address the record names, never to another. Returns False if a letter left a moment ago.
    """
    record = with_addresses(type(record)._default_manager.listed().filter(pk=record.pk)).first()
    if record is None:
        raise NobodyToAskError
    mailing = Mailing()
    addressee = _choose([record], mailing, dry_run=True).get(record.pk)
    if addressee is None:
        raise NobodyToAskError
    # The record is held, so that two buttons pressed at once send one letter.
    type(record)._default_manager.select_for_update().filter(pk=record.pk).values_list("pk", flat=True).first()
    now, [shown] = timezone.now(), as_owners_see([record])
    latest = ConfirmationRequest.objects.of(record).select_related("mail").first()
    if latest and latest.mail and now - latest.mail.created_at < AGAIN_AFTER:
        return False
    is_over = latest and (latest.answered_at is not None or queries.is_settled(latest, record))
    if latest and is_over and latest.cycle >= now.date():
        # Answered today: the next mailing asks.
        return False
    if latest and not is_over:
        _write_again(latest, shown, addressee, at_once=True)
        note_down("upkeep.record.asked_again", record, by=by, changes={"request": latest.pk})
    else:
        try:
            _ask(record, shown, addressee, now.date(), now, by=by, at_once=True)
        except IntegrityError:
            # A mailing asked at the same moment.
            return False
    return True


@transaction.atomic
def confirm_from_letter(request, *, by=None):
    """Whoever has the letter says that everything is true. Returns False if the question was answered before."""
    request = _locked(request)
    if request.answered_at is not None:
        return False
    confirm_record(request.record, by=by)
    _close(request, Answer.BY_LETTER, by=by)
    return True


@transaction.atomic
def tell_from_letter(request, *, by=None):
    """Whoever has the letter has said in words what is wrong: nobody needs to be reminded."""
    request = _locked(request)
    if request.answered_at is not None:
        return False
    _close(request, Answer.TOLD, by=by)
    return True


def _locked(request):
    return ConfirmationRequest.objects.select_for_update().get(pk=request.pk)


def _close(request, answer, *, by=None, at=None):
    request.answered_at, request.answer, request.answered_by = at or timezone.now(), answer, by
    request.save(update_fields=["answered_at", "answer", "answered_by"])
    record = request.record
    note_down("upkeep.record.answered", record, by=by, changes={"request": request.pk, "answer": answer})
    with override("en"):
        close_task_about(UNANSWERED, record, by=by, why=gettext("Whoever keeps the record has answered."))
        if answer in (Answer.BY_LETTER, Answer.TOLD):
            clear(request.address, why=gettext("The link of a letter sent there was used."), by=by)


# --- By the clock -----------------------------------------------------------------------------------------


def settle():
    """Close questions that were answered on the site, or whose record is listed no more. Returns how many."""
    settled = 0
    for answer, requests in queries.settled():
        for request in requests:
            with transaction.atomic():
                fresh = _locked(request)
                if fresh.answered_at is None:
                    by = request.recipient if answer == Answer.CHANGED else None
                    _close(fresh, answer, by=by, at=request.settled_at)
                    settled += 1
    return settled


def open_tasks_for_unanswered(now=None):
    """Put before the Secretariat what was asked twice without an answer. Returns how many."""
    opened = 0
    for request in queries.asked_twice_in_vain(now or timezone.now()):
        with override("en"):
            note = gettext("Asked on %(first)s and on %(second)s.") % {
                "first": request.asked_at.date().isoformat(),
                "second": request.reminded_at.date().isoformat(),
            }
        open_task(UNANSWERED, request.record, note)
        opened += 1
    return opened
