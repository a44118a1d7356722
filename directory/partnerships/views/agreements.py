"""Agreements: their list, the page of each, and recording them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.generic import View

from directory.forms.sections import ADD, with_one_more

from .. import documents, queries
from ..actions.agreements import ChangedMeanwhileError, add_document, withdraw_document, write_agreement
from ..choices import STATE_CLASSES, AgreementState
from ..forms.agreements import AgreementForm, DocumentForm
from ..forms.lists import AgreementFilter
from ..models import Agreement, AgreementDocument, Project, Signatory
from ..permissions import readable
from .lists import ListPage, PartnershipsPage
from .partners import in_place


class AgreementsPage(ListPage):
    template_name = "partnerships/agreements.html"
    filter_class = AgreementFilter
    file_name = "agreements"
    columns = (
        ("reference", gettext_lazy("Reference"), lambda a: a.reference),
        ("title", gettext_lazy("Title"), lambda a: a.title),
        ("kind", gettext_lazy("Kind"), lambda a: a.get_kind_display()),
        ("signatories", gettext_lazy("Signatories"), lambda a: [str(each) for each in a.signatories.all()]),
        ("signed_on", gettext_lazy("Signed on"), lambda a: a.signed_on),
        ("in_force_from", gettext_lazy("In force from"), lambda a: a.in_force_from),
        ("in_force_to", gettext_lazy("In force until"), lambda a: a.in_force_to),
        ("ended_on", gettext_lazy("Ended on"), lambda a: a.ended_on),
        ("state", gettext_lazy("State"), lambda a: a.state.label),
        ("renewal", gettext_lazy("Renewal"), lambda a: a.get_renewal_display()),
        ("demonstration", gettext_lazy("Demonstration record"), lambda a: _("yes") if a.is_demo else ""),
    )

    def found(self, chosen):
        found = queries.agreements_seen_by(self.request.user)
        if kind := chosen.get("kind"):
            found = found.filter(kind=kind)
        state = chosen.get("state")
        if state == AgreementState.IN_FORCE:
            found = found.filter(pk__in=Agreement.objects.in_force().values("pk"))
        elif state == "over":
            found = found.filter(in_force_from__lte=timezone.localdate()).exclude(
                pk__in=Agreement.objects.in_force().values("pk")
            )
        elif state == "renew":
            found = found.filter(pk__in=[each.pk for each in queries.agreements_to_renew()])
        for word in chosen.get("q", "").split()[:8]:
            of_word = queries.signatories_shown(self.request.user).filter(
                Q(institution__name__icontains=word)
                | Q(institution__name_en__icontains=word)
                | Q(institution__acronym__iexact=word)
                | Q(country__name_en__icontains=word),
                agreement=OuterRef("pk"),
            )
            found = found.filter(Q(title__icontains=word) | Q(reference__icontains=word) | Exists(of_word))
        if chosen.get("region") or chosen.get("country"):
            signed = in_place(Signatory.objects.all(), chosen, "country__") | in_place(
                Signatory.objects.all(), chosen, "institution__country__"
            )
            found = found.filter(pk__in=signed.values("agreement"))
        return found

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "rows": context["page_obj"],
            "says": ngettext("One agreement", "%(number)s agreements", context["number"])
            % {"number": context["number"]},
        }


class OneAgreement(PartnershipsPage):
    """A page about one agreement, for those who may know of it."""

    def trail(self):
        return [*super().trail(), (_("Agreements"), reverse("partnerships:agreements"))]

    def dispatch(self, request, *args, **kwargs):
        self.agreement = get_object_or_404(
            queries.agreements_seen_by(request.user).select_related("previous", "next"), pk=kwargs["pk"]
        )
        response = super().dispatch(request, *args, **kwargs)
        if self.agreement.is_confidential:
            add_never_cache_headers(response)
        return response


class AgreementPage(OneAgreement):
    template_name = "partnerships/agreement.html"

    def get_context_data(self, **kwargs):
        agreement, viewer = self.agreement, self.request.user
        is_involved = viewer.has_perm("partnerships.sign", agreement)
        state = agreement.state
        seen = queries.agreements_seen_by(viewer)
        return super().get_context_data(
            agreement=agreement,
            state={"state": STATE_CLASSES[state], "words": state.label},
            term_ends_on=agreement.term_ends_on(),
            summaries=self.summaries(),
            documents=readable(agreement.documents, viewer, is_involved=is_involved),
            previous=agreement.previous_id and seen.filter(pk=agreement.previous_id).first(),
            next=seen.filter(previous=agreement).first(),
            projects=queries.with_partners(
                Project.objects.published().filter(agreements=agreement).with_status_on(), viewer
            ),
            may_keep=viewer.has_perm("partnerships.keep_agreement", agreement),
            **kwargs,
        )

    def summaries(self):
        """Summaries, that in the reader's language on top."""
        here = get_language()
        return sorted(self.agreement.summaries.all(), key=lambda each: (each.language != here, each.language))


