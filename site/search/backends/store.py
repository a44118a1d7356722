"""What an engine must be able to do; all else is the same for every engine."""

import threading
from abc import ABC, abstractmethod

from search.backends.columns import Columns


class Store(ABC):
    """The index of one engine, shared by all threads of a process. Callers hold `lock` while they use it."""

    def __init__(self):
        self.lock = threading.RLock()
        self.columns = Columns()

    @abstractmethod
    def refresh(self):
        """See what others have written since the last time. Raises EngineDown when there is no index."""

    @property
    @abstractmethod
    def state(self):
        """Words that change whenever the index does, alike in every process; of the last `refresh`."""

    @abstractmethod
    def find(self, groups):
        """For each group of tokens, the records that hold any of them. `tok*` stands for all that begin so."""

    @abstractmethod
    def adjacent(self, sequences):
        """Records that hold, for any sequence, a token of each of its (distance, tokens) at these distances."""

    @abstractmethod
    def vocabulary(self, audience):
        """The written words that this audience may see somewhere."""

    @abstractmethod
    def passages(self, ordinals):
        """The passages of records, by ordinal."""

    @abstractmethod
    def write(self, documents):
        """Put records in, in place of what was there before under the same identity."""

    @abstractmethod
    def delete(self, identities):
        """Take records out."""

    @abstractmethod
    def clear(self, models=()):
        """Take everything out, or every record of some models."""

    def close(self):
        """Let go of files; the next refresh opens them again."""
        return

    def is_untidy(self):
        """Whether many small updates have made the index slower than it need be."""
        return False

    def tidy(self):
        """Make it quick again; may take a while."""
        return
