"""Asking to join, and answering: once, by whoever is first."""

import uuid

from audit.actions import record
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...actions import join
from ...models import Membership
from .. import letters
from ..choices import MOST_QUESTIONS, RequestState
from ..exceptions import CannotJoin
from ..models import JoiningQuestion, JoinRequest


@transaction.atomic
def ask_to_join(group, *, user, note="", answers=(), language="en", token=None):
    """Ask the facilitators of a group. Returns the request; the one that waits already, if there is one."""
    token = token or uuid.uuid4()
    made = JoinRequest.objects.filter(token=token, user=user).first()
    if made is not None:
        return made
    if Membership.objects.active().filter(group=group, user=user).exists():
        raise CannotJoin(_("You belong to this group already."), "member")
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(
                group=group, user=user, note=note, answers=list(answers), language=language, token=token
            )
    except IntegrityError:
        return JoinRequest.objects.filter(group=group, user=user).latest("asked_at", "pk")
    record("joining.request.made", group, by=user, changes={"request": request.pk})
    letters.request_waits(request)
    return request


def accept_request(request, *, by, reason=""):
    """Let somebody in who asked. Returns False, and tells nobody, if it was decided already."""
    return _decide(request, RequestState.ACCEPTED, by, reason)


def decline_request(request, *, by, reason):
    """Do not let them in; they read why."""
    return _decide(request, RequestState.DECLINED, by, reason)


@transaction.atomic
def withdraw_request(request, *, by):
    """Whoever asked takes it back. Returns False if it was decided already."""
    request = _locked(request)
    if not request.is_waiting:
        return False
    request.state, request.decided_at = RequestState.WITHDRAWN, timezone.now()
    request.save(update_fields=["state", "decided_at"])
    record("joining.request.withdrawn", request.group, by=by, changes={"request": request.pk})
    return True


@transaction.atomic
def set_questions(group, texts, *, by):
    """Ask these questions of those who join: ``(text, language, is_required)``. Returns False without a change.

    Requests made before keep what they were asked.
    """
    texts = [tuple(text) for text in texts][:MOST_QUESTIONS]
    before = list(JoiningQuestion.objects.filter(group=group).values_list("text", "language", "is_required"))
    if texts == before:
        return False
    group.joining_questions.all().delete()
    JoiningQuestion.objects.bulk_create(
        JoiningQuestion(group=group, text=text, language=language, is_required=is_required, position=position)
        for position, (text, language, is_required) in enumerate(texts)
    )
    record("joining.questions.changed", group, by=by, changes={"questions": len(texts)})
    return True


@transaction.atomic
def _decide(request, state, by, reason):
    request = _locked(request)
    if not request.is_waiting:
        return False
    if state == RequestState.ACCEPTED and request.group.is_archived:
        raise CannotJoin(_("The group is archived: nobody joins it."), "archived")
    request.state, request.decided_at, request.decided_by, request.reason = state, timezone.now(), by, reason
    request.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    record(f"joining.request.{state}", request.group, by=by, reason=reason, changes={"request": request.pk})
    if state == RequestState.ACCEPTED:
        join(request.group, user=request.user, by=by)
    letters.request_decided(request)
    return True


def _locked(request):
    return (
        JoinRequest.objects.select_for_update(of=("self",)).select_related("group", "user__person").get(pk=request.pk)
    )
