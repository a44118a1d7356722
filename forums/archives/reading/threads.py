"""What every archive is read into."""

from dataclasses import dataclass, field
from datetime import datetime


class CannotRead(Exception):  # noqa: N818 - it is told to people, not to programs
    """The file is no archive of its kind. ``reason`` is a whole translated sentence."""

    def __init__(self, reason):
        super().__init__(str(reason))
        self.reason = reason


@dataclass
class ArchivedPost:
    """``key`` names the post in its archive (a Message-ID, a number); ``address`` is never shown to anybody."""

    key: str
    posted_at: datetime
    text: str
    language: str
    author_name: str = ""
    address: str = ""
    answers: str = ""
    folded: str = ""
    files: list = field(default_factory=list)
    problems: list = field(default_factory=list)


@dataclass
class ArchivedThread:
    key: str
    title: str
    language: str
    posts: list
    is_question: bool = False
    accepted: str = ""
    tags: list = field(default_factory=list)
