"""Reading and accepting the terms of reference of the categories one holds."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from directory.choices import RecordStatus

from .. import queries
from ..actions.terms import TermsError, accept_terms
from ..models import TermsOfReference
from ..wording import differences, written


@method_decorator(never_cache, name="dispatch")
class MyTerms(LoginRequiredMixin, TemplateView):
    """What waits to be accepted, one after the other, and what was accepted."""

    template_name = "enrolment/my_terms.html"

    @property
    def person(self):
        record = self.request.user.record
        return record if record is not None and record.status != RecordStatus.CLOSED else None

    def get_context_data(self, **kwargs):
        asked = queries.terms_to_accept(self.person)
        before = self.accepted_before(asked)
        for terms in asked:
            terms.promise, terms.whole = written(terms, "undertaking"), written(terms, "text")
            terms.changed = written(terms, "what_changed")
            terms.before = before.get((terms.category_id, terms.accepted_number))
            terms.differences = differences(terms.before, terms) if terms.before else None
        undertakings = queries.accepted_undertakings(self.person) if self.person else []
        return super().get_context_data(
            person=self.person,
            asked=asked,
            undertakings=[
                {"undertaking": each, "words": written(each.terms, "undertaking")} for each in undertakings
            ],
            trail=[(_("My page"), reverse("my"))],
            **kwargs,
        )

    def accepted_before(self, asked):
        """The versions accepted earlier of what is asked again, by category and number."""
        again = [terms for terms in asked if terms.accepted_number]
        if not again:
            return {}
        rows = TermsOfReference.objects.filter(
            category__in=[terms.category_id for terms in again],
            number__in=[terms.accepted_number for terms in again],
        )
        return {(terms.category_id, terms.number): terms for terms in rows}

    def post(self, request, *args, **kwargs):
        asked = {str(terms.pk): terms for terms in queries.terms_to_accept(self.person)}
        terms = asked.get(request.POST.get("terms", ""))
        if terms is None:
            messages.info(request, _("Nothing was changed: these terms are accepted already, or newer ones hold."))
            return redirect("my_enrolment:terms")
        if not request.POST.get(f"agreed-{terms.pk}"):
            return self.render_to_response(self.get_context_data(missing=terms.pk), status=422)
        try:
            accept_terms(self.person, terms, by=request.user, language=get_language())
        except TermsError:
            messages.warning(request, _("Newer terms came into force meanwhile: please read these."))
        else:
            messages.success(
                request,
                _("Thank you. You accepted the terms of reference: %(category)s.")
                % {"category": terms.category.name},
            )
        return redirect("my_enrolment:terms" if len(asked) > 1 else "my")
