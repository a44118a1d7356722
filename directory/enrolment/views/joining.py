"""Changing an application that waits, with the answers to what its categories ask."""

from django.db import transaction

from directory.models import MembershipApplication
from directory.views.membership import ReviseApplication

from ..forms.joining import RevisedApplication


class Revise(ReviseApplication):
    form_class = RevisedApplication

    def form_valid(self, form):
        with transaction.atomic():
            answer = super().form_valid(form)
            if MembershipApplication.objects.filter(pk=self.application.pk, decided_at__isnull=True).exists():
                form.keep_answers()
        return answer

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
