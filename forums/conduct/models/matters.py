"""What has to be decided, and what readers say of posts."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience
from directory.models import audience_of
from forums.models import Group, Post

from ..choices import CLAIM_HOLDS, MatterKind, MatterState, Rule, Why


class MatterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What this user may decide about, were it not about themselves: facilitators see their groups' matters,
        the Secretariat all.
        """
        if audience_of(user) >= Audience.SECRETARIAT:
            return self
        if not getattr(user, "is_authenticated", False) or audience_of(user) < Audience.MEMBERS:
            return self.none()
        return self.filter(group__in=user.forum_memberships.facilitators().values("group"))

    def open(self):
        return self.filter(state=MatterState.OPEN)

    def claimed(self):
        return self.filter(claimed_by__isnull=False, claimed_at__gt=timezone.now() - CLAIM_HOLDS)

    def in_order(self):
        """As the queue shows them: appeals first, then whatever waits longest."""
        return self.order_by("kind", "opened_at", "pk")


class Matter(models.Model):
    """One thing to decide: a post that waits, a post that readers flagged, an appeal.

    Whoever takes it in hand keeps others from it for a while (``CLAIM_HOLDS``). ``group`` follows the post when it
    moves; it is empty for what only the Secretariat decides.
    """

    kind = models.CharField(_("what it is"), max_length=7, choices=MatterKind)
    state = models.CharField(_("state"), max_length=7, choices=MatterState, default=MatterState.OPEN)
    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="+", verbose_name=_("group"))
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="matters", verbose_name=_("post"))
    why = models.CharField(_("why it waits"), max_length=8, choices=Why, blank=True)
    # The decision somebody appeals against, who, and what they say.
    ruling = models.OneToOneField("forum_conduct.Ruling", models.CASCADE, null=True, related_name="appeal")
    appealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    words = models.TextField(_("what they say"), max_length=3000, blank=True)
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("in the hands of")
    )
    claimed_at = models.DateTimeField(_("taken in hand"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    # When those who decide were written to.
    told_at = models.DateTimeField(null=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        verbose_name = _("matter to decide")
        verbose_name_plural = _("matters to decide")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "kind"],
                condition=Q(state=MatterState.OPEN, post__isnull=False, ruling=None),
                name="matter_open_once",
            ),
            models.CheckConstraint(
                name="matter_is_about_something",
                condition=(
                    Q(kind=MatterKind.APPEAL, ruling__isnull=False)
                    | (~Q(kind=MatterKind.APPEAL) & Q(post__isnull=False, ruling=None))
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["group", "opened_at"], condition=Q(state=MatterState.OPEN), name="matters_open")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.post or self.ruling}"

    def get_absolute_url(self):
        return reverse("forum_conduct:matter", args=[self.pk])

    @property
    def is_open(self):
        return self.state == MatterState.OPEN

    @property
    def holder(self):
        """Who has it in hand now, or None."""
        if self.claimed_by_id and self.claimed_at > timezone.now() - CLAIM_HOLDS:
            return self.claimed_by
        return None

    @property
    def claimed_until(self):
        return self.claimed_at + CLAIM_HOLDS if self.claimed_at else None


class Flag(models.Model):
    """A reader, or a watched word (``is_of_word``), says that something is wrong with a post.

    Who flagged it is told to nobody, not even to those who decide.
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="flags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    rule = models.CharField(_("what is wrong"), max_length=11, choices=Rule)
    words = models.TextField(_("what they say"), max_length=1000, blank=True)
    is_of_word = models.BooleanField(default=False, editable=False)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("flagged"), default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [models.UniqueConstraint(fields=["matter", "by"], name="flag_once")]

    def __str__(self):
        return f"{self.get_rule_display()}"
