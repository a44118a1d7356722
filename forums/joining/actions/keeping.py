"""Founding, changing, archiving groups, and naming those who keep order in them."""

from audit.actions import record
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ...actions import join, set_role
from ...choices import Joining, Role, Visibility
from ...models import Group, GroupText, Membership
from .. import letters
from .automatic import keep_up

# From the narrowest readership to the widest.
_WIDTH = (Visibility.HIDDEN, Visibility.CLOSED, Visibility.MEMBERS, Visibility.PUBLIC)
# What facilitators may change of their group by themselves; all else is the Secretariat's.
OF_FACILITATORS = ("slow_mode_seconds", "newcomers_wait", "only_facilitators_start")
# Fields whose values stand in the record of actions; of others only the name.
_TOLD = ("visibility", "joining", "default_mail_level", *OF_FACILITATORS)


def is_wider(after, before):
    """Whether more people read a group with one visibility than with the other."""
    return _WIDTH.index(after) > _WIDTH.index(before)


@transaction.atomic
def found_group(group, *, by):
    """Found a group that is filled in but not saved."""
    group.save(force_insert=True)
    record("forums.group.founded", group, by=by, changes={"visibility": group.visibility, "joining": group.joining})
    return group


@transaction.atomic
def change_settings(group, *, by, reason="", texts=None, **changes):
    """Change fields of a group and, by language, what it says of itself. Returns the names of what changed.

    ``texts`` is ``{language: {part: words}}``. Whether the readership may become wider is asked before, in the form.
    """
    before = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    changed = {name: value for name, value in changes.items() if getattr(before, name) != value}
    names = [*changed, *_write_texts(before, texts or {})]
    if not names:
        return []
    told = {name: [str(getattr(before, name)), str(value)] for name, value in changed.items() if name in _TOLD}
    Group.objects.filter(pk=group.pk).update(**changed, version=F("version") + 1)
    for name, value in changed.items():
        setattr(group, name, value)
    record("forums.group.changed", before, by=by, reason=reason, changes={"fields": sorted(names), **told})
    if changed.get("joining") == Joining.AUTOMATIC:
        keep_up(group, by=by)
    return names


@transaction.atomic
def archive_group(group, *, by, reason):
    """Nothing is written in a group from now on; what was written stays. Returns False if that was so."""
    archived = Group.objects.open().filter(pk=group.pk).update(archived_at=timezone.now(), version=F("version") + 1)
    if not archived:
        return False
    record("forums.group.archived", group, by=by, reason=reason)
    return True


@transaction.atomic
def reopen_group(group, *, by, reason=""):
    """Let members write again. Returns False if they could."""
    closed = Group.objects.filter(pk=group.pk, archived_at__isnull=False)
    if not closed.update(archived_at=None, version=F("version") + 1):
        return False
    record("forums.group.reopened", group, by=by, reason=reason)
    if group.joining == Joining.AUTOMATIC:
        keep_up(group, by=by, tell=False)
    return True


@transaction.atomic
def name_facilitator(group, *, user, by):
    """The Secretariat names somebody to keep order in a group. Returns False if they do."""
    membership = join(group, user=user, by=by)
    if not set_role(membership, Role.FACILITATOR, by=by):
        return False
    letters.named_facilitator(group, user)
    return True


def take_office(group, *, user, by):
    """Somebody keeps order no more, and stays a member. Returns False if they did not."""
    membership = Membership.objects.facilitators().filter(group=group, user=user).first()
    return membership is not None and set_role(membership, Role.MEMBER, by=by)


def _write_texts(group, texts):
    """Returns the names of the parts that changed: ``rules (fr)``."""
    changed = []
    kept = {text.language: text for text in group.texts.all()}
    for language, parts in texts.items():
        text = kept.get(language) or GroupText(group=group, language=language)
        fresh = [name for name, words in parts.items() if getattr(text, name) != words]
        for name in fresh:
            setattr(text, name, parts[name])
        if fresh:
            text.save()
            changed += [f"{name} ({language})" for name in fresh]
    return changed
