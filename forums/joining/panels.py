"""What joining shows on the pages of the forums."""

from django.template.loader import render_to_string

from ..permissions import belongs
from . import queries


def about_group(group, request):
    """On a group's page: what it is, how one comes in or leaves, and the ways to its other pages."""
    user = request.user
    known = user.is_authenticated
    return render_to_string(
        "joining/_of_group.html",
        {
            "group": group,
            "is_signed_in": known,
            "belongs": known and belongs(user, group),
            "may_join": known and user.has_perm("joining.join", group),
            "may_ask": known and user.has_perm("joining.ask", group),
            "reads": group.is_read_by(user),
            "decides": known and user.has_perm("joining.decide", group),
        },
    )


def my_groups(user, request):
    """On one's own page of the forums: what waits for an answer of one's own, or of one as a facilitator."""
    invitations = list(queries.invitations_of(user))
    desks = queries.desks_with_requests(user)
    if not (invitations or desks):
        return ""
    return render_to_string("joining/_of_mine.html", {"invitations": invitations, "desks": desks}, request)
