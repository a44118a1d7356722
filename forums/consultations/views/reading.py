"""The list of consultations, and the page of one."""

from django.views.generic import TemplateView

from ...showing import user_shown
from ..actions.letters import counts_of
from ..choices import State
from ..models import Correction
from ..queries import consultations_shown, waiting_for
from ..summaries import summaries_shown
from .parts import OneConsultation, trail_to_list

PAST_SHOWN = 50


class Consultations(TemplateView):
    """Open now, coming, past."""

    template_name = "forum_consultations/list.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        shown = consultations_shown(user)
        past = list(shown.past().order_by("-closes_at", "-pk")[: PAST_SHOWN + 1])
        page = self.request.GET.get("before", "")
        if page.isascii() and page.isdigit():
            past = list(shown.past().filter(pk__lt=int(page[:15])).order_by("-closes_at", "-pk")[: PAST_SHOWN + 1])
        return super().get_context_data(
            running=list(shown.running().order_by("closes_at", "pk")),
            coming=list(shown.coming().order_by("opens_at", "pk")),
            past=past[:PAST_SHOWN],
            waiting={each.pk for each in waiting_for(user)} if user.is_authenticated else set(),
            trail=trail_to_list()[:1],
            **kwargs,
        )


class ConsultationPage(OneConsultation, TemplateView):
    """The note and its questions, where it stands, what was said, and what came of it."""

    template_name = "forum_consultations/consultation.html"

    def get_context_data(self, **kwargs):
        consultation, user = self.consultation, self.request.user
        counts = counts_of(consultation) if consultation.thread_id else {"all": 0, "by_question": {}}
        return super().get_context_data(
            counts=counts,
            questions=[
                (question, counts["by_question"].get(question.number, 0)) for question in consultation.questions.all()
            ],
            steps=[
                (step, user_shown(step.by, user) if step.by_id else None)
                for step in consultation.steps.exclude(kind="begun").select_related("by__person")
            ],
            articles=list(consultation.articles.all()),
            summaries=summaries_shown(consultation),
            may_contribute=consultation.takes_contributions
            and user.is_authenticated
            and user.has_perm("forum_consultations.contribute", consultation),
            may_correct=consultation.takes_corrections and user.has_perm("forum_consultations.correct", consultation),
            own_corrections=list(Correction.objects.filter(consultation=consultation, user=user))
            if user.is_authenticated and consultation.state in (State.SUMMARISED, State.PUBLISHED)
            else [],
            trail=trail_to_list(),
            **kwargs,
        )
