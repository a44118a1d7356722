"""Public answers: to be found by words and by field, and read by everybody."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from directory.models import ExpertiseTerm
from experts.models import RosterEntry

from .. import queries
from ..forms import AnswersFilter
from ..models import PublicAnswer
from ..showing import experts_seen, for_whom, people_seen
from .parts import trail_to_roster

ON_A_PAGE = 20


class Answers(TemplateView):
    template_name = "consulting/answers.html"

    def get_context_data(self, **kwargs):
        asked = AnswersFilter(self.request.GET)
        asked.is_valid()
        words = asked.cleaned_data.get("q", "")
        field = ExpertiseTerm.objects.filter(slug=asked.cleaned_data.get("field", "")).first()
        entry = self.expert(asked.cleaned_data.get("expert", ""))
        page = Paginator(queries.answers_found(words, field, entry), ON_A_PAGE).get_page(self.request.GET.get("page"))
        number = page.paginator.count
        chips = []
        if field is not None:
            chips.append({"words": field.label, "address": self.without("field")})
        if entry is not None:
            name = experts_seen([entry.pk], self.request.user)[entry.pk]
            chips.append({"words": name.text, "address": self.without("expert")})
        return super().get_context_data(
            words=words,
            field=field,
            entry=entry,
            chips=chips,
            page_obj=page,
            says=ngettext("%(number)d answer", "%(number)d answers", number) % {"number": number},
            fields=sorted(queries.fields_with_answers(), key=lambda term: (-term.number, term.label)),
            trail=trail_to_roster(),
            **kwargs,
        )

    def expert(self, slug):
        """An expert this reader may know of; of anybody else nothing is told, not even that they answered."""
        if not slug:
            return None
        return get_object_or_404(RosterEntry.objects.visible_to(self.request.user), person__slug=slug)

    def without(self, name):
        kept = self.request.GET.copy()
        kept.pop(name, None)
        kept.pop("page", None)
        return f"?{kept.urlencode()}"


class Answer(TemplateView):
    """One answer, with the experts who let their name stand with it, as the reader may know them."""

    template_name = "consulting/answer.html"

    def get_context_data(self, **kwargs):
        answers = PublicAnswer.objects.published().select_related("question__asked_by__person", "question__country")
        answer = get_object_or_404(
            queries.with_who_answered(answers).prefetch_related("fields"), pk=self.kwargs["pk"]
        )
        user = self.request.user
        named = [consent.invitation.entry for consent in answer.of_experts if consent.names_me]
        names = experts_seen((entry.pk for entry in named), user)
        question = answer.question
        person = question.asked_by.record if answer.names_asker and question.asked_by else None
        return super().get_context_data(
            answer=answer,
            experts=[{"name": names[entry.pk], "entry": entry} for entry in named if entry.pk in names],
            number=len(answer.of_experts),
            asker=people_seen([person.pk], user).get(person.pk) if person else None,
            asker_address=person.get_absolute_url() if person else "",
            for_whom=for_whom(question) if answer.names_asker else "",
            fields=list(answer.fields.all()),
            trail=[
                *trail_to_roster(),
                (_("Answers of experts"), reverse("consulting_answers:list")),
            ],
            **kwargs,
        )
