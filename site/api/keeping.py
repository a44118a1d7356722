"""Conditional requests: an answer known to be the same is not made again.

What an answer holds depends on its address, language and audience, and on the state of the directory. While that
state is the one an answer was last made in, its validators are known without making it.
"""

import hashlib
import time

from django.core.cache import cache
from django.utils import timezone
from search.finding import state_of_index

from directory.models import Party
from directory.words import VOCABULARIES

REMEMBERED_FOR = 24 * 3600  # seconds
# Reference data is looked at this often; it is edited a few times a year.
REFERENCE_EVERY = 60


def state_of_directory():
    """Words that change whenever an answer might; empty while a change is on its way into the index."""
    index = state_of_index()
    if not index:
        return ""
    reference = cache.get_or_set("api:reference", _state_of_reference, REFERENCE_EVERY)
    return f"{index}:{reference}:{timezone.localdate()}"


def _state_of_reference():
    digest = hashlib.sha256()
    for model in (*VOCABULARIES, Party):
        digest.update(repr(list(model.objects.order_by("pk").values_list())).encode())
    return digest.hexdigest()


class Remembered:
    """The validators of the answer one kind of reader gets at one address."""

    def __init__(self, *parts):
        self.key = "api:answer:" + hashlib.sha256(repr(parts).encode()).hexdigest()
        self.state = state_of_directory()
        self.last = cache.get(self.key)

    @property
    def known(self):
        """(ETag, seconds of Last-Modified) if the answer is the same as when it was last made, else None."""
        if self.last and self.state and self.last[0] == self.state:
            return self.last[1:]
        return None

    def learn(self, content):
        """The validators of an answer just made; its time is when it was first seen to be as it is."""
        # Weak, because the same answer travels compressed and plain.
        etag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
        now = int(time.time())
        if self.last is None:
            modified = now
        elif self.last[1] == etag:
            modified = self.last[2]
        else:
            modified = max(now, self.last[2] + 1)
        cache.set(self.key, (self.state, etag, modified), REMEMBERED_FOR)
        return etag, modified
