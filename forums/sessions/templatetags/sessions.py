"""Names of those who speak in live sessions, as the reader of the page may know them."""

from django import template
from django.utils.html import format_html

from forums.showing import author, organisation_of, ribbon_of
from forums.templatetags.forums import show_author

register = template.Library()


@register.simple_tag(takes_context=True)
def speaker_name(context, person, kept_name="", capacity=""):
    """A person's name with a link to their record, or that they are somebody of the network."""
    return show_author(author(person, kept_name, capacity, context["request"].user))


@register.simple_tag
def capacity_of(post):
    """For whom somebody speaks; nothing for what is personal."""
    if ribbon := ribbon_of(post):
        return format_html(" · {}", ribbon)
    if organisation := organisation_of(post):
        return format_html(
            ' · <bdi lang="{}" dir="{}">{}</bdi>', organisation.lang, organisation.dir, organisation.text
        )
    return ""
