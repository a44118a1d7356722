"""How often somebody may do what reaches other people: write to them, or report something.

Counted in the cache, which all workers share in production. Two requests at the very same moment may both pass:
a limit keeps floods away, it is not a lock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils import timezone


@dataclass(frozen=True)
class Limit:
    """At most ``number`` times in a sliding ``span``, for each of those it is asked about."""

    name: str
    number: int
    span: timedelta

    def key(self, who):
        return f"limit:{self.name}:{sha256(str(who).encode()).hexdigest()}"

    def times(self, who) -> list[datetime]:
        """When it was used lately, the earliest first."""
        since = timezone.now() - self.span
        return [moment for moment in cache.get(self.key(who), []) if moment > since]


def use(*uses):
    """Count one use of each (limit, who), unless one of them is used up.

    Returns None, or the moment from which on it may be tried again; nothing is counted then.
    """
    waits = []
    for limit, who in uses:
        times = limit.times(who)
        if len(times) >= limit.number:
            waits.append(times[-limit.number] + limit.span)
    if waits:
        return max(waits)
    for limit, who in uses:
        cache.set(limit.key(who), [*limit.times(who), timezone.now()], limit.span.total_seconds())
    return None


def who_asks(request):
    """Whom a limit counts: the user, or the network address of a visitor."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"address:{get_adapter(request).get_client_ip(request)}"
