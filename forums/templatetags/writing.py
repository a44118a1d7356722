"""The box to write in, on the pages of others."""

from django import template
from django.template.loader import render_to_string

from .. import actions
from ..choices import ThreadState
from ..rendering import in_language as lead_on
from ..views.writing import Reply

register = template.Library()


@register.simple_tag(takes_context=True)
def reply_box(context, thread):
    """The box at the end of a thread, or why there is none. For a visitor it asks the database nothing."""
    request = context["request"]
    user = request.user
    told = {"thread": thread, "group": thread.group, "request": request, "csrf_token": context.get("csrf_token")}
    if thread.state != ThreadState.SHOWN or thread.is_closed or thread.group.is_archived:
        return ""
    if user.is_authenticated and user.has_perm("forums.reply_to_thread", thread):
        view = Reply()
        view.setup(request, pk=thread.pk)
        view.thread, view.group = thread, thread.group
        draft = actions.unposted_draft_of(user, view.place())
        told |= {
            "form": view.form(initial=view.beginning() | (view.of_draft(draft) if draft else {})),
            "draft": draft,
            "files": view.files(draft),
            "place": f"thread:{thread.pk}",
            "action_address": "reply",
        }
    return render_to_string("forums/_reply.html", told)


@register.filter
def in_language(html):
    """The words of a post, their links leading to pages in the reader's language."""
    return lead_on(html)
