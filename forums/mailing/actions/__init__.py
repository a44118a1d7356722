"""The verbs of the forums' mail."""

from .clock import forget_old_deliveries, mail_out
from .digesting import write_digests
from .preferences import mute_thread, set_level_everywhere, set_preferences, stop_digest, stop_group
from .sending import send_due
from .spreading import spread, spread_due

__all__ = [
    "forget_old_deliveries",
    "mail_out",
    "mute_thread",
    "send_due",
    "set_level_everywhere",
    "set_preferences",
    "spread",
    "spread_due",
    "stop_digest",
    "stop_group",
    "write_digests",
]
