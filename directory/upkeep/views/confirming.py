"""Answering a letter from the mail alone. Opening a link changes nothing: mail scanners open links by themselves."""

import uuid
from datetime import timedelta

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.generic import TemplateView
from moderation import limits
from moderation.actions import report
from moderation.choices import ReportReason

from ...actions.records import word
from ...models import Person
from ...views.pages import address_of
from .. import links, queries
from ..actions.asking import NobodyToAskError, ask_now, confirm_from_letter, tell_from_letter
from ..forms import NewLinkForm, WrongForm
from ..links import follow
from ..showing import as_owners_see, facts_of, name_in_letter

HOUR = timedelta(hours=1)
NEW_LINKS = limits.Limit("upkeep-new-link", 10, HOUR)
NEW_LINKS_OF_RECORD = limits.Limit("upkeep-new-link-of", 3, HOUR)
WORDS = limits.Limit("upkeep-words", 10, HOUR)

# What each state says; a link that works no more is Gone.
STATUS = {links.OPEN: 200, links.ANSWERED: 200, links.EXPIRED: 410, links.SUPERSEDED: 410, links.WITHDRAWN: 410}


@method_decorator(sensitive_variables("token"), name="dispatch")
class FromLetter(TemplateView):
    """A page a letter leads to. Its address is as good as a signature: it is kept nowhere and told nobody."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, **kwargs):
        self.followed = follow(kwargs["token"]) if "token" in kwargs else None
        response = self.broken() if "token" in kwargs and self.followed is None else super().dispatch(request)
        add_never_cache_headers(response)
        # Whoever is linked to from here learns the site and not the address; forms of this page still prove where
        # they come from, which they could not with "no-referrer".
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def broken(self):
        return render(self.request, "upkeep/link_broken.html", status=404)

    @property
    def state(self):
        return self.followed.state

    def over(self):
        """The link is good no more: why, and what to do."""
        return render(
            self.request,
            "upkeep/link_over.html",
            {
                "state": self.state,
                "on": self.followed.on,
                "token": self.kwargs["token"],
                "name": self.shown_name(),
                "is_person": isinstance(self.followed.record, Person),
            },
            status=STATUS[self.state],
        )

    def shown(self):
        return as_owners_see([self.followed.record])[0]

    def shown_name(self):
        # Somebody who has left is not named by a link that is over.
        return name_in_letter(self.shown()) if self.state in (links.OPEN, links.ANSWERED) else None

    def by(self):
        """The user, if they keep the record; whoever else has the letter answers without a name."""
        user, record = self.request.user, self.followed.record
        may = user.is_authenticated and user.has_perm(f"directory.change_{record._meta.model_name}", record)
        return user if may else None


class Confirm(FromLetter):
    """What stands in the record, and one button."""

    template_name = "upkeep/confirm.html"

    def get(self, request, *args, **kwargs):
        if self.state != links.OPEN:
            return self.over()
        shown = self.shown()
        return self.render_to_response(
            {
                "facts": facts_of(shown),
                "name": name_in_letter(shown),
                "confirmed_at": shown.confirmed_at,
                "is_person": isinstance(self.followed.record, Person),
                "change_address": reverse("upkeep:change", args=[self.kwargs["token"]]),
            }
        )

    def post(self, request, *args, **kwargs):
        if self.state == links.OPEN:
            confirm_from_letter(self.followed.request, by=self.by())
        return redirect("upkeep:confirm", self.kwargs["token"])


class Change(FromLetter):
    """The ways to say what has changed: to the record for those who sign in, in words for everybody else."""

    template_name = "upkeep/change.html"
    form = None

    def get(self, request, *args, **kwargs):
        if self.state not in (links.OPEN, links.ANSWERED):
            return self.over()
        if self.by() is not None and self.record_address():
            return redirect(self.record_address())
        return self.show()

    def post(self, request, *args, **kwargs):
        if self.state not in (links.OPEN, links.ANSWERED):
            return self.over()
        self.form = WrongForm(request.POST)
        if not self.form.is_valid():
            return self.show(422)
        again = limits.use((WORDS, self.followed.request.pk))
        if again is not None:
            self.form.add_error(
                None,
                _("You have told us much lately. Please send this after %(time)s. Your words stay here.")
                % {"time": date_format(localtime(again), "TIME_FORMAT")},
            )
            return self.show(429)
        question = self.followed.request
        report(
            self.followed.record,
            label=name_in_letter(self.shown()).text,
            reason=ReportReason.OUTDATED,
            by=self.by(),
            address=question.address,
            **self.form.cleaned_data,
        )
        tell_from_letter(question, by=self.by())
        return redirect("moderation:thanks")

    def show(self, status=200):
        record = self.followed.record
        return self.render_to_response(
            {
                "form": self.form or WrongForm(initial={"token": uuid.uuid4()}),
                "name": name_in_letter(self.shown()),
                "is_person": isinstance(record, Person),
                "sign_in_address": self.sign_in_address(),
                "confirm_address": reverse("upkeep:confirm", args=[self.kwargs["token"]]),
            },
            status=status,
        )

    def record_address(self):
        """Where whoever keeps the record changes it; empty where the site has no page for that."""
        record = self.followed.record
        if isinstance(record, Person) and self.request.user.pk in (None, record.user_id):
            return address_of("my:record")
        return address_of(f"directory:{record._meta.model_name}-record", record.slug)

    def sign_in_address(self):
        """To the sign-in by code and on to the record, where the letter went to somebody who has an account."""
        on = self.record_address()
        if not on or self.followed.request.recipient_id is None or self.request.user.is_authenticated:
            return ""
        return address_of("account_request_login_code", next=on)


class Again(FromLetter):
    """A new link for one that is over, sent to the address we know and to no other."""

    def post(self, request, *args, **kwargs):
        if self.state == links.ANSWERED:
            return redirect("upkeep:confirm", self.kwargs["token"])
        record = self.followed.record
        again = limits.use(
            (NEW_LINKS, limits.who_asks(request)), (NEW_LINKS_OF_RECORD, f"{word(record)}:{record.pk}")
        )
        if again is not None:
            return render(request, "upkeep/link_later.html", {"again": again}, status=429)
        try:
            ask_now(record, by=self.by())
        except NobodyToAskError:
            return render(request, "upkeep/link_nobody.html", status=410)
        return redirect("upkeep:link_sent")

    def get(self, request, *args, **kwargs):
        return redirect("upkeep:confirm", self.kwargs["token"])


class NewLink(FromLetter):
    """For a link that came broken: the address is typed, and what we know of it is sent there. The answer is the same
    whether we know it or not."""

    template_name = "upkeep/new_link.html"

    def get(self, request, *args, **kwargs):
        return self.render_to_response({"form": NewLinkForm()})

    def post(self, request, *args, **kwargs):
        form = NewLinkForm(request.POST)
        if not form.is_valid():
            return self.render_to_response({"form": form}, status=422)
        address = form.cleaned_data["address"].lower()
        again = limits.use((NEW_LINKS, limits.who_asks(request)), (NEW_LINKS_OF_RECORD, address))
        if again is not None:
            return render(request, "upkeep/link_later.html", {"again": again}, status=429)
        for question in queries.open_questions_at(address):
            try:
                ask_now(question.record)
            except NobodyToAskError:
                continue
        return redirect("upkeep:link_sent")


class LinkSent(FromLetter):
    template_name = "upkeep/link_sent.html"
    http_method_names = ["get", "head"]
