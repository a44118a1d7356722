"""What was decided: for those concerned with all its reasons, for the public without any person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience
from directory.models import audience_of
from forums.choices import Visibility
from forums.models import Group, Post

from ..choices import APPEAL_WITHIN, Act, DecidedAs, Rule

# Against these the person concerned may appeal.
APPEALABLE = (Act.REFUSED, Act.HIDDEN, Act.WARNED, Act.BANNED)


class LoggedDecisionQuerySet(models.QuerySet):
    def update(self, **changes):
        raise TypeError("The log of decisions is never rewritten.")

    def delete(self):
        raise TypeError("The log of decisions is never thinned out.")


class LoggedDecision(models.Model):
    """One line of the public log. It holds a day and not a moment, a rule and not words, a role and not a person;
    a group only if everybody read it that day, and it is shown only while everybody does.
    """

    act = models.CharField(_("decision"), max_length=10, choices=Act)
    rule = models.CharField(_("rule"), max_length=11, choices=Rule, blank=True)
    group = models.ForeignKey(Group, models.SET_NULL, null=True, related_name="+", verbose_name=_("group"))
    decided_as = models.CharField(_("decided by"), max_length=11, choices=DecidedAs)
    on = models.DateField(_("day"), default=timezone.localdate)
    # The decision that an appeal is about, or a ban that is lifted.
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")

    objects = LoggedDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("log of decisions")

    def __str__(self):
        return f"{self.pk}: {self.get_act_display()}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("The log of decisions is never rewritten.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The log of decisions is never thinned out.")

    @property
    def public_group(self):
        """The group, if everybody may know of it today."""
        return self.group if self.group and self.group.visibility == Visibility.PUBLIC else None


class BanQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(lifted_at=None).filter(Q(until=None) | Q(until__gt=timezone.now()))

    def of(self, user, group):
        """The bans that keep a user from writing in a group today, the longest first."""
        return (
            self.in_force()
            .filter(Q(group=None) | Q(group=group), user=user)
            .order_by(models.F("until").desc(nulls_first=True), "pk")
        )


class Ban(models.Model):
    """Somebody may read and not write: in one group, or, without a group, in none. Without ``until`` it stays."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_bans", verbose_name=_("member")
    )
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="bans", verbose_name=_("group")
    )
    began_at = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    objects = BanQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        verbose_name = _("ban from writing")
        verbose_name_plural = _("bans from writing")
        indexes = [models.Index(fields=["user"], condition=Q(lifted_at=None), name="bans_not_lifted")]

    def __str__(self):
        return f"{self.user}: {self.group or '*'}"

    @property
    def is_in_force(self):
        return self.lifted_at is None and (self.until is None or self.until > timezone.now())


class RulingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Decisions whose reasons this user may read: those about themselves, and those of groups they keep."""
        if audience_of(user) >= Audience.SECRETARIAT:
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        seen = Q(user=user)
        if audience_of(user) >= Audience.MEMBERS:
            seen |= Q(group__in=user.forum_memberships.facilitators().values("group"))
        return self.filter(seen)


class Ruling(models.Model):
    """A decision with its reasons, as those read it whom it concerns: ``user``, and those who keep order.

    ``logged`` is the line the public reads. A ruling is not changed; an appeal makes another.
    """

    act = models.CharField(_("decision"), max_length=10, choices=Act)
    rule = models.CharField(_("rule"), max_length=11, choices=Rule, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="forum_rulings", verbose_name=_("about")
    )
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="rulings", verbose_name=_("post"))
    group = models.ForeignKey(Group, models.SET_NULL, null=True, related_name="+", verbose_name=_("group"))
    ban = models.ForeignKey(Ban, models.SET_NULL, null=True, related_name="rulings")
    matter = models.ForeignKey("forum_conduct.Matter", models.SET_NULL, null=True, related_name="rulings")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_as = models.CharField(_("decided as"), max_length=11, choices=DecidedAs)
    at = models.DateTimeField(_("decided"), default=timezone.now)
    logged = models.OneToOneField(LoggedDecision, models.PROTECT, related_name="ruling")

    objects = RulingQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("decision with its reasons")
        verbose_name_plural = _("decisions with their reasons")

    def __str__(self):
        return f"{self.get_act_display()} ({self.logged_id})"

    def get_absolute_url(self):
        return reverse("forum_conduct:ruling", args=[self.pk])

    @property
    def can_be_appealed(self):
        """Whether it is of a kind and age that whoever it concerns may appeal against, if they have not yet."""
        return (
            self.act in APPEALABLE
            and self.at > timezone.now() - APPEAL_WITHIN
            and getattr(self, "appeal", None) is None
        )
