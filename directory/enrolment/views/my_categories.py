"""The categories one holds, asks for, and leaves."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from directory.choices import RecordStatus
from directory.forms.membership import AnswerForm
from directory.models import Category

from .. import queries
from ..actions.requests import (
    RequestClosedError,
    RequestError,
    answer_about_request,
    ask_for_category,
    leave_category,
    withdraw_request,
)
from ..choices import RequestState
from ..forms.joining import RequestForm
from ..models import CategoryRequest
from ..wording import written

MARKS = {
    RequestState.WAITING: "waiting",
    RequestState.ACCEPTED: "current",
    RequestState.DECLINED: "vacant",
    RequestState.WITHDRAWN: "expired",
}


@method_decorator(never_cache, name="dispatch")
class OwnPage(LoginRequiredMixin):
    """A page of a listed member about their own categories; 404 for everybody else."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.person = request.user.record
            if self.person is None or self.person.status != RecordStatus.LISTED:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def trail(self):
        return [(_("My page"), reverse("my")), (_("My categories"), reverse("my_enrolment:categories"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"trail": self.trail(), "person": self.person, **kwargs})

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class MyCategories(OwnPage, TemplateView):
    """What one holds, what one asked for, and what one may ask for."""

    template_name = "enrolment/my_categories.html"

    def trail(self):
        return super().trail()[:1]

    def get_context_data(self, **kwargs):
        held = list(queries.held_by(self.person))
        for designation in held:
            designation.may_be_left = queries.is_given_on_request(designation.category)
        asked = list(queries.requests_of(self.person))
        for request in asked:
            request.mark = MARKS[request.state]
        taken = {designation.category_id for designation in held}
        taken |= {request.category_id for request in asked if request.is_waiting}
        return super().get_context_data(
            held=held,
            asked=asked,
            offered=[category for category in queries.categories_on_request() if category.pk not in taken],
            **kwargs,
        )


class AskForCategory(OwnPage, FormView):
    template_name = "enrolment/ask.html"
    form_class = RequestForm

    def dispatch(self, request, *args, **kwargs):
        self.category = get_object_or_404(Category, code=kwargs["code"])
        if not queries.is_given_on_request(self.category):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "category": self.category}

    def get_context_data(self, **kwargs):
        terms = queries.terms_in_force(self.category)
        return super().get_context_data(
            category=self.category, promise=terms and written(terms, "undertaking"), **kwargs
        )

    def form_valid(self, form):
        try:
            ask_for_category(
                self.person,
                self.category,
                by=self.request.user,
                answers=form.answers(),
                statement=form.cleaned_data["statement"],
            )
        except RequestError as problem:
            form.add_error(None, problem)
            return self.form_invalid(form)
        messages.success(self.request, _("Your request is with the Secretariat, which writes to you."))
        return redirect("my_enrolment:categories")


class OneRequest(OwnPage, FormView):
    """One request: what was asked and answered, and the talk with the Secretariat."""

    template_name = "enrolment/request.html"
    form_class = AnswerForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.wish = get_object_or_404(
                CategoryRequest.objects.select_related("category"), pk=kwargs["pk"], person__user=request.user
            )
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            wish=self.wish,
            mark=MARKS[self.wish.state],
            answers=self.wish.answers.all(),
            talk=self.wish.messages.select_related("author"),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if "withdraw" in request.POST:
            if withdraw_request(self.wish, by=request.user):
                messages.success(request, _("Your request is taken back."))
            else:
                messages.info(request, _("The Secretariat decided about it meanwhile."))
            return redirect("my_enrolment:request", self.wish.pk)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            answer_about_request(self.wish, form.cleaned_data["text"], by=self.request.user)
        except RequestClosedError:
            messages.info(self.request, _("The Secretariat decided about it meanwhile."))
        else:
            messages.success(self.request, _("Your answer is with the Secretariat."))
        return redirect("my_enrolment:request", self.wish.pk)


class LeaveCategory(OwnPage, TemplateView):
    """Asked once more before a category is laid down."""

    template_name = "enrolment/leave.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.designation = get_object_or_404(queries.held_by(request.user.record), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            designation=self.designation,
            may_be_left=queries.is_given_on_request(self.designation.category),
            why_kept=queries.why_kept(self.designation),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        try:
            leave_category(self.designation, by=request.user)
        except ValidationError as problem:
            messages.error(request, problem.messages[0])
        else:
            messages.success(request, _("You hold this category until the end of today."))
        return redirect("my_enrolment:categories")
