"""What goes with the sign-in of somebody who leaves, and what they take along."""

from django.utils.translation import gettext as _

from .models import GroupInvitation, InvitationUse, JoinRequest


def erase_what_is_theirs(user):
    """What they wrote to join, invitations to them, and by which they came."""
    for model in (JoinRequest, GroupInvitation, InvitationUse):
        model.objects.filter(user=user).delete()


def requests_of(user):
    """What somebody wrote to join groups, and what was answered."""
    return [
        {
            "words": _("%(group)s: %(state)s") % {"group": asked.group.name, "state": asked.get_state_display()},
            "group": asked.group.slug,
            "note": asked.note,
            "answers": asked.answers,
            "asked_at": asked.asked_at,
            "decided_at": asked.decided_at,
            "reason": asked.reason,
        }
        for asked in JoinRequest.objects.filter(user=user).select_related("group")
    ]
