"""Recording an agreement, its signatories, summaries and documents."""

import uuid

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.forms.fields import Day, Line, Paragraphs
from directory.forms.sections import RowForm, RowSet, problems_of, rows_of

from .. import documents
from ..choices import AgreementKind, Ended, Readers, Renewal
from ..models import Agreement
from .finding import country_called, institution_called

LTR = {"dir": "ltr"}
AUTO = {"dir": "auto"}


class SignatoryRow(RowForm):
    essential = ("who", "signed_by", "function", "signed_on")
    INSTITUTION, PARTY, SECRETARIAT = "institution", "party", "secretariat"

    side = forms.ChoiceField(
        label=_("Signatory"),
        choices=[
            (INSTITUTION, _("An institution of the directory")),
            (PARTY, _("A Party")),
            (SECRETARIAT, _("The Secretariat of the Stockholm Convention")),
        ],
    )
    who = Line(
        label=_("Name of the institution or Party"),
        max_length=255,
        required=False,
        help_text=_("Name or acronym as in the directory. Empty for the Secretariat."),
        widget=forms.TextInput(attrs=AUTO),
    )
    signed_by = Line(label=_("Signed by"), max_length=200, required=False, widget=forms.TextInput(attrs=AUTO))
    function = Line(label=_("Function"), max_length=200, required=False, widget=forms.TextInput(attrs=AUTO))
    signed_on = Day(label=_("Signed on"), required=False)

    def has_changed(self):
        # For the Secretariat no name is written.
        return super().has_changed() or (self.is_bound and self.data.get(self.add_prefix("side")) == self.SECRETARIAT)

    def clean(self):
        cleaned = super().clean()
        side, who = cleaned.get("side"), cleaned.get("who", "")
        cleaned["institution"] = cleaned["country"] = None
        if side in (self.INSTITUTION, self.PARTY):
            if not who:
                self.add_error("who", _("Write who signed."))
            else:
                self._find(cleaned, side, who)
        if cleaned.get("signed_on") and cleaned["signed_on"] > timezone.localdate():
            self.add_error("signed_on", _("This day is still to come."))
        return cleaned

    def _find(self, cleaned, side, who):
        try:
            if side == self.INSTITUTION:
                cleaned["institution"] = institution_called(who, self.section.known)
            else:
                cleaned["country"] = country_called(who)
        except ValidationError as error:
            self.add_error("who", error)

    def as_row(self):
        cleaned = self.cleaned_data
        return {
            "institution_id": cleaned["institution"],
            "country_id": cleaned["country"],
            "is_secretariat": cleaned["side"] == self.SECRETARIAT,
            **{part: cleaned[part] for part in ("signed_by", "function", "signed_on")},
        }


class SignatoryRows(RowSet):
    def clean(self):
        met = set()
        for form in self.forms:
            if not form.has_changed() or self._should_delete_form(form) or form.errors:
                continue
            row = form.as_row()
            side = (row["institution_id"], row["country_id"], row["is_secretariat"])
            if side in met:
                form.add_error("who", _("This signatory is listed already."))
            met.add(side)
        if not self.is_valid_so_far():
            return
        if len(met) < 2:
            raise ValidationError(_("An agreement has two signatories at least."))

    def is_valid_so_far(self):
        return not any(form.errors for form in self.forms if not self._should_delete_form(form))


class SummaryRow(RowForm):
    essential = ("text",)

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    text = Paragraphs(
        label=_("Summary"), max_length=4000, required=False, rows=5,
        widget=forms.Textarea(attrs={"rows": 5, **AUTO}),
    )  # fmt: skip
    author_name = Line(label=_("Written by"), max_length=200, required=False)


class SummaryRows(RowSet):
    def clean(self):
        met = set()
        for form in self.forms:
            language = form.cleaned_data.get("language") if form.has_changed() and not form.errors else None
            if language is None or self._should_delete_form(form):
                continue
            if language in met:
                form.add_error("language", _("There is a summary in this language already."))
            met.add(language)


