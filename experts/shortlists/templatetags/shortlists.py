"""Buttons that put experts on a shortlist, for lists of any room."""

from django import template

from directory.templatetags.directory import names_for_reader
from experts.shortlists import queries, visiting

register = template.Library()


@register.inclusion_tag("shortlists/_form.html", takes_context=True)
def shortlist_form(context):
    """What the buttons of a list belong to, once a page: it holds what differs from reader to reader."""
    request = context["request"]
    if request.user.is_authenticated:
        current = queries.shortlists_of(request.user).filter(is_current=True).first()
        number = current.number if current else 0
    else:
        current, number = None, len(visiting.keys_of(request))
    return {"request": request, "current": current, "number": number, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("shortlists/_button.html")
def shortlist_button(entry):
    """A button in the row of a disclosed entry. The same for all readers, so that rows may be kept for many."""
    return {"entry": entry, "name": names_for_reader(entry.person).first}
