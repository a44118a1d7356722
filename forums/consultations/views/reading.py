"""The list of consultations, and the page of one."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, ListView

from ..models import Consultation


class Consultations(ListView):
    template_name = "forum_consultations/list.html"

    def get_queryset(self):
        return Consultation.objects.visible_to(self.request.user).exclude(number=None)


class ConsultationPage(DetailView):
    template_name = "forum_consultations/consultation.html"

    def get_object(self, queryset=None):
        return get_object_or_404(
            Consultation.objects.visible_to(self.request.user).select_related("group", "thread"),
            year=self.kwargs["year"],
            number=self.kwargs["number"],
        )


@login_required
def lead(request, pk):
    return redirect(get_object_or_404(Consultation.objects.visible_to(request.user).exclude(number=None), pk=pk))
