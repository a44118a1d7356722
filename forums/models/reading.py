"""How far somebody has read, and what they want to hear of."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .threads import Tag, Thread


class ReadingMark(models.Model):
    """The number of the last post somebody read in a thread. It only grows, unless they set it back themselves."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_reading")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reading mark")
        verbose_name_plural = _("reading marks")
        constraints = [models.UniqueConstraint(fields=["user", "thread"], name="reading_mark_once")]

    def __str__(self):
        return f"{self.user}: {self.thread_id}, {self.number}"


class Watch(models.Model):
    """Somebody's wish to hear of a thread, a tag or what a person writes; or, muted, not to hear of a thread.

    A group is followed by being a member of it, with a level of mail.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_watches")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, blank=True, related_name="watches")
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, blank=True, related_name="watches")
    person = models.ForeignKey(
        "directory.Person", models.CASCADE, null=True, blank=True, related_name="forum_watchers"
    )
    is_muted = models.BooleanField(_("muted"), default=False)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        constraints = [
            models.CheckConstraint(
                name="watch_has_one_target",
                condition=(
                    Q(thread__isnull=False, tag=None, person=None)
                    | Q(thread=None, tag__isnull=False, person=None)
                    | Q(thread=None, tag=None, person__isnull=False)
                ),
            ),
            *(
                models.UniqueConstraint(
                    fields=["user", target],
                    condition=Q(**{f"{target}__isnull": False}),
                    name=f"watch_{target}_once",
                )
                for target in ("thread", "tag", "person")
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.thread or self.tag or self.person}"


class Visit(models.Model):
    """When somebody was here: what came since the visit before this one is new to them."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_visit")
    before_at = models.DateTimeField(_("end of the visit before"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")

    def __str__(self):
        return f"{self.user}: {self.seen_at:%Y-%m-%d}"


def new_feed_key():
    return secrets.token_urlsafe(24)


class FeedKey(models.Model):
    """The secret in the addresses of somebody's own feeds, which readers of feeds open without signing in.

    Whoever has it reads what its owner may read, until a new one is made or none.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_feed_key")
    key = models.CharField(max_length=40, unique=True, default=new_feed_key)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("key of private feeds")
        verbose_name_plural = _("keys of private feeds")

    def __str__(self):
        return str(self.user)
