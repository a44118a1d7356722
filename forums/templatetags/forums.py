"""Pieces of the pages of the forums."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from ..showing import author, author_of

register = template.Library()


@register.simple_tag
def show_author(shown):
    """An ``Author`` as a link, or as words where nothing leads to them."""
    if not shown.lang:
        name = format_html("<bdi>{}</bdi>", shown.name)
    else:
        name = format_html('<bdi lang="{}" dir="{}">{}</bdi>', shown.lang, shown.dir, shown.name)
    return format_html('<a href="{}">{}</a>', shown.address, name) if shown.address else name


@register.simple_tag(takes_context=True, name="author")
def author_tag(context, post):
    """Who wrote a post, as the reader of the page may know them."""
    return show_author(author_of(post, context["user"]))


@register.simple_tag(takes_context=True)
def last_author(context, thread):
    """Who wrote the last post of a thread, as the reader of the page may know them."""
    person = thread.last_person if thread.last_person_id else None
    return show_author(author(person, thread.last_author_name, "", context["user"]))


@register.simple_tag
def moment(at):
    """Day and time, for readers and for machines."""
    here = timezone.localtime(at)
    return format_html(
        '<time datetime="{}">{}</time>', here.isoformat(timespec="minutes"), date_format(here, "DATETIME_FORMAT")
    )


@register.simple_tag
def post_place(post):
    """The address of a post on its page."""
    from ..views.thread import address_of_post

    return address_of_post(post)
