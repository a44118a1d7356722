"""Renewing from the letter alone. Opening the link changes nothing: mail scanners open links by themselves."""

from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_variables
from django.views.generic import TemplateView

from directory.choices import Audience

from .. import actions, queries, reminders
from ..disclosure import disclose_entry
from ..exceptions import RosterError

STATUS = {reminders.OPEN: 200, reminders.RENEWED: 200, reminders.OVER: 410}


@method_decorator(sensitive_variables("token"), name="dispatch")
class Renew(TemplateView):
    """The entry as everybody sees it, and one button. The address is as good as a signature: it is told nobody."""

    template_name = "experts/life/renew.html"
    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, **kwargs):
        self.followed = reminders.follow(kwargs["token"])
        if self.followed is None:
            response = render(request, "experts/life/link_broken.html", status=404)
        else:
            response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def get(self, request, *args, refused="", **kwargs):
        followed = self.followed
        is_over = followed.state == reminders.OVER
        context = self.get_context_data(
            state=followed.state,
            refused=refused,
            # Somebody who left is not named by a link that is over.
            shown=None if is_over else disclose_entry(followed.entry, Audience.EVERYONE),
            lapses_on=followed.entry.lapses_on,
            nomination=None if is_over else queries.nomination_in_force(followed.entry),
        )
        return self.render_to_response(context, status=422 if refused else STATUS[followed.state])

    def post(self, request, *args, **kwargs):
        followed = self.followed
        if followed.state == reminders.OPEN:
            owns = request.user.is_authenticated and followed.entry.person.user_id == request.user.pk
            try:
                actions.renew(followed.entry, by=request.user if owns else None, lapses_on=followed.lapses_on)
            except RosterError as refused:
                self.followed = reminders.follow(kwargs["token"])
                return self.get(request, refused=str(refused))
        return redirect("roster:renew", kwargs["token"])
