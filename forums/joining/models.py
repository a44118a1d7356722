"""Ways into a group: requests with the group's own questions, invitations, rules by category and region."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience, RegionalGroup
from directory.models import audience_of
from directory.models.names import direction

from ..models import Group, Membership
from .choices import RequestState


class JoiningQuestion(models.Model):
    """What a group asks those who want to join it. Answers keep the words that were asked."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="joining_questions")
    text = models.CharField(_("question"), max_length=300)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_required = models.BooleanField(_("must be answered"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("question to those who join")
        verbose_name_plural = _("questions to those who join")

    def __str__(self):
        return self.text

    @property
    def direction(self):
        return direction(self.language)


class JoinRequestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=RequestState.WAITING)

    def visible_to(self, user):
        """Requests this user may read: their own, and those of groups they are facilitator of."""
        if audience_of(user) >= Audience.SECRETARIAT:
            return self
        if not getattr(user, "is_authenticated", False):
            return self.none()
        seen = Q(user=user)
        if audience_of(user) >= Audience.MEMBERS:
            seen |= Q(group__in=user.forum_memberships.facilitators().values("group"))
        return self.filter(seen)


class JoinRequest(models.Model):
    """Somebody asks to join. Every facilitator sees it; whoever is first decides it, and nobody after."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="join_requests", verbose_name=_("group"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_join_requests", verbose_name=_("member")
    )
    note = models.TextField(_("why I want to join"), max_length=2000, blank=True)
    # Rows of {"question", "language", "answer"}: what was asked stays readable when the group asks otherwise.
    answers = models.JSONField(default=list)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    state = models.CharField(_("state"), max_length=9, choices=RequestState, default=RequestState.WAITING)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("request to join a group")
        verbose_name_plural = _("requests to join groups")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(state=RequestState.WAITING), name="join_request_once"
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.group}"

    @property
    def is_waiting(self):
        return self.state == RequestState.WAITING

    @property
    def direction(self):
        return direction(self.language)


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Invitations that can still be taken up."""
        return self.filter(ended_at=None, expires_at__gt=timezone.now()).filter(
            Q(most_uses=None) | Q(use_count__lt=F("most_uses"))
        )


class GroupInvitation(models.Model):
    """An invitation to a group: to a member, to an address of mail, or as a link for whoever is given it.

    Links are signed, so that nothing here lets anybody in. One to a member or an address is good for them alone.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="invitations", verbose_name=_("group"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="forum_invitations",
        verbose_name=_("member"),
    )
    address = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    note = models.TextField(_("a word to those invited"), max_length=2000, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    expires_at = models.DateTimeField(_("works until"))
    most_uses = models.PositiveIntegerField(_("most uses"), null=True, blank=True)
    use_count = models.PositiveIntegerField(default=0, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    is_declined = models.BooleanField(_("declined"), default=False)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        verbose_name = _("invitation to a group")
        verbose_name_plural = _("invitations to groups")
        constraints = [
            models.CheckConstraint(
                name="group_invitation_is_for_one_or_a_link", condition=Q(user=None) | Q(address="")
            ),
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=Q(user__isnull=False, ended_at=None),
                name="group_invitation_once_a_member",
            ),
        ]

    def __str__(self):
        return f"{self.group}: {self.user or self.address or self.pk}"

    @property
    def is_link(self):
        return self.user_id is None and not self.address

    @property
    def is_used_up(self):
        return self.most_uses is not None and self.use_count >= self.most_uses

    @property
    def is_open(self):
        return self.ended_at is None and self.expires_at > timezone.now() and not self.is_used_up


class InvitationUse(models.Model):
    """Who came into a group by which invitation."""

    invitation = models.ForeignKey(GroupInvitation, models.CASCADE, related_name="uses_made")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("use of an invitation")
        verbose_name_plural = _("uses of invitations")
        constraints = [models.UniqueConstraint(fields=["invitation", "user"], name="invitation_use_once")]

    def __str__(self):
        return f"{self.invitation}, {self.user}"


class AutomaticRule(models.Model):
    """Who belongs to a group without asking: whoever holds one of the categories today, in one of the places.

    Without categories it is everybody of the places, without places everybody who holds one of the categories;
    a rule with neither fits nobody. For a post of a Party the place is the Party. A group may have several rules.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="automatic_rules", verbose_name=_("group"))
    categories = models.ManyToManyField(
        "directory.Category", blank=True, related_name="+", verbose_name=_("categories")
    )
    regions = models.ManyToManyField("directory.Region", blank=True, related_name="+", verbose_name=_("regions"))
    countries = models.ManyToManyField("directory.Country", blank=True, related_name="+", verbose_name=_("countries"))
    regional_group = models.CharField(_("regional group"), max_length=20, choices=RegionalGroup, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("rule of automatic membership")
        verbose_name_plural = _("rules of automatic membership")

    def __str__(self):
        places = [
            *map(str, self.countries.all()),
            *map(str, self.regions.all()),
            *([self.get_regional_group_display()] if self.regional_group else []),
        ]
        return " · ".join([*map(str, self.categories.all()), *map(str, places)]) or "–"


class Lapse(models.Model):
    """A membership that ended because the rules of its group fitted no more, not because somebody left.

    It holds as long as ``at`` is when the membership ended: who comes back and then leaves stays away.
    """

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="lapse")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("membership that lapsed")
        verbose_name_plural = _("memberships that lapsed")

    def __str__(self):
        return str(self.membership)


class PersonToLookAt(models.Model):
    """Somebody whose record changed: whether rules of groups fit them is looked at in the background."""

    person = models.OneToOneField("directory.Person", models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("person whose groups are looked at")
        verbose_name_plural = _("people whose groups are looked at")

    def __str__(self):
        return str(self.person)


def desk_of(group):
    """The address of the facilitators' page of a group."""
    return reverse("joining:desk", args=[group.slug])
