"""What reading a value gives."""

from dataclasses import dataclass, field
from typing import Any

from .notes import Note, Problem


@dataclass(slots=True)
class Reading:
    """A value read from a cell.

    ``value`` is what may be used as it is, None for nothing. With a ``problem`` somebody has to decide first:
    ``proposals`` are what may be meant. ``note`` says what was done to a value that may be used.
    """

    value: Any = None
    problem: Problem | None = None
    proposals: list = field(default_factory=list)
    note: Note | None = None

    @property
    def is_empty(self):
        return self.value is None and self.problem is None


NOTHING_READ = Reading()