class AgreementForm(forms.Form):
    """An agreement with its signatories and summaries. ``seen`` is the version the form was filled from."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=AgreementKind.choices)
    title = Line(label=_("Title"), max_length=255, widget=forms.TextInput(attrs=AUTO))
    language = forms.ChoiceField(label=_("Language of the title"), choices=settings.LANGUAGES)
    reference = Line(label=_("Reference"), max_length=60, widget=forms.TextInput(attrs=LTR))
    signed_on = Day(label=_("Signed on"), required=False, help_text=_("For example 3 May 2024."))
    in_force_from = Day(label=_("In force from"))
    in_force_to = Day(
        label=_("In force until"),
        required=False,
        help_text=_("The last day of its first term. Empty: without a term."),
    )
    renewal = forms.ChoiceField(label=_("When the term is over"), choices=Renewal.choices)
    renewal_months = forms.IntegerField(
        label=_("Months of each further term"), required=False, min_value=1, max_value=600
    )
    alert_months = forms.IntegerField(
        label=_("Remind so many months before the term ends"),
        min_value=0,
        max_value=60,
        initial=6,
        help_text=_("The Secretariat and the keepers of the signatories are reminded once. 0: nobody is."),
    )
    previous = Line(
        label=_("Reference of the agreement it takes the place of"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=LTR),
    )
    ended_on = Day(
        label=_("Ended on"), required=False, help_text=_("Only if it was ended otherwise than by its term.")
    )
    ended_how = forms.ChoiceField(label=_("How it ended"), required=False, choices=[("", "–"), *Ended.choices])
    ended_reason = Paragraphs(label=_("Why it ended"), max_length=2000, required=False, rows=3)
    is_confidential = forms.BooleanField(
        label=_("Confidential: nobody but its signatories and the Secretariat learns that it exists"), required=False
    )

    row_forms = {
        "signatories": rows_of(
            SignatoryRow, row_name=_("Signatory"), add_words=_("Add another signatory"), base=SignatoryRows, extra=2
        ),
        "summaries": rows_of(
            SummaryRow, row_name=_("Summary"), add_words=_("Add a summary in another language"), base=SummaryRows
        ),
    }

    def __init__(self, agreement=None, data=None):
        self.agreement = agreement
        self.known = {}
        super().__init__(data, initial=self._initial(), label_suffix="")
        self.rows = {
            name: rows(data, prefix=name, initial=self._rows_now(name), form_kwargs={"section": self})
            for name, rows in self.row_forms.items()
        }

    def _initial(self):
        if self.agreement is None:
            return {"key": uuid.uuid4(), "language": "en"}
        held = {name: getattr(self.agreement, name) for name in self.base_fields if name not in ("seen", "previous")}
        previous = self.agreement.previous
        return {**held, "seen": self.agreement.version, "previous": previous.reference if previous else ""}

    def _rows_now(self, name):
        if self.agreement is None:
            return []
        if name == "summaries":
            return list(self.agreement.summaries.values("language", "text", "author_name"))
        rows = []
        for signatory in self.agreement.signatories.select_related("institution", "country"):
            who = signatory.institution or signatory.country
            if signatory.institution_id:
                # A name that stands in the agreement already means what it meant.
                self.known[signatory.institution.name] = signatory.institution_id
            side = SignatoryRow.INSTITUTION if signatory.institution_id else SignatoryRow.PARTY
            rows.append(
                {
                    "side": SignatoryRow.SECRETARIAT if signatory.is_secretariat else side,
                    "who": who.name if who else "",
                    "signed_by": signatory.signed_by,
                    "function": signatory.function,
                    "signed_on": signatory.signed_on,
                }
            )
        return rows

    def silence(self):
        """Show what was typed without judging it yet."""
        self._errors = forms.utils.ErrorDict()
        for rows in self.rows.values():
            rows.silence()

    def bring_current(self, version):
        """Let a form that is shown again begin from what stands now: the next save is made knowingly."""
        data = self.data.copy()
        data["seen"] = str(version)
        self.data = data

    def is_valid(self):
        return all([super().is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    @property
    def problems(self):
        for message in self.non_field_errors():
            yield {"words": message}
        for field in self:
            yield from problems_of(field)
        for rows in self.rows.values():
            yield from rows.problems

    def clean_reference(self):
        reference = self.cleaned_data["reference"]
        same = Agreement.objects.filter(reference=reference).exclude(key=self.cleaned_data.get("key"))
        if self.agreement is not None:
            same = same.exclude(pk=self.agreement.pk)
        if same.exists():
            raise ValidationError(_("Another agreement has this reference."))
        return reference

    def clean_previous(self):
        reference = self.cleaned_data["previous"]
        if not reference:
            return None
        found = Agreement.objects.filter(reference=reference).first()
        if found is None:
            raise ValidationError(_("No agreement has this reference."))
        own = self.agreement.pk if self.agreement else None
        if found.pk == own:
            raise ValidationError(_("An agreement does not take its own place."))
        if (
            Agreement.objects.filter(previous=found)
            .exclude(pk=own)
            .exclude(key=self.cleaned_data.get("key"))
            .exists()
        ):
            raise ValidationError(_("Another agreement has taken its place already."))
        earlier = found
        while earlier is not None:
            if earlier.pk == own:
                raise ValidationError(_("That agreement came after this one."))
            earlier = earlier.previous
        return found

    def clean(self):
        cleaned = super().clean()
        start, end, ended = (cleaned.get(name) for name in ("in_force_from", "in_force_to", "ended_on"))
        if cleaned.get("signed_on") and cleaned["signed_on"] > timezone.localdate():
            self.add_error("signed_on", _("This day is still to come."))
        if start and end and end < start:
            self.add_error("in_force_to", _("The last day comes before the first."))
        if start and ended and ended < start:
            self.add_error("ended_on", _("The last day comes before the first."))
        if ended and not cleaned.get("ended_how"):
            self.add_error("ended_how", _("Choose how it ended."))
        if cleaned.get("ended_how") and not ended and "ended_on" not in self.errors:
            self.add_error("ended_on", _("Write its last day in force."))
        if cleaned.get("renewal") == Renewal.AUTOMATIC:
            if not cleaned.get("renewal_months") and "renewal_months" not in self.errors:
                self.add_error("renewal_months", _("Write for how many months it goes on."))
            if not end and "in_force_to" not in self.errors:
                self.add_error("in_force_to", _("Write when its first term ends."))
        previous = cleaned.get("previous")
        if previous and start and previous.in_force_from > start:
            self.add_error("previous", _("That agreement came after this one."))
        return cleaned

    def agreement_values(self):
        """What the form says, in the words of ``write_agreement``."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("key", "seen")}
        return {
            "key": self.cleaned_data["key"],
            "seen": self.cleaned_data["seen"],
            "values": values,
            "signatories": self.rows["signatories"].values,
            "summaries": self.rows["summaries"].values,
        }


class DocumentForm(forms.Form):
    """A document of an agreement or a project."""

    title = Line(label=_("Title"), max_length=255, widget=forms.TextInput(attrs=AUTO))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    readers = forms.ChoiceField(label=_("Who may read it"), choices=Readers.choices, initial=Readers.INVOLVED)
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word (.docx) or OpenDocument text (.odt), up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.odt"}),
        allow_empty_file=True,
    )

    def clean_file(self):
        self.paper = documents.read(self.cleaned_data["file"])
        return self.cleaned_data["file"]
