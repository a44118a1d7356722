"""What the index does in the background."""

import logging
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone
from django_tasks import default_task_backend, task

from search.actions import catch_up, note_changes_of_dates, tidy_index
from search.exceptions import EngineDown, NoIndex

logger = logging.getLogger(__name__)

_WAIT = 60  # seconds


@task()
def bring_index_up_to_date():
    """Take in what waits and tidy up; as long as the engine is down, try again in a while."""
    cache.delete(_ASKED)
    try:
        note_changes_of_dates()
        catch_up()
        tidy_index()
    except NoIndex:
        logger.warning("There is no index: build it with rebuild_search_index.")
    except EngineDown as error:
        logger.warning("The index is still behind: %s", error)
        catch_up_later(after=_WAIT)


_ASKED = "search:catching-up"


def catch_up_later(after=0):
    """Have the index brought up to date in the background, by one task however many changes ask for it."""
    if not cache.add(_ASKED, True, timeout=_WAIT):
        return
    if not after:
        bring_index_up_to_date.enqueue()
    elif default_task_backend.supports_defer:
        bring_index_up_to_date.using(run_after=timezone.now() + timedelta(seconds=after)).enqueue()
