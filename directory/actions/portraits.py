"""A person's photograph: put up, replaced, taken down."""

from functools import partial

from audit.actions import record as note
from django.db import transaction

from .. import portraits
from ..contents import AUDIENCE, audience_values
from .records import keep_what_was, locked


@transaction.atomic
def update_portrait(person, *, by, pictures=None, remove=False, audience=None):
    """Put up new pictures (large, small) or take the old one down, and choose who sees it.

    The old files are deleted once the change is certain. Returns whether anything changed.
    """
    fresh = locked(person)
    before, changed = fresh.portrait.name, []
    if pictures or (remove and before):
        changed.append("portrait")
    if audience is not None and audience_values(fresh)["portrait"] != audience:
        changed.append(f"{AUDIENCE}portrait")
    if not changed:
        return False
    keep_what_was(fresh)
    if audience is not None:
        fresh.field_audiences = {**fresh.field_audiences, "portrait": audience}
    if "portrait" in changed:
        fresh.portrait.name = portraits.keep(*pictures) if pictures else ""
    fresh.save()
    fresh.save_revision(user=by, clean=False)
    note("directory.person.changed", fresh, by=by, changes={"fields": changed})
    if "portrait" in changed and before:
        transaction.on_commit(partial(portraits.throw_away, before), robust=True)
    return True
