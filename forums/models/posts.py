"""Posts, their earlier versions, what came with them, and what is being written."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience
from directory.models import audience_of
from directory.models.names import direction

from ..choices import MOST_CHARACTERS, Capacity, PostState, ThreadKind, ThreadState, Way
from .groups import Group, group_read_by
from .threads import Thread

# In these states the words are shown to nobody but their author and those who decide.
UNSHOWN = (PostState.WAITING, PostState.REFUSED, PostState.HIDDEN, PostState.WITHDRAWN)


class PostQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Posts whose words this user (or audience) may read: published ones of threads that are shown to them,
        one's own that wait or were refused, and for facilitators whatever they decide about.
        """
        audience = audience_of(user)
        read = self.filter(group_read_by(user, "thread__group__"))
        if audience >= Audience.SECRETARIAT:
            return read.exclude(state=PostState.WITHDRAWN)
        seen = Q(state=PostState.PUBLISHED, thread__state=ThreadState.SHOWN)
        if getattr(user, "is_authenticated", False):
            seen |= Q(author=user, state__in=[PostState.PUBLISHED, PostState.WAITING, PostState.REFUSED]) & ~Q(
                thread__state=ThreadState.HIDDEN
            )
        # Whose record is not listed any more keeps order nowhere, whatever office they had.
        if getattr(user, "is_authenticated", False) and audience >= Audience.MEMBERS:
            facilitated = user.forum_memberships.facilitators().values("group")
            seen |= Q(thread__group__in=facilitated) & ~Q(state=PostState.WITHDRAWN)
        return read.filter(seen)

    def published(self):
        return self.filter(state=PostState.PUBLISHED, thread__state=ThreadState.SHOWN)


class Post(models.Model):
    """One contribution. Its key is its number over the whole network (#9186), its ``number`` that in its thread.

    ``html`` is what ``prose`` made of ``text``, so that reading costs nothing. Who spoke and in what capacity is
    fixed when it is posted: for the Party ``country`` or the organisation ``institution``. ``author_name`` names
    those who have no record here: authors of archives, and people who left.
    """

    # Found by thread and number at once, never by the thread alone: an index of it would mislead the database, which
    # takes the numbers of long threads for those of short ones.
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts", verbose_name=_("thread"), db_index=False)
    number = models.PositiveIntegerField(_("number in the thread"))
    answers = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="answered_by", verbose_name=_("in answer to")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="forum_posts"
    )
    person = models.ForeignKey(
        "directory.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="forum_posts",
        verbose_name=_("author"),
    )
    author_name = models.CharField(_("name of an author without a record"), max_length=255, blank=True)
    capacity = models.CharField(_("capacity"), max_length=12, choices=Capacity, default=Capacity.PERSONAL)
    country = models.ForeignKey(
        "directory.Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Party")
    )
    institution = models.ForeignKey(
        "directory.Institution",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    # Posted for somebody who could not: who did it. The author stays who wrote it.
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(_("text"), max_length=MOST_CHARACTERS)
    html = models.TextField(editable=False)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    state = models.CharField(_("state"), max_length=9, choices=PostState, default=PostState.PUBLISHED)
    way = models.CharField(_("came"), max_length=7, choices=Way, default=Way.PAGE)
    # What a mail said besides: quotations and signature, folded away.
    folded = models.TextField(blank=True, editable=False)
    posted_at = models.DateTimeField(_("posted"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    edit_count = models.PositiveSmallIntegerField(default=0, editable=False)
    helpful_count = models.PositiveIntegerField(default=0, editable=False)
    has_attachments = models.BooleanField(default=False, editable=False)
    has_translations = models.BooleanField(default=False, editable=False)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The Message-ID of the mail it came by or, in an archive, stood under; without angle brackets.
    message_id = models.CharField(max_length=255, blank=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["thread", "number"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="post_number_once")]
        indexes = [
            models.Index(fields=["author", "-posted_at"]),
            models.Index(fields=["person", "-posted_at"]),
            models.Index(fields=["message_id"], condition=~Q(message_id=""), name="posts_message_id"),
            models.Index(fields=["state"], condition=Q(state=PostState.WAITING), name="posts_waiting"),
        ]

    def __str__(self):
        return f"#{self.pk}"

    def get_absolute_url(self):
        """The permanent address, by which a post is cited wherever it is moved."""
        return reverse("forums:post", args=[self.pk])

    @property
    def is_shown(self):
        return self.state == PostState.PUBLISHED

    @property
    def is_first(self):
        return self.number == 1

    @property
    def direction(self):
        return direction(self.language)

    @property
    def anchor(self):
        return f"p{self.pk}"


class PostVersion(models.Model):
    """What a post said before it was edited. Readers of the post may read it, unless the post itself is hidden."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions")
    text = models.TextField()
    language = models.CharField(max_length=10)
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ["post", "pk"]
        verbose_name = _("earlier version of a post")
        verbose_name_plural = _("earlier versions of posts")

    def __str__(self):
        return f"{self.post}, {self.replaced_at:%Y-%m-%d}"


class Attachment(models.Model):
    """A file that came with a post: examined, kept under a name nobody can guess; read by whoever reads the post.

    While a post is being written its files hang on the ``draft``.
    """

    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="attachments")
    draft = models.ForeignKey("forums.Draft", models.CASCADE, null=True, related_name="attachments")
    file = models.CharField(max_length=255, editable=False)
    name = models.CharField(_("file"), max_length=100)
    kind = models.CharField(max_length=5)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    # When it was taken off a post by an edit; a while after, the file is deleted.
    loose_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("forums:attachment", args=[self.pk])


class Draft(models.Model):
    """What somebody is writing: a reply in ``thread``, or a new thread of ``group``, or the edit of ``post``."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_drafts")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, null=True, blank=True, related_name="+")
    answers = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=MOST_CHARACTERS, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    capacity = models.CharField(max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ThreadKind, default=ThreadKind.DISCUSSION)
    tags = models.CharField(_("tags"), max_length=200, blank=True)
    # Becomes the token of the post, so that what is sent twice from one draft is one post.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Grows with each saving: two tabs that write one draft are told apart.
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    class Meta:
        ordering = ["-saved_at", "-pk"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "thread"],
                condition=Q(thread__isnull=False, post__isnull=True),
                name="draft_once_a_thread",
            ),
            models.UniqueConstraint(
                fields=["user", "group"],
                condition=Q(group__isnull=False, thread__isnull=True),
                name="draft_once_a_group",
            ),
            models.UniqueConstraint(
                fields=["user", "post"], condition=Q(post__isnull=False), name="draft_once_an_edit"
            ),
        ]

    def __str__(self):
        return self.title or self.text[:60]


class HelpfulMark(models.Model):
    """A reader says that a post helped."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="helpful_marks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("helpful mark")
        verbose_name_plural = _("helpful marks")
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="helpful_once")]

    def __str__(self):
        return f"{self.user}: {self.post}"


class Mention(models.Model):
    """Somebody named in a post by @ and the address of their record: told of it if they read the group."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions")
    person = models.ForeignKey("directory.Person", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="mention_once")]

    def __str__(self):
        return f"{self.person}: {self.post}"
