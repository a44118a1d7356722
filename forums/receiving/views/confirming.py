"""Whether a mail is its sender's: asked of the person whose name it bears. Opening the page changes nothing."""

import email
import email.policy

import prose
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from forums.from_letter import LetterPage, read

from .. import reading
from ..actions import confirm, discard
from ..choices import HELD_FOR, MailState, Outcome
from ..language import language_of
from ..letters import PURPOSE
from ..models import ReceivedMail


class Confirm(LetterPage):
    template_name = "receiving/confirm.html"

    def follow(self, token):
        followed = read(PURPOSE, token, days=HELD_FOR.days)
        if followed is None:
            return None
        self.is_expired = followed.is_expired
        return ReceivedMail.objects.select_related("group", "user", "post").filter(pk=followed.values[0]).first()

    def get(self, request, *args, **kwargs):
        mail = self.followed
        if mail.state != MailState.HELD or self.is_expired:
            return self.after(mail)
        message = email.message_from_bytes(bytes(mail.raw.content), policy=email.policy.default)
        letter = reading.read(message)
        return self.render_to_response(
            {
                "mail": mail,
                "letter": letter,
                "title": reading.title_of(message, letter),
                "html": prose.to_html(letter.text),
                "language": language_of(letter.text, mail.user.language if mail.user else "en"),
            }
        )

    def post(self, request, *args, **kwargs):
        mail = self.followed
        if not self.is_expired:
            discard(mail) if "discard" in request.POST else confirm(mail)
        return self.after(get_object_or_404(ReceivedMail.objects.select_related("group", "post"), pk=mail.pk))

    def after(self, mail):
        address = mail.post.get_absolute_url() if mail.post else mail.group.get_absolute_url() if mail.group else ""
        if mail.state == MailState.HELD or mail.outcome == Outcome.EXPIRED:
            return self.over(_("This link is too old, and the mail was let go. Please send it again."))
        if mail.outcome == Outcome.DISCARDED:
            return self.over(_("The mail was discarded. Nothing was posted."))
        if mail.post is not None:
            return self.render_to_response(
                {"mail": mail, "address": address, "words": _("Thank you. Your mail was posted.")}
            )
        words = mail.reason or _("Thank you. What became of your mail: %(outcome)s.") % {
            "outcome": mail.get_outcome_display() or mail.get_state_display()
        }
        return self.render_to_response({"mail": mail, "address": address, "words": words})
