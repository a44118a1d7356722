"""What people wish about their mail."""

from django.db import transaction

from forums.actions import set_mail_level
from forums.choices import MailLevel
from forums.models import Membership, Watch

from ..models import MailPreferences


@transaction.atomic
def set_preferences(user, *, is_text_only=None, most_kilobytes=None, most_a_day=None):
    """Choose how one gets the mail of all groups; what is None stays. Returns False without a change."""
    wishes, _is_new = MailPreferences.objects.select_for_update().get_or_create(user=user)
    asked = {"is_text_only": is_text_only, "most_kilobytes": most_kilobytes, "most_a_day": most_a_day}
    changed = {name: value for name, value in asked.items() if value is not None and getattr(wishes, name) != value}
    for name, value in changed.items():
        setattr(wishes, name, value)
    if changed:
        wishes.full_clean(exclude=["user"])
        wishes.save(update_fields=list(changed))
    return bool(changed)


@transaction.atomic
def set_level_everywhere(user, level):
    """Choose one level for all groups one belongs to ("DIGEST DAILY"). Returns how many changed."""
    memberships = Membership.objects.active().filter(user=user).exclude(mail_level=level)
    return sum(set_mail_level(membership, level) for membership in memberships)


def stop_group(user, group):
    """No mail of a group any more; one stays its member. Returns False without a change."""
    membership = Membership.objects.filter(user=user, group=group).first()
    return membership is not None and set_mail_level(membership, MailLevel.NONE)


def mute_thread(user, thread):
    """No mail of a thread any more. Returns False without a change."""
    _watch, is_new = Watch.objects.get_or_create(user=user, thread=thread, defaults={"is_muted": True})
    return is_new or bool(Watch.objects.filter(user=user, thread=thread, is_muted=False).update(is_muted=True))


def stop_digest(user, level):
    """No digests of that level any more: the groups that stood in it send no mail. Returns how many groups."""
    memberships = Membership.objects.active().filter(user=user, mail_level=level)
    return sum(set_mail_level(membership, MailLevel.NONE) for membership in memberships)
