"""Who gets letters of the forums, and what they may read: asked for a whole batch at once."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.utils import timezone
from notifications.reachability import unreachable_among

from directory.choices import Audience, RecordStatus
from directory.models import Designation, Person
from forums.choices import PostState, ThreadState, Visibility
from forums.models import Membership

from .choices import MORNING, DeliveryState, When
from .models import Delivery, MailPreferences

_PLAIN = MailPreferences()


def preferences_of(user):
    """What somebody wishes, or what everybody gets who never said anything."""
    return MailPreferences.objects.filter(user=user).first() or MailPreferences(user=user)


@dataclass
class Reader:
    """Somebody who gets letters, with all that deciding about one asks for."""

    user: object
    audience: int
    levels: dict
    wishes: MailPreferences
    is_reachable: bool
    sent_today: int = 0

    @property
    def language(self):
        return self.user.language

    def gets(self, group):
        """Whether letters of a group may go to this person today.

        Narrower than reading on the site for the Secretariat: a letter is read without a second factor.
        """
        if self.audience < Audience.MEMBERS:
            return False
        return group.pk in self.levels or group.visibility in (Visibility.PUBLIC, Visibility.MEMBERS)

    def sees(self, person):
        """The twin of ``Person.visible_to`` for this reader's letters."""
        if person is None:
            return False
        if person.user_id == self.user.pk:
            return person.status != RecordStatus.CLOSED
        return person.status == RecordStatus.LISTED and person.listing <= self.audience


def is_shown(post):
    """Whether a post is there for its readers at this moment."""
    return post.state == PostState.PUBLISHED and post.thread.state == ThreadState.SHOWN


def readers(keys):
    """Readers by the key of their user, in a number of queries that does not depend on how many they are."""
    keys = set(keys)
    users = list(get_user_model().objects.filter(pk__in=keys).select_related("person"))
    official = set(
        Designation.objects.current().official().filter(person__user__in=keys).values_list("person__user", flat=True)
    )
    levels: dict = {}
    memberships = Membership.objects.active().filter(user__in=keys).values_list("user", "group", "mail_level")
    for user, group, level in memberships:
        levels.setdefault(user, {})[group] = level
    wishes = {wish.user_id: wish for wish in MailPreferences.objects.filter(user__in=keys)}
    limited = [key for key, wish in wishes.items() if wish.most_a_day]
    unreachable = unreachable_among(user.email for user in users)
    sent = _sent_today(limited)
    found = {}
    for user in users:
        if user.record is not None:
            # Asked for all of them above.
            user.record.is_official_contact = user.pk in official
        found[user.pk] = Reader(
            user=user,
            audience=min(user.audience, Audience.OFFICIAL_CONTACTS),
            levels=levels.get(user.pk, {}),
            wishes=wishes.get(user.pk, _PLAIN),
            is_reachable=user.email.lower() not in unreachable,
            sent_today=sent.get(user.pk, 0),
        )
    return found


def mornings_of(wanted):
    """When the next digest of each ``(user, when)`` leaves, by that pair: in the morning where they live."""
    zones = dict(
        Person.objects.filter(user__in={user for user, _when in wanted}).values_list("user", "time_zone")
        if wanted
        else ()
    )
    now = timezone.now()
    return {(user, when): next_morning(zones.get(user, ""), when, now) for user, when in wanted}


def next_morning(zone, when, now):
    """The next morning in a time zone after ``now``; for weekly digests that of a Monday."""
    local = now.astimezone(zone_named(zone))
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    while morning <= local or (when == When.WEEKLY and morning.weekday() != 0):
        morning += timedelta(days=1)
    return morning


@lru_cache(maxsize=1000)
def zone_named(name):
    """A time zone of somebody's record, or that of the site."""
    try:
        return ZoneInfo(name or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)


def _sent_today(keys):
    """How many letters of posts people got since midnight."""
    if not keys:
        return {}
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    counted = (
        Delivery.objects.filter(Q(user__in=keys), state=DeliveryState.SENT, when=When.AT_ONCE, sent_at__gte=midnight)
        .values("user")
        .annotate(number=Count("pk"))
    )
    return {row["user"]: row["number"] for row in counted}
