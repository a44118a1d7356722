"""Where a consultation stands, and how it is cited."""

from django import template
from django.conf import settings

from forums.consultations.choices import State
from forums.consultations.printing import cited_as

register = template.Library()

_CLASSES = {
    State.DRAFT: "vacant",
    State.ANNOUNCED: "vacant",
    State.OPEN: "waiting",
    State.EXTENDED: "waiting",
    State.CLOSED: "expired",
    State.SUMMARISED: "expired",
    State.PUBLISHED: "current",
    State.CANCELLED: "expired",
}


@register.inclusion_tag("components/state.html")
def state_of(consultation):
    state = consultation.shown_state()
    return {"state": _CLASSES[state], "words": state.label}


@register.simple_tag
def cited(consultation):
    """The one line by which it is cited, with its lasting address."""
    return cited_as(consultation, settings.BASE_URL.rstrip("/") + consultation.get_absolute_url())
