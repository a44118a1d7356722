"""Groups of the forums: founded, changed, archived and opened again here; facilitators have their own desk."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from directory.models.vocabulary import NAME_LANGUAGES
from forums.choices import GroupKind, Joining, Role, Visibility
from forums.joining import actions
from forums.joining.actions.keeping import is_wider
from forums.joining.forms import RulesForm
from forums.joining.models import AutomaticRule
from forums.models import Group

from .access import SecretariatOnly, Titled
from .filters import choice
from .queues import Queue

ARCHIVED, OPEN = "archived", "open"
PARTS = ("description", "rules", "terms_of_reference")


class GroupFilters(WagtailFilterSet):
    kind = choice(gettext_lazy("Kind"), GroupKind.choices)
    visibility = choice(gettext_lazy("Who reads it"), Visibility.choices)
    joining = choice(gettext_lazy("Who joins"), Joining.choices)
    state = choice(
        gettext_lazy("State"),
        [(OPEN, gettext_lazy("Open")), (ARCHIVED, gettext_lazy("Archived"))],
        method="by_state",
    )

    def by_state(self, queryset, name, value):
        return queryset.filter(archived_at__isnull=value == OPEN)

    class Meta:
        model = Group
        fields = ["kind", "visibility", "joining"]


class ForumGroups(Queue):
    """Every group there is, hidden ones as well."""

    slug = "forum_groups"
    page_title = gettext_lazy("Groups of the forums")
    header_icon = "group"
    order = 20
    model = Group
    filterset_class = GroupFilters
    default_ordering = "name_en"

    @cached_property
    def header_buttons(self):
        return [HeaderButton(_("Found a group"), url=reverse("forum_group_new"), icon_name="plus")]

    def get_base_queryset(self):
        keepers = Q(memberships__role=Role.FACILITATOR, memberships__state="active")
        return Group.objects.annotate(keepers=Count("memberships", filter=keepers))

    @cached_property
    def columns(self):
        return [
            TitleColumn("name_en", label=_("Group"), accessor="name", get_url=self.address_of, sort_key="name_en"),
            Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
            Column("visibility", label=_("Who reads it"), accessor="get_visibility_display", sort_key="visibility"),
            Column("joining", label=_("Who joins"), accessor="get_joining_display", sort_key="joining"),
            NumberColumn("member_count", label=_("Members"), sort_key="member_count"),
            NumberColumn("keepers", label=_("Facilitators"), sort_key="keepers"),
            NumberColumn("post_count", label=_("Posts"), sort_key="post_count"),
            Column(
                "state", label=_("State"), accessor=lambda group: _("Archived") if group.is_archived else _("Open")
            ),
        ]

    @staticmethod
    def address_of(group):
        return reverse("forum_group", args=[group.pk])


class GroupForm(forms.ModelForm):
    """A group's own fields. What makes its readership wider has to be confirmed."""

    confirmed = forms.BooleanField(
        label=gettext_lazy("Yes: more people shall read what was written before"),
        required=False,
        widget=forms.HiddenInput,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=1000, required=False)

    class Meta:
        model = Group
        fields = [
            "slug",
            *(f"name_{language}" for language in NAME_LANGUAGES),
            "kind",
            "visibility",
            "joining",
            "region",
            "regional_group",
            "language",
            "default_mail_level",
            "newcomers_wait",
            "slow_mode_seconds",
            "only_facilitators_start",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = self.instance.visibility if self.instance.pk else None
        if self.instance.pk:
            # Its address by mail and on the site: what was sent to members leads there.
            del self.fields["slug"]

    def clean(self):
        said = super().clean()
        after = said.get("visibility")
        if self.before and after and is_wider(after, self.before) and not said.get("confirmed"):
            self.fields["confirmed"].widget = forms.CheckboxInput()
            self.add_error("confirmed", self.warning(after))
        return said

    def warning(self, after):
        posts = ngettext(
            "%(number)d post that was written for fewer readers is then shown.",
            "%(number)d posts that were written for fewer readers are then shown.",
            self.instance.post_count,
        ) % {"number": self.instance.post_count}
        members = ngettext(
            "%(number)d member wrote or read them, trusting in that.",
            "%(number)d members wrote or read them, trusting in that.",
            self.instance.member_count,
        ) % {"number": self.instance.member_count}
        return " ".join(
            [str(Visibility(after).label) + ".", posts, members, _("Tell them first. To go on, tick the box.")]
        )


class OneGroup(SecretariatOnly, Titled, WagtailAdminTemplateMixin, FormView):
    """A group to found, or to change."""

    template_name = "cms/admin/forum_group.html"
    form_class = GroupForm
    header_icon = "group"

    @cached_property
    def group(self):
        return get_object_or_404(Group, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    @property
    def page_title(self):
        return _("Change a group") if self.group else _("Found a group")

    def get_page_subtitle(self):
        return self.group.name if self.group else ""

    def get_form_kwargs(self):
        # The form writes into what it is given: what the actions compare with is read anew.
        instance = Group.objects.get(pk=self.group.pk) if self.group else Group()
        return {**super().get_form_kwargs(), "instance": instance}

    @cached_property
    def texts_form(self):
        return RulesForm(self.request.POST or None, group=self.group or Group(), parts=PARTS)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            group=self.group,
            texts_form=self.texts_form,
            submit_label=_("Save") if self.group else _("Found the group"),
            back=reverse("forum_groups"),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid() and self.texts_form.is_valid():
            return self.form_valid(form)
        return self.form_invalid(form)

    @transaction.atomic
    def form_valid(self, form):
        by, group = self.request.user, self.group
        said = {name: value for name, value in form.cleaned_data.items() if name not in ("confirmed", "reason")}
        if group is None:
            group = actions.found_group(form.instance, by=by)
            said = {}
            messages.success(self.request, _("The group is founded. Name those who keep order in it."))
        changed = actions.change_settings(
            group, by=by, reason=form.cleaned_data["reason"], texts=self.texts_form.texts, **said
        )
        if self.group and changed:
            messages.success(self.request, _("The group is changed."))
        return redirect("forum_group", group.pk)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class OfGroup(SecretariatOnly, Titled, WagtailAdminTemplateMixin, FormView):
    template_name = "cms/admin/form.html"
    header_icon = "group"

    @cached_property
    def group(self):
        return get_object_or_404(Group, pk=self.kwargs["pk"])

    def get_page_subtitle(self):
        return self.group.name

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            submit_label=self.submit_label, back=reverse("forum_group", args=[self.group.pk]), **kwargs
        )


class ArchiveGroup(OfGroup):
    """Archive it: nothing is written any more, what was written stays. Or let members write again."""

    form_class = ReasonForm

    @property
    def page_title(self):
        return _("Open the group again") if self.group.is_archived else _("Archive the group")

    submit_label = page_title

    def form_valid(self, form):
        if self.group.is_archived:
            actions.reopen_group(self.group, by=self.request.user, reason=form.cleaned_data["reason"])
            messages.success(self.request, _("Members write in the group again."))
        else:
            actions.archive_group(self.group, by=self.request.user, reason=form.cleaned_data["reason"])
            messages.success(self.request, _("The group is archived: nothing is written in it any more."))
        return redirect("forum_group", self.group.pk)


class RuleForm(forms.ModelForm):
    class Meta:
        model = AutomaticRule
        fields = ["categories", "regions", "countries", "regional_group"]
        widgets = {name: forms.SelectMultiple(attrs={"size": 10}) for name in ("categories", "regions", "countries")}

    def clean(self):
        said = super().clean()
        if not any(said.get(name) for name in self.Meta.fields):
            raise forms.ValidationError(_("A rule without a category and without a place fits nobody."))
        return said


class AddRule(OfGroup):
    """Who belongs to the group without asking."""

    form_class = RuleForm
    page_title = gettext_lazy("Add a rule of automatic membership")
    submit_label = gettext_lazy("Add the rule and bring the members up to it")

    def form_valid(self, form):
        actions.add_rule(self.group, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("The rule holds. Members are brought up to it where joining is automatic."))
        return redirect("forum_group", self.group.pk)


class RemoveRule(OfGroup):
    form_class = forms.Form
    page_title = gettext_lazy("Remove a rule of automatic membership")
    submit_label = gettext_lazy("Remove the rule; whom no other rule fits leaves the group")

    def form_valid(self, form):
        rule = get_object_or_404(AutomaticRule, pk=self.kwargs["rule"], group=self.group)
        actions.remove_rule(rule, by=self.request.user)
        messages.success(self.request, _("The rule is removed."))
        return redirect("forum_group", self.group.pk)


def addresses():
    return [
        *ForumGroups.urls(),
        path("forums/groups/new/", OneGroup.as_view(), name="forum_group_new"),
        path("forums/groups/<int:pk>/", OneGroup.as_view(), name="forum_group"),
        path("forums/groups/<int:pk>/archive/", ArchiveGroup.as_view(), name="forum_group_archive"),
        path("forums/groups/<int:pk>/rules/", AddRule.as_view(), name="forum_group_rule"),
        path("forums/groups/<int:pk>/rules/<int:rule>/remove/", RemoveRule.as_view(), name="forum_group_rule_remove"),
    ]
