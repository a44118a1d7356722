"""Deciding from the mail alone. Opening a link changes nothing: mail scanners open links by themselves."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from directory.permissions import is_member

from ...actions import leave
from ...from_letter import LetterPage, read
from ...models import Membership
from .. import actions, letters
from ..exceptions import CannotJoin
from ..forms import DecideForm, ReasonForm
from ..models import GroupInvitation, JoinRequest, desk_of
from ..queries import facilitators_of, text_in_parts
from ..showing import name_of


class Decide(LetterPage):
    """A facilitator lets somebody in, or does not."""

    template_name = "joining/from_letter.html"

    def follow(self, token):
        if self.kwargs["verb"] not in ("accept", "decline"):
            raise Http404
        signed = read(letters.DECIDE, token)
        if signed is None:
            return None
        request_pk, user_pk = signed.values
        join_request = (
            JoinRequest.objects.select_related("group", "user__person__country").filter(pk=request_pk).first()
        )
        decider = get_user_model().objects.filter(pk=user_pk, is_active=True).first()
        if join_request is None or decider is None:
            return None
        self.is_expired = signed.is_expired
        return join_request, decider

    def closed_door(self):
        join_request, decider = self.followed
        if self.is_expired or decider not in facilitators_of(join_request.group):
            return self.over(address=reverse("forums:home"))
        if not join_request.is_waiting:
            words = _("Thank you: this is answered. What was decided is: “%(state)s”.") % {
                "state": join_request.get_state_display()
            }
            return self.over(words, desk_of(join_request.group))
        return None

    def get(self, request, *args, **kwargs):
        return self.closed_door() or self.show(self.form())

    def post(self, request, *args, **kwargs):
        if closed := self.closed_door():
            return closed
        join_request, decider = self.followed
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, 422)
        verb = {"accept": actions.accept_request, "decline": actions.decline_request}[self.kwargs["verb"]]
        try:
            done = verb(join_request, by=decider, reason=form.cleaned_data["reason"])
        except CannotJoin as refused:
            return self.over(refused.reason)
        if not done:
            join_request.refresh_from_db()
            return self.closed_door()
        accepted = self.kwargs["verb"] == "accept"
        words = _("They are a member now, and are told.") if accepted else _("They are told, with your reason.")
        return render(request, "joining/done.html", {"words": words, "group": join_request.group})

    def form(self, posted=None):
        return (DecideForm if self.kwargs["verb"] == "accept" else ReasonForm)(posted)

    def show(self, form, status=200):
        join_request, decider = self.followed
        other = "decline" if self.kwargs["verb"] == "accept" else "accept"
        return self.render_to_response(
            {
                "form": form,
                "verb": self.kwargs["verb"],
                "request_to_join": join_request,
                "group": join_request.group,
                "name": name_of(join_request.user, decider),
                "other_address": reverse("joining:from_letter", args=[self.kwargs["token"], other]),
            },
            status=status,
        )


class Invited(LetterPage):
    """Somebody comes in by an invitation, or says that they do not."""

    template_name = "joining/invited.html"

    def follow(self, token):
        signed = read(letters.INVITED, token, days=3650)
        if signed is None:
            return None
        invitations = GroupInvitation.objects.select_related("group", "user__person", "invited_by__person")
        return invitations.filter(pk=signed.values[0]).first()

    @property
    def user(self):
        """Who comes in: whom the letter was sent to, else whoever is signed in."""
        return self.followed.user or (self.request.user if self.request.user.is_authenticated else None)

    def closed_door(self):
        invitation = self.followed
        if not invitation.is_open or invitation.group.is_archived:
            words = _("This invitation works no more: it was used, ended, or its time is over.")
            return self.over(words, reverse("forums:home"))
        return None

    def get(self, request, *args, **kwargs):
        return self.closed_door() or self.show()

    def post(self, request, *args, **kwargs):
        if closed := self.closed_door():
            return closed
        invitation, user = self.followed, self.user
        if request.POST.get("verb") == "decline":
            actions.decline_invitation(invitation)
            words = _("Thank you for saying so. The invitation works no more.")
            return render(request, "joining/done.html", {"words": words, "group": None})
        if user is None or not is_member(user):
            return self.show()
        try:
            actions.accept_invitation(invitation, user=user)
        except CannotJoin as refused:
            return self.over(refused.reason)
        if request.user.is_authenticated and request.user.pk == user.pk:
            messages.success(request, _("Welcome: you are a member of this group now."))
            return redirect(invitation.group)
        words = _("Welcome: you are a member of this group now.")
        return render(request, "joining/done.html", {"words": words, "group": invitation.group})

    def show(self):
        invitation, user = self.followed, self.user
        return self.render_to_response(
            {
                "invitation": invitation,
                "group": invitation.group,
                "texts": text_in_parts(invitation.group),
                "inviter": name_of(invitation.invited_by, user) if invitation.invited_by else "",
                "may_come": user is not None and is_member(user),
                "is_other": user is not None and not actions.inviting.is_for(invitation, user),
                "is_signed_in": self.request.user.is_authenticated,
                "here": self.request.get_full_path(),
            }
        )


@method_decorator(csrf_exempt, name="dispatch")
class LeaveFromLetter(LetterPage):
    """Leaving a group by one click in a mail program (RFC 8058); opened, it only offers it."""

    template_name = "joining/leave_from_letter.html"

    def follow(self, token):
        signed = read(letters.LEAVE, token, days=3650)
        if signed is None:
            return None
        membership = Membership.objects.filter(group=signed.values[0], user=signed.values[1])
        return membership.select_related("group", "user").first()

    def get_context_data(self, **kwargs):
        return super().get_context_data(group=self.followed.group, **kwargs)

    def post(self, request, *args, **kwargs):
        leave(self.followed.group, user=self.followed.user)
        return render(request, "joining/done.html", {"words": _("You have left the group."), "group": None})
