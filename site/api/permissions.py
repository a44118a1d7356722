"""Who may make tokens."""

import rules

from directory.permissions import is_member


@rules.predicate
def has_listed_record(user):
    """Tokens read as a listed person does; an office of the Secretariat alone gives none."""
    return user.is_authenticated and user.record is not None and user.record.is_listed


rules.add_perm("api.make_token", is_member & has_listed_record)
