"""How many requests a minute each reader has, told in every answer (draft-ietf-httpapi-ratelimit-headers)."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from .readers import VISITOR

WINDOW = 60  # seconds


@dataclass(frozen=True)
class Quota:
    policy: str
    limit: int
    left: int
    resets_in: int
    is_exceeded: bool

    @property
    def headers(self):
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.limit};w={WINDOW}',
            "RateLimit": f'"{self.policy}";r={self.left};t={self.resets_in}',
        }


def count(reader):
    """Count one request of a reader, and say what is left of their minute."""
    policy = "visitor" if reader.kind == VISITOR else "member"
    limit = settings.API_REQUESTS_A_MINUTE[policy]
    now = int(time.time())
    window, resets_in = now // WINDOW, WINDOW - now % WINDOW
    used = _add_one(f"api:requests:{reader.counted_as}:{window}")
    return Quota(policy, limit, max(limit - used, 0), resets_in, used > limit)


def _add_one(key):
    cache.add(key, 0, 2 * WINDOW)
    try:
        return cache.incr(key)
    except ValueError:
        # Thrown out of a full cache between the two steps.
        cache.set(key, 1, 2 * WINDOW)
        return 1
