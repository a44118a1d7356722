"""Where a person works."""

import re

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..contents import in_order
from ..models import (
    Institution,
)
from .fields import Day, Line, Paragraphs
from .sections import RowForm, RowSet, SectionForm, rows_of


class AffiliationRow(RowForm):
    essential = ("where", "same_as", "department", "position", "responsibilities", "starts_on", "ends_on")

    where = Line(
        label=_("Institution"),
        max_length=255,
        required=False,
        help_text=_("Its name or acronym. If it is in the directory, we link it."),
    )
    same_as = forms.CharField(
        label=_("Which institution do you mean?"), required=False, widget=forms.HiddenInput, max_length=20
    )
    department = Line(label=_("Department"), max_length=200, required=False)
    position = Line(label=_("Position there"), max_length=200, required=False)
    responsibilities = Paragraphs(
        label=_("Responsibilities there"),
        max_length=2000,
        required=False,
        rows=3,
        help_text=_("What the work was, in a few sentences. It is shown with the affiliation, to the same people."),
    )
    starts_on = Day(label=_("From"), required=False, help_text=_("For example 3 May 2024, or 2024."))
    ends_on = Day(label=_("Until"), required=False, help_text=_("Empty if you work there today."))
    is_primary = forms.BooleanField(label=_("Main affiliation"), required=False)

    # What the name may stand for, once it was asked.
    OWN_WORDS = "words"

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The last day comes before the first."))
        if "where" in cleaned:
            if not cleaned["where"]:
                self.add_error("where", _("Write the name of the institution."))
            else:
                self._find(cleaned)
        return cleaned

    def _find(self, cleaned):
        """Link the institution meant; ask when the name may mean several."""
        name, chosen = cleaned["where"], cleaned.get("same_as", "")
        cleaned["institution"] = None
        if chosen == self.OWN_WORDS:
            return
        listed = Institution.objects.listed()
        if chosen.isdigit() and (found := listed.filter(pk=chosen).first()):
            cleaned["institution"] = found.pk
            return
        if (held := self.section.linked.get(name)) is not None:
            cleaned["institution"] = held
            return
        exact = list(listed.filter(Q(name__iexact=name) | Q(name_en__iexact=name) | Q(acronym__iexact=name))[:6])
        if len(exact) == 1:
            cleaned["institution"] = exact[0].pk
            return
        if found := exact or self._similar(listed, name):
            self.fields["same_as"].widget = forms.RadioSelect(
                choices=[
                    *((each.pk, _described(each)) for each in found),
                    (self.OWN_WORDS, _("None of these: keep my words as they are")),
                ]
            )
            self.add_error("same_as", _("Choose the institution you mean, or keep your words as they are."))

    def _similar(self, listed, name):
        words = [word for word in re.findall(r"\w+", name) if len(word) > 2][:8]
        if not words:
            return []
        holds = Q()
        for word in words:
            holds &= Q(name__icontains=word) | Q(name_en__icontains=word)
        return list(listed.filter(holds).select_related("country")[:6])

    def as_row(self):
        cleaned = self.cleaned_data
        return {
            "institution": cleaned["institution"],
            "institution_name": "" if cleaned["institution"] else cleaned["where"],
            "department": cleaned["department"],
            "position": cleaned["position"],
            "responsibilities": cleaned["responsibilities"],
            "starts_on": cleaned["starts_on"] and cleaned["starts_on"].isoformat(),
            "ends_on": cleaned["ends_on"] and cleaned["ends_on"].isoformat(),
            "is_primary": cleaned["is_primary"],
        }


def _described(institution):
    if institution.country is None:
        return institution.name
    return _("%(institution)s, %(country)s") % {"institution": institution.name, "country": institution.country.name}


class AffiliationRows(RowSet):
    def clean(self):
        kept = [form for form in self.forms if form.has_changed() and not self._should_delete_form(form)]
        main = [form for form in kept if form.cleaned_data.get("is_primary")]
        for form in main[1:]:
            form.add_error("is_primary", _("Only one affiliation can be the main one."))

    @property
    def values(self):
        return in_order(super().values)


class WorkForm(SectionForm):
    code = "work"
    told = ("position", "affiliations")
    audiences = ("position", "affiliations")
    title = _("Position and affiliations")
    intro = _("Where you work and what you do there. Ended affiliations stay as your history.")
    layout = ("position", "affiliations")
    with_audience = ("position", "affiliations")
    row_forms = {
        "affiliations": rows_of(
            AffiliationRow,
            row_name=_("Affiliation"),
            add_words=_("Add another affiliation"),
            base=AffiliationRows,
        )
    }

    position = Line(
        label=_("Position"), max_length=200, required=False, help_text=_("As it should stand below your name.")
    )

    def prepare(self):
        keys = [row["institution"] for row in self.now["affiliations"] if row["institution"]]
        self.names = dict(Institution.objects.filter(pk__in=keys).values_list("pk", "name"))
        # A name that stands in the record already means what it meant.
        self.linked = {name: key for key, name in self.names.items()}

    def initial_row(self, name, row):
        days = {part: row[part] and Day().to_python(row[part]) for part in ("starts_on", "ends_on")}
        return {**row, **days, "where": self.names.get(row["institution"]) or row["institution_name"]}
