"""Who holds which category, for whom, from when to when."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.permissions import ModelPermissionPolicy

from directory.actions.designations import DesignationError, correct_designation, designate, end_designation
from directory.models import Designation

from .access import HarmlessFiles, Titled
from .filters import DesignationFilters


class DesignationForm(WagtailAdminModelForm):
    succeeds = forms.ModelChoiceField(
        label=gettext_lazy("Takes over from"),
        queryset=Designation.objects.none(),
        required=False,
        help_text=gettext_lazy("Their time ends the day before the new one begins."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "succeeds" in self.fields:
            self.fields["succeeds"].queryset = (
                Designation.objects.current()
                .official()
                .select_related("category", "person", "institution", "country")
                .order_by("country__name_en", "category__position")
            )
            self.fields["succeeds"].label_from_instance = lambda held: f"{held.country or ''} – {held}"

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("person") or cleaned.get("institution")):
            self.add_error("person", _("Choose the person, or the institution where no person is named."))
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day in office cannot be before the first."))
        category = cleaned.get("category")
        if (
            category
            and category.is_official
            and not (cleaned.get("country") or cleaned.get("institution") or cleaned.get("designated_by"))
        ):
            self.add_error(
                "country", _("An official category is held for a Party or an organization: say for which.")
            )
        return cleaned


class DesignateView(generic.CreateView):
    page_title = gettext_lazy("Designate")
    submit_button_label = gettext_lazy("Record the designation")

    def get_initial(self):
        return {
            name: self.request.GET[name] for name in ("person", "country", "category") if name in self.request.GET
        }

    def form_valid(self, form):
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except DesignationError as refused:
            form.add_error(None, refused.messages)
            return self.form_invalid(form)

    def save_instance(self):
        values = {**self.form.cleaned_data}
        return designate(values.pop("category"), by=self.request.user, verified=True, **values)


class CorrectView(generic.EditView):
    submit_button_label = gettext_lazy("Save the correction")

    def get_form_class(self):
        return forms.modelform_factory(
            Designation,
            form=CorrectionForm,
            fields=["theme", "scope", "starts_on", "ends_on", "designated_by", "source"],
            widgets={"starts_on": AdminDateInput, "ends_on": AdminDateInput},
        )

    def get_page_subtitle(self):
        return str(self.object)

    def save_instance(self):
        values = {name: self.form.cleaned_data[name] for name in self.form.Meta.fields}
        designation = Designation.objects.get(pk=self.object.pk)
        correct_designation(designation, by=self.request.user, **values)
        return designation

    @cached_property
    def header_buttons(self):
        return []


class CorrectionForm(WagtailAdminModelForm):
    """What may be put right afterwards. Another holder is another designation."""


class EndForm(forms.Form):
    ends_on = forms.DateField(label=gettext_lazy("Last day in office"), widget=AdminDateInput)
    reason = forms.CharField(
        label=gettext_lazy("Source or reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=gettext_lazy("For example: letter of the ministry of 3 May 2026."),
    )


class EndView(Titled, WagtailAdminTemplateMixin, FormView):
    form_class = EndForm
    template_name = "cms/admin/form.html"
    page_title = gettext_lazy("End a designation")
    header_icon = "history"

    def dispatch(self, request, *args, **kwargs):
        if not ModelPermissionPolicy(Designation).user_has_permission(request.user, "change"):
            raise PermissionDenied
        self.designation = get_object_or_404(Designation, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return str(self.designation)

    def get_initial(self):
        return {"ends_on": timezone.localdate()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            submit_label=_("End the designation"), back=reverse("designations:index"), **kwargs
        )

    def form_valid(self, form):
        try:
            ended = end_designation(
                self.designation,
                on=form.cleaned_data["ends_on"],
                by=self.request.user,
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as refused:
            form.add_error(None, refused)
            return self.form_invalid(form)
        if ended:
            messages.success(self.request, _("The designation has ended. It stays in the record."))
        else:
            messages.warning(self.request, _("This designation had ended already."))
        return redirect("designations:index")


class DesignationsView(HarmlessFiles, generic.IndexView):
    def get_base_queryset(self):
        return (
            super().get_base_queryset().select_related("person", "institution", "category", "country", "recorded_by")
        )

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if instance.is_current() and self.user_has_permission("change"):
            buttons.append(
                MenuItem(
                    _("End"), url=reverse("designations:end", args=[instance.pk]), icon_name="history", priority=20
                )
            )
        return buttons


def in_words(designation):
    return designation.state.label


class DesignationViewSet(ModelViewSet):
    model = Designation
    name = "designations"
    icon = "key"
    menu_order = 300
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    ordering = ["-starts_on", "-pk"]
    list_display = [
        "holder",
        Column("category", label=gettext_lazy("Category"), sort_key="category__position"),
        Column("country", label=gettext_lazy("Speaks for"), sort_key="country__name_en"),
        Column("starts_on", label=gettext_lazy("From"), sort_key="starts_on"),
        Column("ends_on", label=gettext_lazy("Until"), sort_key="ends_on"),
        Column("state", label=gettext_lazy("State"), accessor=in_words),
        Column("recorded_by", label=gettext_lazy("Recorded by")),
        DateColumn("recorded_at", label=gettext_lazy("Recorded"), sort_key="recorded_at"),
    ]
    list_export = ["holder", "category", "country", "starts_on", "ends_on", "designated_by", "source"]
    export_filename = "designations"
    search_fields = [
        "person__family_name",
        "person__given_name",
        "person__original_family_name",
        "institution__name",
        "country__name_en",
        "designated_by",
    ]
    search_backend_name = None
    filterset_class = DesignationFilters
    index_view_class = DesignationsView
    add_view_class = DesignateView
    edit_view_class = CorrectView

    @cached_property
    def menu_label(self):
        return capfirst(Designation._meta.verbose_name_plural)

    def get_edit_handler(self):
        handler = ObjectList(
            [
                MultiFieldPanel([FieldPanel("person"), FieldPanel("institution")], heading=_("Who")),
                MultiFieldPanel(
                    [
                        FieldPanel("category", widget=forms.Select),
                        FieldPanel("country", widget=forms.Select),
                        FieldPanel("theme"),
                        FieldPanel("scope"),
                        FieldPanel("is_primary"),
                    ],
                    heading=_("What for"),
                ),
                MultiFieldPanel(
                    [FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]), FieldPanel("succeeds")],
                    heading=_("When"),
                ),
                MultiFieldPanel([FieldPanel("designated_by"), FieldPanel("source")], heading=_("On whose word")),
            ],
            base_form_class=DesignationForm,
        )
        return handler.bind_to_model(self.model)

    def get_edit_view_kwargs(self, **kwargs):
        return {**super().get_edit_view_kwargs(**kwargs), "panel": None, "form_class": None}

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("end/<int:pk>/", EndView.as_view(), name="end")]
