"""Names on the pages of those who keep order: as everywhere, only of people whose record the reader may see."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from directory.models import audience_of
from directory.permissions import is_secretariat

from ..gate import ban_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def name_of(context, user):
    """A user's name, with a link to their record, or that they are somebody of the network."""
    viewer = context["request"].user
    person = user.record if user is not None else None
    if person is None:
        return _("The Secretariat") if user is not None and is_secretariat(user) else _("A former member")
    if user.pk != viewer.pk and not (person.is_listed and person.listing <= audience_of(viewer)):
        return _("A member of the network")
    return format_html('<a href="{}"><bdi>{}</bdi></a>', person.get_absolute_url(), person)


@register.filter
def ban_words(ban):
    return ban_in_words(ban)
