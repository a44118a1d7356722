"""The forms of django-allauth as this site shows them: labels instead of placeholders, and no password to join."""

import secrets

from allauth.account import forms
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.db import transaction
from django.utils.translation import gettext_lazy as _

PASSWORD_RULES = _("At least ten characters. Several words are easier to remember than one with odd signs in it.")
# The box of an address that signs in, and of a code: Latin, whatever the page's direction.
ADDRESS = {"autocomplete": "username", "dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}
CODE = {"autocomplete": "one-time-code", "dir": "ltr", "autocapitalize": "characters", "spellcheck": "false"}


class Plain:
    """Without placeholders, which vanish when one begins to type."""

    # Label, hint and attributes by field, where django-allauth's are not ours.
    words = {}
    hints = {}
    attributes = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label = self.words[name]
            if name in self.hints:
                field.help_text = self.hints[name]
            field.widget.attrs.update(self.attributes.get(name, {}))


class Login(Plain, forms.LoginForm):
    words = {"login": _("E-mail address"), "password": _("Password")}
    hints = {"password": ""}
    attributes = {"login": ADDRESS}

    def _setup_password_field(self):
        """Keep the box for a password, though nobody needs one to join."""


class SignUp(Plain, forms.SignupForm):
    """Joining takes an address and a mail sent to it: a password set before the address is confirmed would let
    somebody who is not its owner wait behind the door. It is set later, if wanted.
    """

    words = {"email": _("E-mail address")}
    hints = {"email": _("A code is sent to it. It is the address you sign in with, and is shown to nobody.")}
    attributes = {"email": {**ADDRESS, "autocomplete": "email"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["password1"]

    def try_save(self, request):
        if self.account_already_exists:
            self._take_as_long(request)
        with transaction.atomic():
            return super().try_save(request)

    def _take_as_long(self, request):
        """Do the work a new address causes, and throw it away: the time taken must not tell that one is known."""
        with transaction.atomic():
            user = self.adapter_user(request)
            self.custom_signup(request, user)
            transaction.set_rollback(True)

    def adapter_user(self, request):
        adapter = forms.get_adapter()
        user = adapter.save_user(request, adapter.new_user(request), self, commit=False)
        user.email = f"{secrets.token_hex(16)}@invalid.example"
        user.save()
        return user


class RequestLoginCode(Plain, forms.RequestLoginCodeForm):
    words = {"email": _("E-mail address")}
    attributes = {"email": ADDRESS}


class ResetPassword(Plain, forms.ResetPasswordForm):
    words = {"email": _("E-mail address")}
    attributes = {"email": ADDRESS}


class Reauthenticate(Plain, forms.ReauthenticateForm):
    words = {"password": _("Password")}
    hints = {"password": ""}


class ChangeEmail(Plain, forms.AddEmailForm):
    words = {"email": _("New e-mail address")}
    hints = {"email": _("A code is sent to it. Until you enter the code, the address you have stays.")}
    attributes = {"email": {"autocomplete": "email", "dir": "ltr"}}


class ChangePassword(Plain, forms.ChangePasswordForm):
    words = {
        "oldpassword": _("Password until now"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    hints = {"oldpassword": "", "password1": PASSWORD_RULES}


class SetPassword(Plain, forms.SetPasswordForm):
    words = {"password1": _("New password"), "password2": _("New password, once more")}
    hints = {"password1": PASSWORD_RULES}


class ResetPasswordKey(Plain, forms.ResetPasswordKeyForm):
    words = {"password1": _("New password"), "password2": _("New password, once more")}
    hints = {"password1": PASSWORD_RULES}


class ConfirmLoginCode(Plain, forms.ConfirmLoginCodeForm):
    words = {"code": _("Code from the mail")}
    attributes = {"code": CODE}


class ConfirmEmailCode(Plain, forms.ConfirmEmailVerificationCodeForm):
    words = {"code": _("Code from the mail")}
    attributes = {"code": CODE}


class ConfirmPasswordResetCode(Plain, forms.ConfirmPasswordResetCodeForm):
    words = {"code": _("Code from the mail")}
    attributes = {"code": CODE}


class Authenticate(Plain, AuthenticateForm):
    words = {"code": _("Code of your authenticator, or a recovery code")}
    attributes = {"code": CODE}


class ReauthenticateByCode(Plain, ReauthenticateForm):
    words = {"code": _("Code of your authenticator, or a recovery code")}
    attributes = {"code": CODE}


class ActivateTOTP(Plain, ActivateTOTPForm):
    words = {"code": _("Code the authenticator shows")}
    attributes = {"code": CODE}


class AddPasskey(Plain, AddWebAuthnForm):
    words = {"name": _("Name of this passkey"), "passwordless": _("Sign in with it alone")}
    hints = {
        "name": _("So that you can tell it from others, for example the name of the device."),
        "passwordless": _(
            "The device asks for your fingerprint, face or PIN. Without this, the key is a second step after the "
            "password or the code."
        ),
    }


class EditPasskey(Plain, EditWebAuthnForm):
    words = {"name": _("Name of this passkey")}
