"""The page of whoever signed in: their record, their application, and what their account is made safe with."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import FormView, RedirectView

from directory.models import MembershipApplication
from directory.queries import institutions_kept_by


class LetterLanguageForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language of our letters to you"), choices=settings.LANGUAGES)


class AdministrationSignIn(RedirectView):
    """Leads to the sign-in. Whoever is signed in already and may not go on would be sent to and fro without end."""

    pattern_name = "account_login"
    query_string = True

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class MyPage(LoginRequiredMixin, FormView):
    template_name = "portal/my.html"
    form_class = LetterLanguageForm

    def get_initial(self):
        return {"language": self.request.user.language}

    def get_context_data(self, **kwargs):
        user = self.request.user
        proofs = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        return super().get_context_data(
            person=user.record,
            application=MembershipApplication.objects.filter(
                person__user=user, submitted_at__isnull=False, is_accepted=None
            ).first(),
            has_authenticator=Authenticator.Type.TOTP in proofs,
            has_passkey=Authenticator.Type.WEBAUTHN in proofs,
            institutions=institutions_kept_by(user),
            sessions=UserSession.objects.filter(user=user).count(),
            **kwargs,
        )

    def form_valid(self, form):
        user = self.request.user
        user.language = form.cleaned_data["language"]
        user.save(update_fields=["language"])
        with override(user.language):
            messages.success(self.request, _("We write to you in this language from now on."))
        return redirect("my")
