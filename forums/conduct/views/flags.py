"""Flagging a post, and hiding one."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from moderation import limits
from moderation.views import REPORTS_PER_HOUR

from forums.actions.exactly_once import once
from forums.choices import PostState

from .. import actions
from ..forms import FlagForm, LiftForm, RuleForm
from .parts import AboutPost


class Flag(AboutPost):
    """A member says what is wrong with a post; a visitor, whom nobody knows, reports it to the Secretariat."""

    perm = "forum_conduct.flag_post"
    form_class = FlagForm

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated or not request.user.has_perm(self.perm):
            return redirect("moderation:report", "post", kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=_("Flag a post"),
            text=_(
                "Those who keep order in the group look at it, and write to you what they decide. "
                "Nobody learns that it was you."
            ),
            submit=_("Flag the post"),
            **kwargs,
        )

    def form_valid(self, form):
        again = limits.use((REPORTS_PER_HOUR, limits.who_asks(self.request)))
        if again is not None:
            form.add_error(None, _("You have flagged a lot lately. Please try again later. Your words stay here."))
            return self.form_invalid(form)
        if actions.flag(self.post_of_page, by=self.request.user, **form.cleaned_data) is None:
            messages.info(self.request, _("Somebody looked at this post already: it is not shown any more."))
            return redirect(self.post_of_page.thread)
        messages.success(self.request, _("Thank you. Those who keep order in the group look at it."))
        return redirect(self.post_of_page)


class Hide(AboutPost):
    perm = "forum_conduct.decide_post"
    form_class = RuleForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.post_of_page.state != PostState.PUBLISHED:
            return redirect(self.post_of_page.thread)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=_("Hide a post"),
            text=_("Its place stays, with the day; its words are kept from readers. Its author is told why."),
            submit=_("Hide the post"),
            is_dangerous=True,
            **kwargs,
        )

    def form_valid(self, form):
        said = form.cleaned_data
        user, post = self.request.user, self.post_of_page

        def do():
            ruling = actions.hide(post, by=user, rule=said["rule"], reason=said["reason"])
            return ruling.pk if ruling else None

        if once(said["token"], "forums.hide", by=user, do=do):
            messages.success(self.request, _("The post is hidden, and its author is told."))
        else:
            messages.info(self.request, _("Somebody decided about this post a moment before."))
        return redirect(post.thread)


class ShowAgain(AboutPost):
    perm = "forum_conduct.decide_post"
    form_class = LiftForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.post_of_page.state != PostState.HIDDEN:
            return redirect(self.post_of_page.thread)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(title=_("Show a hidden post again"), submit=_("Show it again"), **kwargs)

    def form_valid(self, form):
        said = form.cleaned_data
        user, post = self.request.user, self.post_of_page

        def do():
            ruling = actions.show_again(post, by=user, reason=said["reason"])
            return ruling.pk if ruling else None

        if once(said["token"], "forums.show_again", by=user, do=do):
            messages.success(self.request, _("The post is shown again, and its author is told."))
        return redirect(post)
