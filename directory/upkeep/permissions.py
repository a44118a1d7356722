"""Who keeps the directory as a whole."""

import rules

from ..permissions import is_secretariat

rules.add_perm("upkeep.see_upkeep", is_secretariat)
