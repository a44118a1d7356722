"""Taking a matter in hand, and giving it back."""

from audit.actions import record
from django.db import transaction
from django.utils import timezone

from .locking import locked_matter


@transaction.atomic
def claim(matter, *, by):
    """Take a matter in hand. Returns False, and records nothing, if it is over or somebody else has it."""
    matter = locked_matter(matter)
    if not matter.is_open or matter.holder not in (None, by):
        return False
    matter.claimed_by, matter.claimed_at = by, timezone.now()
    matter.save(update_fields=["claimed_by", "claimed_at"])
    record("forums.matter.claimed", matter, by=by)
    return True


@transaction.atomic
def release(matter, *, by):
    """Give a matter back to the queue. Returns False, and records nothing, unless one has it in hand oneself."""
    matter = locked_matter(matter)
    if not matter.is_open or matter.holder != by:
        return False
    matter.claimed_by = matter.claimed_at = None
    matter.save(update_fields=["claimed_by", "claimed_at"])
    record("forums.matter.released", matter, by=by)
    return True
