"""The secret of a token: made, recognised and reduced to what is kept of it."""

import hashlib
import secrets
import string
import zlib

from .choices import PREFIX

_LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM, _CHECK = 40, 6


def new_secret():
    """A prefix, 238 random bits, and a checksum by which a scanner tells a token from a word."""
    random = "".join(secrets.choice(_LETTERS) for _ in range(_RANDOM))
    return PREFIX + random + _checksum(random)


def looks_like_secret(text):
    """Whether a text could be a token at all, so that nonsense costs no question to the database."""
    body = text.removeprefix(PREFIX)
    return (
        text.startswith(PREFIX)
        and len(body) == _RANDOM + _CHECK
        and body.isascii()
        and _checksum(body[:_RANDOM]) == body[_RANDOM:]
    )


def digest_of(secret):
    """What is kept. The secret is random, so that a fast digest without salt is as good as a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _checksum(random):
    number, letters = zlib.crc32(random.encode()), ""
    for _ in range(_CHECK):
        number, place = divmod(number, len(_LETTERS))
        letters = _LETTERS[place] + letters
    return letters
