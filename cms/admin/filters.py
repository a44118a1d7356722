"""What lists of the administration can be narrowed by."""

import django_filters
from audit.models import Entry
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from directory.choices import Freshness, RecordStatus
from directory.models import (
    Category,
    Chemical,
    Country,
    Designation,
    ExpertiseTerm,
    Institution,
    InstitutionType,
    Party,
    Person,
)
from directory.models.freshness import confirmed_between


def by_freshness(queryset, name, value):
    """Records by how long ago their owner confirmed them."""
    if value == Freshness.NEVER:
        return queryset.filter(confirmed_at__isnull=True)
    after, until = confirmed_between(value)
    if after:
        queryset = queryset.filter(confirmed_at__gt=after)
    if until:
        queryset = queryset.filter(confirmed_at__lte=until)
    return queryset


def by_being_in_force(queryset, name, value):
    current = queryset.current()
    return current if value == "current" else queryset.exclude(pk__in=current.values("pk"))


def choice(label, choices, **options):
    return django_filters.ChoiceFilter(label=label, choices=choices, widget=forms.Select, **options)


def one_of(label, queryset, **options):
    return django_filters.ModelChoiceFilter(label=label, queryset=queryset, widget=forms.Select, **options)


def days(label, **options):
    return django_filters.DateFromToRangeFilter(label=label, widget=DateRangePickerWidget, **options)


def yes_or_no(label, **options):
    return django_filters.BooleanFilter(
        label=label,
        widget=forms.Select(choices=[("", "---------"), ("true", _("Yes")), ("false", _("No"))]),
        **options,
    )


class PersonFilters(WagtailFilterSet):
    country = one_of(_("Country represented"), Country.objects.all())
    category = one_of(_("Category"), Category.objects.all(), field_name="designations__category", distinct=True)
    status = choice(_("Status"), RecordStatus.choices)
    freshness = choice(_("Freshness"), Freshness.choices, method=by_freshness)

    class Meta:
        model = Person
        fields = ["country", "category", "status", "freshness"]


class InstitutionFilters(WagtailFilterSet):
    country = one_of(_("Country"), Country.objects.all())
    type = one_of(_("Type"), InstitutionType.objects.all())
    status = choice(_("Status"), RecordStatus.choices)
    freshness = choice(_("Freshness"), Freshness.choices, method=by_freshness)
    is_confirmed = yes_or_no(_("Confirmed data"))

    class Meta:
        model = Institution
        fields = ["country", "type", "status", "freshness", "is_confirmed"]


class DesignationFilters(WagtailFilterSet):
    in_force = choice(
        _("In force"), [("current", _("Today")), ("past", _("Ended or to come"))], method=by_being_in_force
    )
    category = one_of(_("Category"), Category.objects.all())
    country = one_of(_("Country"), Country.objects.all())
    starts_on = days(_("Begun between"))

    class Meta:
        model = Designation
        fields = ["in_force", "category", "country", "starts_on"]


class CountryFilters(WagtailFilterSet):
    class Meta:
        model = Country
        fields = ["kind", "regional_group", "is_ldc", "is_sids", "is_lldc"]


class PartyFilters(WagtailFilterSet):
    is_confirmed = yes_or_no(_("Confirmed data"))
    is_party = yes_or_no(_("Is a Party"))

    class Meta:
        model = Party
        fields = ["is_confirmed", "is_party", "instrument"]


class ChemicalFilters(WagtailFilterSet):
    is_confirmed = yes_or_no(_("Confirmed data"))

    class Meta:
        model = Chemical
        fields = ["is_confirmed", "annexes"]


class TermFilters(WagtailFilterSet):
    class Meta:
        model = ExpertiseTerm
        fields = ["status"]


class EntryFilters(WagtailFilterSet):
    action = django_filters.CharFilter(label=_("Action begins with"), lookup_expr="startswith")
    by_name = django_filters.CharFilter(label=_("Person"), lookup_expr="icontains")
    label = django_filters.CharFilter(label=_("About"), lookup_expr="icontains")
    at = days(_("Days"))

    class Meta:
        model = Entry
        fields = ["action", "by_name", "label", "at"]
