"""What the site holds of somebody in consultations beside their posts, and what goes when they leave."""

from .models import Correction, Invitee


def consultations_of(user):
    """Consultations somebody was told of, and the corrections they proposed."""
    for row in Invitee.objects.filter(user=user).select_related("consultation"):
        yield {"words": f"{row.consultation.reference} {row.consultation.called}", "stopped_at": row.stopped_at}
    for row in Correction.objects.filter(user=user).select_related("consultation"):
        yield {"words": f"{row.consultation.reference}: {row.text}", "at": row.at, "answer": row.answer}


def forget_invitations(user):
    Invitee.objects.filter(user=user).delete()
