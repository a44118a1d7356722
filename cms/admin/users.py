"""Who may sign in, and as what. Superusers are made on the command line, never here."""

from allauth.account.models import EmailAddress
from audit.actions import record
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.users.views import users

from .saving import what_changed

User = get_user_model()


class UserForm(forms.ModelForm):
    """The address, the language of letters and the role. Ways of signing in are the user's own."""

    class Meta:
        model = User
        fields = ["email", "language", "is_active", "is_staff"]
        labels = {"is_staff": gettext_lazy("Member of the Secretariat")}
        help_texts = {
            "is_staff": gettext_lazy("Sees every record in full and may use this administration."),
            "is_active": gettext_lazy("Whoever is not active cannot sign in."),
        }
        widgets = {"language": forms.Select}

    def __init__(self, *args, editing_self=False, for_user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=settings.LANGUAGES, initial="en"
        )
        if self.instance.pk:
            # The address proves who signs in; whoever owns it changes and confirms it.
            self.fields["email"].disabled = True
        if editing_self:
            del self.fields["is_active"], self.fields["is_staff"]

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody signs in with this address already."), code="taken")
        return email


class UserListView(users.IndexView):
    @cached_property
    def columns(self):
        title = self._get_title_column_class(TitleColumn)
        return [
            title("email", label=_("E-mail address"), sort_key="email", get_url=self.get_edit_url),
            Column("person", label=_("Person"), accessor=lambda user: user.record or ""),
            BooleanColumn("is_staff", label=_("Secretariat"), sort_key="is_staff"),
            BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]

    def get_base_queryset(self):
        return User.objects.select_related("person")

    @cached_property
    def search_fields(self):
        return ["email", "person__family_name", "person__given_name"]


class UserCreateView(users.CreateView):
    template_name = "wagtailadmin/generic/create.html"

    @transaction.atomic
    def save_instance(self):
        user = self.form.save(commit=False)
        user.set_unusable_password()
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
        record("directory.user.entered", user, by=self.request.user, changes={"is_staff": user.is_staff})
        return user


class UserEditView(users.EditView):
    template_name = "wagtailadmin/generic/edit.html"

    def dispatch(self, request, *args, **kwargs):
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def save_instance(self):
        changed = what_changed(self.form)
        user = self.form.save()
        if changed:
            record(
                "directory.user.changed",
                user,
                by=self.request.user,
                changes={name: self.form.cleaned_data[name] for name in changed},
            )
        return user


class UserViewSet(users.UserViewSet):
    """Wagtail's users, without user names, passwords or superusers."""

    index_view_class = UserListView
    add_view_class = UserCreateView
    edit_view_class = UserEditView
    copy_view_enabled = False
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"
    index_template_name = "wagtailadmin/generic/index.html"
    index_results_template_name = "wagtailadmin/generic/index_results.html"

    def get_form_class(self, for_update=False):
        return UserForm
