"""Pages of those who nominate: what waits for them, whom they nominated, and proposing somebody."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from directory.disclosure import disclose_all
from directory.models import Person
from directory.permissions import is_secretariat
from directory.views.pages import address_of

from .. import actions, queries
from ..actions.steps import mark_of
from ..choices import EntryState
from ..disclosure import disclose_entries, disclose_entry
from ..exceptions import IncompleteEntryError, RosterError, StaleEntryError
from ..forms.nominating import DeclineForm, EndorseForm, NominateForm, ProposeForm, ProposeNewForm, ReasonForm
from ..models import RosterEntry
from ..standing import Standing

ON_A_PAGE = 25


@method_decorator(never_cache, name="dispatch")
class Nominators(LoginRequiredMixin):
    """A page of those who nominate, and of the Secretariat."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_perm("experts.nominate"):
            raise PermissionDenied(_("Only those who nominate experts have this page."))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def held(self):
        return queries.capacities(self.request.user)

    def trail(self):
        return [(_("Nominations of experts"), reverse("roster:nominations"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            trail=self.trail(),
            secretariat=is_secretariat(self.request.user),
            capacities=self.held,
            **kwargs,
        )


class Nominations(Nominators, TemplateView):
    """What waits for whom who nominates, and what they nominated."""

    template_name = "experts/nominating/index.html"

    def trail(self):
        return []

    def get_context_data(self, **kwargs):
        user = self.request.user
        waiting = Paginator(queries.waiting_for(user), ON_A_PAGE).get_page(self.request.GET.get("waiting"))
        nominations = Paginator(queries.nominations_of(user), ON_A_PAGE).get_page(self.request.GET.get("page"))
        entries = {}
        for nomination in nominations:
            # One object for each entry, so that it is disclosed once.
            nomination.entry = entries.setdefault(nomination.entry_id, nomination.entry)
        shown = {shown.pk: shown for shown in disclose_entries(entries.values(), user)}
        for nomination in nominations:
            nomination.shown = shown[nomination.entry_id]
        return super().get_context_data(
            waiting=disclose_entries(list(waiting), user),
            waiting_number=waiting.paginator.count,
            page_obj=nominations,
            queue=address_of("roster_entries"),
            queued=queries.waiting_for_secretariat().count() if is_secretariat(user) else 0,
            **kwargs,
        )


class OneEntry(Nominators):
    """One entry, to those who may nominate the expert, or did."""

    @cached_property
    def entry(self):
        entry = get_object_or_404(
            RosterEntry.objects.select_related("person__country", "person__user"), pk=self.kwargs["pk"]
        )
        if not self.request.user.has_perm("experts.view_offered_entry", entry):
            raise Http404
        return entry

    @cached_property
    def may_nominate_as(self):
        return queries.capacities_for(self.request.user, self.entry)

    @cached_property
    def own_nomination(self):
        """The nomination that stands, if it is of those this user nominates for."""
        nomination = Standing(self.entry).nomination
        if nomination is None or not self.request.user.has_perm("experts.change_nomination", nomination):
            return None
        return nomination

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            entry=self.entry,
            shown=disclose_entry(self.entry, self.request.user),
            standing=Standing(self.entry),
            own_nomination=self.own_nomination,
            **kwargs,
        )


class Nominate(OneEntry, FormView):
    """The entry, the fields to endorse, and why. What was written stays when somebody else was first."""

    template_name = "experts/nominating/entry.html"
    form_class = NominateForm

    @property
    def is_open(self):
        return self.entry.state == EntryState.OFFERED and bool(self.may_nominate_as)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "entry": self.entry, "capacities": self.may_nominate_as}

    def get_initial(self):
        return {"seen": mark_of(self.entry)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            is_open=self.is_open,
            decline_form=DeclineForm(initial={"seen": mark_of(self.entry)}),
            queue_address=address_of("roster_entry", self.entry.pk),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if not self.may_nominate_as:
            raise PermissionDenied(_("You cannot nominate this expert."))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        values = form.cleaned_data
        try:
            actions.nominate(
                self.entry,
                by=self.request.user,
                on_behalf_of=values["capacity"].nominator,
                reason=values["reason"],
                endorsed=values["endorsed"],
                seen=values["seen"] or None,
            )
        except StaleEntryError as stale:
            return self.once_more(form, str(stale), self.words_of_the_first())
        except IncompleteEntryError as lacking:
            said = " ".join(str(problem.words) for problem in lacking.problems)
            return self.once_more(
                form, _("The expert has to complete the entry first. %(missing)s") % {"missing": said}
            )
        except RosterError as refused:
            return self.once_more(form, str(refused))
        messages.success(
            self.request, _("%(name)s is nominated. The Secretariat decides now.") % {"name": self.entry.person}
        )
        return redirect("roster:entry", self.entry.pk)

    def words_of_the_first(self):
        first = queries.open_nomination(self.entry)
        return first.in_words if first is not None else ""

    def once_more(self, form, *problems):
        """The page with what stands there now, and every word that was written."""
        self.__dict__.pop("entry", None)
        self.__dict__.pop("own_nomination", None)
        form.data = form.data.copy()
        form.data["seen"] = mark_of(self.entry)
        for problem in filter(None, problems):
            form.add_error(None, problem)
        return self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form, is_sent_back=True), status=422)


