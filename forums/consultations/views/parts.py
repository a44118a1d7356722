"""What pages of one consultation have in common."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from ...actions.exactly_once import once
from ...exceptions import Refused
from ..models import Consultation


def trail_to_list():
    return [(_("Forums"), reverse("forums:home")), (_("Consultations"), reverse("consultations:list"))]


class OneConsultation:
    """A page about one consultation, by its reference or, for those who lead it, its key. What one may not know of
    does not exist; ``perm`` is what it takes to open the page.
    """

    perm = ""

    @cached_property
    def consultation(self):
        found = get_object_or_404(
            Consultation.objects.visible_to(self.request.user)
            .select_related("group", "thread")
            .prefetch_related("questions"),
            **{name: self.kwargs[name] for name in ("pk", "year", "number") if name in self.kwargs},
        )
        if self.perm and not self.request.user.has_perm(self.perm, found):
            raise PermissionDenied
        for question in found.questions.all():
            question.consultation = found
        return found

    @property
    def leads(self):
        return self.request.user.is_authenticated and self.request.user.has_perm(
            "forum_consultations.lead", self.consultation
        )

    def trail(self):
        here = self.consultation
        return [*trail_to_list(), (here.reference or here.called.text, here.get_absolute_url())]

    def get_context_data(self, **kwargs):
        kwargs.setdefault("trail", self.trail())
        return super().get_context_data(consultation=self.consultation, leads=self.leads, **kwargs)


class Doing(LoginRequiredMixin, OneConsultation, FormView):
    """A form that does something with a consultation, once. What was typed comes back with why it cannot be."""

    template_name = "forum_consultations/do.html"
    perm = "forum_consultations.lead"
    title = button = note = done = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            # What one may not know of, or do, is said before anything else.
            self.consultation  # noqa: B018
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(title=self.title, button=self.button, note=self.note, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        user, what = self.request.user, f"forum_consultations.{self.kwargs.get('pk', '')}"
        try:
            changed = once(form.cleaned_data["token"], what, by=user, do=lambda: bool(self.act(form, user)))
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        if changed:
            messages.success(self.request, self.done)
        else:
            messages.info(self.request, _("Nothing was changed."))
        return redirect(self.leads_to())

    def act(self, form, user):
        raise NotImplementedError

    def leads_to(self):
        return reverse("consultations:lead", args=[self.consultation.pk])
