"""For the public site. Refuses to start on unsafe values, and says which."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import (
    ALLOWED_HOSTS,
    BASE_URL,
    DATABASES,
    DEMONSTRATION,
    EMAIL_BACKEND,
    REDIS_URL,
    SECOND_FACTOR_REQUIRED,
    SECRET_KEY,
    env,
)

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63072000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# The proxy that speaks https for us says who asks.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)

_unsafe = [
    message
    for is_unsafe, message in (
        (len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10, "SECRET_KEY: needs 50 random characters or more"),
        ("development-only" in SECRET_KEY, "SECRET_KEY: this is the development key"),
        (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS, "ALLOWED_HOSTS: name the hosts of the site"),
        (not BASE_URL.startswith("https://"), "BASE_URL: must start with https://"),
        (DATABASES["default"]["ENGINE"].endswith("sqlite3"), "DATABASE_URL: must name a PostgreSQL database"),
        (ALLAUTH_TRUSTED_PROXY_COUNT < 1, "TRUSTED_PROXY_COUNT: limits on attempts need the address of who asks"),
        (not SECOND_FACTOR_REQUIRED, "SECOND_FACTOR_REQUIRED: the Secretariat signs in with two factors"),
        (not REDIS_URL, "REDIS_URL: must name a Redis server, shared by all workers"),
        (not EMAIL_BACKEND.endswith("smtp.EmailBackend"), "EMAIL_URL: must name an SMTP server"),
        (DEMONSTRATION, "DEMONSTRATION: demonstration people have known passwords; switch it off"),
    )
    if is_unsafe
]
if _unsafe:
    raise ImproperlyConfigured("The site does not start, for its settings are unsafe:\n- " + "\n- ".join(_unsafe))
