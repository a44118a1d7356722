"""How much an expert was asked and answered, as the rooms beside this one count it.

The roster does not know consultations, assignments and mentoring; each says here how it counts.
"""

from collections import Counter

_counters = {}


def count_by(name, counter):
    """Let ``counter(entry_keys)`` give a number for each key that has one, under a name: "asked", "answered"."""
    _counters[name] = counter


def usage_of(keys):
    """``{key: Counter}`` for the keys of entries; constant queries."""
    keys = list(keys)
    usage = {key: Counter() for key in keys}
    for name, counter in _counters.items():
        for key, number in counter(keys).items():
            usage[key][name] = number
    return usage


_listeners = []


def listen(listener):
    """Let a room hear whose numbers changed: ``listener(entry_keys)``, in the transaction of the change."""
    if listener not in _listeners:
        _listeners.append(listener)


def changed(keys):
    """Said by whoever counts: the numbers of these entries are others now."""
    keys = list(keys)
    for listener in _listeners if keys else ():
        listener(keys)
