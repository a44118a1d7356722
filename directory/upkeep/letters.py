"""Letters of the upkeep."""

from django.conf import settings
from django.utils.translation import override
from notifications.actions import send

from . import links
from .choices import LINK_WORKS_DAYS
from .showing import facts_of, name_in_letter


def ask(request, shown, *, is_reminder=False, at_once=False):
    """The question whether a record is true, with what stands in it. Gives the mail in the outbox."""
    with override(request.language):
        context = {
            "name": name_in_letter(shown).text,
            "facts": facts_of(shown),
            "is_person": request.person_id is not None,
            "is_reminder": is_reminder,
            "asked_at": request.asked_at,
            "confirmed_at": shown.confirmed_at,
            "days": LINK_WORKS_DAYS,
            "confirm_address": links.address_of(request, "confirm"),
            "change_address": links.address_of(request, "change"),
        }
    return send(
        "upkeep/mail/confirm",
        request.recipient or request.address,
        context,
        language=request.language,
        reply_to=settings.SECRETARIAT_EMAIL,
        # The letter holds a link that confirms, and what may be meant for few.
        secret=True,
        unhurried=not at_once,
    )
