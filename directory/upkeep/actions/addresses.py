"""What follows when mail does not arrive at an address, and when it arrives again."""

from datetime import timedelta

from audit.actions import record as note_down
from audit.models import Entry
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from notifications.actions import send
from notifications.reachability import clear, unreachable_among

from ...models import Institution, Person
from ...templatetags.directory import institution_names, names_for_reader
from .. import queries
from ..addressees import addressees_of, with_addresses
from ..kinds import UNREACHABLE
from ..models import Task
from .tasks import close_task, close_task_about, open_task

# Colleagues are told once, even should an address come and go.
TOLD_AGAIN_AFTER = timedelta(days=30)


@transaction.atomic
def mail_was_lost(unreachable):
    """A task about each record the address belongs to; where nothing else reaches a Party's contact, its colleagues
    are told."""
    for record in queries.records_at(unreachable.address):
        with override("en"):
            note = gettext("Mail to %(address)s does not arrive since %(day)s: %(words)s") % {
                "address": unreachable.address,
                "day": unreachable.since.date().isoformat(),
                "words": unreachable.words or unreachable.status,
            }
        open_task(UNREACHABLE, record, note)
        if queries.reachable(record) is None:
            _tell_colleagues(record, unreachable)


@transaction.atomic
def mail_was_found(unreachable, by=None):
    """The tasks about the address settle themselves, unless another address of the record is lost."""
    for record in queries.records_at(unreachable.address):
        if not unreachable_among(each.address for each in addressees_of(record)):
            close_task_about(UNREACHABLE, record, by=by, why=unreachable.cleared_why)


def _tell_colleagues(record, unreachable):
    told = Entry.objects.about(record).filter(
        action="upkeep.colleagues.told", at__gt=timezone.now() - TOLD_AGAIN_AFTER
    )
    if told.exists():
        return
    # Official posts only: theirs are the offices the address belongs to.
    colleagues = [(each, queries.reachable(each)) for each in queries.colleagues_of(record)]
    reached = {found.address.lower(): found for _colleague, found in colleagues if found}
    if not reached:
        return
    note_down("upkeep.colleagues.told", record, changes={"number": len(reached)})
    offices = list(record.designations.current().official().select_related("category", "country"))
    for addressee in reached.values():
        with override(addressee.language):
            names = names_for_reader(record) if isinstance(record, Person) else institution_names(record)
            context = {
                "name": names.first.text,
                "offices": offices,
                "since": unreachable.since,
                "record_address": settings.BASE_URL.rstrip("/") + record.get_absolute_url(),
            }
        # Holds no address: it may be shown to fewer than those who are told.
        send(
            "upkeep/mail/colleague_lost",
            addressee.to,
            context,
            language=addressee.language,
            reply_to=settings.SECRETARIAT_EMAIL,
        )


@transaction.atomic
def try_address_again(address, *, by, why):
    """The Secretariat says that mail will arrive at an address again. Returns False if nothing else was known."""
    return clear(address, why=why, by=by)


def settle_addresses():
    """Close tasks about addresses the records do not name any more, and try those again that were confirmed since."""
    settled = 0
    for model in (Person, Institution):
        tasks = {
            task.object_id: task
            for task in Task.objects.to_do().filter(
                kind=UNREACHABLE, content_type__app_label="directory", content_type__model=model._meta.model_name
            )
        }
        for record in with_addresses(model.objects.filter(pk__in=tasks)):
            lost = unreachable_among(each.address for each in addressees_of(record))
            for unreachable in lost.values():
                if record.confirmed_at and record.confirmed_at > unreachable.last_at:
                    with override("en"):
                        why = gettext("The record, with its address, was confirmed later.")
                    settled += clear(unreachable.address, why=why)
            if not lost:
                with override("en"):
                    settled += close_task(tasks[record.pk], why=gettext("The address was changed."))
    return settled
