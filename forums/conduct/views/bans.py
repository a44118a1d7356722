"""Warnings and bans."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from forums.actions.exactly_once import once

from .. import actions, queries
from ..choices import Act
from ..forms import LiftForm, MeasureForm
from ..models import Ban
from .parts import AboutPost, OfGroup, OfNetwork, PrivateForm


class Measure(AboutPost):
    """Warn who wrote a post, or keep them from writing."""

    perm = "forum_conduct.act_on_author"
    form_class = MeasureForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.post_of_page.author_id is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def for_network(self):
        return self.request.user.has_perm("forum_conduct.keep_network")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "for_network": self.for_network}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=_("Warn who wrote this, or keep them from writing"),
            text=_("They are told why, and until when, and that they may appeal."),
            submit=_("Decide"),
            is_dangerous=True,
            **kwargs,
        )

    def form_valid(self, form):
        user, post, said = self.request.user, self.post_of_page, form.cleaned_data
        group = None if said.get("everywhere") else post.thread.group
        about = {"by": user, "rule": said["rule"], "reason": said["reason"], "group": group, "post": post}

        def do():
            if said["act"] == Act.WARNED:
                return actions.warn(post.author, **about).pk
            return actions.ban(post.author, until=form.until(), **about).pk

        once(said["token"], "forums.measure", by=user, do=do)
        messages.success(self.request, _("Your decision is carried out, and they are told."))
        return redirect(post)


class Bans(TemplateView):
    template_name = "forum_conduct/bans.html"

    def get_context_data(self, **kwargs):
        bans = [
            {"ban": ban, "may_lift": ban.is_in_force and self.request.user.has_perm("forum_conduct.lift_ban", ban)}
            for ban in queries.bans_in(self.group)[:200]
        ]
        return super().get_context_data(bans=bans, **kwargs)


class GroupBans(OfGroup, Bans):
    pass


class NetworkBans(OfNetwork, Bans):
    pass


class Lift(PrivateForm):
    form_class = LiftForm

    @cached_property
    def ban(self):
        ban = get_object_or_404(Ban.objects.select_related("group", "user"), pk=self.kwargs["pk"])
        user = self.request.user
        if ban.group is not None and not user.has_perm("forums.moderate_group", ban.group):
            raise Http404
        if not user.has_perm("forum_conduct.lift_ban", ban):
            raise PermissionDenied
        return ban

    def get_success_url(self):
        group = self.ban.group
        return reverse("forum_conduct:group_bans", args=[group.slug]) if group else reverse("forum_conduct:bans")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=_("Let a member write again"),
            submit=_("They may write again"),
            back=self.get_success_url(),
            ban=self.ban,
            **kwargs,
        )

    def form_valid(self, form):
        ban, user, said = self.ban, self.request.user, form.cleaned_data

        def do():
            ruling = actions.lift(ban, by=user, reason=said["reason"])
            return ruling.pk if ruling else None

        if once(said["token"], "forums.lift", by=user, do=do):
            messages.success(self.request, _("They may write again, and are told."))
        return redirect(self.get_success_url())
