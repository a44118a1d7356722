"""Groups, what they say of themselves, and who belongs to them."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from directory.choices import Audience, RegionalGroup
from directory.models import audience_of
from directory.models.vocabulary import SixLanguageName

from ..choices import GroupKind, Joining, MailLevel, MembershipState, Role, Visibility


def group_read_by(user, through=""):
    """The condition under which a user reads what is written in a group. ``through`` leads to it: ``"group__"``."""
    audience = audience_of(user)
    if audience >= Audience.SECRETARIAT:
        return Q(**{f"{through}pk__isnull": False})
    read = Q(**{f"{through}visibility": Visibility.PUBLIC})
    if audience >= Audience.MEMBERS:
        read |= Q(**{f"{through}visibility": Visibility.MEMBERS})
    if keys := groups_of(user):
        read |= Q(**{f"{through}pk__in": keys})
    return read


def groups_of(user):
    """The keys of the groups a user belongs to today, asked once for each user."""
    if not getattr(user, "is_authenticated", False) or audience_of(user) < Audience.MEMBERS:
        return frozenset()
    known = user.__dict__.get("_forum_groups")
    if known is None:
        known = user._forum_groups = frozenset(
            Membership.objects.active().filter(user=user).values_list("group_id", flat=True)
        )
    return known


class GroupQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Groups this user (or audience) may know of."""
        audience = audience_of(user)
        if audience >= Audience.SECRETARIAT:
            return self
        known = group_read_by(user)
        if audience >= Audience.MEMBERS:
            known |= Q(visibility=Visibility.CLOSED)
        return self.filter(known)

    def readable_by(self, user):
        """Groups whose discussions this user (or audience) may read."""
        return self.filter(group_read_by(user))

    def open(self):
        """Groups that are not archived: only there anything is written."""
        return self.filter(archived_at=None)

    def with_membership_of(self, user):
        """Annotate ``is_mine``: whether the user belongs to the group."""
        mine = Membership.objects.active().filter(group=OuterRef("pk"), user_id=getattr(user, "pk", None))
        return self.annotate(is_mine=Exists(mine))


