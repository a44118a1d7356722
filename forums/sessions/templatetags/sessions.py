"""Names of those who speak in live sessions, as the reader of the page may know them."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from directory.models import audience_of
from forums.choices import Capacity

register = template.Library()


@register.simple_tag(takes_context=True)
def speaker_name(context, person, kept_name=""):
    """A person's name with a link to their record, or that they are somebody of the network."""
    user = context["request"].user
    if person is None:
        return kept_name or _("The Secretariat")
    is_own = person.user_id is not None and person.user_id == user.pk
    if not is_own and not (person.is_listed and person.listing <= audience_of(user)):
        return _("A member of the network")
    return format_html('<a href="{}"><bdi>{}</bdi></a>', person.get_absolute_url(), person)


@register.simple_tag
def capacity_of(post):
    """For whom somebody speaks; nothing for what is personal."""
    if post.capacity == Capacity.PARTY and post.country is not None:
        return format_html(" · {}", _("Speaks for %(country)s") % {"country": post.country.name})
    if post.capacity == Capacity.ORGANISATION and post.institution is not None:
        return format_html(" · <bdi>{}</bdi>", post.institution)
    return ""
