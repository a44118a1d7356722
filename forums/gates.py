"""What stands between writing and being read: nested rooms say whether a text may be posted, and whether it waits.

A gate is called as ``gate(group, thread, author, text, way)`` before anything is written; ``thread`` is None for a
new one. It returns True when the text has to wait for a facilitator, and raises ``exceptions.Refused`` when it may
not be posted at all.

What is written already may be changed or added to, as an edit or a translation, unless a gate for changes refuses it:
``gate(post, author, text)`` raises ``Refused`` or does nothing.
"""

_gates = []
_for_changes = []


def put(gate):
    if gate not in _gates:
        _gates.append(gate)


def has_to_wait(group, thread, author, text, way):
    """Ask every gate; any of them may refuse, each may ask to wait."""
    answers = [gate(group, thread, author, text, way) for gate in _gates]
    return any(answers)


def put_for_changes(gate):
    if gate not in _for_changes:
        _for_changes.append(gate)


def may_change(post, author, text):
    """Raises ``Refused`` where a gate says that this may not be written into or beside a post."""
    for gate in _for_changes:
        gate(post, author, text)
