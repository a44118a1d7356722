"""Joint projects: their list, the page of each, proposing, keeping and reviewing them."""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from directory import history
from directory.contents import contents, schema_of
from directory.models.names import direction
from directory.templatetags.directory import Written
from directory.views.history import History, Version
from directory.views.keeping import KeptRecord
from directory.views.record import Section

from .. import documents, queries
from ..actions.projects import (
    NotJointError,
    ReviewError,
    decline_project,
    propose_project,
    publish_project,
    rest_on_agreements,
    return_project,
    submit_project,
)
from ..choices import STATE_CLASSES, Review
from ..forms.agreements import DocumentForm
from ..forms.lists import ProjectFilter
from ..forms.projects import SECTIONS, ProposeForm, RestsOnForm, StepForm
from ..models import Agreement, Project, ProjectDocument, ProjectPartner, institutions_kept_by
from ..permissions import readable
from .agreements import change_documents
from .lists import ListPage, PartnershipsPage


class ProjectsPage(ListPage):
    template_name = "partnerships/projects.html"
    filter_class = ProjectFilter
    file_name = "projects"
    columns = (
        ("title", gettext_lazy("Title"), lambda p: p.title),
        ("number", gettext_lazy("Number"), lambda p: p.number),
        ("status", gettext_lazy("Status"), lambda p: p.status.label if p.status else ""),
        ("starts_on", gettext_lazy("From"), lambda p: p.starts_on),
        ("ends_on", gettext_lazy("Until"), lambda p: p.ends_on),
        (
            "partners",
            gettext_lazy("Partners and their roles"),
            lambda p: [f"{each.institution.name} ({each.get_role_display()})" for each in p.shown_partners],
        ),
        ("countries", gettext_lazy("Countries covered"), lambda p: [each.name for each in p.countries.all()]),
        ("regions", gettext_lazy("Regions covered"), lambda p: [each.name for each in p.regions.all()]),
        ("chemicals", gettext_lazy("Chemicals"), lambda p: [each.name for each in p.chemicals.all()]),
        ("summary", gettext_lazy("Summary"), lambda p: p.summary),
        ("demonstration", gettext_lazy("Demonstration record"), lambda p: _("yes") if p.is_demo else ""),
    )

    def whole(self, projects):
        return projects.prefetch_related("countries", "regions", "chemicals", "changes")

    def found(self, chosen):
        found = queries.with_partners(Project.objects.published().with_status_on(), self.request.user)
        for word in chosen.get("q", "").split()[:8]:
            of_partner = queries.partners_shown(self.request.user).filter(
                Q(institution__name__icontains=word)
                | Q(institution__name_en__icontains=word)
                | Q(institution__acronym__iexact=word)
            )
            found = found.filter(
                Q(title__icontains=word)
                | Q(summary__icontains=word)
                | Q(number__iexact=word)
                | Q(pk__in=of_partner.values("project"))
            )
        if status := chosen.get("status"):
            found = found.filter(status_then=status)
        if role := chosen.get("role"):
            found = found.filter(pk__in=ProjectPartner.objects.filter(role=role).values("project"))
        if chemical := chosen.get("chemical"):
            found = found.filter(chemicals__code=chemical)
        if country := chosen.get("country"):
            found = found.filter(countries__iso2=country.upper())
        if region := chosen.get("region"):
            covering = Project.objects.filter(
                Q(countries__region__code=region)
                | Q(countries__subregion__code=region)
                | Q(countries__intermediate_region__code=region)
                | Q(regions__code=region)
                | Q(regions__parent__code=region)
                | Q(regions__parent__parent__code=region)
            )
            found = found.filter(pk__in=covering.values("pk"))
        return found

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user = self.request.user
        return {
            **context,
            "rows": context["page_obj"],
            "says": ngettext("One project", "%(number)s projects", context["number"]) % {"number": context["number"]},
            "may_propose": user.is_authenticated
            and user.has_perm("partnerships.propose_project")
            and queries.institutions_that_may_lead(user).exists(),
            "own": Project.objects.kept_by(user)[:10] if user.is_authenticated else [],
        }


