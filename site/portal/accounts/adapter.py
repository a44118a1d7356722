"""Where django-allauth meets this site: letters go through the outbox, secrets are kept encrypted."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from notifications.actions import send

from directory.choices import RecordStatus
from directory.models import User

SITE_NAME = "POPs Network"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _("There were too many attempts. Please try again in five minutes."),
        "incorrect_code": _("This code is not right. Please compare it with the newest mail or the authenticator."),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("This is not your password until now."),
        "rate_limited": _("There were too many attempts. Please try again in five minutes."),
    }

    def send_mail(self, template_prefix, email, context):
        """Queue one of our letters in place of django-allauth's mail of the same name."""
        letter = template_prefix.rpartition("/")[2]
        known = context.get("user") or User.objects.filter(email=email).first()
        language = known.language if known else get_language()
        context = {name: value for name, value in context.items() if name not in ("request", "user")}
        send(f"account/mail/{letter}", email, {**context, "email": email}, language=language, secret=True)

    def get_signup_redirect_url(self, request):
        return self.get_login_redirect_url(request)

    def get_login_redirect_url(self, request):
        """Whoever waits reads where the application stands, others their own page; in their language."""
        user = request.user
        with override(user.language):
            if user.record is not None and user.record.status in (RecordStatus.WAITING, RecordStatus.DECLINED):
                return reverse("membership:application")
            return reverse("my")

    def get_logout_redirect_url(self, request):
        return f"/{get_language()}/"

    def get_password_change_redirect_url(self, request):
        return reverse("mfa_index")

    def is_login_by_code_required(self, login):
        """Until a member of the Secretariat has a second factor, a code from the mailbox stands in for it."""
        if super().is_login_by_code_required(login):
            return True
        if login.user is None or not login.user.is_staff or login.user.authenticator_set.exists():
            return False
        return not any(record["method"] == "code" for record in get_authentication_records(self.request, login.user))


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text):
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _keys().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self):
        return SITE_NAME

    def generate_authenticator_name(self, user, type):
        return gettext("Passkey %(number)s") % {"number": user.authenticator_set.filter(type=type).count() + 1}


def _keys():
    """Keys made from SECRET_KEY, so that a copy of the database alone gives no codes away."""
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret):
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"portal.accounts second factors")
    return base64.urlsafe_b64encode(derived.derive(secret.encode()))
