"""Meetings on the pages of groups and threads."""

from django.template.loader import render_to_string

from . import queries
from .permissions import may_attend


def of_group(group, request):
    """The next meetings, for those who read the group."""
    if not group.is_read_by(request.user):
        return ""
    meetings = queries.with_times(queries.next_of(group), request.user)
    if not meetings:
        return ""
    return render_to_string("meetings/_of_group.html", {"group": group, "meetings": meetings}, request)


def of_thread(thread, request):
    """The meetings that hang beside a thread. Asks nothing where nothing hangs beside it."""
    if not thread.has_beside:
        return ""
    user = request.user
    meetings = queries.with_times(thread.meetings.order_by("starts_at", "pk"), user)
    if not meetings:
        return ""
    return render_to_string(
        "meetings/_of_thread.html",
        {"meetings": meetings, "attends": user.is_authenticated and may_attend(user, thread.group)},
        request,
    )
