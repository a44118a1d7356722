"""One's own groups: what one gets of each by mail, invitations, requests."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.generic import FormView

from ...actions import set_mail_level
from ...from_letter import sign
from ...models import Group
from .. import queries
from ..forms import LevelsForm
from ..letters import INVITED
from ..models import JoinRequest
from ..showing import name_of


class MyGroups(LoginRequiredMixin, FormView):
    template_name = "joining/mine.html"
    form_class = LevelsForm

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "memberships": queries.memberships_of(self.request.user)}

    def get_context_data(self, **kwargs):
        user = self.request.user
        invitations = [
            {
                "group": each.group,
                "until": each.expires_at,
                "inviter": name_of(each.invited_by, user),
                "address": reverse("joining:invited", args=[sign(INVITED, each.pk)]),
            }
            for each in queries.invitations_of(user).select_related("invited_by__person")
        ]
        requests = JoinRequest.objects.waiting().filter(user=user, group__in=Group.objects.visible_to(user))
        return super().get_context_data(
            invitations=invitations, requests=requests.select_related("group"), trail=self.trail(), **kwargs
        )

    def trail(self):
        return [(_("My page"), reverse("my")), (_("My forums"), reverse("my_forums:overview"))]

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        changed = [set_mail_level(membership, level) for membership, level in form.chosen()]
        if any(changed):
            messages.success(self.request, _("What you get by mail is changed."))
        return redirect("my_groups:list")
