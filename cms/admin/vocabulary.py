"""The words of the directory, each in six languages, and what members propose."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column, NumberColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from directory.actions.vocabulary import accept_term, decline_term, merge_term
from directory.choices import TermStatus
from directory.models import Category, ExpertiseTerm, InstitutionType, Sector, Service, StakeholderGroup

from .access import Titled
from .filters import TermFilters
from .saving import RecordedCreateView, RecordedEditView

NAMES = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("name_en"), FieldPanel("name_ar")]),
        FieldRowPanel([FieldPanel("name_es"), FieldPanel("name_fr")]),
        FieldRowPanel([FieldPanel("name_ru"), FieldPanel("name_zh")]),
        FieldPanel("also"),
    ],
    heading=gettext_lazy("Names"),
)


class VocabularyViewSet(ModelViewSet):
    """Words are added and changed; they are not deleted, for records stand under them."""

    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 100
    icon = "tag"
    list_display = ["__str__", "code", "position"]
    search_fields = ["name_en", "name_fr", "name_es", "name_ru", "name_ar", "name_zh", "code"]
    search_backend_name = None
    add_view_class = RecordedCreateView
    edit_view_class = RecordedEditView
    panels = [FieldPanel("code"), NAMES, FieldPanel("position")]

    @cached_property
    def menu_label(self):
        return capfirst(self.model._meta.verbose_name_plural)


class CategoryViewSet(VocabularyViewSet):
    model = Category
    name = "categories"
    icon = "group"
    menu_order = 100
    list_display = ["__str__", "code", BooleanColumn("is_official", label=gettext_lazy("Official")), "position"]
    panels = [
        FieldPanel("code"),
        NAMES,
        FieldPanel("is_official"),
        FieldPanel("appointment"),
        FieldPanel("convention"),
        MultiFieldPanel(
            [FieldPanel(f"description_{language}") for language in ("en", "ar", "es", "fr", "ru", "zh")],
            heading=gettext_lazy("Role"),
        ),
        FieldPanel("position"),
    ]


class SectorViewSet(VocabularyViewSet):
    model = Sector
    name = "sectors"
    menu_order = 200
    list_display = ["__str__", "code", Column("get_kind_display", label=gettext_lazy("Kind")), "position"]
    panels = [FieldPanel("code"), NAMES, FieldPanel("kind"), FieldPanel("position")]


class StakeholderGroupViewSet(VocabularyViewSet):
    model = StakeholderGroup
    name = "stakeholder_groups"
    menu_order = 300


class InstitutionTypeViewSet(VocabularyViewSet):
    model = InstitutionType
    name = "institution_types"
    menu_order = 400


class ServiceViewSet(VocabularyViewSet):
    model = Service
    name = "services"
    menu_order = 500


class TermsView(generic.IndexView):
    """The fields of expertise; those that members proposed come first."""

    def get_base_queryset(self):
        return (
            super()
            .get_base_queryset()
            .select_related("parent", "proposed_by")
            .annotate(people=Count("expertise_links", distinct=True))
        )

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if instance.status != TermStatus.CONTROLLED and self.user_has_permission("change"):
            buttons.append(
                MenuItem(_("Decide"), url=reverse("terms:decide", args=[instance.pk]), icon_name="check", priority=5)
            )
        return buttons


class TermDecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("accept", gettext_lazy("Take it into the vocabulary")),
            ("merge", gettext_lazy("Merge it into another term")),
            ("decline", gettext_lazy("Decline it")),
        ],
        widget=forms.RadioSelect,
    )
    into = forms.ModelChoiceField(
        label=gettext_lazy("The other term"),
        queryset=ExpertiseTerm.objects.filter(status=TermStatus.CONTROLLED),
        required=False,
        help_text=gettext_lazy("Everybody who carries the proposed term gets this one."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed when you decline; it goes into the record of actions."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == "merge" and not cleaned.get("into"):
            self.add_error("into", _("Choose the term it is merged into."))
        if cleaned.get("decision") == "decline" and not cleaned.get("reason"):
            self.add_error("reason", _("Say why the term is declined."))
        return cleaned


class DecideTermView(Titled, WagtailAdminTemplateMixin, FormView):
    form_class = TermDecisionForm
    template_name = "cms/admin/form.html"
    page_title = gettext_lazy("Decide about a proposed term")
    header_icon = "tag"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("directory.change_expertiseterm"):
            raise PermissionDenied
        self.term = get_object_or_404(ExpertiseTerm.objects.exclude(status=TermStatus.CONTROLLED), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return str(self.term)

    def get_context_data(self, **kwargs):
        return super().get_context_data(submit_label=_("Decide"), back=reverse("terms:index"), **kwargs)

    def form_valid(self, form):
        values = form.cleaned_data
        try:
            if values["decision"] == "accept":
                accept_term(self.term, by=self.request.user)
                messages.success(self.request, _("The term is in the vocabulary now. Please add its names."))
                return redirect("terms:edit", self.term.pk)
            if values["decision"] == "merge":
                merge_term(self.term, into=values["into"], by=self.request.user)
                messages.success(self.request, _("The term has been merged."))
            else:
                decline_term(self.term, by=self.request.user, reason=values["reason"])
                messages.success(self.request, _("The term has been declined. It is shown to nobody."))
        except ValidationError as refused:
            form.add_error(None, refused)
            return self.form_invalid(form)
        return redirect("terms:index")


class ExpertiseTermViewSet(VocabularyViewSet):
    model = ExpertiseTerm
    name = "terms"
    menu_order = 600
    ordering = ["-status", "position", "name"]
    list_display = [
        "__str__",
        Column("get_status_display", label=gettext_lazy("Status"), sort_key="status"),
        Column("parent", label=gettext_lazy("Broader term")),
        Column("proposed_by", label=gettext_lazy("Proposed by")),
        NumberColumn("people", label=gettext_lazy("People"), sort_key="people"),
    ]
    search_fields = ["name", "name_en", "name_fr", "name_es", "name_ru", "name_ar", "name_zh", "also"]
    filterset_class = TermFilters
    index_view_class = TermsView
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        NAMES,
        FieldPanel("parent", widget=forms.Select),
        FieldPanel("status", read_only=True),
        FieldPanel("position"),
    ]

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("decide/<int:pk>/", DecideTermView.as_view(), name="decide")]
