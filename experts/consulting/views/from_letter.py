"""Answering from the mail alone. Opening a link changes nothing: mail scanners open links by themselves."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.generic import TemplateView

from .. import actions, addresses, showing
from ..choices import InvitationState, Way
from ..exceptions import ConsultingError
from ..forms import AcceptForm, AgreeForm, DeclineForm, FeedbackForm, HandOverForm, RefuseForm, SuggestForm
from ..models.questions import in_office


@method_decorator(sensitive_variables("token"), name="dispatch")
class FromLetter(TemplateView):
    """A page a letter leads to. Its address is as good as a signature: it is kept nowhere and told nobody."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request, *args, **kwargs):
        self.found = self.find(kwargs["token"])
        if self.found is None:
            response = render(request, "consulting/link_broken.html", status=404)
        else:
            response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        # Whoever is linked to from here learns the site and not the address.
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def find(self, token):
        raise NotImplementedError

    def by(self, entry):
        """The user, if they are the expert; whoever else has the letter answers without a name."""
        user = self.request.user
        return user if user.is_authenticated and entry.person.user_id == user.pk else None

    def how(self, entry):
        return Way.PAGE if self.by(entry) else Way.LINK

    def over(self, words, question=None, status=410):
        may_open = question is not None and self.request.user.is_authenticated
        return render(
            self.request,
            "consulting/link_over.html",
            {"words": words, "question": question if may_open else None},
            status=status,
        )


# Verb: (form, states of the invitation in which it can be done).
VERBS = {
    "accept": AcceptForm,
    "decline": DeclineForm,
    "suggest": SuggestForm,
    "hand-over": HandOverForm,
    "feedback": FeedbackForm,
}


class Answer(FromLetter):
    """What an expert is asked, and one form: to accept, to decline, to name somebody else; later to hand over, or to
    say how it was.
    """

    template_name = "consulting/from_letter.html"

    def find(self, token):
        return addresses.invitation_of(token)

    def dispatch(self, request, *args, **kwargs):
        if kwargs["verb"] not in VERBS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def closed_door(self):
        """Why the verb is not possible now, in words; None if it is."""
        invitation, verb = self.found, self.kwargs["verb"]
        entry, question = invitation.entry, invitation.question
        if not type(entry).objects.filter(pk=entry.pk, **in_office()).exists():
            return _("You are not on the roster any more, so this question is not yours to answer.")
        if verb == "feedback":
            if not invitation.is_accepted:
                return _("This invitation is over: “%(state)s”.") % {"state": invitation.get_state_display()}
            return None if question.is_closed else _("Feedback is given once the question is closed.")
        if not question.is_open:
            return _("Thank you. This question is not open any more.")
        if verb == "hand-over":
            return None if invitation.is_accepted else _("Only who has accepted a question hands it over.")
        if invitation.is_accepted:
            return _("Thank you: you have accepted this question.")
        if not invitation.is_waiting:
            return _("Thank you: this is answered. What we have is: “%(state)s”.") % {
                "state": invitation.get_state_display()
            }
        return None

    def get(self, request, *args, **kwargs):
        return self.show(self.form())

    def post(self, request, *args, **kwargs):
        if words := self.closed_door():
            return self.over(words, self.found.question, 200)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, 422)
        try:
            getattr(self, kwargs["verb"].replace("-", "_"))(form.cleaned_data)
        except ConsultingError as refused:
            return self.over(str(refused), self.found.question)
        question = self.found.question
        if self.by(self.found.entry) and kwargs["verb"] in ("accept", "feedback"):
            messages.success(request, self.thanks())
            return redirect(question)
        return render(request, "consulting/thanks.html", {"words": self.thanks(), "verb": kwargs["verb"]})

    def form(self, posted=None):
        initial = {}
        if self.kwargs["verb"] == "feedback" and hasattr(self.found, "feedback"):
            initial = {"clarity": self.found.feedback.clarity, "outcome": self.found.feedback.outcome}
        return VERBS[self.kwargs["verb"]](posted, initial=initial)

    def show(self, form, status=200):
        invitation = self.found
        if words := self.closed_door():
            answered = invitation.is_accepted or invitation.state in (
                InvitationState.DECLINED,
                InvitationState.SUGGESTED,
                InvitationState.HANDED_OVER,
            )
            return self.over(words, invitation.question, 200 if answered else 410)
        question, token = invitation.question, self.kwargs["token"]
        viewer = showing.viewer_of(invitation.entry)
        return self.render_to_response(
            {
                "form": form,
                "verb": self.kwargs["verb"],
                "question": question,
                "asker": showing.name_asker(question, viewer),
                "for_whom": showing.for_whom(question),
                "note": invitation.note,
                "others": [
                    (words, reverse("consulting:from_letter", args=[token, verb]))
                    for verb, words in (
                        ("accept", _("I accept")),
                        ("decline", _("I cannot")),
                        ("suggest", _("I suggest somebody else")),
                    )
                    if verb != self.kwargs["verb"] and invitation.is_waiting
                ],
            },
            status=status,
        )

    def thanks(self):
        return {
            "accept": _("Thank you for taking the question on."),
            "decline": _("Thank you for saying so. Somebody else is asked."),
            "suggest": _("Thank you. Whoever asks reads whom you suggest."),
            "hand-over": _("Thank you. Whoever asks is told, and asks somebody else."),
            "feedback": _("Thank you for your feedback."),
        }[self.kwargs["verb"]]

    def accept(self, written):
        actions.accept(self.found, **self.who(), **written)

    def decline(self, written):
        actions.decline(self.found, **self.who(), **written)

    def suggest(self, written):
        actions.suggest_another(self.found, **self.who(), **written)

    def hand_over(self, written):
        actions.hand_over(self.found, **self.who(), **written)

    def feedback(self, written):
        actions.give_feedback(self.found, by=self.by(self.found.entry), **written)

    def who(self):
        return {"by": self.by(self.found.entry), "how": self.how(self.found.entry)}


