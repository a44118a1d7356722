"""Pieces of the pages of the forums."""

from datetime import datetime
from functools import lru_cache

from django import template
from django.template.defaultfilters import filesizeformat
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ..addresses import address
from ..choices import ThreadKind, ThreadState
from ..showing import author, author_of

register = template.Library()


@register.simple_tag
def show_author(shown):
    """An ``Author`` as a link, or as words where nothing leads to them."""
    if not shown.lang:
        name = f"<bdi>{escape(shown.name)}</bdi>"
    else:
        name = f'<bdi lang="{escape(shown.lang)}" dir="{shown.dir}">{escape(shown.name)}</bdi>'
    return mark_safe(f'<a href="{escape(shown.address)}">{name}</a>' if shown.address else name)


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
    return _time(here.isoformat(timespec="minutes"), get_language())


# Lists show the same moments on page after page.
@lru_cache(10_000)
def _time(written, _language):
    words = escape(date_format(datetime.fromisoformat(written), "DATETIME_FORMAT"))
    return mark_safe(f'<time datetime="{written}">{words}</time>')


@register.simple_tag(takes_context=True)
def post_article(context, shown):
    """A post on its page. Written here, for a page has twenty of them; what one may do with it is a template."""
    post, is_known = shown.post, context["user"].is_authenticated
    parts = [
        f'<article class="post{" official" if shown.ribbon else ""}{" new" if shown.is_new else ""}" id="p{post.pk}"'
        f' data-number="{post.number}">\n{_head(shown)}\n'
    ]
    if stub := shown.stub:
        own = " " + escape(_("Only its author and those who keep order read it.")) if shown.has_words else ""
        parts.append(f'<p class="stub">{escape(stub)}{own}</p>')
    if shown.has_words:
        parts.append(f'<div class="words" lang="{escape(post.language)}" dir="{post.direction}">{shown.html}</div>\n')
        if post.folded:
            parts.append(
                f'<details class="text"><summary>{escape(_("What the mail quoted"))}</summary>'
                f'<pre class="folded" dir="auto">{escape(post.folded)}</pre></details>\n'
            )
        if shown.files:
            parts.append(f'<ul class="files">{"".join(map(_file, shown.files))}</ul>\n')
        parts += [str(markup) for markup in shown.panels]
    if is_known or (shown.has_words and post.helpful_count):
        parts.append(
            f"<footer>{_found_helpful(post.helpful_count)}{_acts(context, shown) if is_known else ''}</footer>"
        )
    return mark_safe("".join(parts) + "</article>")


def _head(shown):
    """Who speaks, for whom, when."""
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
        facts.append(f'<a href="{address("forums:history", post.pk)}">{escape(_("edited"))}</a>')
    if shown.is_accepted:
        facts.append(f'<span class="state current">{escape(_("Accepted answer"))}</span>')
    if shown.is_new:
        facts.append(f"<b>{escape(_('New'))}</b>")
    return f'<header>{"".join(parts)}<p class="when">{" · ".join(facts)}</p></header>'


def _file(file):
    facts = f"{file.kind.upper()}, {filesizeformat(file.size)}"
    return (
        f'<li><a href="{escape(file.get_absolute_url())}" download><bdi>{escape(file.name)}</bdi></a> '
        f"({escape(facts)})</li>"
    )


def _found_helpful(number):
    if not number:
        return ""
    words = ngettext(
        "%(number)s reader found this helpful",
        "%(number)s readers found this helpful",
        number,
    )
    return f"<span>{words % {'number': number}}</span>"


def _acts(context, shown):
    with context.push(shown=shown, post=shown.post):
        return get_template("forums/_post_acts.html").template.render(context)


@register.simple_tag(takes_context=True)
def thread_rows(context, rows, with_group=False):
    """Threads in a list. Written here, for a list has twenty of them."""
    is_known = context["user"].is_authenticated
    words = WordsOfRows()
    return mark_safe("".join([_row(row, words, is_known, with_group) for row in rows]))


class WordsOfRows:
    """The words that stand on each line of a list, looked up once."""

    def __init__(self):
        self.last_post = escape(_("Last post:"))
        self._posts = {}

    def posts(self, number):
        if number not in self._posts:
            self._posts[number] = ngettext("%(number)s post", "%(number)s posts", number) % {"number": number}
        return self._posts[number]


def _row(row, words, is_known, with_group):
    thread, title = row.thread, row.title
    facts = []
    if with_group:
        group = thread.group
        facts.append(f'<a href="{group.get_absolute_url()}"><bdi>{escape(group.name)}</bdi></a>')
    elif thread.is_pinned:
        facts.append(f"<b>{escape(_('Pinned'))}</b>")
    if row.is_question:
        facts.append(_state("current", _("Answered")) if thread.accepted_id else _state("waiting", _("Question")))
    elif thread.kind != ThreadKind.DISCUSSION:
        facts.append(escape(ThreadKind(thread.kind).label))
    if thread.closed_at:
        facts.append(_state("expired", _("Closed")))
    if thread.state != ThreadState.SHOWN:
        facts.append(_state("waiting", ThreadState(thread.state).label))
    facts.append(show_author(row.author))
    facts.append(words.posts(thread.post_count))
    if row.unread:
        unread = ngettext("%(number)s unread", "%(number)s unread", row.unread) % {"number": row.unread}
        facts.append(f"<b>{unread}</b>")
    elif row.is_new:
        facts.append(f"<b>{escape(_('New posts'))}</b>")
    last = moment(thread.last_post_at)
    facts.append(f"{words.last_post} {show_author(row.last_author)}, {last}" if thread.post_count > 1 else last)
    facts += map(_tag, row.tags)
    where = address("forums:thread", thread.pk) + (row.first_unread if is_known else "")
    return (
        f'<li class="row{" new" if row.unread or row.is_new else ""}"><h3 class="name"><a href="{where}">'
        f'<bdi lang="{escape(title["lang"])}" dir="{title["dir"]}">{escape(title["text"])}</bdi></a></h3>\n'
        f'<ul class="facts">{"".join(f"<li>{fact}</li>" for fact in facts)}</ul></li>'
    )


def _tag(tag):
    where = escape(address("forums:tag", tag["slug"]))
    return f'<a class="tag" rel="tag" href="{where}"><bdi>{escape(tag["name"])}</bdi></a>'


def _state(name, words):
    return f'<span class="state {name}">{escape(words)}</span>'


@register.simple_tag
def post_place(post):
    """The address of a post on its page."""
    from ..views.thread import address_of_post

    return address_of_post(post)
