"""No more letters of one consultation."""

from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from ...from_letter import LetterPage, read
from .. import actions
from ..models import Invitee

# As long as anybody may keep a letter.
LINK_WORKS_DAYS = 3650


@method_decorator(csrf_exempt, name="dispatch")
class Stop(LetterPage):
    """A POST stops the letters at once: mail programs ask so themselves (RFC 8058)."""

    template_name = "forum_consultations/stop.html"

    def follow(self, token):
        signed = read("consultation.stop", token, LINK_WORKS_DAYS)
        if signed is None:
            return None
        return Invitee.objects.select_related("consultation").filter(pk=signed.values[0]).first()

    def post(self, request, *args, **kwargs):
        actions.stop_letters(self.followed)
        return render(request, self.template_name, {"is_done": True})
