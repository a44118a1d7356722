"""Letters about posts: written once for all who read the same, then addressed to each.

What differs from reader to reader within one such letter are three addresses (of answers, and of the two links that
stop it). They are written as marks, which no text can hold, and put in at the end: five thousand letters of one post
cost a few renderings.
"""

import uuid
from dataclasses import dataclass
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext, override, pgettext
from notifications import letters as stationery
from notifications.models import OutgoingMail

from directory.choices import RecordStatus
from directory.templatetags.directory import institution_names
from forums import enclosures, rendering
from forums.choices import Capacity
from forums.models import Post
from forums.showing import author

from . import keys, links
from .choices import Kind, Reason

_TEMPLATES = {Kind.POST: "forum_mailing/mail/post", Kind.ACCEPTED: "forum_mailing/mail/accepted"}
# Private characters, which are taken out of every text that is written into a letter.
_ANSWER, _STOP, _STOP_THREAD = "\ue000answer\ue001", "\ue000stop\ue001", "\ue000thread\ue001"
_NAMESPACE = uuid.UUID("5f0b6c1e-3b0e-4f0e-9a55-2f4b9f1f6f0a")


def unmarked(text):
    """A text without the characters that marks are made of."""
    return text.replace("\ue000", "").replace("\ue001", "")


# --- Who speaks -------------------------------------------------------------------------------------------


def name_of(post, reader):
    """Who speaks, as this reader may read it, in the active language."""
    own = post.person is not None and post.person.user_id == reader.user.pk
    return author(post.person, post.author_name, post.capacity, reader.user if own else reader.audience).name


def capacity_of(post):
    """In what capacity, in a few words; empty for those who speak personally."""
    if post.capacity == Capacity.PARTY and post.country_id:
        return pgettext("capacity in which somebody speaks", "for %(party)s") % {"party": post.country}
    if post.capacity == Capacity.ORGANISATION and post.institution_id:
        if post.institution.status != RecordStatus.LISTED:
            return ""
        return pgettext("capacity in which somebody speaks", "for %(organisation)s") % {
            "organisation": institution_names(post.institution).first.text
        }
    return gettext("for the Secretariat") if post.capacity == Capacity.SECRETARIAT else ""


def sender(post, reader):
    """The From of a letter: whose words it brings, from the site's own address, for only that may be signed for."""
    name, site = parseaddr(settings.DEFAULT_FROM_EMAIL)
    capacity = capacity_of(post)
    who = name_of(post, reader)
    shown = f"{who} ({capacity})" if capacity else who
    via = gettext("%(who)s via %(network)s") % {"who": shown, "network": gettext("POPs Network") or name}
    # Brackets and quotation marks of names are quoted by `formataddr`; line ends are not.
    return formataddr((stationery.one_line(unmarked(via)), site))


# --- Writing once -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shared:
    """A letter as all read it who read the same."""

    subject: str
    text: str
    html: str
    headers: dict