class Verb(OneEntry, FormView):
    """A page that asks for a reason before something is done."""

    template_name = "experts/nominating/reason.html"
    form_class = ReasonForm

    def trail(self):
        return [*super().trail(), (str(self.entry.person), reverse("roster:entry", args=[self.entry.pk]))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(title=self.title(), button=self.button(), **kwargs)

    def form_valid(self, form):
        try:
            self.act(form.cleaned_data)
        except RosterError as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return redirect("roster:nominations")


class Decline(Verb):
    form_class = DeclineForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.may_nominate_as:
            raise PermissionDenied(_("You cannot nominate this expert."))
        return super().dispatch(request, *args, **kwargs)

    def title(self):
        return _("Decline to nominate this expert")

    def button(self):
        return _("Decline, and tell the expert why")

    def get_initial(self):
        return {"seen": mark_of(self.entry)}

    def act(self, values):
        actions.decline_nomination(
            self.entry,
            by=self.request.user,
            on_behalf_of=self.may_nominate_as[0].nominator,
            reason=values["reason"],
            seen=values["seen"] or None,
        )
        messages.success(self.request, _("The expert is told why you do not nominate them."))


class OwnNomination(Verb):
    """Something about a nomination that stands, for those who nominate for the same Party or organisation."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.has_perm("experts.nominate"):
            if Standing(self.entry).nomination is None:
                raise Http404
            if self.own_nomination is None:
                raise PermissionDenied(_("This nomination was signed for somebody else."))
        return super().dispatch(request, *args, **kwargs)


class Withdraw(OwnNomination):
    def title(self):
        return _("Withdraw the nomination")

    def button(self):
        return _("Withdraw it, and tell the expert why")

    def act(self, values):
        if actions.withdraw_nomination(self.own_nomination, by=self.request.user, reason=values["reason"]):
            messages.success(self.request, _("The nomination is withdrawn, and the expert has been told."))
        else:
            messages.info(self.request, _("This nomination was over already."))


class Endorse(OwnNomination):
    form_class = EndorseForm

    def title(self):
        return _("Endorse fields of expertise")

    def button(self):
        return _("Save")

    @cached_property
    def endorsed(self):
        return {each.term_id: each for each in self.own_nomination.endorsements.filter(withdrawn_at__isnull=True)}

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs.pop("initial")
        return {**kwargs, "entry": self.entry, "endorsed": self.endorsed}

    def act(self, values):
        fields = self.entry.fields.filter(term__in=values["endorsed"]).select_related("term")
        actions.change_endorsements(
            self.own_nomination, [field.term for field in fields], by=self.request.user, reason=values["reason"]
        )
        messages.success(self.request, _("Saved."))


# --- Proposing --------------------------------------------------------------------------------------------


class Propose(Nominators, TemplateView):
    """People of one's country who are in the directory and not on the roster."""

    template_name = "experts/nominating/propose.html"

    def get_context_data(self, **kwargs):
        asked = " ".join(self.request.GET.get("q", "").split())[:100]
        page = Paginator(proposable(self.request.user, asked), ON_A_PAGE).get_page(self.request.GET.get("page"))
        people = disclose_all(list(page.object_list), self.request.user)
        return super().get_context_data(page_obj=page, people=people, asked=asked, **kwargs)


def proposable(user, asked=""):
    """People somebody may propose whose name holds these words."""
    people = Person.objects.listed().filter(roster_entry__isnull=True) if is_secretariat(user) else None
    if people is None:
        people = queries.people_to_propose(user)
    for part in asked.split():
        people = people.filter(
            Q(given_name__icontains=part)
            | Q(family_name__icontains=part)
            | Q(original_given_name__icontains=part)
            | Q(original_family_name__icontains=part)
        )
    return people.select_related("country").order_by("sort_name", "pk")


class ProposeOne(Nominators, FormView):
    """Why somebody is asked to draft an entry."""

    template_name = "experts/nominating/propose_one.html"
    form_class = ProposeForm

    @cached_property
    def person(self):
        return get_object_or_404(proposable(self.request.user), slug=self.kwargs["slug"])

    def trail(self):
        return [*super().trail(), (_("Propose an expert"), reverse("roster:propose"))]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "person": self.person}

    def get_context_data(self, **kwargs):
        return super().get_context_data(shown=disclose_all([self.person], self.request.user)[0], **kwargs)

    def form_valid(self, form):
        try:
            actions.propose_expert(self.person, by=self.request.user, **form.cleaned_data)
        except RosterError as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(
            self.request,
            _("%(name)s is asked to write an entry. You are told when it is offered.") % {"name": self.person},
        )
        return redirect("roster:nominations")


class ProposeNew(Nominators, FormView):
    """Somebody who is not in the directory yet."""

    template_name = "experts/nominating/propose_new.html"
    form_class = ProposeNewForm

    def trail(self):
        return [*super().trail(), (_("Propose an expert"), reverse("roster:propose"))]

    def get_form_kwargs(self):
        countries = None
        if not is_secretariat(self.request.user) and all(capacity.is_country for capacity in self.held):
            countries = {capacity.nominator.pk for capacity in self.held}
        return {**super().get_form_kwargs(), "countries": countries}

    def form_valid(self, form):
        try:
            actions.propose_new_person(by=self.request.user, **form.cleaned_data)
        except RosterError as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(
            self.request,
            _("%(name)s is asked to write an entry. You are told when it is offered.")
            % {"name": f"{form.cleaned_data['given_name']} {form.cleaned_data['family_name']}"},
        )
        return redirect("roster:nominations")
