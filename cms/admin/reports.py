"""What the Secretariat reads: the record of actions, mail, gaps, what is old and what is not confirmed."""

import django_filters
from audit.models import Entry
from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from notifications.actions import try_again
from notifications.choices import MailState
from notifications.models import OutgoingMail
from search.models import EmptySearch
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from directory.choices import Freshness, RecordStatus
from directory.models import Category, Chemical, Country, Institution, Party, Person
from directory.queries import countries_without

from .access import HarmlessFiles, SecretariatMenuItem, SecretariatOnly, require_secretariat
from .filters import EntryFilters, by_freshness, choice, one_of


class SecretariatReport(SecretariatOnly, HarmlessFiles, ReportView):
    """A list to read and to take away, in which no cell is a formula to a spreadsheet program."""

    slug = ""
    menu_label = ""
    header_icon = "doc-full-inverse"
    is_searchable = False

    def setup(self, request, *args, **kwargs):
        self.index_url_name = self.slug
        self.index_results_url_name = f"{self.slug}_results"
        super().setup(request, *args, **kwargs)

    def get_filename(self):
        return self.slug.replace("_", "-")

    @classmethod
    def urls(cls):
        return [
            path(f"reports/{cls.slug.replace('_', '-')}/", cls.as_view(), name=cls.slug),
            path(
                f"reports/{cls.slug.replace('_', '-')}/results/",
                cls.as_view(results_only=True),
                name=f"{cls.slug}_results",
            ),
        ]

    @classmethod
    def menu_item(cls):
        return SecretariatMenuItem(
            cls.page_title, reverse_lazy(cls.slug), name=cls.slug, icon_name=cls.header_icon, order=cls.order
        )


class RecordOfActions(SecretariatReport):
    """Who did what to what, when and why. It is read here and written nowhere but by the actions."""

    slug = "record_of_actions"
    page_title = gettext_lazy("Record of actions")
    header_icon = "history"
    order = 100
    model = Entry
    filterset_class = EntryFilters
    list_export = ["at", "by_name", "action", "label", "reason", "changes_in_words"]
    export_headings = {"changes_in_words": gettext_lazy("changes")}

    default_ordering = "-at"

    @cached_property
    def columns(self):
        return [
            DateColumn("at", label=_("When"), sort_key="at"),
            Column("by_name", label=_("Who"), accessor=lambda entry: entry.by_name or _("the system itself")),
            Column("action", label=_("What"), sort_key="action"),
            Column("label", label=_("About")),
            Column("reason", label=_("Why")),
            Column("changes_in_words", label=_("Changes")),
        ]


class OutgoingMailFilters(WagtailFilterSet):
    state = choice(gettext_lazy("State"), MailState.choices)
    address = django_filters.CharFilter(label=gettext_lazy("Address"), lookup_expr="icontains")

    class Meta:
        model = OutgoingMail
        fields = ["state", "address"]


class MailStateColumn(Column):
    """The state in words and, for a mail that was given up, a button to try once more."""

    cell_template_name = "cms/admin/mail_state.html"


class OutgoingMailReport(SecretariatReport):
    slug = "outgoing_mail"
    page_title = gettext_lazy("Outgoing mail")
    header_icon = "mail"
    order = 110
    model = OutgoingMail
    filterset_class = OutgoingMailFilters
    list_export = ["created_at", "address", "subject", "state", "attempts", "sent_at", "last_error"]

    def get_base_queryset(self):
        return OutgoingMail.objects.defer("text", "html")

    @cached_property
    def columns(self):
        return [
            DateColumn("created_at", label=_("Written"), sort_key="created_at"),
            Column("address", label=_("To"), sort_key="address"),
            Column("subject", label=_("Subject")),
            MailStateColumn("get_state_display", label=_("State"), sort_key="state"),
            NumberColumn("attempts", label=_("Attempts")),
            DateColumn("sent_at", label=_("Sent")),
            Column("last_error", label=_("Last error")),
        ]


@require_secretariat
@require_POST
def try_mail_again(request, pk):
    if try_again(get_object_or_404(OutgoingMail, pk=pk)):
        messages.success(request, _("The mail is on its way again."))
    else:
        messages.warning(request, _("This mail cannot be sent again: it is on its way, or its words are erased."))
    return redirect(OutgoingMailReport.slug)


class EmptySearches(SecretariatReport):
    """What people looked for and nobody had: information gaps."""

    slug = "empty_searches"
    page_title = gettext_lazy("Information gaps: searches without result")
    header_icon = "search"
    order = 120
    model = EmptySearch
    list_export = ["words", "language", "get_kind_display", "get_audience_display", "times", "first_at", "last_at"]

    @cached_property
    def columns(self):
        return [
            Column("words", label=_("Words"), sort_key="words"),
            Column("get_language_display", label=_("Language"), sort_key="language"),
            Column("get_kind_display", label=_("Searched for")),
            Column("get_audience_display", label=_("Searched by")),
            NumberColumn("times", label=_("Times"), sort_key="times"),
            DateColumn("last_at", label=_("Last"), sort_key="last_at"),
        ]


class VacantPostFilters(WagtailFilterSet):
    category = django_filters.ChoiceFilter(
        label=gettext_lazy("Post"),
        choices=[
            ("national-focal-point", gettext_lazy("National focal point")),
            ("official-contact-point", gettext_lazy("Official contact point")),
        ],
        widget=forms.Select,
        method="without",
    )

    def without(self, queryset, name, value):
        return queryset & countries_without(Category.objects.get(code=value))

    class Meta:
        model = Country
        fields = ["category", "regional_group"]


