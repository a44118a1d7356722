"""Who plans meetings, and who is told where they are."""

import rules

from directory.permissions import is_member, is_secretariat

from ..permissions import belongs, is_alive, moderates

may_attend = is_secretariat | (is_member & belongs)

rules.add_perm("meetings.attend", may_attend)
rules.add_perm("meetings.plan", is_alive & moderates)
rules.add_perm("meetings.conduct", is_alive & moderates)
