"""Who brings archives in, and who takes a whole group away."""

import rules

from directory.permissions import is_secretariat
from forums.permissions import moderates

rules.add_perm("forum_archives.bring_in", is_secretariat)
# A copy holds what its maker may read; making one is still left to those who look after the group.
rules.add_perm("forum_archives.take_away", moderates)
