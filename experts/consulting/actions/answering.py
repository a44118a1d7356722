"""What an expert says to being asked: yes, no, or somebody else."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import letters, queries
from ..choices import InvitationState, StepKind, Way
from ..exceptions import ConsultingError
from ..showing import name_expert, viewer_of
from .steps import is_in_office, locked_invitation, step


@transaction.atomic
def accept(invitation, *, by=None, how=Way.PAGE, shows_address=False):
    """The expert takes the question on. Returns False if they had before."""
    invitation = locked_invitation(invitation)
    if invitation.is_accepted:
        return False
    _still_asked(invitation)
    question = invitation.question
    _answer(invitation, InvitationState.ACCEPTED, how)
    invitation.shows_address = shows_address
    invitation.save(update_fields=["shows_address"])
    question.first_accepted_at = question.first_accepted_at or invitation.answered_at
    question.handed_over_at = None
    question.save(update_fields=["first_accepted_at", "handed_over_at"])
    step(question, StepKind.ACCEPTED, by=by, invitation=invitation)
    letters.to_asker("accepted", question, name=lambda: name_of(invitation))
    letters.to_expert("thanks", invitation)
    return True


@transaction.atomic
def decline(invitation, *, by=None, how=Way.PAGE, reason=""):
    """The expert does not take it on. Returns False if they had said so before."""
    invitation = locked_invitation(invitation)
    if invitation.state == InvitationState.DECLINED:
        return False
    _still_asked(invitation)
    _answer(invitation, InvitationState.DECLINED, how, reason)
    step(invitation.question, StepKind.DECLINED, by=by, invitation=invitation, reason=reason)
    _tell_of_refusal(invitation)
    return True


@transaction.atomic
def suggest_another(invitation, suggestion, *, by=None, how=Way.PAGE, reason=""):
    """The expert names somebody who should be asked in their place; asker or Secretariat then asks them, or not."""
    invitation = locked_invitation(invitation)
    if invitation.state == InvitationState.SUGGESTED:
        return False
    _still_asked(invitation)
    _suggest(invitation, suggestion)
    _answer(invitation, InvitationState.SUGGESTED, how, reason)
    step(invitation.question, StepKind.SUGGESTED, by=by, invitation=invitation, reason=reason)
    _tell_of_refusal(invitation)
    return True


@transaction.atomic
def hand_over(invitation, *, by=None, how=Way.PAGE, suggestion="", reason=""):
    """An expert who had accepted cannot go on. What they wrote stays; the asker is told, and asks somebody else."""
    invitation = locked_invitation(invitation)
    if invitation.state == InvitationState.HANDED_OVER:
        return False
    if not invitation.is_accepted:
        raise ConsultingError(_("Only who has accepted a question hands it over."))
    _suggest(invitation, suggestion)
    invitation.state, invitation.ended_at, invitation.reason = InvitationState.HANDED_OVER, timezone.now(), reason
    invitation.save(update_fields=["state", "ended_at", "reason", "suggestion", "suggested_entry"])
    step(invitation.question, StepKind.PASSED_ON, by=by, invitation=invitation, reason=reason)
    _tell_of_refusal(invitation)
    return True


def name_of(invitation):
    """The expert as the asker may know them, in the active language."""
    return name_expert(invitation, invitation.question.asked_by).text


def _still_asked(invitation):
    if not is_in_office(invitation.entry):
        raise ConsultingError(_("You are not on the roster any more, so this question is not yours to answer."))
    if not invitation.is_waiting:
        raise ConsultingError(_("This invitation is over: “%(state)s”.") % {"state": invitation.get_state_display()})


def _answer(invitation, state, how, reason=""):
    invitation.state, invitation.answered_at, invitation.answered_how = state, timezone.now(), how
    invitation.reason = reason
    invitation.save(update_fields=["state", "answered_at", "answered_how", "reason", "suggestion", "suggested_entry"])


def _suggest(invitation, suggestion):
    invitation.suggestion = suggestion
    invitation.suggested_entry = queries.entry_named(suggestion, viewer_of(invitation.entry), invitation)


def _tell_of_refusal(invitation):
    letters.to_asker(
        "declined",
        invitation.question,
        name=lambda: name_of(invitation),
        reason=invitation.reason,
        suggestion=invitation.suggestion,
        others=invitation.question.invitations.accepted().count(),
    )
