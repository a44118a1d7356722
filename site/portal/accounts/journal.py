"""Sign-ins, failures and changes of what proves who one is, in the record of actions and in the log.

The record says who and what; the log says from where as well, and is thinned out by whoever keeps it. Neither ever
holds a password, a code, a key or what somebody typed into a box.
"""

import logging

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa import signals as mfa
from audit.actions import record
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from notifications.reachability import clear

from directory.enrolment.actions.links import submit_or_enrol
from directory.models import MembershipApplication, User

from .second_factor import second_factor_set_up
from .session_limits import session_opened

logger = logging.getLogger("portal.security")


def note(action, request, user, **details):
    """One line in the record, by the user it is about, and one in the log."""
    record(f"account.{action}", user, by=user, changes=details)
    warn(action, request, user, **details)


def warn(action, request, user=None, **details):
    """One line in the log alone."""
    more = "".join(f" {name}={value}" for name, value in details.items())
    who = user.pk if user is not None else "-"
    where = get_client_ip(request) if request is not None else "-"
    logger.info("%s user=%s from=%s%s", action, who, where, more)


def signed_in(sender, request, user, **kwargs):
    methods = [entry.get("type") or entry["method"] for entry in get_authentication_records(request, user)]
    note("signed_in", request, user, methods=methods)
    if "code" in methods:
        clear(user.email, why="A code that was sent there was entered.", by=user)


def signed_out(sender, request, user, **kwargs):
    if user is not None:
        note("signed_out", request, user)


def sign_in_failed(sender, credentials, request=None, **kwargs):
    """A wrong password. The address is kept only if it is somebody's: people type passwords into the wrong box."""
    email = credentials.get("email") or ""
    user = User.objects.filter(email__iexact=email).first() if email else None
    if user is None:
        warn("sign_in_failed", request)
        return
    # Not by the user: whoever it was has not shown to be them.
    record("account.sign_in_failed", user)
    warn("sign_in_failed", request, user)


def code_rejected(sender, request, user, last_attempt=False, **kwargs):
    record("account.code_rejected", user, changes={"last_attempt": last_attempt})
    warn("code_rejected", request, user)


def second_factor_failed(sender, request, user, authenticator, **kwargs):
    record("account.second_factor_failed", user, changes={"type": authenticator.type})
    warn("second_factor_failed", request, user)


def changed(action):
    """A receiver that notes one kind of change."""

    def receiver(sender, request, user, authenticator=None, **kwargs):
        note(action, request, user, **({"type": authenticator.type} if authenticator else {}))

    receiver.__name__ = action
    return receiver


def address_confirmed(sender, request, email_address, **kwargs):
    """The application somebody wrote when signing up goes to the Secretariat now."""
    user = email_address.user
    note("address_confirmed", request, user)
    clear(email_address.email, why="The address was confirmed by a code.", by=user)
    application = MembershipApplication.objects.filter(person__user=user).first()
    if application is not None:
        submit_or_enrol(application)


CHANGES = (
    (account.password_set, changed("password_set")),
    (account.password_changed, changed("password_changed")),
    (account.password_reset, changed("password_reset")),
    (account.email_changed, changed("address_changed")),
    (account.user_signed_up, changed("signed_up")),
    (mfa.authenticator_added, changed("second_factor_added")),
    (mfa.authenticator_removed, changed("second_factor_removed")),
    (mfa.authenticator_reset, changed("recovery_codes_renewed")),
)
FAILURES = (
    account.login_code_rejected,
    account.password_reset_code_rejected,
    account.email_verification_code_rejected,
)


def listen():
    """Connect everything; called once, when the app is ready."""
    user_logged_in.connect(session_opened, dispatch_uid="portal session opened")
    account.user_logged_in.connect(signed_in, dispatch_uid="portal signed in")
    user_logged_out.connect(signed_out, dispatch_uid="portal signed out")
    user_login_failed.connect(sign_in_failed, dispatch_uid="portal sign-in failed")
    account.email_confirmed.connect(address_confirmed, dispatch_uid="portal address confirmed")
    mfa.authenticator_added.connect(second_factor_set_up, dispatch_uid="portal second factor set up")
    mfa.authentication_failed.connect(second_factor_failed, dispatch_uid="portal second factor failed")
    for signal in FAILURES:
        signal.connect(code_rejected, dispatch_uid="portal code rejected")
    for signal, receiver in CHANGES:
        signal.connect(receiver, weak=False, dispatch_uid=f"portal {receiver.__name__}")
