"""What pages of one question have in common: who may open them, and the way back."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from directory.views.pages import address_of

from ..models import Question


def trail_to_roster():
    """The way back to the roster's list."""
    address = address_of("experts:experts")
    return [(_("Experts"), address)] if address else []


def question_for(user, pk):
    """A question somebody may know of; anything else does not exist."""
    return get_object_or_404(Question.objects.visible_to(user).select_related("country", "asked_by__person"), pk=pk)


def to_conduct(user, pk, perm="consulting.conduct"):
    """A question for whoever leads it: its asker, or the Secretariat."""
    question = question_for(user, pk)
    if not user.has_perm(perm, question):
        raise PermissionDenied
    return question


class OneQuestion(LoginRequiredMixin):
    """A page about one question. ``perm`` is what it takes to open it, beside knowing of the question."""

    perm = ""

    @cached_property
    def question(self):
        if self.perm:
            return to_conduct(self.request.user, self.kwargs["pk"], self.perm)
        return question_for(self.request.user, self.kwargs["pk"])

    @property
    def is_asker(self):
        return self.question.asked_by_id == self.request.user.pk

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def trail(self):
        return [
            (_("My page"), reverse("my")),
            (_("Questions to experts"), reverse("my_questions:list")),
            (self.question.reference, self.question.get_absolute_url()),
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(question=self.question, is_asker=self.is_asker, trail=self.trail(), **kwargs)
