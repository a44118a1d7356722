"""Where an entry of the roster stands, on whatever page shows it."""

from django import template

from .. import queries
from ..standing import Standing

register = template.Library()


@register.inclusion_tag("experts/_status.html", takes_context=True)
def roster_status(context, entry):
    """State, what is missing, days until the lapse and the next step, for the owner of an entry."""
    return {"standing": Standing(entry), "entry": entry, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("experts/life/_steps.html")
def roster_steps(standing):
    """Every step of an entry: what, when, who and why."""
    return {"steps": standing.steps}


@register.inclusion_tag("experts/life/_state.html")
def roster_state(entry):
    """The state of an entry as a mark with its words."""
    return {"entry": entry, "mark": Standing(entry).mark}


@register.inclusion_tag("experts/nominating/_door.html")
def nominations_waiting(user):
    """For those who nominate experts, on their own page: how many wait for them. At most four queries."""
    nominates = bool(queries.capacities(user))
    return {"nominates": nominates, "number": queries.waiting_for(user).count() if nominates else 0}
