"""Questions to experts on pages of others: on one's own page, and beside an expert."""

from django import template

from experts.consulting import queries
from experts.consulting.choices import AnswerState, InvitationState, QuestionState

register = template.Library()

_CLASSES = {
    QuestionState.DRAFT: "vacant",
    QuestionState.OPEN: "waiting",
    QuestionState.CLOSED: "current",
    QuestionState.WITHDRAWN: "expired",
    InvitationState.INVITED: "waiting",
    InvitationState.ACCEPTED: "current",
    InvitationState.NO_ANSWER: "vacant",
    AnswerState.PROPOSED: "waiting",
    AnswerState.PUBLISHED: "current",
    AnswerState.REFUSED: "expired",
}


@register.inclusion_tag("components/state.html")
def state_of(thing):
    """Where a question, an invitation or a public answer stands, with its mark."""
    return {"state": _CLASSES.get(thing.state, "expired"), "words": thing.get_state_display()}


@register.inclusion_tag("consulting/_doors.html")
def questions_of(user):
    """What waits for somebody, on their own page. Four queries."""
    return {
        "waiting": list(queries.waiting_for(user)[:3]),
        "to_write": queries.to_answer(user).count(),
        "consents": queries.consents_wanted(user).count(),
        "notices": queries.notices_to(user).count(),
        "may_ask": user.has_perm("consulting.ask"),
    }