class KeepAgreement(PartnershipsPage):
    """Recording an agreement, or changing it."""

    template_name = "partnerships/agreement_form.html"
    agreement = None

    def trail(self):
        return [*super().trail(), (_("Agreements"), reverse("partnerships:agreements"))]

    def dispatch(self, request, *args, **kwargs):
        if "pk" in kwargs:
            self.agreement = get_object_or_404(
                Agreement.objects.visible_to(request.user).select_related("previous"), pk=kwargs["pk"]
            )
        if not request.user.has_perm("partnerships.keep_agreement", self.agreement):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", AgreementForm(self.agreement))
        return super().get_context_data(agreement=self.agreement, **kwargs)

    def post(self, request, *args, **kwargs):
        if ADD in request.POST:
            form = AgreementForm(self.agreement, with_one_more(request.POST, request.POST[ADD]))
            form.silence()
            return self.render_to_response(self.get_context_data(form=form))
        form = AgreementForm(self.agreement, request.POST)
        if not form.is_valid():
            return self.render_to_response(
                self.get_context_data(form=form, judged=True, problems=list(form.problems)), status=422
            )
        try:
            kept = write_agreement(self.agreement, by=request.user, **form.agreement_values())
        except ChangedMeanwhileError as meanwhile:
            form.bring_current(meanwhile.version)
            return self.render_to_response(self.get_context_data(form=form, conflict=True), status=409)
        except IntegrityError:
            # Somebody recorded another one with this reference, or predecessor, in the same moment.
            form.add_error("reference", _("Another agreement has this reference."))
            return self.render_to_response(
                self.get_context_data(form=form, judged=True, problems=list(form.problems)), status=422
            )
        messages.success(request, _("The agreement is saved."))
        return redirect(kept)


class AgreementDocuments(OneAgreement):
    """Adding documents to an agreement, and withdrawing them."""

    template_name = "partnerships/documents.html"

    def dispatch(self, request, *args, **kwargs):
        agreement = Agreement.objects.visible_to(request.user).filter(pk=kwargs["pk"]).first()
        if agreement is not None and not request.user.has_perm("partnerships.keep_agreement", agreement):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", DocumentForm())
        return super().get_context_data(
            thing=self.agreement,
            documents=self.agreement.documents.filter(withdrawn_at=None),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        answer = change_documents(request, self.agreement)
        if answer is not None:
            return self.render_to_response(self.get_context_data(form=answer), status=422)
        return redirect(request.path)


def change_documents(request, thing):
    """Add or withdraw a document as the form says. Returns the form if it is to be put right."""
    if "withdraw" in request.POST:
        number = request.POST["withdraw"]
        document = get_object_or_404(thing.documents, pk=number if number.isdigit() else 0)
        if withdraw_document(document, by=request.user):
            messages.success(request, _("The document is withdrawn: nobody can read it any more."))
        return None
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    add_document(
        thing,
        said["file"],
        form.paper,
        by=request.user,
        title=said["title"],
        language=said["language"],
        readers=said["readers"],
    )
    messages.success(request, _("The document is added."))
    return None


class AgreementDocumentFile(View):
    """One document, to those who may read it; for all others it does not exist."""

    def get(self, request, pk, document):
        agreement = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
        is_involved = request.user.has_perm("partnerships.sign", agreement)
        found = readable(AgreementDocument.objects.filter(agreement=agreement), request.user, is_involved=is_involved)
        return documents.give_out(get_object_or_404(found, pk=document))
