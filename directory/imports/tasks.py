"""What imports do in the background: checking, writing and undoing."""

import logging

from django.contrib.auth import get_user_model
from django.db import transaction
from django_tasks import task

from . import checking, holding, undoing, writing
from .choices import RowState, State
from .models import ImportRun
from .reading.notes import CannotRead

logger = logging.getLogger(__name__)


@task()
def work_on_import(run):
    """Do the step the import is at. Does nothing when another process is at it, or when it is done."""
    found = ImportRun.objects.filter(pk=run).first()
    if found is not None:
        work_on(found)


def work_on(run):
    """The same, here and now. Returns the import as it is afterwards."""
    with holding.holding(run) as held:
        if held:
            run.refresh_from_db()
            try:
                _step(run)
            except CannotRead as error:
                _stop(run, State.FAILED, str(error.note))
            except Exception:
                # The step is not lost: the page says that it was interrupted, and offers to go on.
                logger.exception("Import %s was interrupted", run.pk)
                ImportRun.objects.filter(pk=run.pk).update(problem="error")
                raise
    run.refresh_from_db()
    return run


def _step(run):
    by = get_user_model().objects.filter(pk=run.settings.get("begun_by")).first() or run.by
    if run.state == State.CHECKING:
        checking.check(run)
    elif run.state == State.APPLYING:
        try:
            writing.write_rows(run, by=by)
        except writing.DirectoryMovedError as moved:
            _check_again(run, moved.rows)
    elif run.state == State.UNDOING:
        undoing.take_back(run, by=by)
    holding.forget(run)


def _check_again(run, rows):
    """Records changed after the check: nothing is written, their rows are judged anew, and a person looks again."""
    with transaction.atomic():
        fresh = ImportRun.objects.select_for_update().get(pk=run.pk)
        for start in range(0, len(rows), 5000):
            fresh.rows.filter(pk__in=rows[start : start + 5000]).update(state=RowState.WAITING)
        fresh.state, fresh.problem = State.CHECKING, "moved"
        fresh.save(update_fields=["state", "problem"])
    checking.check(fresh)


def _stop(run, state, problem):
    with transaction.atomic():
        fresh = ImportRun.objects.select_for_update().get(pk=run.pk)
        fresh.state, fresh.problem = state, problem
        fresh.save(update_fields=["state", "problem"])
