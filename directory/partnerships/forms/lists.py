"""What lists are narrowed by; all of it stands in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.choices import RegionLevel
from directory.forms.fields import Line
from directory.forms.sections import in_reading_order
from directory.models import Chemical, Country, InstitutionType, Region
from directory.words import words

from ..choices import AgreementKind, AgreementState, ProjectRole, ProjectStatus


def _any(pairs, all_words):
    return [("", all_words), *pairs]


def _named(model, key="code", **only):
    chosen = [
        entry for entry in words(model).values() if all(getattr(entry, name) in held for name, held in only.items())
    ]
    return in_reading_order((getattr(entry, key), entry.name) for entry in chosen)


def regions():
    return _any(
        _named(Region, level=(RegionLevel.REGION, RegionLevel.SUBREGION, RegionLevel.INTERMEDIATE)), _("All regions")
    )


def countries():
    return _any(_named(Country), _("All countries"))


def institution_types():
    return _any(_named(InstitutionType), _("All types"))


def chemicals():
    return _any(_named(Chemical), _("All chemicals"))


class ListForm(forms.Form):
    """A choice that does not exist narrows nothing."""

    q = Line(label=_("Words"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"}))

    def __init__(self, data):
        super().__init__(data, auto_id="by_%s")
        self.is_valid()

    @property
    def chosen(self):
        return {name: value for name, value in self.cleaned_data.items() if value}


class PartnerFilter(ListForm):
    type = forms.ChoiceField(label=_("Type of institution"), required=False, choices=institution_types)
    region = forms.ChoiceField(label=_("Region"), required=False, choices=regions)
    country = forms.ChoiceField(label=_("Country"), required=False, choices=countries)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Partners of today")), ("past", _("Former partners")), ("all", _("All"))],
    )


class AgreementFilter(ListForm):
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=lambda: _any(AgreementKind.choices, _("All kinds"))
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: _any(
            [
                (AgreementState.IN_FORCE, AgreementState.IN_FORCE.label),
                ("over", _("Over")),
                ("renew", _("Term ends soon")),
            ],
            _("All states"),
        ),
    )
    region = forms.ChoiceField(label=_("Region of a signatory"), required=False, choices=regions)
    country = forms.ChoiceField(label=_("Country of a signatory"), required=False, choices=countries)


class ProjectFilter(ListForm):
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=lambda: _any(ProjectStatus.choices, _("All"))
    )
    role = forms.ChoiceField(
        label=_("Somebody takes part as"), required=False, choices=lambda: _any(ProjectRole.choices, _("All roles"))
    )
    region = forms.ChoiceField(label=_("Region covered"), required=False, choices=regions)
    country = forms.ChoiceField(label=_("Country covered"), required=False, choices=countries)
    chemical = forms.ChoiceField(label=_("Chemical"), required=False, choices=chemicals)
