"""One machine, no server beside it: for `make run` and for working on the code."""

from .base import *
from .base import ALLOWED_HOSTS, SOCKET_ORIGINS, VAR_DIR, env

VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", default=False)
DEMONSTRATION = env.bool("DEMONSTRATION", default=True)
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "127.0.0.1", "localhost", "[::1]"]
# On one machine pages come from whichever port is free.
SOCKET_ORIGINS = [*SOCKET_ORIGINS, "127.0.0.1", "localhost"]
# Good enough for a site that only this machine can reach; production refuses it.
SECRET_KEY = env("SECRET_KEY", default="development-only-key-that-production-refuses-to-start-with")
# Passkeys may be tried without https, on this machine only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
