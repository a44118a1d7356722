"""What the procedure of designation has for somebody, on their own page."""

from django import template

from directory.designating import queries
from directory.models import Draft

register = template.Library()


@register.inclusion_tag("designating/_doors.html")
def designations_of(user):
    """Posts to accept, the page of one's country, and designating: to those whom they concern. Six queries."""
    countries = [post.country for post in queries.focal_point_posts(user)]
    return {
        "drafts": [
            {"country": country, "number": Draft.objects.waiting().filter(institution__country=country).count()}
            for country in countries
        ],
        "waiting": list(queries.posts_to_accept(user)),
        "countries": countries,
        "designates": bool(queries.capacities(user)),
        "drafts_for": [held.country for held in queries.parts_held(user) if held.country],
    }
