"""The roster of experts as the Secretariat keeps it: what waits, what lapses, who nominates, and by which rules."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from directory.enrolment.actions import accept_terms
from directory.enrolment.choices import AcceptedHow
from directory.models import Country, Institution, User
from directory.permissions import is_secretariat
from experts import actions, completeness, queries
from experts.actions.steps import mark_of
from experts.choices import EntryState
from experts.disclosure import disclose_entry
from experts.exceptions import IncompleteEntryError, RosterError
from experts.models import NominatingInstitution, RosterEntry, RosterRules
from experts.standing import Standing

from .access import SecretariatMenuItem, SecretariatOnly, Titled
from .filters import choice, one_of
from .queues import DeclineForm, NothingForm, OnePiece, Queue

# How far ahead the list of what lapses soon looks, in months.
SOON = (1, 3, 6, 12)


class EntryFilters(WagtailFilterSet):
    state = choice(
        gettext_lazy("State"),
        [("all", gettext_lazy("All")), *EntryState.choices],
        method="by_state",
        empty_label=None,
    )
    lapsing = choice(
        gettext_lazy("Lapses within"),
        [(str(months), gettext_lazy("%s months") % months) for months in SOON],
        method="by_lapse",
    )
    country = one_of(gettext_lazy("Country"), Country.objects.all(), field_name="person__country")

    def by_state(self, queryset, name, value):
        return queryset if value == "all" else queryset.filter(state=value)

    def by_lapse(self, queryset, name, value):
        until = queries.months_after(timezone.localdate(), int(value))
        return queryset.filter(state=EntryState.LISTED, lapses_on__lte=until)

    class Meta:
        model = RosterEntry
        fields = ["state", "lapsing", "country"]


class RosterEntries(Queue):
    """Entries in every state; unless asked otherwise, those that wait for the Secretariat."""

    slug = "roster_entries"
    page_title = gettext_lazy("Entries of the roster")
    header_icon = "group"
    order = 10
    model = RosterEntry
    filterset_class = EntryFilters
    default_ordering = "updated_at"
    list_export = ["__str__", "person.country", "get_state_display", "listed_on", "lapses_on"]
    export_headings = {
        "__str__": gettext_lazy("Expert"),
        "person.country": gettext_lazy("Country"),
        "get_state_display": gettext_lazy("State"),
    }

    def get_base_queryset(self):
        return RosterEntry.objects.select_related("person__country").prefetch_related(
            *completeness.PREFETCH, "nominations__country", "nominations__institution"
        )

    def get_filterset_kwargs(self):
        kwargs = super().get_filterset_kwargs()
        if "state" not in kwargs["data"]:
            kwargs["data"] = kwargs["data"].copy()
            # What lapses soon is listed, and asked for by its own filter.
            kwargs["data"]["state"] = "all" if kwargs["data"].get("lapsing") else EntryState.NOMINATED
        return kwargs

    def get_ordering(self):
        if self.request.GET.get("lapsing") and "ordering" not in self.request.GET:
            return "lapses_on"
        return super().get_ordering()

    @cached_property
    def accepted(self):
        """Who accepted the terms, among those whom a page may show."""
        return completeness.who_accepted(RosterEntry.objects.values_list("person", flat=True))

    def missing(self, entry):
        number = completeness.number_missing(entry, entry.person_id in self.accepted)
        return _("Complete") if number == 0 else str(number)

    @cached_property
    def columns(self):
        return [
            TitleColumn("person", label=_("Expert"), get_url=lambda entry: reverse("roster_entry", args=[entry.pk])),
            Column("country", label=_("Country"), accessor=lambda entry: entry.person.country),
            Column("nominator", label=_("Nominated by"), accessor=nominator_of),
            Column("get_state_display", label=_("State"), sort_key="state"),
            Column("missing", label=_("Missing"), accessor=self.missing),
            DateColumn("updated_at", label=_("Changed"), sort_key="updated_at"),
            Column("lapses_on", label=_("Lapses"), sort_key="lapses_on"),
        ]


def nominator_of(entry):
    standing = [each for each in entry.nominations.all() if each.state in queries.STANDING]
    return " · ".join(each.nominator.name for each in standing) or "–"


# --- One entry --------------------------------------------------------------------------------------------


class SeenForm(forms.Form):
    """A decision about what stood on the page. ``seen`` is the entry as it was then."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ReturnForm(SeenForm, DeclineForm):
    field_order = ["reason", "seen"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("The expert reads it, puts the entry right, and offers it again.")


class EndForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The expert and those who nominated them read it."),
    )


