"""Proposing an answer to everybody."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView

from .. import actions, queries
from ..exceptions import ConsultingError
from ..forms import PublicAnswerForm
from ..models import PublicAnswer
from .parts import OneQuestion


class Publish(OneQuestion, FormView):
    """Words for everybody, by whoever asked, an expert who answered, or the Secretariat."""

    template_name = "consulting/publish.html"
    form_class = PublicAnswerForm

    @cached_property
    def own(self):
        own = queries.own_invitation(self.question, self.request.user)
        return own if own is not None and own.first_message_at else None

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            if not (self.own or request.user.has_perm("consulting.conduct", self.question)):
                raise PermissionDenied
            if not self.question.is_closed or self.question.first_answer_at is None:
                messages.info(request, _("An answer becomes public once the question is closed."))
                return redirect(self.question)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def answer(self):
        return PublicAnswer.objects.filter(question=self.question).first()

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "is_expert": self.own is not None,
            "by_secretariat": self.own is None and not self.is_asker,
        }

    def get_initial(self):
        answer, question = self.answer, self.question
        if answer is not None:
            own = queries.own_consent(answer, self.request.user)
            return {
                "seen": answer.version,
                "title": answer.title,
                "asked": answer.asked,
                "text": answer.text,
                "language": answer.language,
                "names": own.names_me if self.own and own else answer.names_asker,
            }
        answers = [each.text for each in queries.thread_of(question) if each.invitation_id]
        return {
            "seen": 0,
            "title": question.title,
            "asked": question.text[:5000],
            "text": "\n\n".join(filter(None, [question.summary, *answers]))[:20_000],
            "language": question.language or get_language(),
            "names": self.own is not None,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(answer=self.answer, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        values = dict(form.cleaned_data)
        names = values.pop("names", False)
        try:
            answer = actions.propose_answer(
                self.question,
                by=self.request.user,
                invitation=self.own,
                names_me=names,
                names_asker=names if self.own is None else False,
                **values,
            )
        except ConsultingError as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        if answer.is_published:
            messages.success(self.request, _("The answer is public."))
        else:
            messages.success(self.request, _("The others are asked. The answer is public as soon as all agree."))
        return redirect(self.question)
