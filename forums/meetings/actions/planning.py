"""Planning, changing, cancelling meetings, and writing down what was said."""

import uuid

import prose
from audit.actions import record
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ...actions import happen, reply, start_thread
from ...choices import EventKind
from ...models import Group, Post
from .. import letters
from ..models import Meeting
from .reminding import REMIND_BEFORE

# A change of these is told to members; each of them calendars must take over.
_TOLD = ("starts_at", "ends_at", "time_zone", "address", "dial_in")
_WRITTEN = (*_TOLD, "title", "language", "agenda", "thread")


@transaction.atomic
def plan_meeting(group, *, by, token=None, **said):
    """Set a meeting down and tell the members. Returns it; the same one when the token was used before."""
    token = token or uuid.uuid4()
    made = Meeting.objects.filter(token=token).first()
    if made is not None:
        return made
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                group=group, planned_by=by, token=token, agenda_html=prose.to_html(said.get("agenda", "")), **said
            )
    except IntegrityError:
        return Meeting.objects.get(token=token)
    record("meetings.planned", group, by=by, changes={"meeting": meeting.pk})
    _beside(group, meeting.thread, by)
    letters.to_members("planned", meeting)
    return meeting


@transaction.atomic
def change_meeting(meeting, *, by, **said):
    """Change a meeting; members are told when its hours or its place change. Returns the names of what changed."""
    meeting = _locked(meeting)
    changed = [name for name in _WRITTEN if name in said and getattr(meeting, name) != said[name]]
    if not changed or not meeting.is_open:
        return []
    thread = meeting.thread
    for name in changed:
        setattr(meeting, name, said[name])
    meeting.agenda_html, meeting.changed_at = prose.to_html(meeting.agenda), timezone.now()
    meeting.sequence += 1
    meeting.is_past = False
    if set(changed) & set(_TOLD) and meeting.starts_at <= timezone.now() + REMIND_BEFORE:
        # What is told of the change is the reminder.
        meeting.reminded_of = meeting.starts_at
    meeting.save()
    record("meetings.changed", meeting.group, by=by, changes={"meeting": meeting.pk, "fields": changed})
    for each in {thread, meeting.thread}:
        _beside(meeting.group, each, by)
    if set(changed) & set(_TOLD):
        letters.to_members("changed", meeting)
    return changed


@transaction.atomic
def cancel_meeting(meeting, *, by, reason):
    """Call a meeting off and say why. Returns False, and tells nobody, if it is cancelled or over."""
    meeting = _locked(meeting)
    if not meeting.is_open:
        return False
    meeting.cancelled_at = meeting.changed_at = timezone.now()
    meeting.reason, meeting.sequence = reason, meeting.sequence + 1
    meeting.save(update_fields=["cancelled_at", "changed_at", "reason", "sequence"])
    record("meetings.cancelled", meeting.group, by=by, reason=reason, changes={"meeting": meeting.pk})
    _beside(meeting.group, meeting.thread, by)
    letters.to_members("cancelled", meeting)
    return True


@transaction.atomic
def publish_minutes(meeting, *, by, text, language="en", capacity=None):
    """What was said becomes a post: in the meeting's thread, or in one of its own. Returns the post.

    Done again, or by somebody else at the same moment, it is the post that was made first.
    """
    meeting = _locked(meeting)
    if meeting.minutes is not None:
        return meeting.minutes
    token = uuid.uuid5(meeting.uid, "minutes")
    said = {"by": by, "text": text, "language": language, "capacity": capacity, "token": token}
    if meeting.thread is not None and meeting.thread.is_open:
        post = reply(meeting.thread, **said)
    else:
        with override(language):
            title = _("Minutes: %(title)s") % {"title": meeting.title}
        thread = start_thread(meeting.group, title=title[:200], **said)
        post = Post.objects.get(thread=thread, number=1)
    Meeting.objects.filter(pk=meeting.pk).update(minutes=post)
    record("meetings.minutes", meeting.group, by=by, changes={"meeting": meeting.pk, "post": post.pk})
    return post


def _beside(group, thread, by):
    """Pages of the group and open pages of the thread show the meeting as it is now."""
    Group.objects.filter(pk=group.pk).update(version=F("version") + 1)
    if thread is not None:
        happen(thread, EventKind.BESIDE, by=by, has_beside=True)


def _locked(meeting):
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("group", "thread__group", "minutes__thread")
        .get(pk=meeting.pk)
    )
