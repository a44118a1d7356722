"""What the forums keep."""

from .events import Event, Once
from .groups import Group, GroupDocument, GroupText, Membership
from .posts import Attachment, Draft, HelpfulMark, Mention, Post, PostVersion
from .reading import FeedKey, ReadingMark, Visit, Watch
from .shaping import FormerPlace, Notice
from .threads import Tag, TaggedThread, Thread

__all__ = [
    "Attachment",
    "Draft",
    "Event",
    "FeedKey",
    "FormerPlace",
    "Group",
    "GroupDocument",
    "GroupText",
    "HelpfulMark",
    "Membership",
    "Mention",
    "Notice",
    "Once",
    "Post",
    "PostVersion",
    "ReadingMark",
    "Tag",
    "TaggedThread",
    "Thread",
    "Visit",
    "Watch",
]
