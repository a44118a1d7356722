"""Who puts records together: the Secretariat."""

import rules

from ..permissions import is_secretariat

rules.add_perm("duplicates.merge_records", is_secretariat)
