"""What somebody undertakes, on their profile; what they have still to accept, on their own page."""

from django import template

from directory.enrolment import queries
from directory.enrolment.wording import written

register = template.Library()


@register.inclusion_tag("enrolment/_undertakings.html")
def undertakings_of(person):
    """What a disclosed person undertakes, with version and day. Whoever sees the record sees it."""
    return {
        "undertakings": [
            {"of": each, "words": written(each.terms, "undertaking")}
            for each in queries.accepted_undertakings(person.pk)
        ]
    }


@register.inclusion_tag("enrolment/_terms_waiting.html")
def terms_waiting(person):
    """What waits to be accepted by whoever keeps this record; nothing where nothing does. One query."""
    return {"asked": queries.terms_to_accept(person)}