class Desk:
    """Writes the letters of one batch; what two readers share is written once."""

    def __init__(self):
        self._shared = {}
        self._firsts = {}
        self._paths = {}

    def mail_for(self, delivery, reader, *, is_last):
        """The mail of one delivery, not yet saved. ``is_last`` says that it is the last of the day's letters."""
        post = delivery.post
        shared = self._shared_letter(delivery, reader, is_last)
        base = settings.BASE_URL.rstrip("/")
        group = post.thread.group
        belongs = group.pk in reader.levels
        stop_thread = base + self._stop_path(reader, links.THREAD, post.thread_id)
        stop = base + self._stop_path(reader, links.GROUP, group.pk) if belongs else stop_thread
        answer = keys.reply_address(reader.user, post)
        marks = ((_ANSWER, answer), (_STOP_THREAD, stop_thread), (_STOP, stop))
        text, html = shared.text, shared.html
        for mark, address in marks:
            text = text.replace(mark, address)
            html = html.replace(mark, escape(address)) if html else html
        return OutgoingMail(
            recipient=reader.user,
            address=reader.user.email,
            language=reader.language,
            subject=shared.subject,
            text=text,
            html=html,
            headers={
                **shared.headers,
                **self._references(post, reader),
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            reply_to=answer,
            # The same for the same delivery: were it written twice, the second would be refused.
            message_id=uuid.uuid5(_NAMESPACE, str(delivery.pk)),
            is_unhurried=True,
        )

    def _shared_letter(self, delivery, reader, is_last):
        post, wishes = delivery.post, reader.wishes
        belongs = post.thread.group_id in reader.levels
        key = (
            delivery.post_id,
            delivery.kind,
            delivery.reason,
            reader.language,
            name_of(post, reader) if post.person_id else "",
            wishes.is_text_only,
            wishes.most_kilobytes,
            is_last and wishes.most_a_day,
            belongs,
        )
        if key not in self._shared:
            with override(reader.language):
                self._shared[key] = self._write(delivery, reader, is_last and wishes.most_a_day, belongs)
        return self._shared[key]

    def _write(self, delivery, reader, limit, belongs):
        post, wishes, language = delivery.post, reader.wishes, reader.language
        thread, group = post.thread, post.thread.group
        words, is_cut = cut(unmarked(post.text), wishes.most_kilobytes * 1000)
        html = rendering.render(words, post.language, group) if is_cut else unmarked(post.html)
        base = settings.BASE_URL.rstrip("/")
        letter = stationery.write(
            _TEMPLATES[delivery.kind],
            {
                "post": post,
                "thread": thread,
                "group": group,
                "author": name_of(post, reader),
                "capacity": capacity_of(post),
                "words": words,
                "html": rendering.in_language(html).replace('href="/', f'href="{escape(base)}/'),
                "is_cut": is_cut,
                "attachments": post.attachments.all() if post.has_attachments else (),
                "enclosed": [unmarked(text) for text in enclosures.of(post)],
                "address": base + post.get_absolute_url(),
                "reason": Reason(delivery.reason),
                "is_concerning": delivery.reason != Reason.GROUP,
                "limit": limit,
                "belongs": belongs,
                "by_mail": keys.is_open(),
                "answer": _ANSWER,
                "stop": _STOP,
                "stop_thread": _STOP_THREAD,
                "wishes": base + reverse("my_forum_mail:wishes"),
                "is_reply": not post.is_first,
            },
            language,
        )
        keeps_html = not wishes.is_text_only and (
            not wishes.most_kilobytes or len(letter.html.encode()) <= 2 * wishes.most_kilobytes * 1000
        )
        return Shared(
            subject=letter.subject,
            text=letter.text,
            html=letter.html if keeps_html else "",
            headers={**self._list_headers(group, language), **self._post_headers(delivery, reader)},
        )

    # --- Headers ------------------------------------------------------------------------------------------

    def _list_headers(self, group, language):
        """What makes mail of a group mail of a list, for people's filters and buttons (RFC 2369, 2919)."""
        name = stationery.one_line(unmarked(str(group))).replace('"', "'")
        page = links.whole("forums:group", language, group.slug)
        help_page = links.whole("my_forum_mail:wishes", language)
        by_mail = keys.is_open()
        headers = {
            # A phrase in ASCII: few programs read encoded words here.
            "List-Id": f"{_phrase(name)}<{keys.list_id(group)}>",
            "List-Archive": f"<{page}>",
            "List-Help": f"<mailto:{keys.command_address(group, 'help')}>, <{help_page}>"
            if by_mail
            else f"<{help_page}>",
            "List-Post": "NO" if group.is_archived or not by_mail else f"<mailto:{keys.group_address(group)}>",
            "Precedence": "list",
        }
        if by_mail:
            headers["List-Subscribe"] = f"<mailto:{keys.command_address(group, 'subscribe')}>"
        return headers

    def _post_headers(self, delivery, reader):
        post = delivery.post
        headers = {"From": sender(post, reader), "Content-Language": post.language}
        if delivery.kind == Kind.POST:
            # Somebody's words, handed on: not an automatic message (RFC 3834), so that filters and answering
            # machines treat it as mail of a list.
            headers |= {"Auto-Submitted": "no", "Message-ID": keys.message_id(post)}
        return headers

    def _references(self, post, reader):
        """What the letter answers, by the names of posts; for whom it answers by the name of their own mail too."""
        if post.is_first:
            return {}
        first = self._first_of(post.thread_id)
        answered = post.answers
        named = [keys.message_id(first)] if first else []
        if answered is not None:
            if answered.message_id and answered.author_id == reader.user.pk:
                named.append(f"<{answered.message_id}>")
            if answered.pk != first:
                named.append(keys.message_id(answered))
        return {"In-Reply-To": named[-1], "References": " ".join(named)} if named else {}

    def _first_of(self, thread):
        if thread not in self._firsts:
            self._firsts[thread] = (
                Post.objects.filter(thread=thread).order_by("number").values_list("pk", flat=True).first()
            )
        return self._firsts[thread]

    def _stop_path(self, reader, what, which):
        # Reversing in a language is slow for thousands; the part before the token is the same for all of them.
        if reader.language not in self._paths:
            with override(reader.language):
                self._paths[reader.language] = reverse("forum_mailing:stop", args=["TOKEN"]).partition("TOKEN")
        before, _token, after = self._paths[reader.language]
        return before + links.stop_token(reader.user, what, which) + after


def _phrase(name):
    return f'"{name}" ' if name.isascii() else ""


def cut(text, most):
    """``(text, is_cut)``: at most so many bytes, at the end of a paragraph, a sentence or a word. 0 is no limit."""
    if not most or len(text.encode()) <= most:
        return text, False
    kept = text.encode()[:most].decode(errors="ignore")
    for end in ("\n\n", "\n", ". ", "。", " "):
        at = kept.rfind(end)
        if at > len(kept) // 2:
            return kept[: at + (len(end) if end in (". ", "。") else 0)].rstrip(), True
    return kept, True
