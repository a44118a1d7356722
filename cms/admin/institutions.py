"""Institutions in the administration."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from directory.models import Institution

from .filters import InstitutionFilters
from .saving import RecordCreateView, RecordEditView


def _several(field):
    return FieldPanel(field, widget=forms.CheckboxSelectMultiple)


class InstitutionViewSet(SnippetViewSet):
    model = Institution
    icon = "home"
    menu_name = "institutions"
    menu_order = 200
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    ordering = ["sort_name", "pk"]
    list_display = [
        "__str__",
        "acronym",
        Column("type", label=_("Type"), sort_key="type__position"),
        Column("country", label=_("Country"), sort_key="country__name_en"),
        Column("get_status_display", label=_("Status"), sort_key="status"),
        BooleanColumn("is_confirmed", label=_("Confirmed data"), sort_key="is_confirmed"),
        DateColumn("confirmed_at", label=_("Confirmed"), sort_key="confirmed_at"),
        UpdatedAtColumn(),
    ]
    search_fields = ["name", "name_en", "acronym", "city"]
    search_backend_name = None
    filterset_class = InstitutionFilters
    add_view_class = RecordCreateView
    edit_view_class = RecordEditView
    chooser_per_page = 20

    def get_queryset(self, request):
        return Institution.objects.select_related("country", "type")

    @cached_property
    def edit_handler(self):
        return TabbedInterface(
            [
                ObjectList(
                    [
                        MultiFieldPanel(
                            [
                                FieldRowPanel([FieldPanel("name"), FieldPanel("name_language")]),
                                FieldRowPanel([FieldPanel("name_en"), FieldPanel("acronym")]),
                                FieldPanel("type", widget=forms.Select),
                                FieldPanel("stakeholder_group", widget=forms.Select),
                                FieldPanel("parent"),
                            ],
                            heading=_("Institution"),
                        ),
                        MultiFieldPanel(
                            [
                                FieldPanel("country", widget=forms.Select),
                                FieldPanel("address"),
                                FieldRowPanel([FieldPanel("postal_code"), FieldPanel("city")]),
                                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                            ],
                            heading=_("Place"),
                        ),
                        MultiFieldPanel(
                            [
                                FieldPanel("status"),
                                FieldPanel("source"),
                                FieldPanel("is_confirmed"),
                                FieldPanel("unconfirmed_note"),
                            ],
                            heading=_("Record"),
                        ),
                    ],
                    heading=_("Institution"),
                ),
                ObjectList(
                    [
                        InlinePanel(
                            "contacts",
                            [FieldPanel("kind"), FieldPanel("value"), FieldPanel("audience")],
                            heading=_("Telephones, mail addresses, websites"),
                            label=_("Contact"),
                        )
                    ],
                    heading=_("Contacts"),
                ),
                ObjectList(
                    [
                        FieldPanel("areas_of_work"),
                        _several("services"),
                        _several("sectors"),
                        _several("languages"),
                        FieldPanel("chemicals", widget=forms.SelectMultiple(attrs={"size": 12})),
                        FieldPanel("regions_served", widget=forms.SelectMultiple(attrs={"size": 12})),
                        FieldPanel("parties_served", widget=forms.SelectMultiple(attrs={"size": 12})),
                    ],
                    heading=_("Work"),
                ),
                ObjectList(
                    [
                        InlinePanel(
                            "descriptions",
                            [FieldPanel("language"), FieldPanel("text")],
                            heading=_("Descriptions"),
                            label=_("Description"),
                        )
                    ],
                    heading=_("Descriptions"),
                ),
            ]
        )
