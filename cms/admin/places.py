"""Countries, Parties and chemicals: facts with their sources, and what is not confirmed about them."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic

from directory.models import Chemical, Country, Party

from .access import HarmlessFiles
from .filters import ChemicalFilters, CountryFilters, PartyFilters
from .vocabulary import NAMES, VocabularyViewSet

SOURCE = MultiFieldPanel(
    [FieldPanel("source"), FieldPanel("is_confirmed"), FieldPanel("unconfirmed_note")],
    heading=_("Where it comes from"),
)


class PartiesView(HarmlessFiles, generic.IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("country")


class CountryViewSet(VocabularyViewSet):
    model = Country
    name = "countries"
    icon = "globe"
    menu_order = 400
    ordering = ["name_en"]
    list_display = [
        "__str__",
        Column("iso2", label=_("ISO code"), sort_key="iso2"),
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("get_regional_group_display", label=_("Regional group"), sort_key="regional_group"),
        BooleanColumn("is_ldc", label=_("LDC")),
        BooleanColumn("is_sids", label=_("SIDS")),
        BooleanColumn("is_lldc", label=_("LLDC")),
    ]
    search_fields = ["name_en", "name_ar", "name_es", "name_fr", "name_ru", "name_zh", "iso2", "iso3"]
    filterset_class = CountryFilters
    panels = [
        NAMES,
        MultiFieldPanel(
            [
                FieldPanel("regional_group"),
                FieldPanel("other_regional_group"),
                FieldRowPanel([FieldPanel("is_ldc"), FieldPanel("is_sids"), FieldPanel("is_lldc")]),
                FieldPanel("is_un_member"),
                FieldPanel("capital"),
            ],
            heading=_("Country"),
        ),
    ]


class PartyViewSet(VocabularyViewSet):
    model = Party
    name = "parties"
    icon = "doc-full-inverse"
    menu_order = 500
    ordering = ["country__name_en"]
    list_display = [
        "country",
        BooleanColumn("is_party", label=_("Is a Party"), sort_key="is_party"),
        Column("get_instrument_display", label=_("Instrument"), sort_key="instrument"),
        Column("entry_into_force", label=_("In force since"), sort_key="entry_into_force"),
        BooleanColumn("is_confirmed", label=_("Confirmed data"), sort_key="is_confirmed"),
        Column("unconfirmed_note", label=_("What is not confirmed")),
    ]
    list_export = [
        "country.iso2",
        "country.name",
        "is_party",
        "signature",
        "instrument",
        "instrument_date",
        "entry_into_force",
        "is_confirmed",
        "unconfirmed_note",
    ]
    export_filename = "parties"
    search_fields = ["country__name_en", "country__name_fr", "country__name_es", "country__iso2"]
    filterset_class = PartyFilters
    index_view_class = PartiesView
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("country", read_only=True),
                FieldPanel("is_party"),
                FieldRowPanel([FieldPanel("signature"), FieldPanel("signature_kind")]),
                FieldRowPanel([FieldPanel("instrument"), FieldPanel("instrument_date")]),
                FieldPanel("entry_into_force"),
            ],
            heading=_("Party"),
        ),
        SOURCE,
    ]


class ChemicalViewSet(VocabularyViewSet):
    model = Chemical
    name = "chemicals"
    icon = "warning"
    menu_order = 600
    list_display = [
        "__str__",
        "abbreviation",
        "annexes",
        "year",
        BooleanColumn("is_confirmed", label=_("Confirmed data"), sort_key="is_confirmed"),
        Column("unconfirmed_note", label=_("What is not confirmed")),
    ]
    search_fields = ["name_en", "name_fr", "name_es", "name_ru", "abbreviation", "cas_numbers", "also"]
    filterset_class = ChemicalFilters
    panels = [
        FieldPanel("code"),
        NAMES,
        MultiFieldPanel(
            [
                FieldPanel("abbreviation"),
                FieldPanel("annexes"),
                FieldPanel("use"),
                FieldPanel("cas_numbers"),
                FieldRowPanel([FieldPanel("listed_at"), FieldPanel("year")]),
                FieldPanel("decision"),
            ],
            heading=_("Listing"),
        ),
        SOURCE,
        FieldPanel("position"),
    ]
