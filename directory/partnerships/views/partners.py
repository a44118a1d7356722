"""Partners: their list, the page of each, and the desk of the Secretariat."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.models import Institution
from directory.templatetags.directory import institution_names

from .. import queries
from ..actions.partnerships import (
    PartnershipOverlapError,
    WrongDayError,
    begin_partnership,
    end_partnership,
    resume_partnership,
    suspend_partnership,
)
from ..choices import STATE_CLASSES, PartnershipStatus
from ..forms.applications import BeginPartnershipForm, ChangePartnershipForm
from ..forms.lists import PartnerFilter
from ..models import Partnership, PartnershipApplication, Project
from .lists import ListPage, PartnershipsPage


def in_place(found, chosen, path=""):
    """Narrow by region and country of an institution or country that ``path`` leads to."""
    if region := chosen.get("region"):
        found = found.filter(
            Q(**{f"{path}region__code": region})
            | Q(**{f"{path}subregion__code": region})
            | Q(**{f"{path}intermediate_region__code": region})
        )
    if country := chosen.get("country"):
        found = found.filter(**{f"{path}iso2": country.upper()})
    return found


class PartnersPage(ListPage):
    template_name = "partnerships/partners.html"
    filter_class = PartnerFilter
    file_name = "partners"
    columns = (
        ("name", gettext_lazy("Name"), lambda p: p.institution.name),
        ("name_en", gettext_lazy("Name in English"), lambda p: p.institution.name_en),
        ("type", gettext_lazy("Type of institution"), lambda p: p.institution.type),
        ("country", gettext_lazy("Country"), lambda p: p.institution.country),
        ("iso2", gettext_lazy("ISO code"), lambda p: p.institution.country and p.institution.country.iso2),
        ("starts_on", gettext_lazy("Partner since"), lambda p: p.starts_on),
        ("ends_on", gettext_lazy("Until"), lambda p: p.ends_on),
        ("status", gettext_lazy("Status"), lambda p: status_words(p)),
        ("offers", gettext_lazy("What the partner offers"), lambda p: p.offers),
        ("demonstration", gettext_lazy("Demonstration record"), lambda p: _("yes") if p.is_demo else ""),
    )

    def trail(self):
        return []

    def found(self, chosen):
        found = queries.partnerships_seen_by(self.request.user)
        show = chosen.get("show")
        if show == "past":
            found = found.filter(pk__in=Partnership.objects.over())
        elif show != "all":
            found = found.filter(pk__in=Partnership.objects.in_force().values("pk"))
        if words := chosen.get("q"):
            for word in words.split()[:8]:
                found = found.filter(
                    Q(institution__name__icontains=word)
                    | Q(institution__name_en__icontains=word)
                    | Q(institution__acronym__iexact=word)
                    | Q(offers__icontains=word)
                )
        if kind := chosen.get("type"):
            found = found.filter(institution__type__code=kind)
        return in_place(found, chosen, "institution__country__")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user = self.request.user
        return {
            **context,
            "rows": [row_of(partnership) for partnership in context["page_obj"]],
            "says": ngettext("One institution", "%(number)s institutions", context["number"])
            % {"number": context["number"]},
            "own_applications": queries.applications_of(user).select_related("institution")[:5],
        }


def status_words(partnership):
    status = partnership.status_then or PartnershipStatus.ACTIVE
    return PartnershipStatus(status).label


def row_of(partnership):
    institution = partnership.institution
    names = institution_names(institution)
    status = partnership.status_then or PartnershipStatus.ACTIVE
    return {
        "partnership": partnership,
        "name": names.first,
        "also": names.second,
        "url": partnership.get_absolute_url(),
        "role": institution.type,
        "country": institution.country,
        "state": STATE_CLASSES[status] if status != PartnershipStatus.ACTIVE else "",
        "state_words": PartnershipStatus(status).label,
    }


class PartnerPage(PartnershipsPage):
    """One partner: since when, what became of it, its agreements and projects."""

    template_name = "partnerships/partner.html"
    forms = {
        "suspend": (gettext_lazy("Suspend"), suspend_partnership),
        "resume": (gettext_lazy("Take it up again"), resume_partnership),
        "end": (gettext_lazy("End the partnership"), end_partnership),
    }

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.bound = None

    def dispatch(self, request, *args, **kwargs):
        self.institution = get_object_or_404(
            Institution.objects.visible_to(request.user)
            .filter(partnerships__isnull=False)
            .select_related("type", "country")
            .distinct(),
            slug=kwargs["slug"],
        )
        self.partnerships = list(self.institution.partnerships.prefetch_related("changes").order_by("-starts_on"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        viewer = self.request.user
        latest = self.partnerships[0]
        status = latest.status_on()
        return super().get_context_data(
            institution=self.institution,
            latest=latest,
            status=status,
            state=STATE_CLASSES.get(status, "waiting"),
            state_words=status.label if status else _("Begins later"),
            partnerships=self.partnerships,
            agreements=queries.agreements_seen_by(viewer).filter(signatories__institution=self.institution)[:50],
            projects=queries.projects_of(self.institution, viewer)[:50],
            choices=[
                {"verb": verb, "button": button, "form": self.form_for(verb)}
                for verb, (button, _act) in self.forms.items()
                if verb in self.possible(latest)
            ]
            if viewer.has_perm("partnerships.keep_partnership")
            else [],
            **kwargs,
        )

    def possible(self, partnership):
        if partnership.ends_on is not None:
            return ()
        last = partnership.changes.last()
        if last is not None and last.status == PartnershipStatus.SUSPENDED:
            return ("resume", "end")
        return ("suspend", "end")

    def form_for(self, verb):
        if self.bound is not None and self.bound.prefix == verb:
            return self.bound
        return ChangePartnershipForm(prefix=verb)

    def post(self, request, *args, **kwargs):
        if not request.user.has_perm("partnerships.keep_partnership"):
            raise PermissionDenied
        verb = request.POST.get("verb")
        if verb not in self.forms:
            raise Http404
        self.bound = ChangePartnershipForm(request.POST, prefix=verb)
        if self.bound.is_valid():
            try:
                done = self.forms[verb][1](self.partnerships[0], by=request.user, **self.bound.cleaned_data)
            except WrongDayError:
                self.bound.add_error("on", _("This day lies before the last change of the partnership."))
            else:
                if done:
                    messages.success(request, _("The partnership is changed, and its keepers have been told."))
                else:
                    messages.info(request, _("The partnership stands so already: nothing was changed."))
                return redirect(self.partnerships[0])
        return self.render_to_response(self.get_context_data(form=self.bound), status=422)


class DeskPage(PartnershipsPage):
    """What waits for the Secretariat: applications, projects to review, agreements whose term ends."""

    template_name = "partnerships/desk.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("partnerships.decide_application"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        applications = PartnershipApplication.objects.select_related(
            "institution", "institution__country", "country"
        ).prefetch_related("messages")
        return super().get_context_data(
            waiting=applications.waiting(),
            decided=applications.filter(decided_at__isnull=False).order_by("-decided_at")[:10],
            projects=Project.objects.waiting().select_related("proposed_by"),
            agreements=queries.agreements_to_renew(),
            **kwargs,
        )


class BeginPartnership(PartnershipsPage):
    """Recording a partnership that came about otherwise."""

    template_name = "partnerships/begin.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("partnerships.keep_partnership"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", BeginPartnershipForm())
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        form = BeginPartnershipForm(request.POST)
        if form.is_valid():
            try:
                partnership = begin_partnership(by=request.user, **form.cleaned_data)
            except PartnershipOverlapError:
                # A form sent twice leads to what its first sending recorded.
                same = Partnership.objects.filter(recorded_by=request.user, **form.cleaned_data).first()
                if same:
                    return redirect(same)
                form.add_error("starts_on", _("The institution is a partner already during a part of this time."))
            else:
                messages.success(request, _("The partnership is recorded."))
                return redirect(partnership)
        return self.render_to_response(self.get_context_data(form=form), status=422)
