"""The closed lists of the forums: who reads, who joins, who speaks for whom, where a post stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GroupKind(models.TextChoices):
    REGIONAL = "regional", _("Regional group")
    SUBREGIONAL = "subregional", _("Subregional group")
    THEMATIC = "thematic", _("Thematic group")
    WORKING = "working", _("Working group")


class Visibility(models.TextChoices):
    """Who knows of a group, and who reads what is written in it."""

    PUBLIC = "public", _("Public: everybody reads it")
    MEMBERS = "members", _("Members: every member of the network reads it")
    CLOSED = "closed", _("Closed: members of the network know of it, members of the group read it")
    HIDDEN = "hidden", _("Hidden: only its own members know of it")


class Joining(models.TextChoices):
    OPEN = "open", _("Open: every member of the network may join")
    REQUEST = "request", _("On request: facilitators decide")
    INVITATION = "invitation", _("By invitation")
    AUTOMATIC = "automatic", _("Automatic: by category or region")


class Role(models.TextChoices):
    """What somebody may do in a group. Facilitators keep order and never read more than members do."""

    MEMBER = "member", pgettext_lazy("role in a group", "Member")
    FACILITATOR = "facilitator", pgettext_lazy("role in a group", "Facilitator")


class MembershipState(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("membership of a group", "Member")
    LEFT = "left", pgettext_lazy("membership of a group", "Left")
    REMOVED = "removed", pgettext_lazy("membership of a group", "Removed")


class MailLevel(models.TextChoices):
    """What somebody gets by mail from a group."""

    EVERY = "every", _("Every post")
    DAILY = "daily", _("A daily digest")
    WEEKLY = "weekly", _("A weekly digest")
    CONCERNING = "concerning", _("Only what concerns me")
    NONE = "none", _("No mail")


class Capacity(models.TextChoices):
    """In what capacity somebody speaks."""

    PARTY = "party", _("For a Party")
    ORGANISATION = "organisation", _("For an organisation")
    PERSONAL = "personal", _("Personally")
    SECRETARIAT = "secretariat", _("For the Secretariat")


class PostState(models.TextChoices):
    PUBLISHED = "published", pgettext_lazy("post", "Published")
    WAITING = "waiting", pgettext_lazy("post", "Waits for a facilitator")
    REFUSED = "refused", pgettext_lazy("post", "Not published")
    HIDDEN = "hidden", pgettext_lazy("post", "Hidden by a facilitator")
    WITHDRAWN = "withdrawn", pgettext_lazy("post", "Withdrawn by its author")


class ThreadState(models.TextChoices):
    """A thread is shown once its first post is; a merged one leads to the thread it became part of."""

    SHOWN = "shown", pgettext_lazy("thread", "Shown")
    WAITING = "waiting", pgettext_lazy("thread", "Waits for a facilitator")
    HIDDEN = "hidden", pgettext_lazy("thread", "Hidden by a facilitator")
    MERGED = "merged", pgettext_lazy("thread", "Merged into another")


class ThreadKind(models.TextChoices):
    DISCUSSION = "discussion", _("Discussion")
    QUESTION = "question", _("Question")
    CONSULTATION = "consultation", _("Consultation")
    SESSION = "session", _("Live session")


class Way(models.TextChoices):
    """How a post came."""

    PAGE = "page", _("on the site")
    MAIL = "mail", _("by mail")
    PROGRAM = "program", _("by a program")
    IMPORT = "import", _("from an archive")


class EventKind(models.TextChoices):
    """What happened in a thread, for those who follow it: pages that are open, mail, the search index."""

    POSTED = "posted", _("posted")
    EDITED = "edited", _("edited")
    PUBLISHED = "published", _("published after it waited")
    REFUSED = "refused", _("not published")
    HIDDEN = "hidden", _("hidden")
    RESTORED = "restored", _("shown again")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ACCEPTED = "accepted", _("chosen as the answer")
    MARKED = "marked", _("marked as helpful")
    CHANGED = "changed", _("thread changed")
    MOVED = "moved", _("moved")
    BESIDE = "beside", _("something beside the posts changed")


class NoticeKind(models.TextChoices):
    """What was done with a thread as a whole; a line between its posts says so."""

    CLOSED = "closed", pgettext_lazy("thread", "Closed")
    REOPENED = "reopened", pgettext_lazy("thread", "Opened again")
    RENAMED = "renamed", pgettext_lazy("thread", "Renamed")
    RETAGGED = "retagged", pgettext_lazy("thread", "Tags changed")
    MOVED = "moved", pgettext_lazy("thread", "Moved to another group")
    MERGED = "merged", pgettext_lazy("thread", "Another thread was merged into this one")
    SPLIT = "split", pgettext_lazy("thread", "Posts were moved to another thread")
    FROM = "from", pgettext_lazy("thread", "Begun with posts of another thread")


POSTS_ON_A_PAGE = 20
THREADS_ON_A_PAGE = 25
MOST_CHARACTERS = 30_000
MOST_ATTACHMENTS = 5
