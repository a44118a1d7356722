"""Whom to ask: the experts proposed, each with why; a whole field; or the Secretariat's choice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from directory.templatetags.directory import enumerated
from experts.disclosure import disclose_entries
from experts.models import RosterEntry

from .. import actions
from ..choices import READING
from ..exceptions import ConsultingError
from ..forms import InviteForm, OpenForm
from ..models import Invitation
from ..models.questions import in_office
from ..proposing import Proposal, proposals_for
from ..showing import experts_seen, in_words
from .parts import OneQuestion, to_conduct


class Experts(OneQuestion, FormView):
    """Experts who could answer, why each was found, and what became of those asked."""

    template_name = "consulting/experts.html"
    form_class = InviteForm
    perm = "consulting.conduct"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not (self.question.is_draft or self.question.is_open):
            messages.info(request, _("This question is not open any more."))
            return redirect(self.question)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def wished(self):
        """Experts come upon elsewhere, and those whom experts who were asked suggested."""
        asked = set(self.question.invitations.values_list("entry", flat=True))
        found = {}
        if slug := self.request.GET.get("expert", ""):
            for pk in self._entries(person__slug=slug):
                found[pk] = _("You came from their page.")
        suggested = self.question.invitations.filter(suggested_entry__isnull=False)
        names = experts_seen(suggested.values_list("entry", flat=True), self.request.user)
        for by, pk in suggested.values_list("entry", "suggested_entry"):
            name = names[by].text if by in names else _("an expert who was asked")
            found.setdefault(pk, _("Suggested by %(name)s.") % {"name": name})
        return {pk: why for pk, why in found.items() if pk not in asked}

    def _entries(self, **which):
        entries = RosterEntry.objects.visible_to(self.request.user).filter(**in_office(), **which)
        return entries.exclude(person__user=self.question.asked_by_id).values_list("pk", flat=True)

    @cached_property
    def proposals(self):
        user = self.request.user
        entries = (
            RosterEntry.objects.visible_to(user)
            .filter(pk__in=self.wished, **in_office())
            .exclude(person__user=self.question.asked_by_id)
            .select_related("person__country")
        )
        first = [Proposal(entry, [self.wished[entry.pk]]) for entry in disclose_entries(entries, user)]
        return first + proposals_for(self.question, user, also_excluded={each.pk for each in first})

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "entries": [proposal.pk for proposal in self.proposals]}

    def get_context_data(self, **kwargs):
        user, form = self.request.user, kwargs.pop("form", None) or self.get_form()
        chosen = form["experts"].value() if form.is_bound else [str(pk) for pk in self.wished]
        invitations = list(self.question.invitations.select_related("entry__person"))
        names = experts_seen((each.entry_id for each in invitations), user)
        return super().get_context_data(
            form=form,
            rows=[
                {
                    "proposal": proposal,
                    "why": in_words(proposal.reasons),
                    "missing": in_words(proposal.missing),
                    "chosen": str(proposal.pk) in (chosen or ()),
                }
                for proposal in self.proposals
            ],
            invitations=[{"invitation": each, "name": names.get(each.entry_id)} for each in invitations],
            fields=enumerated(term.label for term in self.question.fields.all()),
            **kwargs,
        )

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        chosen = {int(pk) for pk in form.cleaned_data["experts"]}
        picked = [proposal for proposal in self.proposals if proposal.pk in chosen]
        try:
            made = actions.invite(
                self.question,
                [proposal.entry.entry for proposal in picked],
                by=self.request.user,
                reasons={proposal.pk: proposal.reasons for proposal in picked},
                note=form.cleaned_data["note"],
            )
        except ConsultingError as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        if made:
            messages.success(
                self.request,
                ngettext(
                    "%(number)d expert is asked, by mail. You are told as soon as there is an answer.",
                    "%(number)d experts are asked, by mail. You are told as soon as there is an answer.",
                    len(made),
                )
                % {"number": len(made)},
            )
        else:
            messages.info(self.request, _("They were asked already."))
        return redirect(self.question)


class Open(OneQuestion, FormView):
    """Let every expert of some fields take a question up."""

    template_name = "consulting/open.html"
    form_class = OpenForm
    perm = "consulting.conduct"

    def get_initial(self):
        return {"fields_of_it": list(self.question.fields.all())}

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        try:
            told = actions.open_to_fields(
                self.question, by=self.request.user, fields=form.cleaned_data["fields_of_it"]
            )
        except ConsultingError as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(
            self.request,
            ngettext(
                "The question is open. %(number)d expert is told of it by mail.",
                "The question is open. %(number)d experts are told of it by mail.",
                told,
            )
            % {"number": told},
        )
        return redirect(self.question)


@login_required
@require_POST
def give(request, pk):
    """Leave it to the Secretariat whom to ask."""
    question = to_conduct(request.user, pk)
    try:
        if actions.give_to_secretariat(question, by=request.user):
            messages.success(request, _("The Secretariat brings your question to somebody, and you are told."))
        else:
            messages.info(request, _("The Secretariat has your question already."))
    except ConsultingError as refused:
        messages.error(request, str(refused))
    return redirect("consulting:question", pk)


@login_required
@require_POST
def withdraw_invitation(request, pk):
    invitation = Invitation.objects.select_related("question").filter(pk=pk, state__in=READING).first()
    if invitation is None:
        raise Http404
    question = to_conduct(request.user, invitation.question_id)
    if question.is_draft:
        raise PermissionDenied
    try:
        if actions.withdraw_invitation(invitation, by=request.user):
            messages.success(request, _("The invitation is taken back, and the expert is told."))
        else:
            messages.info(request, _("The expert has answered meanwhile."))
    except ConsultingError as refused:
        messages.error(request, str(refused))
    return redirect("consulting:experts", question.pk)
