"""Terms of reference as the Secretariat writes them: a draft, its languages, its coming into force."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from directory.models import Category
from directory.models.vocabulary import NAME_LANGUAGES

from .. import queries
from ..actions.terms import (
    TermsChangedMeanwhileError,
    TermsInForceError,
    begin_terms,
    bring_into_force,
    discard_terms,
    revise_terms,
    translations_behind,
)
from ..choices import TermsState
from ..forms.terms import ForceForm, TermsWordsForm
from ..models import TermsOfReference
from ..wording import differences, written
from .access import SecretariatPage


def name_of_language(code):
    return get_language_info("zh-hans" if code == "zh" else code)["name_local"]


class KeepTerms(SecretariatPage, TemplateView):
    """All categories: what holds, who accepted it, what is being written."""

    template_name = "enrolment/keep_terms.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(categories=list(queries.terms_to_keep()), **kwargs)

    def post(self, request, *args, **kwargs):
        category = get_object_or_404(Category, code=request.POST.get("category", ""))
        begin_terms(category, by=request.user)
        return redirect("enrolment:draft", category.code)


class DraftPage(SecretariatPage):
    """A page about the draft of one category; without one, its terms in force are shown."""

    def dispatch(self, request, *args, **kwargs):
        self.category = get_object_or_404(Category, code=kwargs["code"])
        self.draft = TermsOfReference.objects.filter(category=self.category, state=TermsState.DRAFT).first()
        if self.draft is not None:
            self.draft.category = self.category
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        if self.draft is None:
            messages.info(request, _("No version of these terms is being written."))
            return redirect("enrolment:keep_terms")
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.draft is None:
            messages.warning(
                request, _("This draft is in force meanwhile, or was thrown away. Begin a new version to write more.")
            )
            return redirect("enrolment:keep_terms")
        return super().post(request, *args, **kwargs)

    def trail(self):
        return [(_("Terms of reference: writing"), reverse("enrolment:keep_terms"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(category=self.category, draft=self.draft, **kwargs)


class Draft(DraftPage, FormView):
    """The draft: its languages, what it changes, and how it comes into force."""

    template_name = "enrolment/draft.html"
    form_class = ForceForm

    def get_form_kwargs(self):
        behind = translations_behind(self.draft, self.before) if self.before else []
        return {**super().get_form_kwargs(), "terms": self.draft, "behind": behind}

    @cached_property
    def before(self):
        """The version this draft follows, or None."""
        standing = TermsOfReference.objects.filter(category=self.category, state=TermsState.IN_FORCE)
        return standing.order_by("-number").first()

    def get_context_data(self, **kwargs):
        before = self.before
        behind = {name.rsplit("_", 1)[1] for name in translations_behind(self.draft, before)} if before else set()
        return super().get_context_data(
            languages=[
                {
                    "code": code,
                    "name": name_of_language(code),
                    "is_written": bool(getattr(self.draft, f"text_{code}")),
                    "is_short": bool(getattr(self.draft, f"undertaking_{code}")),
                    "is_behind": code in behind,
                    "is_as_before": before is not None
                    and getattr(self.draft, f"text_{code}") == getattr(before, f"text_{code}")
                    and getattr(self.draft, f"undertaking_{code}") == getattr(before, f"undertaking_{code}"),
                    "address": reverse("enrolment:draft_words", args=[self.category.code, code]),
                    "preview": reverse("enrolment:draft_preview", args=[self.category.code, code]),
                }
                for code in NAME_LANGUAGES
            ],
            before=before,
            differences=differences(before, self.draft) if before else None,
            holders=queries.holders_of(self.category),
            **kwargs,
        )

    def form_valid(self, form):
        try:
            terms = bring_into_force(
                self.draft,
                by=self.request.user,
                on=form.cleaned_data["on"],
                asks_again=form.cleaned_data.get("asks_again", True),
                keep_translations=form.cleaned_data.get("keep_translations", False),
            )
        except TermsInForceError:
            messages.info(self.request, _("This version is in force already."))
            return redirect("enrolment:keep_terms")
        except ValidationError as problem:
            form.add_error(None, problem)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Version %(number)s is in force, and its holders are being told.") % {"number": terms.number}
            if not terms.is_announced and terms.told_at is None
            else _("Version %(number)s stands.") % {"number": terms.number},
        )
        return redirect(terms)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Discard(DraftPage, TemplateView):
    """Asked once more before a draft is thrown away."""

    template_name = "enrolment/discard.html"

    def post(self, request, *args, **kwargs):
        if self.draft is not None:
            try:
                discard_terms(self.draft, by=request.user)
            except (TermsInForceError, TermsOfReference.DoesNotExist):
                messages.warning(request, _("This draft is in force meanwhile, or was thrown away already."))
            else:
                messages.success(request, _("The draft is thrown away."))
        return redirect("enrolment:keep_terms")


class DraftWords(DraftPage, FormView):
    """The draft in one language, with the English beside it for whoever translates."""

    template_name = "enrolment/draft_words.html"
    form_class = TermsWordsForm

    def dispatch(self, request, *args, **kwargs):
        if kwargs["language"] not in NAME_LANGUAGES:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def trail(self):
        return [*super().trail(), (self.category.name, reverse("enrolment:draft", args=[self.category.code]))]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "terms": self.draft, "code": self.kwargs["language"]}

    def get_context_data(self, **kwargs):
        code = self.kwargs["language"]
        return super().get_context_data(
            language=name_of_language(code),
            english=None if code == "en" else self.draft,
            **kwargs,
        )

    def form_valid(self, form):
        try:
            revise_terms(self.draft, by=self.request.user, seen=form.cleaned_data["seen"], **form.words())
        except TermsChangedMeanwhileError:
            return self.tell_of_the_other(form)
        except (TermsInForceError, TermsOfReference.DoesNotExist):
            messages.warning(self.request, _("This draft is in force meanwhile, or was thrown away."))
            return redirect("enrolment:keep_terms")
        messages.success(self.request, _("Saved."))
        return redirect("enrolment:draft", self.category.code)

    def tell_of_the_other(self, form):
        """Show both: what is typed stays in the boxes, what somebody else saved stands above them."""
        self.draft.refresh_from_db()
        form.terms = self.draft
        form.add_error(
            None,
            _(
                "Somebody saved this language since you opened it. Their words stand below the boxes; yours are kept "
                "in the boxes. Saving again puts yours in their place."
            ),
        )
        form.data = form.data.copy()
        form.data["seen"] = form.mark()
        return self.render_to_response(
            self.get_context_data(
                form=form, theirs={part: getattr(self.draft, form.names[part]) for part in form.parts}
            ),
            status=409,
        )

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DraftPreview(DraftPage, TemplateView):
    """The draft as readers of one language will read it."""

    template_name = "enrolment/terms.html"

    def get_context_data(self, **kwargs):
        language = "zh-hans" if self.kwargs["language"] == "zh" else self.kwargs["language"]
        if self.kwargs["language"] not in NAME_LANGUAGES:
            raise Http404
        return super().get_context_data(
            terms=self.draft,
            preview=reverse("enrolment:draft", args=[self.category.code]),
            text=written(self.draft, "text", language),
            undertaking=written(self.draft, "undertaking", language),
            what_changed=written(self.draft, "what_changed", language),
            before=self.draft.number > 1,
            **kwargs,
        )
