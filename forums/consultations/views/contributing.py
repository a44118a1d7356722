"""Contributing, for oneself and for others; sorting what came without saying which question it answers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...choices import PostState
from ...exceptions import Refused
from .. import actions
from ..forms import ContributionForm, PaperForm, SortForm
from .parts import Doing


class Contribute(Doing):
    template_name = "forum_consultations/contribute.html"
    form_class = ContributionForm
    perm = "forum_consultations.contribute"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "consultation": self.consultation, "user": self.request.user}

    def get_initial(self):
        asked = self.request.GET.get("question", "")
        return {"questions": [each.pk for each in self.consultation.questions.all() if str(each.number) == asked]}

    def get_context_data(self, **kwargs):
        if not kwargs.get("form", self.get_form()).capacities:
            raise PermissionDenied(_("Contributions come from members of the network."))
        return super().get_context_data(**kwargs)

    def form_valid(self, form):
        try:
            contribution = actions.contribute(self.consultation, by=self.request.user, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        if contribution.post.state == PostState.WAITING:
            messages.success(self.request, _("Your contribution waits for a facilitator. Nothing of it is lost."))
        else:
            messages.success(self.request, _("Your contribution is published. Thank you."))
        return redirect(contribution.post)


class Paper(Doing):
    form_class = PaperForm
    perm = "forum_consultations.contribute_for"
    title = gettext_lazy("Enter a contribution for somebody")
    button = gettext_lazy("Enter it")
    note = gettext_lazy("It stands under the name of who wrote it, marked as entered by the Secretariat.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "consultation": self.consultation}

    def form_valid(self, form):
        try:
            contribution = actions.contribute(self.consultation, by=self.request.user, is_paper=True, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("The contribution is entered."))
        return redirect(contribution.post)


class Sort(Doing):
    form_class = SortForm
    title = gettext_lazy("Which questions does it answer?")
    button = gettext_lazy("Keep")
    done = gettext_lazy("The contribution stands under the questions it answers.")

    @cached_property
    def contribution(self):
        return get_object_or_404(
            self.consultation.contributions.select_related("post"), pk=self.kwargs["contribution"]
        )

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "consultation": self.consultation}

    def get_initial(self):
        return {"questions": [question.pk for question in self.contribution.questions.all()]}

    def get_context_data(self, **kwargs):
        return super().get_context_data(post=self.contribution.post, **kwargs)

    def act(self, form, user):
        return actions.sort_contribution(self.contribution, form.cleaned_data["questions"], by=user)
