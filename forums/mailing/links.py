"""The links by which a letter is the last of its kind: signed, for one person, without an end."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

_SALT = "forums.mailing.stop"

# What a link stops: all mail of a group, of a thread, or the digests of a level.
GROUP, THREAD, DIGEST = "g", "t", "d"


def whole(name, language, *args):
    """The whole address of a page, in the language of the letter it stands in."""
    with override(language):
        return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


def stop_token(user, what, which):
    return signing.dumps([user.pk, what, which], salt=_SALT, compress=True)


def stop_address(user, what, which):
    return whole("forum_mailing:stop", user.language, stop_token(user, what, which))


def read_stop(token):
    """``(user, what, which)`` of a link; None if it was not made here."""
    try:
        user, what, which = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = get_user_model().objects.filter(pk=user, is_active=True).first()
    return (found, what, which) if found else None
