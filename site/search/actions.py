"""Keeping the index true."""

import gc
import logging
from contextlib import contextmanager
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from haystack import connections

from directory.models import Affiliation, Designation
from search.exceptions import EngineDown, NoIndex
from search.labels import forget_labels
from search.models import PendingChange

logger = logging.getLogger(__name__)

# So many changed records are taken in while somebody waits; more are left to the background.
_AT_ONCE = 25
_BATCH = 2000
_BATCH_OF_REBUILD = 2500

# Stands among the waiting changes while the whole index is written, and after a process that died over it.
_REBUILDING = "search.index"

_listeners = []


def listen(listener):
    """Let a room above hear which records change, as identities, in the transaction of the change."""
    if listener not in _listeners:
        _listeners.append(listener)


def note_changes(identities):
    """Remember that records have changed, and bring the index up to date once the change is certain."""
    identities = list(dict.fromkeys(identities))
    if not identities:
        return
    now = timezone.now()
    PendingChange.objects.bulk_create(
        [PendingChange(identity=identity, changed_at=now) for identity in identities],
        batch_size=5000,
        update_conflicts=True,
        update_fields=["changed_at"],
        unique_fields=["identity"],
    )
    for listener in _listeners:
        listener(identities)
    transaction.on_commit(_follow, robust=True)


def note_changes_of_dates(on=None):
    """Note the records in which a post or an affiliation began today or ended yesterday, once a day."""
    on = on or timezone.localdate()
    if not cache.add(f"search:dates:{on}", True, timeout=36 * 3600):
        return
    ended = on - timedelta(days=1)
    changed = []
    for model, owners in ((Designation, ("person", "institution")), (Affiliation, ("person",))):
        for owner in owners:
            keys = model.objects.filter(Q(starts_on=on) | Q(ends_on=ended)).values_list(f"{owner}_id", flat=True)
            changed += [f"directory.{owner}.{key}" for key in keys if key]
    note_changes(changed)


def catch_up(limit=None):
    """Take waiting changes into the index, the oldest first. Returns how many; stops when the engine is down."""
    done = 0
    while limit is None or done < limit:
        waiting = list(_waiting()[: min(_BATCH, (limit or _BATCH) - done)])
        if not waiting:
            break
        _take_in({change.identity for change in waiting})
        for change in waiting:
            # A record that changed again meanwhile keeps waiting.
            PendingChange.objects.filter(pk=change.pk, changed_at=change.changed_at).delete()
        done += len(waiting)
    return done


def rebuild_index(progress=None):
    """Write the whole index anew. `progress` is told how many records are in."""
    forget_labels()
    backend = _backend()
    PendingChange.objects.update_or_create(identity=_REBUILDING, defaults={"changed_at": timezone.now()})
    started = timezone.now()
    backend.clear()
    done = 0
    for index in _indexes():
        last = 0
        records = index.index_queryset()
        while batch := list(records.filter(pk__gt=last)[:_BATCH_OF_REBUILD]):
            last = batch[-1].pk
            with _without_collecting():
                backend.update(index, batch)
            done += len(batch)
            if progress:
                progress(done)
    PendingChange.objects.filter(Q(changed_at__lt=started) | Q(identity=_REBUILDING)).delete()
    return done


def index_is_built():
    """Whether there is an index to search in, written to its end."""
    if PendingChange.objects.filter(identity=_REBUILDING).exists():
        return False
    store = _backend().store
    try:
        with store.lock:
            store.refresh()
    except EngineDown:
        return False
    return True


def tidy_index():
    """Put together what many small updates left behind."""
    store = _backend().store
    with store.lock:
        store.refresh()
        if store.is_untidy():
            store.tidy()


def _waiting():
    return PendingChange.objects.exclude(identity=_REBUILDING)


@contextmanager
def _without_collecting():
    """Millions of small objects that all stay: looking for garbage among them takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _follow():
    from search.tasks import catch_up_later

    store = _backend().store
    try:
        with store.lock:
            store.refresh()
        catch_up(_AT_ONCE)
        if store.is_untidy() or _waiting().exists():
            catch_up_later()
    except NoIndex:
        return
    except EngineDown as error:
        logger.warning("The index does not take changes now, they wait: %s", error)
        catch_up_later()


def _take_in(identities):
    backend = _backend()
    left = set(identities)
    for index in _indexes():
        label = index.get_model()._meta.label_lower
        keys = [identity.rpartition(".")[2] for identity in identities if identity.startswith(f"{label}.")]
        if not keys:
            continue
        records = list(index.index_queryset().filter(pk__in=keys))
        backend.update(index, records)
        left -= {f"{label}.{record.pk}" for record in records}
    backend.remove_many(left)


def _indexes():
    return list(connections["default"].get_unified_index().get_indexes().values())


def _backend():
    return connections["default"].get_backend()


def identity_of(record):
    """How the index calls a record."""
    return f"{record._meta.label_lower}.{record.pk}"
