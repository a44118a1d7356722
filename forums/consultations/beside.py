"""What consultations put on pages of the forums."""

from django.template.loader import render_to_string

from ..choices import ThreadKind
from . import queries
from .choices import State
from .models import Consultation, Contribution


def consultation_of_thread(thread, request):
    if thread.kind != ThreadKind.CONSULTATION:
        return ""
    consultation = Consultation.objects.select_related("group").filter(thread=thread).first()
    if consultation is None:
        return ""
    may_contribute = (
        request.user.is_authenticated
        and consultation.takes_contributions
        and request.user.has_perm("forum_consultations.contribute", consultation)
    )
    context = {"consultation": consultation, "may_contribute": may_contribute}
    return render_to_string("forum_consultations/_of_thread.html", context, request=request)


def contributions_of_posts(posts, request):
    """Which questions each post answers; asks nothing for posts of other threads."""
    posts = list(posts)
    if not posts or posts[0].thread.kind != ThreadKind.CONSULTATION:
        return {}
    found = Contribution.objects.filter(post__in=posts).prefetch_related("questions")
    return {
        each.post_id: render_to_string("forum_consultations/_of_post.html", {"contribution": each})
        for each in found
        if each.is_late or each.is_paper or each.questions.all()
    }


def shown_in(group):
    return Consultation.objects.filter(group=group).exclude(state=State.CANCELLED)


def consultations_of_group(group, request):
    if not group.is_read_by(request.user):
        return ""
    seen = shown_in(group) & Consultation.objects.visible_to(request.user)
    shown = list(seen.order_by("-opens_at", "-pk")[:5])
    may_lead = request.user.is_authenticated and request.user.has_perm("forum_consultations.lead", group)
    if not shown and not may_lead:
        return ""
    context = {"consultations": shown, "may_lead": may_lead, "group": group}
    return render_to_string("forum_consultations/_of_group.html", context, request=request)


def consultations_of_mine(user, request):
    waiting = list(queries.waiting_for(user)[:10])
    if not waiting:
        return ""
    return render_to_string("forum_consultations/_of_mine.html", {"consultations": waiting}, request=request)
