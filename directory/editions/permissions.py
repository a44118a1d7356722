"""Who may do what with editions."""

import rules

from directory.choices import Audience
from directory.models import audience_of
from directory.permissions import is_secretariat

from .choices import FROZEN


@rules.predicate
def is_published_for(user, edition):
    return edition is not None and edition.state in FROZEN and edition.audience <= audience_of(user)


@rules.predicate
def is_offered(user, edition):
    """What is withdrawn keeps its page, and gives its files to the Secretariat alone."""
    return edition is not None and (edition.withdrawn_at is None or audience_of(user) >= Audience.SECRETARIAT)


rules.add_perm("editions.make_edition", is_secretariat)
rules.add_perm("editions.view_edition", is_secretariat | is_published_for)
rules.add_perm("editions.take_edition", (is_secretariat | is_published_for) & is_offered)
