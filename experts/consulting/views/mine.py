"""The questions of whoever is signed in: to answer now, asked by them, asked of them."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from .. import queries
from ..addresses import consent_token_of, take_up_token_of, token_of
from ..showing import for_whom, name_askers

ROWS = 50


class MyQuestions(LoginRequiredMixin, TemplateView):
    template_name = "consulting/mine.html"

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_context_data(self, **kwargs):
        user = self.request.user
        of_me = list(queries.invitations_of(user)[:ROWS])
        notices = list(queries.notices_to(user)[:ROWS])
        names = name_askers([each.question for each in (*of_me, *notices)], user)

        def row(of, token=""):
            return {
                "question": of.question,
                "of": of,
                "asker": names[of.question_id],
                "for_whom": for_whom(of.question),
                "token": token,
            }

        waiting = [each for each in of_me if each.is_waiting and each.question.is_open]
        to_write = [
            each for each in of_me if each.is_accepted and each.question.is_open and not each.first_message_at
        ]
        rest = [each for each in of_me if each not in waiting and each not in to_write]
        return super().get_context_data(
            trail=[(_("My page"), reverse("my"))],
            waiting=[row(each, token_of(each)) for each in waiting],
            to_write=[row(each) for each in to_write],
            notices=[row(each, take_up_token_of(each.question, each.entry)) for each in notices],
            of_me=[row(each) for each in rest],
            by_me=list(queries.questions_asked_by(user)[:ROWS]),
            consents=[
                {"consent": each, "token": consent_token_of(each)} for each in queries.consents_wanted(user)[:ROWS]
            ],
            may_ask=user.has_perm("consulting.ask"),
            **kwargs,
        )
