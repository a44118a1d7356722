"""Says on pages of records that mail does not arrive."""

from django import template
from notifications.reachability import unreachable_among

from directory.choices import Audience, ContactKind
from directory.models import Person, audience_of
from directory.permissions import is_own_record, maintains
from directory.upkeep.addressees import addressees_of

register = template.Library()


@register.inclusion_tag("upkeep/_mail_trouble.html", takes_context=True)
def mail_trouble(context, shown):
    """For a disclosed record on its page, to whoever looks at it.

    Those who keep it, and the Secretariat, read which address and since when. Others read a neutral line, and only if
    they see the address itself, so that nobody learns from it that there is one.
    """
    user = context["request"].user
    record = getattr(shown, "person", None) or shown.institution
    if context.get("keeps") is None and _keeps(user, record):
        return {"lost": _lost(record), "is_person": isinstance(record, Person)}
    visible = [contact.value for contact in shown.contacts if contact.kind == ContactKind.EMAIL]
    lost = unreachable_among(visible) if visible else {}
    tried = max((each.last_at for each in lost.values()), default=None)
    return {"tried": tried, "is_person": isinstance(record, Person)}


@register.inclusion_tag("upkeep/_mail_trouble.html")
def mail_trouble_of(record):
    """For a record, to whoever keeps it."""
    return {"lost": _lost(record), "is_person": isinstance(record, Person)}


def _keeps(user, record):
    if audience_of(user) >= Audience.SECRETARIAT:
        return True
    if not user.is_authenticated:
        return False
    return is_own_record(user, record) if isinstance(record, Person) else maintains(user, record)


def _lost(record):
    addresses = [each.address for each in addressees_of(record)]
    lost = unreachable_among(addresses)
    return [lost[address.lower()] for address in addresses if address.lower() in lost]
