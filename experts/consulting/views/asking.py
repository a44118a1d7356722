"""Writing a question."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from moderation import limits

from .. import actions
from ..exceptions import ConsultingError
from ..forms import QuestionForm
from ..models import Question
from .parts import OneQuestion, to_conduct, trail_to_roster

QUESTIONS = limits.Limit("consulting-questions", 10, timedelta(days=1))


class Writing(FormView):
    """The form of a question, for a new one and for a draft."""

    template_name = "consulting/ask.html"
    form_class = QuestionForm

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def go_on(self, question, form):
        """Whoever keeps a draft finds it among their questions; whoever goes on sees who could answer."""
        if "draft" in self.request.POST:
            messages.success(self.request, _("The draft is saved. Nobody but you sees it."))
            return redirect("my_questions:list")
        address = reverse("consulting:experts", args=[question.pk])
        if expert := form.cleaned_data["expert"]:
            address = f"{address}?{urlencode({'expert': expert})}"
        return redirect(address)


class Ask(LoginRequiredMixin, Writing):
    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_perm("consulting.ask"):
            raise PermissionDenied(_("Questions are asked by members of the network."))
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"title": self.request.GET.get("q", "")[:150], "expert": self.request.GET.get("expert", "")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(trail=trail_to_roster(), **kwargs)

    def form_valid(self, form):
        token = form.cleaned_data["token"]
        is_known = Question.objects.filter(token=token).exists()
        again = None if is_known else limits.use((QUESTIONS, self.request.user.pk))
        if again is not None:
            form.add_error(
                None,
                _("You have asked much today. Please send this after %(time)s. Your words stay here.")
                % {"time": date_format(localtime(again), "TIME_FORMAT")},
            )
            return self.render_to_response(self.get_context_data(form=form), status=429)
        try:
            question = actions.begin_question(by=self.request.user, token=token, **form.values())
        except ConsultingError as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        return self.go_on(question, form)


class Change(OneQuestion, Writing):
    """A draft is written on."""

    perm = "consulting.change_draft"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.question.is_draft:
            return redirect(self.question)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"expert": self.request.GET.get("expert", "")}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "question": self.question}

    def form_valid(self, form):
        try:
            question = actions.change_draft(
                self.question, by=self.request.user, seen=form.cleaned_data["seen"], **form.values()
            )
        except ConsultingError as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        return self.go_on(question, form)


@login_required
@require_POST
def discard(request, pk):
    question = to_conduct(request.user, pk, "consulting.change_draft")
    if actions.throw_draft_away(question, by=request.user):
        messages.success(request, _("The draft is deleted."))
        return redirect("my_questions:list")
    messages.info(request, _("This question was asked already."))
    return redirect(question)
