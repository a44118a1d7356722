"""Bringing a question to experts: by name, to a whole field, or through the Secretariat."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from experts.models import RosterEntry

from .. import letters, queries
from ..choices import (
    MOST_INVITED,
    READING,
    InvitationState,
    Origin,
    QuestionState,
    Reach,
    StepKind,
    Way,
)
from ..exceptions import ConsultingError
from ..models import Abstention, FieldNotice, Invitation
from ..showing import name_expert
from .steps import is_in_office, locked, locked_invitation, open_question, step


@transaction.atomic
def invite(question, entries, *, by, reasons=None, note=""):
    """Ask experts by name, and the question itself, if it is a draft yet. Returns the invitations that are new.

    ``reasons`` is ``{key of the entry: words}`` of the proposal. Who was asked already is not asked twice.
    """
    question = _ready(question, by)
    wanted = list(RosterEntry.objects.filter(pk__in=[entry.pk for entry in entries]).select_related("person__user"))
    asked = set(question.invitations.values_list("entry", flat=True))
    new = [entry for entry in wanted if entry.pk not in asked]
    for entry in new:
        if not is_in_office(entry):
            raise ConsultingError(_("%(name)s is not on the roster any more.") % {"name": entry})
        if entry.person.user_id is not None and entry.person.user_id == question.asked_by_id:
            raise ConsultingError(_("Nobody is asked their own question."))
    if question.invitations.filter(state__in=READING).count() + len(new) > MOST_INVITED:
        raise ConsultingError(
            _("At most %(number)s experts are asked at one time. Wait for an answer, or take an invitation back.")
            % {"number": MOST_INVITED}
        )
    if not new:
        return []
    _ask(question, by)
    made = []
    for entry in new:
        words = [str(reason) for reason in (reasons or {}).get(entry.pk, [])]
        try:
            with transaction.atomic():
                invitation = Invitation.objects.create(
                    question=question, entry=entry, invited_by=by, reasons=words, note=note
                )
        except IntegrityError:
            continue
        step(question, StepKind.INVITED, by=by, invitation=invitation)
        letters.to_expert("invitation", invitation)
        made.append(invitation)
    if made and question.handed_over_at:
        question.handed_over_at = None
        question.save(update_fields=["handed_over_at"])
    return made


@transaction.atomic
def open_to_fields(question, *, by, fields=None):
    """Let every listed expert of its fields take it up, and tell those who wish, by one mail each.

    Returns how many are told now.
    """
    question = _ready(question, by)
    if fields:
        question.fields.set(fields)
    if not question.fields.exists():
        raise ConsultingError(_("Choose the fields of the question first."))
    _ask(question, by)
    told = list(queries.experts_to_tell(question)[: settings.CONSULTING_TOLD_AT_MOST])
    FieldNotice.objects.bulk_create(
        [FieldNotice(question=question, entry=entry) for entry in told], ignore_conflicts=True
    )
    is_first = question.reach != Reach.FIELD or question.opened_at is None
    question.reach, question.opened_at = Reach.FIELD, question.opened_at or timezone.now()
    question.save(update_fields=["reach", "opened_at"])
    if is_first or told:
        step(question, StepKind.OPENED, by=by)
    for entry in told:
        letters.of_open_question(question, entry)
    return len(told)


@transaction.atomic
def give_to_secretariat(question, *, by):
    """Ask, and leave it to the Secretariat whom. Returns False if it has the question already."""
    question = _ready(question, by)
    if question.handed_over_at is not None:
        return False
    _ask(question, by)
    question.handed_over_at = timezone.now()
    question.save(update_fields=["handed_over_at"])
    step(question, StepKind.HANDED_OVER, by=by)
    letters.tell_secretariat("for_secretariat", question)
    return True


@transaction.atomic
def take_up(question, entry, *, by, how=Way.PAGE):
    """An expert answers a question that was opened to their field. Returns their invitation."""
    question = open_question(question)
    entry = RosterEntry.objects.select_related("person__user").get(pk=entry.pk)
    told = question.field_notices.filter(entry=entry).exists()
    if question.reach != Reach.FIELD or not told or not is_in_office(entry):
        raise ConsultingError(_("This question is not open to your field."))
    now = timezone.now()
    invitation, is_new = Invitation.objects.get_or_create(
        question=question,
        entry=entry,
        defaults={
            "state": InvitationState.ACCEPTED,
            "origin": Origin.TOOK_UP,
            "answered_at": now,
            "answered_how": how,
        },
    )
    invitation.question, invitation.entry = question, entry
    if not is_new:
        if invitation.is_accepted:
            return invitation
        invitation.state, invitation.answered_at, invitation.answered_how = InvitationState.ACCEPTED, now, how
        invitation.save(update_fields=["state", "answered_at", "answered_how"])
    question.first_accepted_at = question.first_accepted_at or now
    question.handed_over_at = None
    question.save(update_fields=["first_accepted_at", "handed_over_at"])
    step(question, StepKind.TAKEN_UP, by=by, invitation=invitation)
    letters.to_asker("accepted", question, name=lambda: _name(invitation))
    letters.to_expert("thanks", invitation)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation, *, by, reason=""):
    """Take an invitation back. Returns False if the expert has accepted or it is over."""
    invitation = locked_invitation(invitation)
    if not invitation.is_waiting:
        return False
    invitation.state, invitation.ended_at = InvitationState.WITHDRAWN, timezone.now()
    invitation.save(update_fields=["state", "ended_at"])
    step(invitation.question, StepKind.INVITATION_WITHDRAWN, by=by, invitation=invitation, reason=reason)
    letters.to_expert("over", invitation, reason=reason)
    return True


@transaction.atomic
def stop_telling(entry):
    """An expert is told of no open question any more. Returns False if that was so already."""
    return Abstention.objects.get_or_create(entry=entry)[1]


def _ready(question, by):
    """The question if it may be brought to experts: open, or a draft of whoever brings it."""
    question = locked(question)
    if question.state == QuestionState.DRAFT and question.asked_by_id == by.pk:
        return question
    if question.state != QuestionState.OPEN:
        raise ConsultingError(_("This question is not open any more."))
    return question


def _ask(question, by):
    if question.state != QuestionState.DRAFT:
        return
    question.state, question.asked_at = QuestionState.OPEN, timezone.now()
    question.save(update_fields=["state", "asked_at"])
    step(question, StepKind.ASKED, by=by)


def _name(invitation):
    return name_expert(invitation, invitation.question.asked_by).text
