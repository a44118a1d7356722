"""Whatever is posted into the thread of a consultation, on the site, by mail or by a program, contributes to it."""

from ..choices import Capacity, EventKind, ThreadKind
from .models import Consultation, Contribution


def note_contribution(event):
    """A listener of ``forums.hearing``. What the Secretariat or, after the end, who leads it says is about the
    consultation, not part of it.
    """
    post = event.post
    if event.kind != EventKind.POSTED or event.thread.kind != ThreadKind.CONSULTATION or post.number == 1:
        return
    consultation = Consultation.objects.select_related("group").filter(thread=event.thread).first()
    if consultation is None or post.capacity == Capacity.SECRETARIAT:
        return
    is_late = post.posted_at >= consultation.closes_at
    if is_late and not consultation.takes_late and post.posted_by_id is None:
        return
    Contribution.objects.get_or_create(
        post=post,
        defaults={"consultation": consultation, "received_at": post.posted_at, "is_late": is_late},
    )
