"""People in the administration."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, DateColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from directory.choices import Audience, RecordStatus
from directory.disclosure import FIELD_DEFAULTS, FIELD_LABELS
from directory.models import Person

from .filters import PersonFilters
from .saving import RecordCreateView, RecordEditView

_AUDIENCE = "shown_{}"


def _audience_fields():
    return {
        _AUDIENCE.format(field): forms.TypedChoiceField(
            label=FIELD_LABELS[field],
            choices=Audience.choices,
            coerce=int,
            required=False,
            empty_value=default,
        )
        for field, default in FIELD_DEFAULTS.items()
    }


class _PersonForm(WagtailAdminModelForm):
    """A record as the Secretariat keeps it, with the audience of each field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field, default in FIELD_DEFAULTS.items():
            self.initial[_AUDIENCE.format(field)] = int(self.instance.field_audiences.get(field, default))

    def clean_status(self):
        before, after = self.initial.get("status"), self.cleaned_data["status"]
        if before == RecordStatus.WAITING and after != before and hasattr(self.instance, "application"):
            raise ValidationError(
                _("This person has applied: decide under Applications, so that they are told."), code="application"
            )
        return after

    def clean(self):
        cleaned = super().clean()
        audiences = {
            field: cleaned[_AUDIENCE.format(field)]
            for field, default in FIELD_DEFAULTS.items()
            if cleaned.get(_AUDIENCE.format(field), default) != default
        }
        self.instance.field_audiences = audiences
        return cleaned


PersonForm = type("PersonForm", (_PersonForm,), _audience_fields())


def _select(field):
    return FieldPanel(field, widget=forms.Select)


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    menu_name = "people"
    menu_order = 100
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    ordering = ["sort_name", "pk"]
    list_display = [
        "__str__",
        Column("original_name", label=_("In its own script")),
        Column("country", label=_("Represents"), sort_key="country__name_en"),
        "position",
        Column("get_status_display", label=_("Status"), sort_key="status"),
        DateColumn("confirmed_at", label=_("Confirmed"), sort_key="confirmed_at"),
        UpdatedAtColumn(),
    ]
    search_fields = [
        "given_name",
        "family_name",
        "original_given_name",
        "original_family_name",
        "position",
        "user__email",
    ]
    search_backend_name = None
    filterset_class = PersonFilters
    add_view_class = RecordCreateView
    edit_view_class = RecordEditView
    chooser_per_page = 20

    def get_queryset(self, request):
        return Person.objects.select_related("country")

    @cached_property
    def edit_handler(self):
        return TabbedInterface(
            [
                ObjectList(
                    [
                        MultiFieldPanel(
                            [
                                FieldPanel("prefix"),
                                FieldRowPanel([FieldPanel("given_name"), FieldPanel("family_name")]),
                                FieldPanel("suffix"),
                                FieldRowPanel(
                                    [FieldPanel("original_given_name"), FieldPanel("original_family_name")]
                                ),
                                FieldRowPanel([FieldPanel("name_language"), FieldPanel("family_name_first")]),
                            ],
                            heading=_("Name"),
                        ),
                        MultiFieldPanel(
                            [FieldPanel("position"), _select("country"), _select("stakeholder_group")],
                            heading=_("Office"),
                        ),
                        MultiFieldPanel(
                            [FieldPanel("status"), FieldPanel("listing"), FieldPanel("user", read_only=True)],
                            heading=_("Record"),
                        ),
                    ],
                    heading=_("Person"),
                ),
                ObjectList(
                    [
                        InlinePanel(
                            "affiliations",
                            [
                                FieldPanel("institution"),
                                FieldPanel("institution_name"),
                                FieldPanel("department"),
                                FieldPanel("position"),
                                FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
                                FieldPanel("is_primary"),
                                FieldPanel("maintains_institution"),
                            ],
                            heading=_("Affiliations"),
                            label=_("Affiliation"),
                        )
                    ],
                    heading=_("Affiliations"),
                ),
                ObjectList(
                    [
                        InlinePanel(
                            "contacts",
                            [FieldPanel("kind"), FieldPanel("value"), FieldPanel("audience")],
                            heading=_("Telephones, mail addresses, websites"),
                            label=_("Contact"),
                        ),
                        MultiFieldPanel(
                            [
                                FieldPanel("address"),
                                FieldRowPanel([FieldPanel("postal_code"), FieldPanel("city")]),
                                _select("postal_country"),
                                FieldPanel("time_zone"),
                            ],
                            heading=_("Postal address"),
                        ),
                    ],
                    heading=_("Contacts"),
                ),
                ObjectList(
                    [
                        FieldPanel("expertise"),
                        FieldPanel("interests"),
                        FieldPanel("sectors", widget=forms.CheckboxSelectMultiple),
                        FieldPanel("chemicals", widget=forms.SelectMultiple(attrs={"size": 12})),
                        FieldPanel("articles", widget=forms.CheckboxSelectMultiple),
                        FieldPanel("orcid"),
                        InlinePanel(
                            "language_skills",
                            [FieldRowPanel([_select("language"), FieldPanel("level")])],
                            heading=_("Languages"),
                            label=_("Language"),
                        ),
                        InlinePanel(
                            "biographies",
                            [FieldPanel("language"), FieldPanel("text")],
                            heading=_("Biographies"),
                            label=_("Biography"),
                        ),
                    ],
                    heading=_("Subjects"),
                ),
                ObjectList(
                    [FieldPanel(_AUDIENCE.format(field)) for field in FIELD_DEFAULTS],
                    heading=_("Who sees what"),
                ),
            ],
            base_form_class=PersonForm,
        )
