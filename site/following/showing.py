"""The button beside what can be followed."""

from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from search.asking import Asked

from directory.disclosure import DisclosedInstitution, DisclosedPerson
from directory.models import Country

from . import queries
from .choices import Frequency, List


def follow_button(thing, request):
    """A button to follow a person, an institution, a country or a search; or how it is followed already."""
    meant, parameters = _meant(thing, request)
    if meant is None:
        return ""
    return render_to_string(
        "following/_button.html",
        {
            "address": f"{reverse('following:begin')}?{urlencode(parameters)}",
            "standing": queries.standing(request.user, meant),
            "usual": Frequency.DAILY,
            "is_search": isinstance(meant, tuple),
        },
        request,
    )


def _meant(thing, request):
    if isinstance(thing, DisclosedPerson):
        # Nobody needs letters about their own record.
        is_own = thing.person.user_id is not None and thing.person.user_id == request.user.pk
        return (None, ()) if is_own else (thing.person, {"person": thing.slug})
    if isinstance(thing, DisclosedInstitution):
        return thing.institution, {"institution": thing.slug}
    if isinstance(thing, Country):
        return thing, {"country": thing.code}
    if isinstance(thing, Asked) and (name := _list_of(request)):
        pairs = [("list", name), *thing.parameters(sort="name")]
        return (name, urlencode(pairs)), [pair for pair in pairs if pair[0] != "sort"]
    return None, ()


def _list_of(request):
    match = getattr(request, "resolver_match", None)
    if match is None or match.namespace != "search" or match.url_name not in List.values:
        return None
    return match.url_name
