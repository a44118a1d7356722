"""Who may bring records in: the Secretariat, and nobody else."""

import rules

from ..permissions import is_secretariat

rules.add_perm("imports.bring_in", is_secretariat)
