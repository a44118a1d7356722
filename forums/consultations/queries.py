"""What is asked aloud about consultations."""

from django.db.models import Count, Exists, F, OuterRef, Q

from ..choices import PostState, ThreadState
from .models import Consultation, Contribution


def consultations_shown(viewer):
    """Consultations a viewer may know of since their announcement, with their number of contributions."""
    shown = Q(
        contributions__post__state=PostState.PUBLISHED,
        contributions__post__thread__state=ThreadState.SHOWN,
        contributions__post__thread=F("thread"),
    )
    return (
        Consultation.objects.visible_to(viewer)
        .filter(number__isnull=False)
        .select_related("group")
        .annotate(contribution_number=Count("contributions", filter=shown))
    )


def contributions_of(consultation):
    """The contributions readers see, in the order they came, with all a page needs of them in two queries."""
    shown = (
        consultation.contributions.shown()
        .select_related("post__person__country", "post__country", "post__institution__country", "post__thread")
        .prefetch_related("questions")
    )
    return list(shown)


def by_question(consultation, contributions):
    """``[(question or None, [(contribution, is it printed here)])]``: whole under the first question it answers, and
    named under the others; those that answer none in particular at the end.
    """
    parts = []
    printed = set()
    for question in consultation.questions.all():
        here = [each for each in contributions if question in each.questions.all()]
        parts.append((question, [(each, each.pk not in printed) for each in here]))
        printed |= {each.pk for each in here}
    rest = [(each, True) for each in contributions if not each.questions.all()]
    return [*parts, *([(None, rest)] if rest else [])]


def waiting_for(user):
    """Consultations that run in one's groups and to which one has not contributed, the first to end first."""
    mine = Contribution.objects.filter(consultation=OuterRef("pk"), post__author=user)
    return (
        Consultation.objects.running()
        .visible_to(user)
        .filter(group__memberships__user=user, group__memberships__state="active")
        .exclude(Exists(mine))
        .select_related("group")
        .order_by("closes_at", "pk")
    )