class PaperForm(SeenForm):
    """A nomination that came by letter."""

    nominator = forms.ChoiceField(label=gettext_lazy("Nominated by"))
    signer_name = forms.CharField(
        label=gettext_lazy("Signed by"),
        max_length=255,
        help_text=gettext_lazy("Name and office, as the letter says."),
    )
    endorsed = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Endorsed fields"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=gettext_lazy("What the letter says"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        rights = NominatingInstitution.objects.current().select_related("institution")
        country = [entry.person.country] if entry.person.country else []
        bodies = [*country, *(right.institution for right in rights)]
        self.bodies = {f"{body._meta.model_name}-{body.pk}": body for body in bodies}
        self.fields["nominator"].choices = [(key, body.name) for key, body in self.bodies.items()]
        self.terms = {field.term_id: field.term for field in entry.fields.select_related("term")}
        self.fields["endorsed"].choices = [(key, term.label) for key, term in self.terms.items()]

    def clean_nominator(self):
        return self.bodies[self.cleaned_data["nominator"]]

    def clean_endorsed(self):
        return [self.terms[key] for key in self.cleaned_data["endorsed"]]


class TermsOnPaperForm(forms.Form):
    language = forms.ChoiceField(
        label=gettext_lazy("Language they were read in"),
        choices=[(code, code) for code in ("en", "ar", "es", "fr", "ru", "zh")],
    )


class OneRosterEntry(OnePiece):
    template_name = "cms/admin/roster_entry.html"
    page_title = gettext_lazy("Entry of the roster")
    header_icon = "group"
    after = reverse_lazy("roster_entries")

    def dispatch(self, request, *args, **kwargs):
        self.entry = get_object_or_404(
            RosterEntry.objects.select_related("person__country", "person__user"), pk=kwargs["pk"]
        )
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def standing(self):
        return Standing(self.entry)

    @property
    def forms(self):
        """What can be decided now, the likeliest first."""
        state, found = self.entry.state, {}
        if state == EntryState.NOMINATED:
            if not self.standing.problems:
                found["list"] = (SeenForm, _("List this expert"))
            found["return_it"] = (ReturnForm, _("Return the entry with a reason"))
        if state in (EntryState.DRAFT, EntryState.OFFERED, EntryState.RETURNED):
            found["paper"] = (partial(PaperForm, entry=self.entry), _("Record a nomination on paper"))
        if self.standing.may_be_renewed:
            found["renew"] = (NothingForm, _("Renew on the word of the expert"))
        if completeness.terms_to_read(self.entry.person) is not None:
            found["terms"] = (TermsOnPaperForm, _("Record that they accepted the terms on paper"))
        if self.standing.may_be_withdrawn:
            found["withdraw"] = (EndForm, _("Take the entry off the roster"))
        return found

    is_open = True

    def get_page_subtitle(self):
        return str(self.entry)

    def initial_of(self, verb):
        return {"seen": mark_of(self.entry)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            entry=self.entry,
            shown=disclose_entry(self.entry, self.request.user),
            standing=self.standing,
            nominations=self.entry.nominations.select_related(
                "country", "institution", "signer_post"
            ).prefetch_related("endorsements__term"),
            record_address=reverse("wagtailsnippets_directory_person:edit", args=[self.entry.person_id]),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        verb = request.POST.get("verb")
        if verb not in self.forms:
            if hasattr(self, f"do_{verb}"):
                # Somebody was faster: the page shows what stands there now.
                messages.warning(request, _("This is not possible any more. Look at what stands there now."))
                return redirect("roster_entry", self.entry.pk)
            raise Http404
        self.bound = self.forms[verb][0](request.POST, prefix=verb)
        if not self.bound.is_valid():
            return self.render_to_response(self.get_context_data(**kwargs), status=422)
        try:
            getattr(self, f"do_{verb}")(self.bound.cleaned_data)
        except IncompleteEntryError as lacking:
            for problem in lacking.problems:
                messages.error(request, str(problem.words))
        except (RosterError, ValidationError) as refused:
            messages.error(request, str(refused) if isinstance(refused, RosterError) else refused.messages[0])
        else:
            return redirect("roster_entry" if verb in ("terms", "paper") else "roster_entries", *self.on(verb))
        # What was written stays, beside what stands there now.
        self.entry.refresh_from_db()
        self.__dict__.pop("standing", None)
        self.bound.data = self.bound.data.copy()
        self.bound.data[self.bound.add_prefix("seen")] = mark_of(self.entry)
        return self.render_to_response(self.get_context_data(**kwargs), status=422)

    def on(self, verb):
        return [self.entry.pk] if verb in ("terms", "paper") else []

    def do_list(self, values):
        actions.list_entry(self.entry, by=self.request.user, seen=values["seen"] or None)
        messages.success(self.request, _("%(name)s is on the roster and has been told.") % {"name": self.entry})

    def do_return_it(self, values):
        actions.return_entry(self.entry, by=self.request.user, reason=values["reason"], seen=values["seen"] or None)
        messages.success(self.request, _("The entry is returned, and %(name)s told why.") % {"name": self.entry})

    def do_paper(self, values):
        actions.nominate(
            self.entry,
            by=self.request.user,
            on_behalf_of=values["nominator"],
            reason=values["reason"],
            endorsed=values["endorsed"],
            is_paper=True,
            signer_name=values["signer_name"],
            seen=values["seen"] or None,
        )
        messages.success(self.request, _("The nomination is recorded. You can list the expert now."))

    def do_renew(self, values):
        actions.renew(self.entry, by=self.request.user, lapses_on=self.entry.lapses_on)
        messages.success(self.request, _("The entry is renewed, and %(name)s told.") % {"name": self.entry})

    def do_terms(self, values):
        terms = completeness.terms_to_read(self.entry.person)
        if terms is not None:
            accept_terms(
                self.entry.person,
                terms,
                by=self.request.user,
                language=values["language"],
                how=AcceptedHow.ON_PAPER,
            )
        messages.success(self.request, _("It is recorded that the terms were accepted."))

    def do_withdraw(self, values):
        actions.withdraw_entry(self.entry, by=self.request.user, reason=values["reason"])
        messages.success(self.request, _("The entry is off the roster, and %(name)s told.") % {"name": self.entry})


# --- Organisations that nominate --------------------------------------------------------------------------


class NominatingInstitutions(Queue):
    slug = "nominating_institutions"
    page_title = gettext_lazy("Nominating institutions")
    header_icon = "home"
    order = 20
    model = NominatingInstitution
    default_ordering = "institution__name"

    def get_base_queryset(self):
        return NominatingInstitution.objects.select_related("institution").prefetch_related("nominators")

    @cached_property
    def header_buttons(self):
        return []

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "institution",
                label=_("Institution"),
                get_url=lambda right: reverse("nominating_institution", args=[right.pk]),
            ),
            Column("since", label=_("Since"), sort_key="since"),
            Column("until", label=_("Until"), sort_key="until"),
            Column(
                "nominators",
                label=_("Who nominates"),
                accessor=lambda right: " · ".join(user.email for user in right.nominators.all()) or "–",
            ),
            Column("source", label=_("Source")),
        ]