class VacantPosts(SecretariatReport):
    """Parties for which nobody is recorded as national focal point or as official contact point."""

    slug = "vacant_posts"
    page_title = gettext_lazy("Parties without a focal or contact point")
    header_icon = "group"
    order = 130
    model = Country
    filterset_class = VacantPostFilters
    list_export = ["iso2", "name", "get_regional_group_display", "missing"]
    export_headings = {"missing": gettext_lazy("missing")}

    def get_base_queryset(self):
        vacant = Country.objects.none()
        for category in self.official_posts:
            vacant = vacant | countries_without(category)
        return vacant.order_by("name_en")

    @cached_property
    def official_posts(self):
        return list(Category.objects.filter(code__in=["national-focal-point", "official-contact-point"]))

    @cached_property
    def missing_by_country(self):
        missing = {}
        for category in self.official_posts:
            for pk in countries_without(category).values_list("pk", flat=True):
                missing.setdefault(pk, []).append(category.name)
        return missing

    def missing(self, country):
        return " · ".join(self.missing_by_country.get(country.pk, []))

    def to_row_dict(self, item):
        item.missing = self.missing(item)
        return super().to_row_dict(item)

    @cached_property
    def columns(self):
        return [
            TitleColumn("name", label=_("Party"), get_url=lambda country: country.get_absolute_url()),
            Column("get_regional_group_display", label=_("Regional group"), sort_key="regional_group"),
            Column("missing", label=_("Nobody is recorded as"), accessor=self.missing),
        ]


class OutdatedFilters(WagtailFilterSet):
    freshness = choice(
        gettext_lazy("Freshness"),
        [
            (Freshness.OUTDATED, Freshness.OUTDATED.label),
            (Freshness.NEVER, Freshness.NEVER.label),
            (Freshness.DUE, Freshness.DUE.label),
        ],
        method=by_freshness,
    )
    country = one_of(gettext_lazy("Country"), Country.objects.all())


class OutdatedPersonFilters(OutdatedFilters):
    class Meta:
        model = Person
        fields = ["freshness", "country"]


class OutdatedInstitutionFilters(OutdatedFilters):
    class Meta:
        model = Institution
        fields = ["freshness", "country"]


class Outdated(SecretariatReport):
    """Listed records that their owners have not confirmed for a year, or never."""

    header_icon = "time"
    list_export = ["name", "country", "confirmed_at", "updated_at"]

    def get_base_queryset(self):
        listed = self.model.objects.filter(status=RecordStatus.LISTED).select_related("country")
        return by_freshness(listed, "freshness", Freshness.OUTDATED) | listed.filter(confirmed_at__isnull=True)

    def get_edit_url(self, record):
        return reverse(f"wagtailsnippets_directory_{self.model._meta.model_name}:edit", args=[record.pk])

    @cached_property
    def columns(self):
        return [
            TitleColumn("__str__", label=_("Record"), sort_key="sort_name", get_url=self.get_edit_url),
            Column("country", label=_("Country"), sort_key="country__name_en"),
            DateColumn("confirmed_at", label=_("Confirmed"), sort_key="confirmed_at"),
            DateColumn("updated_at", label=_("Changed"), sort_key="updated_at"),
        ]


class OutdatedPeople(Outdated):
    slug = "outdated_people"
    page_title = gettext_lazy("People not confirmed for a year")
    order = 140
    model = Person
    filterset_class = OutdatedPersonFilters
    list_export = ["romanised_name", "country", "confirmed_at", "updated_at"]


class OutdatedInstitutions(Outdated):
    slug = "outdated_institutions"
    page_title = gettext_lazy("Institutions not confirmed for a year")
    order = 150
    model = Institution
    filterset_class = OutdatedInstitutionFilters


class Unconfirmed(SecretariatReport):
    """Facts whose source is not confirmed, with what is doubtful about them."""

    header_icon = "warning"
    list_export = ["__str__", "unconfirmed_note", "source"]

    def get_base_queryset(self):
        return self.model.objects.filter(is_confirmed=False)

    @cached_property
    def columns(self):
        return [
            TitleColumn("__str__", label=_("Record"), get_url=self.get_edit_url),
            Column("unconfirmed_note", label=_("What is not confirmed")),
            Column("source", label=_("Source")),
        ]


class UnconfirmedParties(Unconfirmed):
    slug = "unconfirmed_parties"
    page_title = gettext_lazy("Parties with unconfirmed data")
    order = 160
    default_ordering = "country__name_en"
    model = Party

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("country")

    def get_edit_url(self, record):
        return reverse("parties:edit", args=[record.pk])


class UnconfirmedChemicals(Unconfirmed):
    slug = "unconfirmed_chemicals"
    page_title = gettext_lazy("Chemicals with unconfirmed data")
    order = 170
    model = Chemical

    def get_edit_url(self, record):
        return reverse("chemicals:edit", args=[record.pk])


class UnconfirmedInstitutions(Unconfirmed):
    slug = "unconfirmed_institutions"
    page_title = gettext_lazy("Institutions with unconfirmed data")
    order = 180
    model = Institution

    def get_edit_url(self, record):
        return reverse("wagtailsnippets_directory_institution:edit", args=[record.pk])


REPORTS = (
    RecordOfActions,
    OutgoingMailReport,
    EmptySearches,
    VacantPosts,
    OutdatedPeople,
    OutdatedInstitutions,
    UnconfirmedParties,
    UnconfirmedChemicals,
    UnconfirmedInstitutions,
)