class ProjectPage(PartnershipsPage):
    """One project, with all that may be known of it; for the Secretariat also its review."""

    template_name = "partnerships/project.html"
    # Verb: (what the button says, the action, whether a message is needed).
    decisions: ClassVar[dict[str, tuple[Any, Any, bool]]] = {
        "publish": (gettext_lazy("Publish"), publish_project, False),
        "return": (gettext_lazy("Return with this question"), return_project, True),
        "decline": (gettext_lazy("Decline"), decline_project, True),
    }

    def trail(self):
        return [*super().trail(), (_("Joint projects"), reverse("partnerships:projects"))]

    def dispatch(self, request, *args, **kwargs):
        self.bound = None
        self.project = get_object_or_404(
            queries.projects_seen_by(request.user).prefetch_related(
                "changes",
                "activities__institution",
                "milestones",
                "results",
                "fundings",
                "countries",
                "regions",
                "chemicals",
                "subjects",
                "target_groups",
            ),
            slug=kwargs["slug"],
        )
        response = super().dispatch(request, *args, **kwargs)
        if not self.project.is_published:
            add_never_cache_headers(response)
        return response

    def get_context_data(self, **kwargs):
        project, viewer = self.project, self.request.user
        may_keep = viewer.has_perm("directory.change_project", project)
        may_review = viewer.has_perm("partnerships.review_project", project)
        status = project.status
        covers = [
            (_("Countries"), project.countries.all()),
            (_("Regions"), project.regions.all()),
            (_("Chemicals"), project.chemicals.all()),
            (_("Subjects"), project.subjects.all()),
            (_("Target groups"), project.target_groups.all()),
        ]
        listed = {partner.institution_id for partner in project.shown_partners}
        return super().get_context_data(
            project=project,
            state={"state": STATE_CLASSES.get(status, ""), "words": status.label if status else ""},
            review_state={"state": STATE_CLASSES[project.review], "words": project.get_review_display()},
            covers=[{"words": words, "values": list(values)} for words, values in covers if values],
            activities=[
                {"activity": each, "by": each.institution if each.institution_id in listed else None}
                for each in project.activities.all()
            ],
            agreements=queries.agreements_seen_by(viewer).filter(projects=project),
            documents=readable(project.documents, viewer, is_involved=takes_part(viewer, project)),
            may_keep=may_keep,
            steps=project.steps.select_related("by") if (may_keep or may_review) else [],
            may_submit=may_keep and not may_review and project.review in (Review.DRAFT, Review.RETURNED),
            step_form=self.form_for("submit"),
            choices=[
                {"verb": verb, "button": button, "form": self.form_for(verb)}
                for verb, (button, _act, _needed) in self.decisions.items()
                if verb == "publish" or project.review == Review.SUBMITTED
            ]
            if may_review and project.review in (Review.DRAFT, Review.SUBMITTED, Review.RETURNED)
            else [],
            **kwargs,
        )

    def form_for(self, verb):
        if self.bound is not None and self.bound.prefix == verb:
            return self.bound
        return self.make_form(verb)

    def make_form(self, verb, data=None):
        form = StepForm(data, prefix=verb)
        form.fields["text"].required = verb in self.decisions and self.decisions[verb][2]
        return form

    def post(self, request, *args, **kwargs):
        verb = request.POST.get("verb")
        if verb == "submit":
            allowed, act = request.user.has_perm("directory.change_project", self.project), submit_project
        elif verb in self.decisions:
            allowed = request.user.has_perm("partnerships.review_project", self.project)
            act = self.decisions[verb][1]
        else:
            raise Http404
        if not allowed:
            raise PermissionDenied
        self.bound = self.make_form(verb, request.POST)
        if not self.bound.is_valid():
            return self.render_to_response(self.get_context_data(form=self.bound), status=422)
        try:
            act(self.project, by=request.user, text=self.bound.cleaned_data["text"])
        except ReviewError:
            messages.warning(request, _("Somebody has acted on this project meanwhile. Nothing was changed."))
        except NotJointError:
            self.bound.add_error(
                None, _("A joint project needs two partners and a status. Complete its sections first.")
            )
            return self.render_to_response(self.get_context_data(form=self.bound), status=422)
        else:
            messages.success(request, _("Done. Those concerned have been told."))
        return redirect(self.project)


