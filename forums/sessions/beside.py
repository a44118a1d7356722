"""What pages of groups and threads show of live sessions."""

from django.template.loader import render_to_string

from forums.choices import ThreadKind

from .models import Session


def what_goes_on(thread, request):
    """A panel of the page of a session's thread."""
    if thread.kind != ThreadKind.SESSION or not thread.has_beside:
        return ""
    session = Session.objects.filter(thread=thread).first()
    return render_to_string("forum_sessions/of_thread.html", {"session": session}, request) if session else ""


def to_come_in(group):
    return Session.objects.coming().filter(thread__group=group)


def sessions_of_group(group, request):
    """A panel of the page of a group: sessions that are open or to come, for those who read the group."""
    may_plan = request.user.is_authenticated and request.user.has_perm("forum_sessions.plan", group)
    sessions = []
    if group.is_read_by(request.user):
        sessions = list(to_come_in(group).visible_to(request.user).select_related("thread"))
    if not sessions and not may_plan:
        return ""
    told = {"group": group, "sessions": sessions, "may_plan": may_plan}
    return render_to_string("forum_sessions/of_group.html", told, request)