class NominatorsField(forms.CharField):
    """Users by the address they sign in with, one a line."""

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "label": gettext_lazy("Who nominates"),
                "widget": forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
                "help_text": gettext_lazy("The addresses they sign in with, one a line."),
                "required": False,
                **kwargs,
            }
        )

    def clean(self, value):
        addresses = list(dict.fromkeys(super().clean(value).lower().split()))
        users = {user.email.lower(): user for user in User.objects.filter(email__in=addresses, is_active=True)}
        if unknown := [address for address in addresses if address not in users]:
            raise ValidationError(_("Nobody signs in with: %(addresses)s") % {"addresses": ", ".join(unknown)})
        return list(users.values())


class EntitleForm(forms.Form):
    institution = forms.CharField(
        label=gettext_lazy("Institution"),
        max_length=255,
        help_text=gettext_lazy("Its name or acronym, as the directory has it."),
    )
    since = forms.DateField(label=gettext_lazy("Since"), widget=AdminDateInput)
    until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=AdminDateInput,
        required=False,
        help_text=gettext_lazy("The last day on which it nominates."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Why it may nominate."),
    )
    nominators = NominatorsField()

    def clean_institution(self):
        said = " ".join(self.cleaned_data["institution"].split())
        listed = Institution.objects.listed()
        for column in ("name", "name_en", "acronym"):
            found = list(listed.filter(**{f"{column}__iexact": said})[:2])
            if len(found) == 1:
                return found[0]
            if found:
                raise ValidationError(_("Several institutions are called so: write the whole name."))
        raise ValidationError(_("No institution of the directory is called so."))

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day cannot be before the first."))
        return cleaned


