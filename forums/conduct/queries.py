"""Questions asked about order in the forums."""

from django.db.models import Count, Prefetch, Q

from forums.models import Group

from .choices import MatterKind, MatterState
from .models import Ban, Flag, LoggedDecision, Matter, Ruling


def queue_of(user, group=None):
    """What waits for this user's decision: in one group, or in all they keep."""
    found = Matter.objects.visible_to(user).open()
    if group is not None:
        found = found.filter(group=group)
    return found.in_order().select_related(
        "post__thread__group", "post__author__person", "group", "claimed_by__person", "ruling__by", "appealed_by"
    )


def waiting_numbers(user, group=None):
    """How many posts wait, are flagged, and how many appeals there are, as the user may know of them."""
    found = Matter.objects.visible_to(user).open()
    if group is not None:
        found = found.filter(group=group)
    return found.aggregate(
        waiting=Count("pk", filter=Q(kind=MatterKind.WAITING)),
        flagged=Count("pk", filter=Q(kind=MatterKind.FLAGGED)),
        appeals=Count("pk", filter=Q(kind=MatterKind.APPEAL)),
    )


def matter_with_all(user, pk):
    """One matter with its flags, for its page; None when the user may not know of it."""
    flags = Prefetch("flags", Flag.objects.order_by("at"))
    return (
        Matter.objects.visible_to(user)
        .select_related("post__thread__group", "post__author", "group", "claimed_by", "ruling", "appealed_by")
        .prefetch_related(flags)
        .filter(pk=pk)
        .first()
    )


def log(group=None):
    """The public log, the latest first."""
    found = LoggedDecision.objects.select_related("group").prefetch_related("later")
    return found.filter(group=group) if group is not None else found


def rulings_about(user):
    return Ruling.objects.filter(user=user).select_related("group", "post__thread", "ban", "appeal")


def bans_in(group):
    """Bans of a group, or with None of the whole network; those in force first."""
    return Ban.objects.filter(group=group).select_related("user__person").order_by("lifted_at", "-began_at")


def groups_with_queue(user):
    """The groups in which something waits for this user."""
    waiting = Matter.objects.visible_to(user).filter(state=MatterState.OPEN, group__isnull=False)
    return Group.objects.filter(pk__in=waiting.values("group"))
