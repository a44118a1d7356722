"""Decisions as those read them whom they concern, and appeals."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from forums.exceptions import Refused

from .. import actions, queries
from ..forms import AppealForm
from ..models import Ruling
from .parts import Private, PrivateForm


class Mine(Private, TemplateView):
    template_name = "forum_conduct/mine.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(rulings=queries.rulings_about(self.request.user)[:100], **kwargs)


class RulingPage(PrivateForm):
    """One decision with its reasons; whoever it concerns may appeal here."""

    template_name = "forum_conduct/ruling.html"
    form_class = AppealForm

    @cached_property
    def ruling(self):
        found = Ruling.objects.visible_to(self.request.user)
        return get_object_or_404(found.select_related("group", "post__thread", "ban", "appeal"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        ruling = self.ruling
        is_mine = ruling.user_id == self.request.user.pk
        appeal = getattr(ruling, "appeal", None)
        return super().get_context_data(
            ruling=ruling,
            is_mine=is_mine,
            may_appeal=is_mine and ruling.can_be_appealed,
            appeal=appeal,
            answer=appeal.rulings.first() if appeal else None,
            **kwargs,
        )

    def form_valid(self, form):
        if self.ruling.user_id != self.request.user.pk:
            raise PermissionDenied
        try:
            actions.appeal(self.ruling, by=self.request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.reason)
            return self.form_invalid(form)
        messages.success(self.request, _("Somebody else than who decided looks at it now, and writes to you."))
        return redirect(self.ruling)
