"""Pieces of the pages of the forums."""

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

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
def post_head(shown):
    """Who speaks, for whom, when: the head of a post. Written here, for a page has twenty of them."""
    post, parts = shown.post, []
    if shown.ribbon:
        parts.append(f'<p class="ribbon">{escape(shown.ribbon)}</p>')
    place = shown.organisation
    said = f' · <bdi lang="{escape(place.lang)}" dir="{place.dir}">{escape(place.text)}</bdi>' if place else ""
    parts.append(f'<p class="by">{show_author(shown.author)}{said}</p>')
    facts = [f'<a href="{shown.address}">#{post.pk}</a>', moment(post.posted_at)]
    if shown.way:
        facts.append(escape(shown.way))
    if post.posted_by_id:
        facts.append(escape(_("entered by the Secretariat")))
    if post.edit_count and shown.has_words:
        facts.append(f'<a href="{reverse("forums:history", args=[post.pk])}">{escape(_("edited"))}</a>')
    if shown.is_accepted:
        facts.append(f'<span class="state current">{escape(_("Accepted answer"))}</span>')
    if shown.is_new:
        facts.append(f"<b>{escape(_('New'))}</b>")
    return mark_safe(f'<header>{"".join(parts)}<p class="when">{" · ".join(facts)}</p></header>')


@register.simple_tag
def post_place(post):
    """The address of a post on its page."""
    from ..views.thread import address_of_post

    return address_of_post(post)
