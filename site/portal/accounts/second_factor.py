"""The Secretariat works with a second factor, or not at all."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

# What somebody of the Secretariat may open before the second factor: setting it up, leaving, and what visitors read.
OPEN_TO_ALL = ("account_", "mfa_", "usersessions_", "api-v1:")


class SecondFactorMiddleware:
    """Sends members of the Secretariat whose session shows no second factor to where they set one up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if getattr(user, "awaits_second_factor", False):
            user.awaits_second_factor = settings.SECOND_FACTOR_REQUIRED and not used_second_factor(request, user)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(request.user, "awaits_second_factor", False):
            return None
        name = request.resolver_match.view_name or ""
        if name.startswith(OPEN_TO_ALL) or name == "set_language":
            return None
        messages.warning(
            request,
            _("The Secretariat needs a second factor. Please set up an authenticator or a passkey."),
        )
        return redirect(reverse("mfa_index"))


def used_second_factor(request, user):
    """Whether this session was opened with an authenticator, a passkey or a recovery code."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, user))


def second_factor_set_up(request, user, authenticator, **kwargs):
    """Whoever has just set one up has used it: the code, or the key, was checked."""
    if authenticator.type in (authenticator.Type.TOTP, authenticator.Type.WEBAUTHN):
        record_authentication(
            request, user, method="mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
        )
