"""Leading a consultation: the desk, the note, and each step."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from ...exceptions import Refused
from ...models import Group
from ...showing import author, author_of, user_shown
from ...tongue_forms import name_of_language
from ...tongues import LANGUAGES
from .. import actions
from ..choices import RUNNING, TO_COME, State
from ..forms import CirculateForm, ExtendForm, NoteForm, PublishForm, ReasonForm, TokenForm
from ..queries import contributions_of
from .parts import Doing, OneConsultation, trail_to_list


class Lead(LoginRequiredMixin, OneConsultation, TemplateView):
    """The desk of who leads it: where it stands, what comes next, what waits. Others are led to the page."""

    template_name = "forum_consultations/lead.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.leads:
            return redirect(self.consultation)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        consultation, user = self.consultation, self.request.user
        contributions = contributions_of(consultation) if consultation.thread_id else []
        versions = {}
        for version in consultation.summaries.order_by("language", "-number"):
            versions.setdefault(version.language, version)
        return super().get_context_data(
            may=self.may(),
            questions=list(consultation.questions.all()),
            contributions=len(contributions),
            unsorted=[(each, author_of(each.post, user)) for each in contributions if not each.questions.all()],
            invited=consultation.invitees.filter(stopped_at=None).count(),
            letters=list(consultation.mailings.all()),
            languages=[(code, name_of_language(code), versions.get(code)) for code in LANGUAGES],
            corrections=[
                (each, author(each.person, "", "", user))
                for each in consultation.corrections.select_related("person")
            ],
            steps=[
                (step, user_shown(step.by, user) if step.by_id else None)
                for step in consultation.steps.select_related("by__person")
            ],
            for_others=user.has_perm("forum_consultations.contribute_for", consultation),
            trail=trail_to_list(),
            **kwargs,
        )

    def may(self):
        """Which steps are possible as things stand."""
        consultation = self.consultation
        state = consultation.state
        return {
            "change": state in (*TO_COME, *RUNNING),
            "announce": state == State.DRAFT,
            "open": state == State.ANNOUNCED,
            "extend": state in (*RUNNING, State.CLOSED),
            "close": state in RUNNING,
            "summary": state in (State.CLOSED, State.SUMMARISED, State.PUBLISHED),
            "circulate": state == State.SUMMARISED,
            "publish": state == State.SUMMARISED and not consultation.takes_corrections,
            "cancel": state not in (State.PUBLISHED, State.CANCELLED),
            "paper": consultation.thread_id and state not in (State.PUBLISHED, State.CANCELLED),
        }


class Note(FormView):
    """The form of the topic note."""

    template_name = "forum_consultations/note.html"
    form_class = NoteForm

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Begin(LoginRequiredMixin, Note):
    """A new consultation of a group, kept as a draft."""

    @cached_property
    def group(self):
        group = get_object_or_404(Group.objects.visible_to(self.request.user), slug=self.kwargs["slug"])
        if not self.request.user.has_perm("forum_consultations.lead", group):
            raise PermissionDenied(_("Consultations are led by facilitators of the group and by the Secretariat."))
        return group

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "group": self.group, "viewer": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            group=self.group, trail=[*trail_to_list(), (self.group.name, self.group.get_absolute_url())], **kwargs
        )

    def form_valid(self, form):
        try:
            consultation = actions.begin_consultation(
                self.group, by=self.request.user, token=form.cleaned_data["token"], **form.values()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("The draft is saved. Only those who lead the group see it."))
        return redirect("consultations:lead", consultation.pk)


class Change(LoginRequiredMixin, OneConsultation, Note):
    """The note of a consultation is changed: openly, once it is announced."""

    perm = "forum_consultations.lead"

    def get_form_kwargs(self):
        consultation = self.consultation
        return {
            **super().get_form_kwargs(),
            "group": consultation.group,
            "viewer": self.request.user,
            "consultation": consultation,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(group=self.consultation.group, **kwargs)

    def form_valid(self, form):
        try:
            changed = actions.change_consultation(
                self.consultation,
                by=self.request.user,
                seen=form.cleaned_data["seen"],
                reason=form.cleaned_data.get("reason", ""),
                **form.values(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        words = _("The consultation is changed.") if changed else _("Nothing was changed.")
        messages.success(self.request, words)
        return redirect("consultations:lead", self.consultation.pk)


class Announce(Doing):
    form_class = TokenForm
    title = gettext_lazy("Announce the consultation")
    button = gettext_lazy("Announce it")
    note = gettext_lazy(
        "It gets its reference and its page, and who is invited gets a letter. Later changes are open to all."
    )
    done = gettext_lazy("The consultation is announced; the letters are on their way.")

    def act(self, form, user):
        return actions.announce(self.consultation, by=user)


class Open(Doing):
    form_class = TokenForm
    title = gettext_lazy("Open the consultation now")
    button = gettext_lazy("Open it now")
    note = gettext_lazy("It opens by itself on its day. This opens it earlier.")
    done = gettext_lazy("The consultation is open; the letters are on their way.")

    def act(self, form, user):
        return actions.open_now(self.consultation, by=user)


class Extend(Doing):
    form_class = ExtendForm
    title = gettext_lazy("Let the consultation run longer")
    button = gettext_lazy("Extend it")
    note = gettext_lazy("Everybody who is invited gets a letter with the reason.")
    done = gettext_lazy("The consultation runs longer; the letters are on their way.")

    def act(self, form, user):
        return actions.extend(self.consultation, form.closes_at(), by=user, reason=form.cleaned_data["reason"])


class Close(Doing):
    form_class = ReasonForm
    title = gettext_lazy("Close the consultation before its time")
    button = gettext_lazy("Close it now")
    note = gettext_lazy("It closes by itself at its instant. This closes it earlier.")
    done = gettext_lazy("The consultation is closed.")

    def act(self, form, user):
        return actions.close_now(self.consultation, by=user, reason=form.cleaned_data["reason"])


class Cancel(Doing):
    form_class = ReasonForm
    title = gettext_lazy("Cancel the consultation")
    button = gettext_lazy("Cancel it")
    note = gettext_lazy("What was contributed stays in its thread. Everybody who is invited gets a letter.")
    done = gettext_lazy("The consultation is cancelled.")

    def act(self, form, user):
        return actions.cancel(self.consultation, by=user, reason=form.cleaned_data["reason"])


class Circulate(Doing):
    form_class = CirculateForm
    title = gettext_lazy("Circulate the summary for correction")
    button = gettext_lazy("Circulate it")
    note = gettext_lazy("The draft is shown to all who read the consultation; contributors get a letter.")
    done = gettext_lazy("The summary is circulated; the letters are on their way.")

    def act(self, form, user):
        return actions.circulate(self.consultation, by=user, days=form.cleaned_data["days"])


class Publish(Doing):
    form_class = PublishForm
    title = gettext_lazy("Publish the summary and the proceedings")
    button = gettext_lazy("Publish")
    note = gettext_lazy("From now on the page is cited. Every later change of the summary is open to all.")
    done = gettext_lazy("The summary and the proceedings are published; the letters are on their way.")

    def get_initial(self):
        consultation = self.consultation
        return {name: getattr(consultation, name) for name in ("decision", "decision_url", "agenda_item")}

    def act(self, form, user):
        names = ("decision", "decision_url", "agenda_item")
        return actions.publish(self.consultation, by=user, **{name: form.cleaned_data[name] for name in names})

    def leads_to(self):
        return reverse("consultations:consultation", args=[self.consultation.year, self.consultation.number])
