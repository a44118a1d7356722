"""The facilitators' desk of a group. Facilitators keep order, and read nothing that members do not read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from ... import panels
from ...from_letter import link, sign
from ...models import Membership
from .. import actions, queries
from ..exceptions import CannotJoin
from ..forms import (
    DecideForm,
    DocumentForm,
    FacilitatorForm,
    InviteForm,
    LinkForm,
    QuestionsForm,
    ReasonForm,
    RulesForm,
    SettingsForm,
)
from ..letters import INVITED
from ..models import JoinRequest
from ..showing import name_of
from .parts import AtDesk


class Desk(AtDesk, TemplateView):
    template_name = "joining/desk.html"

    def trail(self):
        return super().trail()[:-1]

    def get_context_data(self, **kwargs):
        user, group = self.request.user, self.group
        return super().get_context_data(
            requests=[(each, name_of(each.user, user)) for each in queries.requests_waiting(group)],
            panels=panels.of(panels.DESK, group, self.request),
            invitations=[
                {
                    "it": each,
                    "whom": name_of(each.user, user) if each.user_id else each.address,
                    "link": link(each.language, "joining:invited", sign(INVITED, each.pk)) if each.is_link else "",
                }
                for each in group.invitations.open().select_related("user__person")
            ],
            documents=group.documents.all(),
            facilitators=[
                (each, name_of(each.user, user))
                for each in Membership.objects.facilitators().filter(group=group).select_related("user__person")
            ],
            may_name=user.has_perm("joining.name_facilitators"),
            texts=queries.text_in_parts(group),
            **kwargs,
        )


class DeskForm(AtDesk, FormView):
    """A form of the desk: what does not hold comes back with its words."""

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def back(self, words=""):
        if words:
            messages.success(self.request, words)
        return redirect("joining:desk", self.group.slug)


class DecideRequest(DeskForm):
    """One request: in, or not. ``verb`` says which button was pressed."""

    template_name = "joining/decide.html"

    @property
    def asked(self):
        requests = JoinRequest.objects.select_related("user__person__country", "decided_by__person")
        return get_object_or_404(requests, pk=self.kwargs["pk"], group=self.group)

    def get_form_class(self):
        return ReasonForm if self.request.POST.get("verb") == "decline" else DecideForm

    def get_context_data(self, **kwargs):
        asked = self.asked
        return super().get_context_data(request_to_join=asked, name=name_of(asked.user, self.request.user), **kwargs)

    def form_valid(self, form):
        declines = self.request.POST.get("verb") == "decline"
        verb = actions.decline_request if declines else actions.accept_request
        try:
            done = verb(self.asked, by=self.request.user, reason=form.cleaned_data["reason"])
        except CannotJoin as refused:
            messages.error(self.request, refused.reason)
            return self.back()
        if not done:
            messages.warning(self.request, _("Somebody has decided about this request meanwhile."))
            return self.back()
        return self.back(
            _("They are told, with your reason.") if declines else _("They are a member now, and are told.")
        )


class Invite(DeskForm):
    template_name = "joining/invite.html"
    form_class = InviteForm
    perm = "joining.invite"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "viewer": self.request.user}

    def form_valid(self, form):
        said = form.cleaned_data
        made = actions.invite(
            self.group,
            by=self.request.user,
            users=said["people"],
            addresses=said["addresses"],
            note=said["note"],
            language=said["language"],
            expires_at=said["until"],
            token=said["token"],
        )
        if made:
            return self.back(_("The invitations are on their way."))
        return self.back(_("Everybody you named belongs to the group, or has an invitation."))


class MakeLink(DeskForm):
    template_name = "joining/make_link.html"
    form_class = LinkForm
    perm = "joining.invite"

    def form_valid(self, form):
        said = form.cleaned_data
        actions.make_link(
            self.group,
            by=self.request.user,
            expires_at=said["until"],
            most_uses=said["most_uses"],
            token=said["token"],
        )
        return self.back(_("The link is made: it stands below."))


class EndInvitation(AtDesk, View):
    perm = "joining.decide"

    def post(self, request, *args, **kwargs):
        invitation = get_object_or_404(self.group.invitations.all(), pk=kwargs["pk"])
        if actions.end_invitation(invitation, by=request.user):
            messages.success(request, _("The invitation works no more."))
        return redirect("joining:desk", self.group.slug)


class RemoveMember(DeskForm):
    template_name = "joining/remove_member.html"
    form_class = ReasonForm

    @property
    def membership(self):
        membership = get_object_or_404(
            Membership.objects.active().select_related("user__person"), pk=self.kwargs["pk"], group=self.group
        )
        # Facilitators are named, and let go, by the Secretariat.
        if membership.is_facilitator and not self.request.user.has_perm("joining.name_facilitators"):
            raise PermissionDenied
        return membership

    def get_context_data(self, **kwargs):
        return super().get_context_data(name=name_of(self.membership.user, self.request.user), **kwargs)

    def form_valid(self, form):
        actions.remove_member(
            self.group, user=self.membership.user, by=self.request.user, reason=form.cleaned_data["reason"]
        )
        return self.back(_("They are no longer a member, and are told why."))


class Settings(DeskForm):
    """What facilitators may change: the rules in six languages, newcomers' posts, slow mode, who starts threads."""

    template_name = "joining/settings.html"
    form_class = SettingsForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.group}

    def rules_form(self):
        return RulesForm(self.request.POST or None, group=self.group)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("rules_form", self.rules_form())
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        form, rules = self.get_form(), self.rules_form()
        if not (form.is_valid() and rules.is_valid()):
            return self.render_to_response(self.get_context_data(form=form, rules_form=rules), status=422)
        changed = actions.change_settings(self.group, by=request.user, texts=rules.texts, **form.cleaned_data)
        return self.back(_("The settings are changed.") if changed else "")


