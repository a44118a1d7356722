"""What a group says of itself, its documents, joining and leaving it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from directory.documents import CONTENT_TYPES

from ...actions import leave
from ...models import Group, GroupDocument
from ...permissions import belongs
from .. import actions, queries
from ..exceptions import CannotJoin
from ..forms import AskForm
from ..models import JoinRequest
from ..showing import name_of
from .parts import OfGroup, known_group


class About(OfGroup, TemplateView):
    """Description, rules and terms of reference, who keeps order, what there is to join."""

    template_name = "joining/about.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        # Outside a closed group nobody learns who is in it.
        facilitators = queries.facilitators_of(self.group) if self.group.is_read_by(user) else []
        return super().get_context_data(
            texts=queries.text_in_parts(self.group),
            facilitators=[name_of(each, user) for each in facilitators],
            may_join=user.has_perm("joining.join", self.group),
            may_ask=user.has_perm("joining.ask", self.group),
            **kwargs,
        )


class Documents(OfGroup, TemplateView):
    template_name = "joining/documents.html"
    reads = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(documents=self.group.documents.all(), **kwargs)


def document(request, pk):
    """A paper of a group, for those who read it."""
    found = get_object_or_404(GroupDocument, pk=pk, group__in=Group.objects.readable_by(request.user))
    return FileResponse(
        default_storage.open(found.file),
        as_attachment=True,
        filename=found.name,
        content_type=CONTENT_TYPES[found.kind],
    )


class Join(LoginRequiredMixin, OfGroup, FormView):
    """Join at once where that is open; ask, with the group's own questions, where facilitators decide."""

    template_name = "joining/join.html"
    form_class = AskForm

    @property
    def may_join(self):
        return self.request.user.has_perm("joining.join", self.group)

    @property
    def may_ask(self):
        return self.request.user.has_perm("joining.ask", self.group)

    @property
    def waiting(self):
        return JoinRequest.objects.waiting().filter(group=self.group, user=self.request.user).first()

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and belongs(request.user, self.group):
            return redirect(self.group)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "group": self.group}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            may_join=self.may_join,
            may_ask=self.may_ask,
            waiting=self.waiting,
            texts=queries.text_in_parts(self.group),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if self.may_join:
            try:
                actions.join_freely(self.group, user=request.user)
            except CannotJoin as refused:
                messages.error(request, refused.reason)
                return redirect("joining:about", self.group.slug)
            messages.success(request, _("Welcome: you are a member of this group now."))
            return redirect(self.group)
        if not self.may_ask:
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        actions.ask_to_join(
            self.group,
            user=self.request.user,
            note=form.cleaned_data["note"],
            answers=form.answers,
            language=get_language(),
            token=form.cleaned_data["token"],
        )
        messages.success(self.request, _("Your request is with the facilitators. You get their answer by mail."))
        return redirect("joining:join", self.group.slug)


@login_required
def take_back(request, slug):
    """Take back what one asked."""
    group = known_group(request.user, slug)
    waiting = JoinRequest.objects.waiting().filter(group=group, user=request.user).first()
    if request.method == "POST" and waiting is not None:
        actions.withdraw_request(waiting, by=request.user)
        messages.success(request, _("Your request is taken back."))
    return redirect("joining:join", slug)


class Leave(LoginRequiredMixin, OfGroup, TemplateView):
    template_name = "joining/leave.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not belongs(request.user, self.group):
            return redirect(self.group)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        membership = self.group.memberships.active().get(user=self.request.user)
        return super().get_context_data(
            membership=membership, is_only_facilitator=queries.is_only_facilitator(membership), **kwargs
        )

    def post(self, request, *args, **kwargs):
        group, user = self.group, request.user
        leave(group, user=user)
        messages.success(request, _("You have left the group “%(group)s”.") % {"group": group.name})
        # A group that only its members know of is not named again.
        return redirect(group if group.is_known_to(user) else reverse("my_groups:list"))
