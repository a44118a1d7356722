"""Questions about tokens."""

from django.db.models import Exists, OuterRef

from directory.choices import Audience
from directory.models import Designation, User, audience_of

from .choices import TOKEN_AUDIENCES
from .models import Token
from .secrets_of_tokens import digest_of, looks_like_secret


def token_of(secret):
    """The working token with this secret, with ``user`` and how far they see, in one query; None without one."""
    if not looks_like_secret(secret):
        return None
    official = Designation.objects.current().official().filter(person__user=OuterRef("user"))
    token = (
        Token.objects.working()
        .select_related("user__person")
        .annotate(holds_official_post=Exists(official))
        .filter(digest=digest_of(secret), user__is_active=True)
        .first()
    )
    if token is None:
        return None
    if token.user.record is not None:
        token.user.record.is_official_contact = token.holds_official_post
    # No second factor is in a token: nobody reads as the Secretariat with one.
    token.user.awaits_second_factor = token.user.is_staff
    return token


def audience_of_token(token):
    """How far a token sees today: as it was made for, and never further than its owner."""
    return min(Audience(token.audience), audience_of(token.user))


def audiences_for(user: User):
    """The audiences somebody may choose for a token: up to their own, and never the Secretariat's."""
    own = audience_of(user)
    return [level for level in TOKEN_AUDIENCES if level <= own]


def tokens_of(user):
    """Somebody's tokens: those that work, and those that did lately."""
    return Token.objects.filter(user=user)