class Questions(DeskForm):
    template_name = "joining/questions.html"
    form_class = QuestionsForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "group": self.group}

    def form_valid(self, form):
        actions.set_questions(self.group, form.texts, by=self.request.user)
        return self.back(_("The questions are kept. Requests made before keep what they were asked."))


class AddDocument(DeskForm):
    template_name = "joining/add_document.html"
    form_class = DocumentForm

    def get_initial(self):
        return {"language": self.group.language}

    def form_valid(self, form):
        said = form.cleaned_data
        actions.add_document(
            self.group,
            said["file"],
            form.paper,
            by=self.request.user,
            title=said["title"],
            language=said["language"],
            token=said["token"],
        )
        return self.back(_("The document is added."))


class RemoveDocument(DeskForm):
    template_name = "joining/remove_document.html"
    form_class = DecideForm

    @property
    def document(self):
        return get_object_or_404(self.group.documents.all(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(document=self.document, **kwargs)

    def form_valid(self, form):
        actions.remove_document(self.document, by=self.request.user, reason=form.cleaned_data["reason"])
        return self.back(_("The document is removed."))


class NameFacilitator(DeskForm):
    """The Secretariat names who keeps order."""

    template_name = "joining/name_facilitator.html"
    form_class = FacilitatorForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_perm("joining.name_facilitators"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "viewer": self.request.user}

    def form_valid(self, form):
        actions.name_facilitator(self.group, user=form.user, by=self.request.user)
        return self.back(_("They are a facilitator now, and are told."))


class TakeOffice(AtDesk, View):
    def post(self, request, *args, **kwargs):
        if not request.user.has_perm("joining.name_facilitators"):
            raise PermissionDenied
        membership = get_object_or_404(Membership.objects.facilitators(), pk=kwargs["pk"], group=self.group)
        if actions.take_office(self.group, user=membership.user, by=request.user):
            messages.success(request, _("They are a member without office now."))
        return redirect(reverse("joining:desk", args=[self.group.slug]))
