"""Letters the day before, and who wants none."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ...models import Group
from .. import letters
from ..models import Meeting, Silence

REMIND_BEFORE = timedelta(hours=24)


def remind_of_meetings():
    """Remind the members of meetings that begin within a day, once for each beginning. Returns of how many.

    Claiming a meeting and writing its letters is one transaction: a process that dies leaves it to the next, and
    nobody is reminded twice.
    """
    now = timezone.now()
    soon = Meeting.objects.filter(
        cancelled_at=None, starts_at__gt=now, starts_at__lte=now + REMIND_BEFORE, group__archived_at=None
    ).filter(Q(reminded_of=None) | ~Q(reminded_of=F("starts_at")))
    return sum(_remind(meeting) for meeting in soon)


@transaction.atomic
def let_meetings_pass():
    """Take what has ended from among what is to come. Returns how many meetings."""
    ended = list(
        Meeting.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(is_past=False, ends_at__lte=timezone.now())
        .values_list("pk", "group")
    )
    Meeting.objects.filter(pk__in=[pk for pk, _group in ended]).update(is_past=True)
    Group.objects.filter(pk__in={group for _pk, group in ended}).update(version=F("version") + 1)
    return len(ended)


@transaction.atomic
def _remind(meeting):
    # Whoever is first changes the row; for all others there is nothing left to change.
    if (
        not Meeting.objects.filter(pk=meeting.pk, cancelled_at=None, starts_at=meeting.starts_at)
        .exclude(reminded_of=meeting.starts_at)
        .update(reminded_of=meeting.starts_at)
    ):
        return False
    meeting = Meeting.objects.select_related("group", "thread").get(pk=meeting.pk)
    # Planned within the day, its announcement is the reminder.
    if meeting.planned_at <= meeting.starts_at - REMIND_BEFORE:
        letters.to_members("reminder", meeting)
        return True
    return False


def keep_silent(membership):
    """No letters about meetings of a group from now on. Returns False if that was so."""
    return Silence.objects.get_or_create(membership=membership)[1]


def hear_again(membership):
    """Letters about meetings again. Returns False if that was so."""
    return bool(Silence.objects.filter(membership=membership).delete()[0])
