"""The secret in a link: made, recognised and reduced to what is kept of it."""

import hashlib
import re
import secrets

_SECRET = re.compile(r"^[A-Za-z0-9_-]{43}$")


def new_secret():
    """256 random bits, as letters an address may hold."""
    return secrets.token_urlsafe(32)


def looks_like_secret(text):
    """Whether a text could be one at all, so that nonsense costs no question to the database."""
    return bool(_SECRET.match(text))


def digest_of(secret):
    """What is kept. The secret is random, so that a fast digest without salt is as good as a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()
