"""The page of a poll: what it asks, one's ballot, and what came of it."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView

from ...exceptions import Refused
from .. import actions
from ..actions.voting import receipt_words
from ..showing import Ballot
from .parts import OnePoll, trail_to


@method_decorator(sensitive_post_parameters(), name="dispatch")
class PollPage(OnePoll, TemplateView):
    template_name = "forum_polls/poll.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        ballot = kwargs.pop("ballot", None) or Ballot(self.poll, user)
        return super().get_context_data(
            ballot=ballot,
            form=kwargs.pop("form", ballot.form),
            who=ballot.who_voted(all_of_them="all" in self.request.GET),
            changes=ballot.changes(),
            may_change=self.poll.is_running and user.has_perm("forum_polls.change_poll", self.poll),
            trail=trail_to(self.poll.thread),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        response = self.vote(request)
        add_never_cache_headers(response)
        return response

    def vote(self, request):
        poll, user = self.poll, request.user
        if not user.is_authenticated:
            return redirect_to_login(poll.get_absolute_url())
        if not user.has_perm("forum_polls.vote", poll):
            raise PermissionDenied(_("In this poll votes are cast by members of the group."))
        ballot = Ballot(poll, user, data=request.POST)
        form = ballot.form
        if form is None:
            words = (
                _("Who speaks for no Party has no vote in this poll.")
                if ballot.lacks_party
                else _("This poll has ended: votes are not taken any more.")
            )
            messages.error(request, words)
            return redirect(poll)
        if not form.is_valid():
            return self.again(ballot, form)
        choices, receipt = form.cleaned_data["choices"], form.cleaned_data.get("receipt", "")
        try:
            cast = actions.cast_vote(
                poll,
                choices,
                by=user,
                country=form.country,
                receipt=receipt,
                former=form.cleaned_data.get("former", ""),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.again(ballot, form)
        if poll.is_secret:
            # Shown here and nowhere else: no session, no mail and no address ever holds it.
            words = receipt_words(poll, actions.checked(poll, choices), receipt)
            return render(request, "forum_polls/receipt.html", {"poll": poll, "receipt": words})
        if cast:
            messages.success(request, _("Your vote is counted. You may change it until the poll ends."))
        else:
            messages.info(request, _("You have voted so already."))
        return redirect(poll)

    def again(self, ballot, form):
        return self.render_to_response(self.get_context_data(ballot=ballot, form=form), status=422)
