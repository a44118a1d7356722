"""Choosing how one gets the mail of the forums, and stopping it from a letter."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.generic import FormView

from forums.models import Group, Membership, Thread

from . import actions, keys, links
from .forms import WishesForm
from .queries import preferences_of


class Wishes(LoginRequiredMixin, FormView):
    """How one gets mail, for all groups; and the level of each group beside it."""

    template_name = "forum_mailing/wishes.html"
    form_class = WishesForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": preferences_of(self.request.user)}

    def get_context_data(self, **kwargs):
        memberships = Membership.objects.active().filter(user=self.request.user).select_related("group")
        return super().get_context_data(
            memberships=sorted(memberships, key=lambda each: str(each.group)),
            by_mail=keys.is_open(),
            trail=[(_("My page"), reverse("my")), (_("My forums"), reverse("my_forums:overview"))],
            **kwargs,
        )

    def form_valid(self, form):
        actions.set_preferences(self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Saved. Mail comes as you chose."))
        return redirect("my_forum_mail:wishes")

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator([csrf_exempt, sensitive_variables("token")], name="dispatch")
class Stop(View):
    """Where the link of a letter leads: opening it only asks, for programs open links by themselves.

    A POST stops the mail, from the button of the page or from the mail program itself (RFC 8058). It needs neither a
    sign-in nor the token of a form: the link is the proof.
    """

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, **kwargs):
        meant = links.read_stop(kwargs["token"])
        if meant is None:
            response = render(request, "forum_mailing/stop_broken.html", status=404)
        elif request.method in ("GET", "HEAD", "POST"):
            response = self.answer(request, *meant)
        else:
            response = HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def answer(self, request, user, what, which):
        # A link from a letter shows no second factor: no power of office.
        user.awaits_second_factor = user.is_staff
        name, words, stop = self.meaning(user, what, which)
        done = request.method == "POST"
        if done and stop:
            stop()
        return render(request, "forum_mailing/stop.html", {"done": done, "name": name, "words": words})

    def meaning(self, user, what, which):
        """What the link stops: its name where the reader may still know of it, words, and the action."""
        if what == links.GROUP:
            group = Group.objects.filter(pk=which).first()
            return (
                str(group) if group and group.is_known_to(user) else "",
                _("You stay a member of the group and read it on the site."),
                group and (lambda: actions.stop_group(user, group)),
            )
        if what == links.THREAD:
            thread = Thread.objects.select_related("group").filter(pk=which).first()
            return (
                thread.title if thread and thread.is_seen_by(user) else "",
                _("Other threads of the group come by mail as before."),
                thread and (lambda: actions.mute_thread(user, thread)),
            )
        return (
            "",
            _("Groups whose posts you got in a digest send you no mail any more. You stay a member of them."),
            lambda: actions.stop_digest(user, which),
        )