class RosterForm(SecretariatOnly, Titled, WagtailAdminTemplateMixin, FormView):
    template_name = "cms/admin/form.html"
    back = reverse_lazy("nominating_institutions")
    submit_label = gettext_lazy("Save")

    def get_context_data(self, **kwargs):
        return super().get_context_data(submit_label=self.submit_label, back=self.back, **kwargs)

    def form_valid(self, form):
        try:
            self.save(form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
            return self.form_invalid(form)
        return redirect(self.back)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Entitle(RosterForm):
    form_class = EntitleForm
    page_title = gettext_lazy("Let an institution nominate")
    header_icon = "home"

    def get_initial(self):
        return {"since": timezone.localdate()}

    def save(self, values):
        right = actions.entitle_institution(values.pop("institution"), by=self.request.user, **values)
        messages.success(self.request, _("%(name)s nominates experts.") % {"name": right.institution})


class RightForm(forms.Form):
    nominators = NominatorsField()
    until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=AdminDateInput,
        required=False,
        help_text=gettext_lazy("The last day on which it nominates. What is listed by then stays until it lapses."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed where the right ends."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("until") and not cleaned.get("reason") and "until" in self.changed_data:
            self.add_error("reason", _("Say why the right ends."))
        return cleaned


class OneRight(RosterForm):
    form_class = RightForm
    page_title = gettext_lazy("Nominating institution")
    header_icon = "home"

    def dispatch(self, request, *args, **kwargs):
        self.right = get_object_or_404(NominatingInstitution.objects.select_related("institution"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return str(self.right)

    def get_initial(self):
        addresses = self.right.nominators.order_by("email").values_list("email", flat=True)
        return {"nominators": "\n".join(addresses), "until": self.right.until}

    def save(self, values):
        actions.change_nominators(self.right, values["nominators"], by=self.request.user)
        if values["until"] and values["until"] != self.right.until:
            ended = actions.end_right(self.right, by=self.request.user, on=values["until"], reason=values["reason"])
            if not ended:
                raise ValidationError(_("A right that ended is not prolonged: give the institution a new one."))
        messages.success(self.request, _("Saved."))


# --- Rules ------------------------------------------------------------------------------------------------


class RulesForm(forms.ModelForm):
    reminder_months = forms.CharField(
        label=gettext_lazy("Months before the lapse at which experts are reminded"),
        help_text=gettext_lazy(
            "Numbers from 1 to 24 with commas between them. The entry can be renewed from the first on."
        ),
    )

    class Meta:
        model = RosterRules
        fields = ["most_per_country", "most_per_field", "years_listed"]

    field_order = ["most_per_country", "most_per_field", "years_listed", "reminder_months"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["reminder_months"] = ", ".join(map(str, self.instance.reminder_months))

    def clean_reminder_months(self):
        said = self.cleaned_data["reminder_months"].replace("،", ",").replace("、", ",").split(",")
        if not all(part.strip().isdecimal() for part in said):
            raise ValidationError(_("Give different numbers of months from 1 to 24."))
        months = sorted({int(part) for part in said}, reverse=True)
        if len(months) != len(said) or not 1 <= months[-1] <= months[0] <= 24:
            raise ValidationError(_("Give different numbers of months from 1 to 24."))
        return months


class Rules(RosterForm):
    """The numbers of the roster. Nobody is let past a limit: whoever needs more changes it here."""

    form_class = RulesForm
    page_title = gettext_lazy("Rules of the roster")
    header_icon = "cog"
    back = reverse_lazy("roster_entries")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": RosterRules.current()}

    def save(self, values):
        changed = actions.change_rules(by=self.request.user, **values)
        if changed:
            messages.success(self.request, _("The rules are changed. They hold from now on."))
        else:
            messages.info(self.request, _("Nothing was changed."))


def addresses():
    return [
        *RosterEntries.urls(),
        path("queue/roster-entries/<int:pk>/", OneRosterEntry.as_view(), name="roster_entry"),
        *NominatingInstitutions.urls(),
        path("queue/nominating-institutions/add/", Entitle.as_view(), name="entitle_institution"),
        path("queue/nominating-institutions/<int:pk>/", OneRight.as_view(), name="nominating_institution"),
        path("roster/rules/", Rules.as_view(), name="roster_rules"),
    ]


class RosterMenu(SubmenuMenuItem):
    def is_shown(self, request):
        return is_secretariat(request.user)


def menu_item():
    """Everything about the roster in one place."""
    pages = (
        (gettext_lazy("Entries of the roster"), reverse_lazy("roster_entries"), "group"),
        (gettext_lazy("Questions to experts"), reverse_lazy("questions_waiting"), "help"),
        (gettext_lazy("Assignments of experts"), reverse_lazy("assignments_waiting"), "calendar-check"),
        (gettext_lazy("Mentoring"), reverse_lazy("mentoring:desk"), "user"),
        (gettext_lazy("Propose an expert"), reverse_lazy("roster:propose"), "plus"),
        (gettext_lazy("Nominating institutions"), reverse_lazy("nominating_institutions"), "home"),
        (gettext_lazy("Let an institution nominate"), reverse_lazy("entitle_institution"), "plus"),
        (gettext_lazy("Rules of the roster"), reverse_lazy("roster_rules"), "cog"),
    )
    items = [
        SecretariatMenuItem(words, address, name=f"roster_{order}", icon_name=icon, order=order)
        for order, (words, address, icon) in enumerate(pages)
    ]
    return RosterMenu(
        gettext_lazy("Roster of experts"), Menu(items=items), name="roster", icon_name="group", order=122
    )
