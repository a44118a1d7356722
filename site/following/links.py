"""The links by which a letter is the last of its kind: signed, for some follows of one person, without an end."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

SALT = "following.stop"


def address_of(user, keys):
    return whole("following:stop", user.language, signing.dumps([user.pk, keys], salt=SALT, compress=True))


def whole(name, language, *args):
    """The whole address of a page, in the language of the letter it stands in."""
    with override(language):
        return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


def read(token):
    """Whose letters about which follows a link stops; None if it was not made here."""
    try:
        user, keys = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = get_user_model().objects.filter(pk=user, is_active=True).first()
    return (found, keys) if found else None
