"""The verbs of mail that comes to the forums."""

from .clock import forget_received_mail, read_waiting_mail
from .working import confirm, discard, read_again, work

__all__ = ["confirm", "discard", "forget_received_mail", "read_again", "read_waiting_mail", "work"]
