"""Tasks of the Secretariat: opening, taking in hand, closing. For any room or app that sees work to be done."""

from audit.actions import record as note_down
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils import timezone

from ..choices import TaskState
from ..models import Task


@transaction.atomic
def open_task(kind, record, note="", *, by=None):
    """Put a task before the Secretariat, and give it. While one of this kind about this record waits, it is that one.

    ``record`` is anything with a page: a person, an institution, a country. What is newly known is added to the note.
    """
    waiting = _waiting(kind, record)
    if waiting is None:
        try:
            with transaction.atomic():
                task = Task.objects.create(
                    kind=kind,
                    content_type=ContentType.objects.get_for_model(record, for_concrete_model=False),
                    object_id=record.pk,
                    label=_label_of(record),
                    note=note,
                )
        except IntegrityError:
            # Somebody else was faster by a moment.
            waiting = _waiting(kind, record)
        else:
            note_down("upkeep.task.opened", record, by=by, changes={"task": task.pk, "kind": kind})
            return task
    if note and note not in waiting.note:
        waiting.note = f"{waiting.note}\n{note}".strip()
        waiting.save(update_fields=["note"])
    return waiting


@transaction.atomic
def claim_task(task, *, by):
    """Take a task in hand, from whoever has it. Returns False, and records nothing, if it is done."""
    task = _locked(task)
    if task.state == TaskState.DONE:
        return False
    task.state, task.claimed_by, task.claimed_at = TaskState.IN_HAND, by, timezone.now()
    task.save(update_fields=["state", "claimed_by", "claimed_at"])
    note_down("upkeep.task.claimed", task.record or task, by=by, changes={"task": task.pk})
    return True


@transaction.atomic
def release_task(task, *, by):
    """Put a task back. Returns False, and records nothing, if nobody has it in hand."""
    task = _locked(task)
    if task.state != TaskState.IN_HAND:
        return False
    task.state, task.claimed_by, task.claimed_at = TaskState.OPEN, None, None
    task.save(update_fields=["state", "claimed_by", "claimed_at"])
    note_down("upkeep.task.released", task.record or task, by=by, changes={"task": task.pk})
    return True


@transaction.atomic
def close_task(task, *, by=None, why=""):
    """Say that a task is done and how. Returns False, and records nothing, if it was done already."""
    task = _locked(task)
    if task.state == TaskState.DONE:
        return False
    task.state, task.done_by, task.done_at, task.why = TaskState.DONE, by, timezone.now(), why
    task.save(update_fields=["state", "done_by", "done_at", "why"])
    note_down(
        "upkeep.task.done", task.record or task, by=by, reason=why, changes={"task": task.pk, "kind": task.kind}
    )
    return True


def close_task_about(kind, record, *, by=None, why=""):
    """Close the task of a kind that waits about a record, if there is one: the matter settled itself."""
    waiting = _waiting(kind, record)
    return waiting is not None and close_task(waiting, by=by, why=why)


def _label_of(record):
    """What a list calls the record, in Latin letters where it can."""
    names = (getattr(record, name, "") for name in ("romanised_name", "name_en", "name"))
    return (next(filter(None, names), "") or str(record))[:255]


def _waiting(kind, record):
    return Task.objects.to_do().about(record).filter(kind=kind).first()


def _locked(task):
    return Task.objects.select_for_update().get(pk=task.pk)
