"""Making and revoking tokens."""

from datetime import timedelta

from audit.actions import record
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext
from notifications.actions import send

from directory.models import User

from .choices import KEPT_AFTER_END, MOST_TOKENS
from .models import Token
from .queries import audiences_for
from .secrets_of_tokens import digest_of, new_secret

# A use is written down when the last one is older than this, so that reading does not write.
NOTED_EVERY = timedelta(hours=1)
# A form sent twice within this time shows the secret of the one token it made, anew.
SENT_TWICE_WITHIN = timedelta(minutes=2)


class TooManyTokens(ValidationError):  # noqa: N818  (a state the page tells)
    """Somebody has as many tokens as one may."""


class MadeAlready(Exception):  # noqa: N818  (a state, like Http404, that the page handles)
    """The form made its token a while ago, whose secret is not shown again."""


@transaction.atomic
def make_token(user, *, name, audience, lifetime, form, by, forums=""):
    """Make a token. Returns it and its secret, which nobody can read again."""
    # Two forms at once wait for each other here.
    User.objects.select_for_update().get(pk=user.pk)
    if audience not in audiences_for(user):
        raise ValueError("A token sees no further than its owner.")
    secret, now = new_secret(), timezone.now()
    again = Token.objects.filter(form=form).first()
    if again is not None:
        return _shown_anew(again, user, secret, now), secret
    if Token.objects.working().filter(user=user).count() >= MOST_TOKENS:
        raise TooManyTokens(
            ngettext(
                "You have %(number)s token. Revoke it before you make another.",
                "You have %(number)s tokens, which is all one may have. Revoke one you no longer need.",
                MOST_TOKENS,
            )
            % {"number": MOST_TOKENS}
        )
    token = Token.objects.create(
        user=user,
        name=name,
        audience=audience,
        forums=forums,
        digest=digest_of(secret),
        ending=secret[-4:],
        made_at=now,
        expires_at=now + timedelta(days=lifetime),
        form=form,
    )
    told = {"audience": int(audience), "days": int(lifetime)} | ({"forums": str(forums)} if forums else {})
    record("api.token.made", token, by=by, changes=told)
    send("api/mail/token_made", user, {"token": token})
    return token, secret


def _shown_anew(token, user, secret, now):
    """A form sent twice: the answer to the first was never seen, so its secret gives way to a new one."""
    is_fresh = token.works and token.last_used_at is None and now - token.made_at < SENT_TWICE_WITHIN
    if token.user_id != user.pk or not is_fresh:
        raise MadeAlready
    token.digest, token.ending = digest_of(secret), secret[-4:]
    token.save(update_fields=["digest", "ending"])
    return token


@transaction.atomic
def revoke_token(token, *, by):
    """End a token now. Returns False, and records nothing, if it was revoked already."""
    token = Token.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is not None:
        return False
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record("api.token.revoked", token, by=by)
    return True


def note_use(token):
    """Remember that a token was used, once an hour."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)


def forget_old_tokens():
    """Delete tokens that ended long ago. Returns how many."""
    before = timezone.now() - timedelta(days=KEPT_AFTER_END)
    return Token.objects.filter(Q(revoked_at__lt=before) | Q(expires_at__lt=before)).delete()[0]