class Group(SixLanguageName):
    """A circle of members who discuss: of a region, a theme, a piece of work.

    Its slug is its address on the site and, before the @, by mail. ``version`` grows with whatever its pages show
    about the group itself.
    """

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=GroupKind, default=GroupKind.THEMATIC)
    visibility = models.CharField(_("who reads it"), max_length=8, choices=Visibility, default=Visibility.MEMBERS)
    joining = models.CharField(_("who joins"), max_length=10, choices=Joining, default=Joining.OPEN)
    region = models.ForeignKey(
        "directory.Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="forum_groups",
        verbose_name=_("region"),
    )
    regional_group = models.CharField(_("regional group"), max_length=20, choices=RegionalGroup, blank=True)
    chemicals = models.ManyToManyField(
        "directory.Chemical", blank=True, related_name="forum_groups", verbose_name=_("chemicals")
    )
    articles = models.ManyToManyField(
        "directory.ConventionArticle",
        blank=True,
        related_name="forum_groups",
        verbose_name=_("articles of the Convention"),
    )
    language = models.CharField(_("main language"), max_length=10, choices=settings.LANGUAGES, default="en")
    newcomers_wait = models.PositiveSmallIntegerField(
        _("posts of a newcomer that wait"),
        default=0,
        help_text=_("So many first posts of a member wait until a facilitator publishes them."),
    )
    slow_mode_seconds = models.PositiveIntegerField(_("seconds between two posts of one member"), default=0)
    only_facilitators_start = models.BooleanField(_("only facilitators start threads"), default=False)
    default_mail_level = models.CharField(
        _("mail that new members get"), max_length=10, choices=MailLevel, default=MailLevel.DAILY
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration record"), default=False, db_index=True)
    created_at = models.DateTimeField(_("founded"), default=timezone.now)
    # Kept up by `actions.counting`, so that no page counts a million posts.
    thread_count = models.PositiveIntegerField(default=0, editable=False)
    post_count = models.PositiveIntegerField(default=0, editable=False)
    member_count = models.PositiveIntegerField(default=0, editable=False)
    last_post_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name_en", "pk"]
        verbose_name = _("group")
        verbose_name_plural = _("groups")

    def get_absolute_url(self):
        return reverse("forums:group", args=[self.slug])

    @property
    def is_archived(self):
        return self.archived_at is not None

    @property
    def is_readable_by_all(self):
        return self.visibility == Visibility.PUBLIC

    def is_known_to(self, user):
        """The twin of ``visible_to``, without a query for each group."""
        audience = audience_of(user)
        return self.is_read_by(user) or (audience >= Audience.MEMBERS and self.visibility == Visibility.CLOSED)

    def is_read_by(self, user):
        """The twin of ``readable_by``."""
        audience = audience_of(user)
        return (
            audience >= Audience.SECRETARIAT
            or self.visibility == Visibility.PUBLIC
            or (audience >= Audience.MEMBERS and self.visibility == Visibility.MEMBERS)
            or self.pk in groups_of(user)
        )

    @cached_property
    def text(self):
        """What the group says of itself, in the reader's language or the nearest that is written."""
        from ..queries import text_of_group

        return text_of_group(self)


class GroupText(models.Model):
    """Description, rules and terms of reference of a group in one language, as Markdown."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    description = models.TextField(_("description"), max_length=5000, blank=True)
    rules = models.TextField(_("rules"), max_length=10_000, blank=True)
    terms_of_reference = models.TextField(_("terms of reference"), max_length=20_000, blank=True)

    class Meta:
        ordering = ["language"]
        verbose_name = _("text of a group")
        verbose_name_plural = _("texts of a group")
        constraints = [models.UniqueConstraint(fields=["group", "language"], name="group_text_once_a_language")]

    def __str__(self):
        return f"{self.group} ({self.language})"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        # Pages of the group show it.
        Group.objects.filter(pk=self.group_id).update(version=models.F("version") + 1)


class GroupDocument(models.Model):
    """A paper of a group, examined, kept under a name nobody can guess; read by those who read the group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    file = models.CharField(max_length=255, editable=False)
    name = models.CharField(_("file"), max_length=100)
    kind = models.CharField(max_length=5)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        ordering = ["-added_at", "-pk"]
        verbose_name = _("document of a group")
        verbose_name_plural = _("documents of a group")

    def __str__(self):
        return self.title


class MembershipQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=MembershipState.ACTIVE)

    def facilitators(self):
        return self.active().filter(role=Role.FACILITATOR)


class Membership(models.Model):
    """Somebody's place in a group, with what they get of it by mail. One row for each, however often they come."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="forum_memberships")
    role = models.CharField(_("role"), max_length=11, choices=Role, default=Role.MEMBER)
    state = models.CharField(_("state"), max_length=7, choices=MembershipState, default=MembershipState.ACTIVE)
    mail_level = models.CharField(_("by mail"), max_length=10, choices=MailLevel, default=MailLevel.DAILY)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    is_automatic = models.BooleanField(_("by category or region"), default=False)
    # What was posted before counts as read; empty, what was posted before they joined.
    read_before = models.DateTimeField(null=True, blank=True, editable=False)
    visited_at = models.DateTimeField(_("last visit"), null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        verbose_name = _("membership of a group")
        verbose_name_plural = _("memberships of groups")
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="membership_once")]
        indexes = [models.Index(fields=["user", "state"]), models.Index(fields=["group", "state", "mail_level"])]

    def __str__(self):
        return f"{self.user}: {self.group}"

    @property
    def is_active(self):
        return self.state == MembershipState.ACTIVE

    @property
    def is_facilitator(self):
        return self.is_active and self.role == Role.FACILITATOR
