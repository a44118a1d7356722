"""What people fill in to write in the forums."""

from .writing import EditForm, ReplyForm, ThreadForm, WithdrawForm

__all__ = ["EditForm", "ReplyForm", "ThreadForm", "WithdrawForm"]
