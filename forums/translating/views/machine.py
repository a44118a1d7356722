"""Asking the machine, and letting texts of a group go to it."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from moderation import limits

from forums.exceptions import Refused
from forums.models import Group

from .. import actions, queries
from ..forms import OutsideForm
from .parts import post_to, trail_to_forums

ASKED_PER_HOUR = limits.Limit("machine-translation", 30, timedelta(hours=1))


@login_required
@require_POST
def ask(request, pk, code):
    post = post_to(request.user, "forum_translating.translate_post", pk, code)
    if limits.use((ASKED_PER_HOUR, limits.who_asks(request))) is not None:
        messages.error(request, _("You have asked the machine a lot lately. Please try again in an hour."))
        return redirect("forum_translating:translations", pk)
    try:
        actions.ask_machine(post, by=request.user, language=code)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("The machine is asked. What it writes stands here in a moment."))
    return redirect("forum_translating:translations", pk)


class Outside(LoginRequiredMixin, FormView):
    """Whether texts of a group may leave the site for the machine."""

    template_name = "forum_translating/outside.html"
    form_class = OutsideForm

    @cached_property
    def group(self):
        group = get_object_or_404(Group.objects.visible_to(self.request.user), slug=self.kwargs["slug"])
        if not self.request.user.has_perm("forum_translating.let_outside", group):
            raise PermissionDenied
        return group

    def get_initial(self):
        return {"allowed": queries.sends_outside(self.group)}

    def get_context_data(self, **kwargs):
        trail = [*trail_to_forums(), (self.group.name, self.group.get_absolute_url())]
        return super().get_context_data(group=self.group, trail=trail, **kwargs)

    def form_valid(self, form):
        if actions.let_outside(self.group, form.cleaned_data["allowed"], by=self.request.user):
            messages.success(self.request, _("The setting is changed."))
        return redirect(self.group)
