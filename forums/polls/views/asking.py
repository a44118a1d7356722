"""Opening a poll, and what may be done with one that runs."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView

from ...actions.exactly_once import once
from ...exceptions import Refused
from ...models import Thread
from ...tongue_forms import lines_to_initial, texts_to_initial
from .. import actions
from ..forms import ExtendForm, PollForm, ReasonForm, RewordForm
from .parts import OnePoll, trail_to


class Ask(LoginRequiredMixin, FormView):
    """A new poll in a thread."""

    template_name = "forum_polls/ask.html"
    form_class = PollForm

    @cached_property
    def thread(self):
        threads = Thread.objects.visible_to(self.request.user).select_related("group")
        thread = get_object_or_404(threads, pk=self.kwargs["thread"])
        if not self.request.user.has_perm("forum_polls.open_poll", thread):
            raise PermissionDenied(_("Polls are opened by who began the thread, and by facilitators."))
        return thread

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "main": get_language() or "en"}

    def get_context_data(self, **kwargs):
        return super().get_context_data(thread=self.thread, trail=trail_to(self.thread), **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        try:
            poll = actions.open_poll(self.thread, by=self.request.user, **form.values())
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("The poll is open. It stands in the thread, and goes out with its mail."))
        return redirect(poll)


class Changing(LoginRequiredMixin, OnePoll, FormView):
    """A change of a running poll, with its reason."""

    template_name = "forum_polls/change.html"
    perm = "forum_polls.change_poll"
    form_class = ReasonForm
    title = button = note = done = ""

    def get_context_data(self, **kwargs):
        return super().get_context_data(title=self.title, button=self.button, note=self.note, **kwargs)

    def form_valid(self, form):
        user, poll = self.request.user, self.poll
        try:
            changed = once(
                form.cleaned_data["token"], f"forum_polls.{poll.pk}", by=user, do=lambda: bool(self.act(form, user))
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        if changed:
            messages.success(self.request, self.done)
        else:
            messages.info(self.request, _("Nothing was changed."))
        return redirect(poll)


class Extend(Changing):
    form_class = ExtendForm
    title = gettext_lazy("Let the poll run longer")
    button = gettext_lazy("Extend it")
    done = gettext_lazy("The poll runs longer; everybody sees why.")

    def act(self, form, user):
        return actions.extend_poll(self.poll, form.instant(), by=user, reason=form.cleaned_data["reason"])


class Reword(Changing):
    form_class = RewordForm
    title = gettext_lazy("Correct or translate the words, add answers")
    button = gettext_lazy("Change the poll")
    note = gettext_lazy(
        "Votes cast so far stay as they are. Change no answer into another: everybody sees what was changed."
    )
    done = gettext_lazy("The poll is changed; everybody sees what was changed and why.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "poll": self.poll}

    def get_initial(self):
        poll = self.poll
        return {
            **texts_to_initial("question", poll.question),
            **texts_to_initial("explanation", poll.explanation),
            **lines_to_initial("options", [option.text for option in poll.options.all()]),
        }

    def act(self, form, user):
        words, further = form.parts()
        reason = form.cleaned_data["reason"]
        changed = actions.reword_poll(self.poll, by=user, reason=reason, **words)
        return bool(further and actions.add_options(self.poll, further, by=user, reason=reason)) or changed


class Close(Changing):
    title = gettext_lazy("End the poll before its time")
    button = gettext_lazy("End it now")
    note = gettext_lazy("The votes cast so far count.")
    done = gettext_lazy("The poll has ended.")

    def act(self, form, user):
        return actions.close_poll(self.poll, by=user, reason=form.cleaned_data["reason"])


class Cancel(Changing):
    title = gettext_lazy("Cancel the poll")
    button = gettext_lazy("Cancel it")
    note = gettext_lazy("No vote counts, and no result is shown.")
    done = gettext_lazy("The poll is cancelled.")

    def act(self, form, user):
        return actions.cancel_poll(self.poll, by=user, reason=form.cleaned_data["reason"])
