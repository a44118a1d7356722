"""Letters about coming into groups and leaving them, each in its reader's language."""

from django.utils.translation import override
from notifications.actions import send, send_to_secretariat

from directory.models import User

from ..from_letter import LINK_WORKS_DAYS, link, sign
from . import queries
from .models import JoinRequest
from .showing import name_of

DECIDE, INVITED, LEAVE = "joining.decide", "joining.invited", "joining.leave"


def request_waits(request):
    """Every facilitator is told, with links of their own; without one, the Secretariat."""
    told = queries.facilitators_of(request.group)
    for user in told:
        language = user.language
        token = sign(DECIDE, request.pk, user.pk)
        with override(language):
            context = {
                **_of_request(request, user),
                "accept_address": link(language, "joining:from_letter", token, "accept"),
                "decline_address": link(language, "joining:from_letter", token, "decline"),
                "desk_address": link(language, "joining:desk", request.group.slug),
                "days": LINK_WORKS_DAYS,
            }
        # It holds links that decide, and words meant for few.
        send("joining/mail/request", user, context, secret=True, lasting=True)
    if not told:
        send_to_secretariat(
            "joining/mail/request_without_facilitator",
            {"group": request.group, "desk_address": link("en", "joining:desk", request.group.slug)},
        )


def request_decided(request):
    """Whoever asked reads what was decided, and why."""
    user = request.user
    return send(
        f"joining/mail/{request.state}",
        user,
        {
            "group": request.group,
            "reason": request.reason,
            "group_address": link(user.language, "forums:group", request.group.slug),
            "groups_address": link(user.language, "my_groups:list"),
        },
        secret=True,
        lasting=True,
    )


def invitation(invitation):
    """Whoever is invited reads by whom, to what, and until when."""
    language = invitation.user.language if invitation.user_id else invitation.language
    viewer = invitation.user
    with override(language):
        texts = queries.text_in_parts(invitation.group)
        context = {
            "group": invitation.group,
            "description": texts.get("description", {}).get("text", ""),
            "inviter": name_of(invitation.invited_by, viewer),
            "note": invitation.note,
            "until": invitation.expires_at,
            "is_member": invitation.user_id is not None,
            "address": link(language, "joining:invited", sign(INVITED, invitation.pk)),
        }
    return send(
        "joining/mail/invitation",
        invitation.user or invitation.address,
        context,
        language=language,
        secret=True,
        lasting=True,
    )


def removed(group, user, reason):
    return send(
        "joining/mail/removed",
        user,
        {"group": group, "reason": reason},
        secret=True,
        lasting=True,
    )


def put_in(group, users):
    """People whom the rules of a group put into it are told, and how to leave."""
    for user in User.objects.filter(pk__in=users, is_active=True):
        leave_address = link(user.language, "joining:leave_from_letter", sign(LEAVE, group.pk, user.pk))
        send(
            "joining/mail/put_in",
            user,
            {
                "group": group,
                "group_address": link(user.language, "forums:group", group.slug),
                "groups_address": link(user.language, "my_groups:list"),
                "leave_address": leave_address,
            },
            unsubscribe=leave_address,
            unhurried=True,
        )


def named_facilitator(group, user):
    return send(
        "joining/mail/facilitator",
        user,
        {"group": group, "desk_address": link(user.language, "joining:desk", group.slug)},
    )


def _of_request(request: JoinRequest, viewer):
    return {
        "group": request.group,
        "name": name_of(request.user, viewer),
        "country": getattr(getattr(request.user.record, "country", None), "name", ""),
        "note": request.note,
        "answers": request.answers,
    }
