"""The questions of categories as the Secretariat writes them."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from directory.models.vocabulary import NAME_LANGUAGES

from ..actions.requests import withdraw_question, write_question
from ..forms.questions import QuestionForm
from ..models import CategoryQuestion
from .access import SecretariatPage


class Questions(SecretariatPage, TemplateView):
    """All questions that are asked, by category."""

    template_name = "enrolment/questions.html"

    def get_context_data(self, **kwargs):
        asked = CategoryQuestion.objects.filter(withdrawn_at__isnull=True).select_related("category")
        for question in (asked := list(asked)):
            question.written_in = sum(bool(getattr(question, f"wording_{code}")) for code in NAME_LANGUAGES)
        return super().get_context_data(
            categories=[
                {"category": category, "questions": list(of)}
                for category, of in groupby(asked, key=lambda question: question.category)
            ],
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        question = get_object_or_404(CategoryQuestion, pk=request.POST.get("withdraw") or 0)
        withdraw_question(question, by=request.user)
        messages.success(request, _("The question is asked no more. Answers given to it stay."))
        return redirect("enrolment:questions")


class WriteQuestion(SecretariatPage, FormView):
    template_name = "enrolment/write_question.html"
    form_class = QuestionForm

    def dispatch(self, request, *args, **kwargs):
        self.question = (
            get_object_or_404(
                CategoryQuestion.objects.select_related("category"), pk=kwargs["pk"], withdrawn_at__isnull=True
            )
            if "pk" in kwargs
            else None
        )
        return super().dispatch(request, *args, **kwargs)

    def trail(self):
        return [(_("Questions of categories"), reverse("enrolment:questions"))]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "question": self.question}

    def get_context_data(self, **kwargs):
        return super().get_context_data(question=self.question, **kwargs)

    def form_valid(self, form):
        try:
            write_question(self.question, by=self.request.user, **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem)
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect("enrolment:questions")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
