"""For the test suite: fast hashes, mail in memory, tasks at once, nothing kept."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from .base import *
from .base import CACHES, REDIS_URL, STORAGES, env

SECRET_KEY = "test"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DEMONSTRATION = True
# Tests of other rooms sign in without one; those of the second factor switch it on.
SECOND_FACTOR_REQUIRED = False
# Tests write more than people do; those of the limits set them.
FORUM_POSTS_AN_HOUR = FORUM_POSTS_A_DAY = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
VAR_DIR = Path(tempfile.mkdtemp(prefix="portal-test-"))
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir()
if REDIS_URL and (worker := os.environ.get("PYTEST_XDIST_WORKER")):
    # Each worker empties its cache between tests: one Redis database each, or they empty one another's.
    address = urlsplit(REDIS_URL)
    number = (int(address.path.strip("/") or 0) + 1 + int(worker.removeprefix("gw"))) % 16
    CACHES = {"default": {**CACHES["default"], "LOCATION": address._replace(path=f"/{number}").geturl()}}
DATABASES = {"default": env.db("DATABASE_URL", default="sqlite://:memory:")}
HAYSTACK_CONNECTIONS = {
    "default": {
        "whoosh": {"ENGINE": "search.backends.whoosh.WhooshEngine", "PATH": str(VAR_DIR / "search")},
        "postgresql": {"ENGINE": "search.backends.postgresql.PostgresEngine"},
    }[env("SEARCH_ENGINE", default="whoosh")]
}
