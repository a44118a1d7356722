"""What other pages say about merges."""

from django import template

from ...choices import Audience
from ...models import audience_of
from ..queries import merges_about

register = template.Library()


@register.inclusion_tag("duplicates/_merges.html", takes_context=True)
def merges_of(context, record):
    """What was put together into a record, for its history."""
    user = getattr(context.get("request"), "user", None)
    return {
        "merges": merges_about(record),
        "record": record,
        "is_secretariat": audience_of(user) >= Audience.SECRETARIAT,
    }
