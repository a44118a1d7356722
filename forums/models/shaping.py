"""What stays in a thread of what was done with it, so that nothing disappears in silence."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import NoticeKind
from .posts import Post
from .threads import Thread


class Notice(models.Model):
    """A line between the posts of a thread, after the post of number ``after``: what was done, by whom, why.

    ``other`` is the thread it was done with, of which a reader is told only if they may read it.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="notices")
    after = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=NoticeKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    before = models.CharField(max_length=255, blank=True)
    other = models.ForeignKey(Thread, models.SET_NULL, null=True, related_name="+")
    posts = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["thread", "after", "pk"]
        verbose_name = _("notice in a thread")
        verbose_name_plural = _("notices in threads")
        indexes = [models.Index(fields=["thread", "after"])]

    def __str__(self):
        return f"{self.thread_id}: {self.get_kind_display()}"


class FormerPlace(models.Model):
    """Where a post stood before it was moved: its number there is given to no other."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="former_places")
    number = models.PositiveIntegerField()
    post = models.ForeignKey(Post, models.CASCADE, related_name="former_places")
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["thread", "number"]
        verbose_name = _("former place of a post")
        verbose_name_plural = _("former places of posts")
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="former_place_once")]

    def __str__(self):
        return f"{self.thread_id}.{self.number}: {self.post}"