class TakeUp(FromLetter):
    """An open question, and one button to take it up."""

    template_name = "consulting/take_up.html"

    def find(self, token):
        return addresses.told_of_take_up(token)

    def get(self, request, *args, **kwargs):
        question = self.found.question
        if not question.is_open:
            return self.over(_("Thank you. This question is not open any more."), question)
        viewer = showing.viewer_of(self.found.entry)
        return self.render_to_response(
            {
                "question": question,
                "asker": showing.name_asker(question, viewer),
                "for_whom": showing.for_whom(question),
                "stop_token": addresses.stop_token_of(self.found.entry),
            }
        )

    def post(self, request, *args, **kwargs):
        question, entry = self.found.question, self.found.entry
        try:
            actions.take_up(question, entry, by=self.by(entry), how=self.how(entry))
        except ConsultingError as refused:
            return self.over(str(refused), question)
        if self.by(entry):
            messages.success(request, _("Thank you for taking the question on."))
            return redirect(question)
        return render(
            request, "consulting/thanks.html", {"words": _("Thank you for taking the question on."), "verb": "accept"}
        )


class Agree(FromLetter):
    """The words that would be public, and the two answers to them."""

    template_name = "consulting/agree.html"

    def find(self, token):
        found = addresses.consent_of(token)
        if found is None:
            return None
        self.version = found[1]
        return found[0]

    def by_user(self):
        user, consent = self.request.user, self.found
        if not user.is_authenticated:
            return None
        if consent.invitation is None:
            return user if consent.answer.question.asked_by_id == user.pk else None
        return self.by(consent.invitation.entry)

    @property
    def is_expert(self):
        return self.found.invitation is not None

    def get(self, request, *args, **kwargs):
        return self.show()

    def show(self, agree=None, refuse=None, status=200):
        consent = self.found
        if consent.answer.version != self.version:
            return self.over(
                _("The words were changed since this letter was sent. A newer letter holds them."),
                consent.answer.question,
            )
        return self.render_to_response(
            {
                "consent": consent,
                "answer": consent.answer,
                "form": agree or AgreeForm(is_expert=self.is_expert, initial={"names": consent.names_me}),
                "refuse_form": refuse or RefuseForm(auto_id="refuse-%s"),
            },
            status=status,
        )

    def post(self, request, *args, **kwargs):
        consent, by = self.found, self.by_user()
        try:
            if "refuse" in request.POST:
                form = RefuseForm(request.POST, auto_id="refuse-%s")
                if not form.is_valid():
                    return self.show(refuse=form, status=422)
                if consent.answer.version == self.version:
                    actions.refuse(consent, by=by, **form.cleaned_data)
                words = _("Thank you for saying so. The answer is not public.")
            else:
                form = AgreeForm(request.POST, is_expert=self.is_expert)
                if not form.is_valid():
                    return self.show(agree=form, status=422)
                named = form.cleaned_data["names"]
                is_public = actions.agree(
                    consent,
                    version=self.version,
                    by=by,
                    names_me=named if self.is_expert else True,
                    names_asker=None if self.is_expert else named,
                )
                words = (
                    _("Thank you. The answer is public now.")
                    if is_public
                    else _("Thank you. The answer is public as soon as all agree.")
                )
        except ConsultingError as refused:
            return self.over(str(refused), consent.answer.question)
        if by:
            messages.success(request, words)
            return redirect(consent.answer.question)
        return render(request, "consulting/thanks.html", {"words": words, "verb": "agree"})


@method_decorator(csrf_exempt, name="dispatch")
class Stop(FromLetter):
    """No more letters of open questions. A POST stops them at once: mail programs ask so themselves (RFC 8058)."""

    template_name = "consulting/stop.html"

    def find(self, token):
        return addresses.entry_of_stop(token)

    def post(self, request, *args, **kwargs):
        actions.stop_telling(self.found)
        return render(
            request,
            "consulting/thanks.html",
            {"words": _("We tell you of no open questions any more. Who is asked by name still is."), "verb": "stop"},
        )
