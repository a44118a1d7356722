"""The summary: writing it, its versions, and corrections."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ...exceptions import Refused
from ...showing import author, user_shown
from ...tongue_forms import name_of_language
from ...tongues import LANGUAGES
from .. import actions
from ..forms import AnswerForm, CorrectionForm, SummaryForm
from .parts import Doing, OneConsultation


class Summary(Doing):
    """The next version in one language, with another language beside it for whoever translates."""

    template_name = "forum_consultations/summary.html"
    form_class = SummaryForm
    title = gettext_lazy("Summary")
    button = gettext_lazy("Save this version")
    done = gettext_lazy("The version is saved.")

    @cached_property
    def latest(self):
        """The latest version in each language, shown or not."""
        found = {}
        for version in self.consultation.summaries.order_by("language", "-number"):
            found.setdefault(version.language, version)
        return found

    def get_form_kwargs(self):
        language = self.kwargs["language"]
        if language not in LANGUAGES:
            raise Http404
        return {
            **super().get_form_kwargs(),
            "language": language,
            "is_published": self.consultation.is_published,
        }

    def get_initial(self):
        version = self.latest.get(self.kwargs["language"])
        return {"text": version.text if version else "", "seen": version.number if version else 0}

    def get_context_data(self, **kwargs):
        language = self.kwargs["language"]
        beside = self.latest.get(self.consultation.language)
        if beside is None or beside.language == language:
            beside = next((version for code, version in self.latest.items() if code != language), None)
        newer = self.latest.get(language)
        form = kwargs.get("form")
        is_stale = bool(form and form.is_bound and newer and str(newer.number) != form["seen"].value())
        return super().get_context_data(
            language_name=name_of_language(language), beside=beside, newer=newer if is_stale else None, **kwargs
        )

    def act(self, form, user):
        written = form.cleaned_data
        return actions.write_summary(
            self.consultation,
            self.kwargs["language"],
            written["text"],
            by=user,
            seen=written["seen"],
            reason=written["reason"],
        )


class Versions(OneConsultation, TemplateView):
    """Every version of the summary that was shown."""

    template_name = "forum_consultations/versions.html"

    def get_context_data(self, **kwargs):
        shown = self.consultation.summaries.filter(is_shown=True).select_related("by__person")
        if not shown:
            raise Http404
        user = self.request.user
        return super().get_context_data(
            versions=[
                (version, name_of_language(version.language), user_shown(version.by, user)) for version in shown
            ],
            **kwargs,
        )


class Correct(Doing):
    """What a reader finds missing or wrong in a summary that is circulated."""

    form_class = CorrectionForm
    perm = "forum_consultations.correct"
    title = gettext_lazy("Correct the summary")
    button = gettext_lazy("Send the correction")

    def form_valid(self, form):
        try:
            actions.propose_correction(
                self.consultation,
                form.cleaned_data["text"],
                by=self.request.user,
                token=form.cleaned_data["token"],
                language=get_language() or "en",
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, _("Your correction is with those who lead the consultation."))
        return redirect(self.consultation)


class Answer(Doing):
    """What became of a correction."""

    form_class = AnswerForm
    title = gettext_lazy("Answer a correction")
    button = gettext_lazy("Answer")
    done = gettext_lazy("The correction is answered.")

    @cached_property
    def correction(self):
        return get_object_or_404(self.consultation.corrections.select_related("person"), pk=self.kwargs["correction"])

    def get_initial(self):
        taken = self.correction.is_taken
        return {"is_taken": {True: "1", False: "0"}.get(taken, ""), "answer": self.correction.answer}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            correction=self.correction, who=author(self.correction.person, "", "", self.request.user), **kwargs
        )

    def act(self, form, user):
        return actions.answer_correction(
            self.correction, by=user, **{name: form.cleaned_data[name] for name in ("is_taken", "answer")}
        )
