"""What is searched of posts, and which wait to be taken in."""

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.choices import PostState, ThreadState
from forums.models import Group, Post, Thread
from forums.models.groups import group_read_by

from .fields import TermsField


class PostTermsQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published posts of groups the user (or audience) reads. The posts are asked, not only what was indexed."""
        read = Group.objects.filter(group_read_by(user)).values_list("pk", flat=True)
        return self.filter(
            group_id__in=list(read),
            thread__group_id=F("group_id"),
            post__state=PostState.PUBLISHED,
            thread__state=ThreadState.SHOWN,
        )


class PostTerms(models.Model):
    """The terms of one published post, with what its rows are narrowed and ordered by."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="indexed_terms")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    posted_at = models.DateTimeField()
    has_attachments = models.BooleanField(default=False)
    terms = TermsField()

    objects = PostTermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("terms of a post")
        verbose_name_plural = _("terms of posts")
        indexes = [
            models.Index(fields=["-posted_at", "-post"], name="post_terms_latest"),
            models.Index(fields=["group", "-posted_at", "-post"], name="post_terms_of_group"),
        ]

    def __str__(self):
        return f"#{self.post_id}"


class PendingPost(models.Model):
    """A post that changed since the index took it in. Each change writes a row of its own, in its transaction: one
    that is committed after the index read the post is still there afterwards.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("post the index waits for")
        verbose_name_plural = _("posts the index waits for")

    def __str__(self):
        return f"#{self.post_id}"
