"""The verbs of translating."""

import uuid

from audit.actions import record
from django.db import transaction
from django.utils import timezone

from forums import gates
from forums.actions.events import happen, locked
from forums.actions.exactly_once import made_already
from forums.choices import EventKind
from forums.exceptions import Refused
from forums.models import Post
from forums.rendering import render

from . import machine
from .choices import ASK_AGAIN_AFTER, Origin, RequestState
from .models import MachineRequest, SendingOutside, Translation, TranslationVersion, Wish
from .wording import MACHINE_OFF, OWN_LANGUAGE, STAYS_INSIDE, TOO_LONG


@transaction.atomic
def offer(post, *, by, language, text, title="", token=None):
    """Put a translation beside a post, or a better one in the place of what stands there. Returns it.

    What a machine wrote, or somebody else, stays in the versions. Raises ``Refused`` where a gate says so.
    """
    token = token or uuid.uuid4()
    thread = locked(post.thread)
    if made := made_already(Translation, token):
        return made
    post = Post.objects.select_related("thread__group").get(pk=post.pk)
    if language == post.language:
        raise Refused(OWN_LANGUAGE, "language")
    gates.may_change(post, by, f"{title}\n\n{text}")
    translation, is_new = _write(
        thread, post, language, title=title, text=text, by=by, origin=Origin.HUMAN, token=token
    )
    record("forums.post.translated", post, by=by, changes={"language": language, "is_new": is_new})
    return translation


@transaction.atomic
def check(translation, *, by):
    """Say that a translation says what the post says. Returns False, and records nothing, without a change."""
    thread = locked(translation.post.thread)
    changed = Translation.objects.filter(pk=translation.pk, checked_at=None).update(
        checked_by=by, checked_at=timezone.now()
    )
    if not changed:
        return False
    happen(thread, EventKind.BESIDE, post=translation.post, by=by)
    record("forums.translation.checked", translation.post, by=by, changes={"language": translation.language})
    return True


@transaction.atomic
def remove(translation, *, by, reason):
    """Take a bad translation away. Returns False, and records nothing, if it is gone."""
    post = translation.post
    thread = locked(post.thread)
    if not Translation.objects.filter(pk=translation.pk).delete()[0]:
        return False
    Post.objects.filter(pk=post.pk).update(has_translations=post.translations.exists())
    happen(thread, EventKind.BESIDE, post=post, by=by)
    record("forums.translation.removed", post, by=by, reason=reason, changes={"language": translation.language})
    return True


def wish(post, *, by, language):
    """Wish for a translation. Returns False if one did before."""
    _wish, is_new = Wish.objects.get_or_create(post=post, language=language, user=by)
    return is_new


@transaction.atomic
def let_outside(group, allowed, *, by):
    """Let texts of a group be sent to the machine, or not any more. Returns False without a change."""
    if allowed:
        _row, changed = SendingOutside.objects.get_or_create(group=group, defaults={"allowed_by": by})
    else:
        changed = bool(SendingOutside.objects.filter(group=group).delete()[0])
    if changed:
        record("forums.group.sending_outside", group, by=by, changes={"allowed": allowed})
    return changed


@transaction.atomic
def ask_machine(post, *, by, language):
    """Give a post to the machine; what it writes stands beside the post a little later. Returns the request, or None
    where a translation stands that the machine cannot better.

    Only texts of groups that let them go outside are sent, and nothing where somebody translated already.
    """
    post = Post.objects.select_related("thread__group").get(pk=post.pk)
    if not machine.is_on():
        raise Refused(MACHINE_OFF, "off")
    if language == post.language:
        raise Refused(OWN_LANGUAGE, "language")
    if not SendingOutside.objects.filter(group=post.thread.group_id).exists():
        raise Refused(STAYS_INSIDE, "inside")
    if len(post.text) > machine.most_characters():
        raise Refused(TOO_LONG, "long")
    standing = Translation.objects.filter(post=post, language=language).first()
    if standing and (not standing.is_machine or not standing.is_outdated_for(post)):
        return None
    request, is_new = MachineRequest.objects.select_for_update().get_or_create(
        post=post, language=language, defaults={"by": by}
    )
    if not is_new:
        if request.state == RequestState.ASKED and request.at > timezone.now() - ASK_AGAIN_AFTER:
            return request
        request.state, request.at, request.by, request.error = RequestState.ASKED, timezone.now(), by, ""
        request.save()
    from .tasks import translate_by_machine

    transaction.on_commit(lambda: translate_by_machine.enqueue(request.pk), robust=True)
    record("forums.post.sent_to_machine", post, by=by, changes={"language": language})
    return request


def write_by_machine(request):
    """Ask the service, and put what it says beside the post unless somebody translated it meanwhile. No transaction
    is held while the service is asked.
    """
    post = Post.objects.published().select_related("thread__group").filter(pk=request.post_id).first()
    # The group may have changed its mind, and the post may be hidden, since it was asked.
    if post is None or not SendingOutside.objects.filter(group=post.thread.group_id).exists():
        return _failed(request, "Not to be sent any more.")
    of_edit, title = post.edit_count, post.thread.title if post.is_first else ""
    try:
        text = machine.translate(post.text, post.language, request.language)
        title = machine.translate(title, post.language, request.language)[:200] if title else ""
    except machine.MachineError as failed:
        return _failed(request, str(failed))
    with transaction.atomic():
        thread = locked(post.thread)
        post.refresh_from_db(fields=["state", "edit_count"])
        standing = Translation.objects.filter(post=post, language=request.language).first()
        if post.is_shown and (standing is None or standing.is_machine):
            _write(
                thread,
                post,
                request.language,
                title=" ".join(title.split()),
                text=text,
                by=None,
                origin=Origin.MACHINE,
                token=uuid.uuid4(),
                of_edit=of_edit,
            )
        MachineRequest.objects.filter(pk=request.pk).update(state=RequestState.DONE, error="")
    return True


def _failed(request, error):
    MachineRequest.objects.filter(pk=request.pk).update(state=RequestState.FAILED, error=error[:200])
    return False


def _write(thread, post, language, *, title, text, by, origin, token, of_edit=None):
    """The caller holds the thread's lock."""
    translation = Translation.objects.filter(post=post, language=language).first()
    is_new = translation is None
    if is_new:
        translation = Translation(post=post, language=language)
    else:
        TranslationVersion.objects.create(
            translation=translation,
            title=translation.title,
            text=translation.text,
            origin=translation.origin,
            by=translation.by,
        )
    translation.title, translation.text, translation.origin = title if post.is_first else "", text, origin
    translation.html = render(text, language, thread.group)
    translation.by, translation.made_at, translation.token = by, timezone.now(), token
    translation.checked_by = translation.checked_at = None
    translation.of_edit = post.edit_count if of_edit is None else of_edit
    translation.save()
    Post.objects.filter(pk=post.pk, has_translations=False).update(has_translations=True)
    happen(thread, EventKind.BESIDE, post=post, by=by, has_beside=True)
    return translation, is_new
