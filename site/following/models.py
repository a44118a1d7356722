"""Who wants to hear of what, and what they have seen of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from .choices import Frequency, List

TARGETS = ("person", "institution", "country")


class FollowQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(user=user)

    def with_targets(self):
        return self.select_related(*TARGETS)

    def waiting(self):
        """Follows about whose thing something was written since we last looked."""
        return self.filter(changed_at__isnull=False).exclude(frequency=Frequency.NEVER)


class Follow(models.Model):
    """Somebody's wish to be told of a person, an institution, a country, or the results of a search.

    ``seen`` is what of the thing was shown to them when we last looked, as fingerprints: news is what they may see
    now and could not see then, so that neither a hidden value nor its change is ever told.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows", verbose_name=_("follower")
    )
    person = models.ForeignKey(
        "directory.Person",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("person"),
    )
    institution = models.ForeignKey(
        "directory.Institution",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("institution"),
    )
    country = models.ForeignKey(
        "directory.Country",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("country"),
    )
    list = models.CharField(_("list"), max_length=12, choices=List, blank=True)
    query = models.CharField(_("search"), max_length=2000, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    frequency = models.CharField(_("how often we write"), max_length=8, choices=Frequency, default=Frequency.DAILY)
    created_at = models.DateTimeField(_("followed since"), default=timezone.now, editable=False)
    told_at = models.DateTimeField(_("last told"), null=True, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False, db_index=True)
    seen = models.JSONField(default=dict, editable=False)
    seen_people = models.BinaryField(default=bytes, editable=False)
    seen_institutions = models.BinaryField(default=bytes, editable=False)
    audience = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.CheckConstraint(
                name="follow_has_one_target",
                condition=(
                    Q(person__isnull=False, institution=None, country=None, list="")
                    | Q(person=None, institution__isnull=False, country=None, list="")
                    | Q(person=None, institution=None, country__isnull=False, list="")
                    | (Q(person=None, institution=None, country=None) & ~Q(list=""))
                ),
            ),
            *(
                models.UniqueConstraint(
                    fields=["user", target],
                    condition=Q(**{f"{target}__isnull": False}),
                    name=f"follow_{target}_once",
                )
                for target in TARGETS
            ),
            models.UniqueConstraint(
                fields=["user", "list", "query"], condition=~Q(list=""), name="follow_search_once"
            ),
        ]

    def __str__(self):
        return self.name or str(self.target or self.query or self.get_list_display())

    @property
    def target(self):
        """The person, institution or country; None for a search."""
        return self.person or self.institution or self.country

    @property
    def is_search(self):
        return bool(self.list)

    def keys_seen(self, kind):
        """The keys of people or institutions they were shown: a bitmap, for there may be thousands."""
        stored = bytes(self.seen_people if kind == "person" else self.seen_institutions)
        return BitMap.deserialize(stored) if stored else BitMap()

    def see(self, kind, keys):
        name = "seen_people" if kind == "person" else "seen_institutions"
        setattr(self, name, BitMap(keys).serialize())
