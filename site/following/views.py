"""Pages of followers, and the page a letter leads to."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.generic import FormView, TemplateView

from . import actions, links, queries
from .choices import MOST_FOLLOWS, Frequency
from .forms import FollowForm, RowForm
from .models import Follow


class Mine(LoginRequiredMixin, TemplateView):
    """Everything one follows, with how often we write about it; saved together."""

    template_name = "following/mine.html"

    def get_context_data(self, **kwargs):
        rows = list(queries.rows_of(self.request.user))
        for row in rows:
            row["form"] = self.form_of(row["follow"])
        return super().get_context_data(trail=[(_("My page"), reverse("my"))], rows=rows, **kwargs)

    def form_of(self, follow):
        posted = self.request.POST if self.request.method == "POST" else None
        # A row that was not on the page when it was drawn keeps what it has.
        is_posted = posted is not None and f"{follow.pk}-frequency" in posted
        return RowForm(posted if is_posted else None, follow=follow)

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def post(self, request, *args, **kwargs):
        if stopped := request.POST.get("stop", ""):
            return self.stop(stopped)
        forms = [self.form_of(follow) for follow in Follow.objects.of(request.user)]
        if any(form.is_bound and not form.is_valid() for form in forms):
            return self.render_to_response(self.get_context_data(), status=422)
        for form in forms:
            if form.is_bound:
                actions.change_follow(
                    form.follow,
                    by=request.user,
                    frequency=form.cleaned_data["frequency"],
                    name=form.cleaned_data.get("name", ""),
                )
        messages.success(request, _("Saved. We write to you as you chose."))
        return redirect("following:mine")

    def stop(self, key):
        if not key.isdigit():
            raise Http404
        # Stopped twice, by a double click or in another window, is stopped.
        wish = Follow.objects.of(self.request.user).filter(pk=key).first()
        if wish is None or actions.stop_following(wish, by=self.request.user):
            messages.success(self.request, _("You no longer follow it."))
        return redirect("following:mine")


class Begin(LoginRequiredMixin, FormView):
    """Follow one thing. Pages lead here; their button posts straight on."""

    template_name = "following/begin.html"
    form_class = FollowForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.thing = queries.thing_asked(request.GET, request.user)
            if self.thing is None:
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            name=queries.name_of(self.thing, self.request.user),
            address=queries.address_of(self.thing),
            standing=queries.standing(self.request.user, self.thing),
            **kwargs,
        )

    def form_valid(self, form):
        try:
            actions.follow(self.request.user, self.thing, frequency=form.cleaned_data["frequency"])
        except actions.TooManyFollows:
            messages.error(
                self.request,
                _("You follow %(number)s things, the most there can be. Please stop following one of them first.")
                % {"number": MOST_FOLLOWS},
            )
            return redirect("following:mine")
        messages.success(
            self.request,
            _("You follow “%(name)s” from now on.") % {"name": queries.name_of(self.thing, self.request.user)},
        )
        return redirect(queries.address_of(self.thing))


@method_decorator([csrf_exempt, sensitive_variables("token")], name="dispatch")
class Stop(TemplateView):
    """Where the link of a letter leads: opening it only asks, for programs open links by themselves.

    A POST stops the letters, from the button of the page or from the mail program itself (RFC 8058). It needs neither
    a sign-in nor the token of a form: the link is the proof.
    """

    template_name = "following/stop.html"
    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, **kwargs):
        meant = links.read(kwargs["token"])
        response = self.broken() if meant is None else self.answer(request, *meant)
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def broken(self):
        return render(self.request, "following/stop_broken.html", status=404)

    def answer(self, request, user, keys):
        if request.method not in ("GET", "HEAD", "POST"):
            return self.http_method_not_allowed(request)
        done = request.method == "POST"
        if done:
            actions.stop_letters(user, keys)
        # Names are as the follower may see them; whoever else holds the letter has read them there.
        names = [
            row["follow"].name or row["name"]
            for row in queries.rows_of(user)
            if row["follow"].pk in keys and (done or row["follow"].frequency != Frequency.NEVER)
        ]
        return render(request, self.template_name, {"names": [name for name in names if name], "done": done})
