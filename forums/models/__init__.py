"""What the forums keep."""

from .events import Event, Once
from .groups import Group, GroupDocument, GroupText, Membership
from .posts import Attachment, Draft, HelpfulMark, Mention, Post, PostVersion
from .reading import ReadingMark, Watch
from .threads import Tag, TaggedThread, Thread

__all__ = [
    "Attachment",
    "Draft",
    "Event",
    "Group",
    "GroupDocument",
    "GroupText",
    "HelpfulMark",
    "Membership",
    "Mention",
    "Once",
    "Post",
    "PostVersion",
    "ReadingMark",
    "Tag",
    "TaggedThread",
    "Thread",
    "Watch",
]
