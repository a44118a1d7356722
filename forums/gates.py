"""What stands between writing and being read: nested rooms say whether a text may be posted, and whether it waits.

A gate is called as ``gate(group, thread, author, text, way)`` before anything is written; ``thread`` is None for a
new one. It returns True when the text has to wait for a facilitator, and raises ``exceptions.Refused`` when it may
not be posted at all.
"""

_gates = []


def put(gate):
    if gate not in _gates:
        _gates.append(gate)


def has_to_wait(group, thread, author, text, way):
    """Ask every gate; any of them may refuse, each may ask to wait."""
    answers = [gate(group, thread, author, text, way) for gate in _gates]
    return any(answers)
