"""Letters to those whom a decision concerns, and to those who have to decide. None holds the words of a post."""

from collections import Counter

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from notifications.actions import send, send_to_secretariat

from forums.models import Membership

from .choices import MatterKind


def post_decided(ruling):
    """To who wrote a post: it is published, or not; it is hidden, or shown again."""
    _to(ruling.user, "post_decided", ruling=ruling, post=ruling.post, address=("forum_conduct:ruling", ruling.pk))


def measure(ruling):
    """To somebody who is warned, may not write, or may write again."""
    _to(ruling.user, "measure", ruling=ruling, ban=ruling.ban, address=("forum_conduct:ruling", ruling.pk))


def appeal_decided(ruling):
    _to(ruling.user, "appeal_decided", ruling=ruling, address=("forum_conduct:ruling", ruling.pk))


def flags_decided(matter, ruling):
    """To everybody who flagged a post what came of it; never who else did."""
    for flag in matter.flags.filter(by__isnull=False).select_related("by"):
        post = ruling.post
        _to(flag.by, "flag_decided", ruling=ruling, post=post, address=("forums:post", post.pk), unhurried=True)


def matters_wait(group, matters):
    """To the facilitators of a group, or where it has none to the Secretariat: how much waits, and where."""
    counts = Counter(matter.kind for matter in matters)
    numbers = {
        "group": group,
        "waiting": counts[MatterKind.WAITING],
        "flagged": counts[MatterKind.FLAGGED],
        "appeals": counts[MatterKind.APPEAL],
    }
    facilitators = []
    if group is not None:
        found = Membership.objects.facilitators().filter(group=group, user__is_active=True).select_related("user")
        facilitators = [membership.user for membership in found]
    place = ("forum_conduct:group_queue", group.slug) if group is not None else ("forum_conduct:queue",)
    for user in facilitators:
        _to(user, "matters_wait", address=place, unhurried=True, **numbers)
    if not facilitators:
        with override("en"):
            numbers["address"] = _link(*place)
        send_to_secretariat("forum_conduct/mail/matters_wait", numbers)


def _to(user, letter, *, address, unhurried=False, **context):
    if user is None or not user.is_active:
        return
    with override(user.language or settings.LANGUAGE_CODE):
        context["address"] = _link(*address)
    send(f"forum_conduct/mail/{letter}", user, context, unhurried=unhurried)


def _link(name, *args):
    return f"{settings.BASE_URL.rstrip('/')}{reverse(name, args=args)}"
