"""Terms of reference for everybody: of each category, every version that is or was in force, and what changed."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from directory.models import Category

from .. import queries
from ..choices import TermsState
from ..models import TermsOfReference
from ..wording import differences, reader, written


def day(date):
    return date_format(date, "DATE_FORMAT")


def spans(versions):
    """Versions, the latest first, each with ``until``, ``mark`` and ``says``: whether it holds, and since when."""
    today, after = timezone.localdate(), None
    for terms in versions:
        # Put right on its first day, a version holds until the end of that day at the longest.
        terms.until = after and max(after.in_force_from - timedelta(days=1), terms.in_force_from)
        if terms.is_announced:
            terms.mark, terms.says = "waiting", _("In force from %(day)s") % {"day": day(terms.in_force_from)}
        elif after is None or after.in_force_from > today:
            terms.mark, terms.says = "current", _("In force since %(day)s") % {"day": day(terms.in_force_from)}
        else:
            terms.mark = "expired"
            terms.says = _("In force from %(day)s until %(last)s") % {
                "day": day(terms.in_force_from),
                "last": day(terms.until),
            }
        after = terms
    return versions


class TermsPage(TemplateView):
    """A page that is reached from the front page through the list of all terms."""

    def trail(self):
        return [(_("Terms of reference"), reverse("enrolment:all_terms"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(trail=self.trail(), **kwargs)


class AllTerms(TermsPage):
    template_name = "enrolment/all_terms.html"

    def trail(self):
        return []

    def get_context_data(self, **kwargs):
        categories = queries.terms_of_all_categories()
        for category in categories:
            if category.in_force:
                category.written = written(category.in_force, "undertaking")
        return super().get_context_data(categories=categories, **kwargs)


class OfOneCategory(TermsPage):
    def dispatch(self, request, *args, **kwargs):
        self.category = get_object_or_404(Category, code=kwargs["code"])
        versions = TermsOfReference.objects.filter(category=self.category, state=TermsState.IN_FORCE)
        self.versions = spans(list(versions.order_by("-number")))
        for terms in self.versions:
            terms.category = self.category
        return super().dispatch(request, *args, **kwargs)

    def version(self, number):
        found = next((terms for terms in self.versions if terms.number == number), None)
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs):
        return super().get_context_data(category=self.category, versions=self.versions, **kwargs)


class Terms(OfOneCategory):
    """The version that holds, or the one whose number stands in the address."""

    template_name = "enrolment/terms.html"

    def get_context_data(self, **kwargs):
        if "number" in self.kwargs:
            terms = self.version(self.kwargs["number"])
        else:
            terms = next((terms for terms in self.versions if terms.mark == "current"), None)
        if terms is None:
            return super().get_context_data(terms=None, **kwargs)
        before = next((each for each in self.versions if each.number < terms.number), None)
        text = written(terms, "text")
        return super().get_context_data(
            terms=terms,
            text=text,
            undertaking=written(terms, "undertaking"),
            what_changed=written(terms, "what_changed"),
            before=before,
            language_missing=text["lang"] != reader(),
            **kwargs,
        )


class Compared(OfOneCategory):
    """What differs between two versions, in the reader's language if both are written in it."""

    template_name = "enrolment/compared.html"

    def trail(self):
        return [*super().trail(), (self.category.name, reverse("enrolment:terms", args=[self.category.code]))]

    def get_context_data(self, **kwargs):
        old, new = self.version(self.kwargs["old"]), self.version(self.kwargs["new"])
        return super().get_context_data(**{**kwargs, "old": old, "new": new, **differences(old, new)})
