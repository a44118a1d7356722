"""Threads and their tags."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from directory.choices import Audience
from directory.models import audience_of
from directory.models.names import direction

from ..choices import POSTS_ON_A_PAGE, ThreadKind, ThreadState
from .groups import Group, group_read_by


class Tag(TagBase):
    """A word under which threads are found together, over all groups."""

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def get_absolute_url(self):
        return reverse("forums:tag", args=[self.slug])


class TaggedThread(ItemBase):
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged")
    content_object = models.ForeignKey("forums.Thread", models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="tag_once_a_thread")]


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Threads this user (or audience) may read. One that waits is seen by its author and those who decide."""
        audience = audience_of(user)
        if audience >= Audience.SECRETARIAT:
            return self.exclude(state=ThreadState.MERGED)
        seen = Q(state=ThreadState.SHOWN)
        if getattr(user, "is_authenticated", False):
            seen |= Q(state=ThreadState.WAITING, author=user)
        # Whose record is not listed any more keeps order nowhere, whatever office they had.
        if getattr(user, "is_authenticated", False) and audience >= Audience.MEMBERS:
            facilitated = user.forum_memberships.facilitators().values("group")
            seen |= Q(state__in=[ThreadState.WAITING, ThreadState.HIDDEN], group__in=facilitated)
        return self.filter(seen).filter(group_read_by(user, "group__"))

    def shown(self):
        return self.filter(state=ThreadState.SHOWN)

    def in_order(self):
        """As lists show them: pinned ones first, then the latest post."""
        return self.order_by("-is_pinned", "-last_post_at", "-pk")


class Thread(models.Model):
    """A discussion. Each of its posts has the next number, which is never given again.

    ``version`` grows with everything that its pages show, under a lock on this row: events of a thread are in
    order and without gaps. ``token`` comes with the form, so that a thread sent twice is one.
    """

    group = models.ForeignKey(Group, models.PROTECT, related_name="threads", verbose_name=_("group"))
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    kind = models.CharField(_("kind"), max_length=12, choices=ThreadKind, default=ThreadKind.DISCUSSION)
    state = models.CharField(_("state"), max_length=7, choices=ThreadState, default=ThreadState.SHOWN)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    person = models.ForeignKey(
        "directory.Person", models.SET_NULL, null=True, blank=True, related_name="forum_threads"
    )
    is_pinned = models.BooleanField(_("pinned"), default=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_reason = models.CharField(_("why it is closed"), max_length=300, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_here")
    # The number behind which its posts stand there.
    merged_after = models.PositiveIntegerField(default=0, editable=False)
    accepted = models.ForeignKey(
        "forums.Post", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("accepted answer")
    )
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The key of an imported thread in the archive it comes from: imported twice, it is one.
    origin = models.CharField(max_length=255, blank=True, editable=False)
    created_at = models.DateTimeField(_("begun"), default=timezone.now)
    last_post_at = models.DateTimeField(_("last post"), default=timezone.now)
    last_person = models.ForeignKey(
        "directory.Person", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    last_author_name = models.CharField(max_length=255, blank=True, editable=False)
    # The highest number given so far; `post_count` counts those that are published.
    last_number = models.PositiveIntegerField(default=0, editable=False)
    post_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    # Something hangs beside the posts, as a poll or a meeting; where it is not set, panels ask nothing.
    has_beside = models.BooleanField(default=False, editable=False)
    # Whether lines of `models.shaping` stand between its posts: pages of all other threads do not ask for them.
    has_notices = models.BooleanField(default=False, editable=False)
    tags = TaggableManager(through=TaggedThread, blank=True, verbose_name=_("tags"))

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["-last_post_at", "-pk"]
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes = [
            models.Index(fields=["group", "state", "-is_pinned", "-last_post_at", "-id"], name="threads_in_order"),
            models.Index(fields=["state", "-last_post_at", "-id"], name="threads_latest"),
            models.Index(
                fields=["group", "-last_post_at", "-id"],
                condition=Q(kind=ThreadKind.QUESTION, accepted=None),
                name="threads_without_answer",
            ),
            models.Index(fields=["origin"], condition=~Q(origin=""), name="threads_origin"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("forums:thread", args=[self.pk])

    def is_seen_by(self, user):
        """The twin of ``visible_to``, without asking for the thread again."""
        audience = audience_of(user)
        if self.state == ThreadState.MERGED or not self.group.is_read_by(user):
            return False
        if self.state == ThreadState.SHOWN or audience >= Audience.SECRETARIAT:
            return True
        if not getattr(user, "is_authenticated", False):
            return False
        if self.state == ThreadState.WAITING and self.author_id == user.pk:
            return True
        if audience < Audience.MEMBERS:
            return False
        return user.forum_memberships.facilitators().filter(group=self.group_id).exists()

    @property
    def is_closed(self):
        return self.closed_at is not None

    @property
    def is_open(self):
        """Whether anybody may write in it at all."""
        return self.state == ThreadState.SHOWN and not self.is_closed and not self.group.is_archived

    @property
    def direction(self):
        return direction(self.language)

    @property
    def page_count(self):
        return max(1, -(-self.last_number // POSTS_ON_A_PAGE))

    def page_of(self, number):
        """The page on which the post of that number stands, from 1."""
        return max(1, -(-number // POSTS_ON_A_PAGE))