def takes_part(user, project):
    """Whether somebody keeps the record of a partner of a project, or the project itself."""
    if not user.is_authenticated:
        return False
    return (
        project.partners.filter(institution__in=institutions_kept_by(user)).exists()
        or Project.objects.kept_by(user).filter(pk=project.pk).exists()
    )


class Propose(LoginRequiredMixin, PartnershipsPage):
    template_name = "partnerships/propose.html"

    def trail(self):
        return [*super().trail(), (_("Joint projects"), reverse("partnerships:projects"))]

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.institutions = list(queries.institutions_that_may_lead(request.user).order_by("sort_name"))
            if not self.institutions and not self.is_secretariat:
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", ProposeForm(institutions=self.institutions))
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        form = ProposeForm(request.POST, institutions=self.institutions)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        project = propose_project(by=request.user, **form.project())
        messages.success(request, _("The project is begun. Complete its sections, then send it to the Secretariat."))
        return redirect("partnerships:project_record", project.slug)


# --- Keeping ----------------------------------------------------------------------------------------------


class KeptProject(KeptRecord):
    """A page for those who keep a project."""

    keeps = "project"

    def find(self):
        return get_object_or_404(Project.objects.visible_to(self.request.user), slug=self.kwargs["slug"])

    def address(self, name, *args):
        name = name if name == "record" else f"record_{name}"
        return reverse(f"partnerships:project_{name}", args=[self.record.slug, *args])

    def name(self):
        return Written(self.record.title, self.record.language, direction(self.record.language))

    def trail(self):
        return [
            (_("Joint projects"), reverse("partnerships:projects")),
            (self.record.title, self.record.get_absolute_url()),
        ]

    def overview_words(self):
        return _("Keep the project")


class ProjectOverview(KeptProject):
    template_name = "partnerships/project_record.html"

    def inner_trail(self):
        return self.trail()

    def get_context_data(self, **kwargs):
        values = contents(self.record)
        words = history.Words(schema_of(self.record), [values])
        return super().get_context_data(
            project=self.record,
            sections=[
                {
                    "code": code,
                    "title": form.title,
                    "address": self.address("section", code),
                    "holds": form.summary(values, words),
                }
                for code, form in SECTIONS.items()
            ],
            agreements=Agreement.objects.visible_to(self.request.user).filter(projects=self.record),
            history_address=self.address("history"),
            **kwargs,
        )


class ProjectSectionPage(KeptProject, Section):
    @property
    def form_class(self):
        found = SECTIONS.get(self.kwargs["section"])
        if found is None:
            raise Http404
        return found


class ProjectHistory(KeptProject, History):
    pass


class ProjectVersion(KeptProject, Version):
    pass


class ProjectAgreements(KeptProject):
    """On which agreements the project rests."""

    template_name = "partnerships/project_agreements.html"

    def form(self, data=None):
        seen = Agreement.objects.visible_to(self.request.user)
        held = list(seen.filter(projects=self.record).values_list("pk", flat=True))
        return RestsOnForm(data, agreements=seen.order_by("reference"), initial={"agreements": held})

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", self.form())
        return super().get_context_data(project=self.record, **kwargs)

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        rest_on_agreements(self.record, form.cleaned_data["agreements"], by=request.user)
        messages.success(request, _("Saved: %(section)s.") % {"section": _("Agreements")})
        return redirect(self.address("record"))


class ProjectDocuments(KeptProject):
    template_name = "partnerships/documents.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", DocumentForm())
        return super().get_context_data(
            thing=self.record, documents=self.record.documents.filter(withdrawn_at=None), **kwargs
        )

    def post(self, request, *args, **kwargs):
        answer = change_documents(request, self.record)
        if answer is not None:
            return self.render_to_response(self.get_context_data(form=answer), status=422)
        return redirect(request.path)


class ProjectDocumentFile(View):
    """One document, to those who may read it; for all others it does not exist."""

    def get(self, request, slug, document):
        project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
        found = readable(
            ProjectDocument.objects.filter(project=project),
            request.user,
            is_involved=takes_part(request.user, project),
        )
        return documents.give_out(get_object_or_404(found, pk=document))
