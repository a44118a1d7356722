"""Writing a line in the record of actions."""

from .models import Entry


def record(action, thing=None, *, by=None, reason="", changes=None):
    """Write one line, in the transaction of what it tells about.

    ``action`` is a dotted name, room first: ``directory.person.changed``. ``by`` is a user, or None for the
    system itself. Values of fields that are kept from others do not belong into ``changes``: name the field.
    """
    return Entry.objects.create(
        action=action,
        thing=thing,
        label=str(thing)[:255] if thing is not None else "",
        by=by,
        by_name=str(by)[:255] if by is not None else "",
        reason=reason,
        changes=changes or {},
    )
