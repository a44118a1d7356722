"""What the site holds of somebody's conduct, to take away with the rest of their data."""

from . import queries
from .models import Flag, Matter


def conduct_of(user):
    """Decisions about them with their reasons, their appeals, and the posts they flagged. One row each."""
    for ruling in queries.rulings_about(user):
        where = f" ({ruling.group})" if ruling.group else ""
        yield {
            "words": f"{ruling.get_act_display()}{where}",
            "rule": ruling.get_rule_display(),
            "reason": ruling.reason,
            "decided_at": ruling.at,
            "post": ruling.post_id,
            "until": ruling.ban.until if ruling.ban else None,
        }
    for matter in Matter.objects.filter(appealed_by=user):
        yield {"words": matter.words, "appealed_at": matter.opened_at, "state": matter.get_state_display()}
    for flag in Flag.objects.filter(by=user).select_related("matter"):
        yield {
            "words": f"#{flag.matter.post_id}: {flag.get_rule_display()}",
            "text": flag.words,
            "flagged_at": flag.at,
        }
