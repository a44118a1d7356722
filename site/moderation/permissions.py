"""Who decides on reports."""

import rules

rules.add_perm("moderation.decide_report", rules.is_staff)
