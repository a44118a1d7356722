"""Where an entry stands, what is missing, and what comes next: for its owner and for those who decide."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone

from . import completeness, queries
from .choices import EntryState, StepKind
from .models import RosterEntry

CAN_BE_OFFERED = (EntryState.DRAFT, EntryState.RETURNED, EntryState.LAPSED, EntryState.WITHDRAWN)
# How the state is marked, besides its words.
MARKS = {
    EntryState.DRAFT: "waiting",
    EntryState.OFFERED: "waiting",
    EntryState.NOMINATED: "waiting",
    EntryState.RETURNED: "expired",
    EntryState.LISTED: "current",
    EntryState.LAPSED: "expired",
    EntryState.WITHDRAWN: "vacant",
}
# Steps whose reason the expert has to read before going on.
SENT_BACK = (StepKind.RETURNED, StepKind.NOT_NOMINATED, StepKind.NOMINATION_WITHDRAWN)


@dataclass
class Standing:
    entry: RosterEntry

    @property
    def mark(self):
        return MARKS[self.entry.state]

    @cached_property
    def problems(self):
        """What is lacking. A listed entry is asked as well: what it says may have changed since."""
        return completeness.problems(self.entry)

    @property
    def may_be_offered(self):
        return self.entry.state in CAN_BE_OFFERED

    @property
    def may_be_withdrawn(self):
        return self.entry.state not in (EntryState.DRAFT, EntryState.WITHDRAWN)

    @cached_property
    def renewal_opens_on(self) -> date | None:
        return queries.renewal_opens_on(self.entry) if self.entry.state == EntryState.LISTED else None

    @property
    def may_be_renewed(self):
        return self.renewal_opens_on is not None and self.renewal_opens_on <= timezone.localdate()

    @property
    def days_left(self):
        return max((self.entry.lapses_on - timezone.localdate()).days, 0) if self.entry.lapses_on else None

    @cached_property
    def nomination(self):
        """The nomination that stands, in force or before the Secretariat."""
        standing = self.entry.nominations.filter(state__in=queries.STANDING)
        return standing.select_related("country", "institution", "signer_post").order_by("state").first()

    @cached_property
    def steps(self):
        return list(self.entry.steps.select_related("by__person"))

    @cached_property
    def sent_back(self):
        """The step that sent the entry back, if it was the last one that mattered, for its reason."""
        mattered = [step for step in self.steps if step.kind != StepKind.REMINDED]
        return mattered[-1] if mattered and mattered[-1].kind in SENT_BACK else None

    @cached_property
    def who_may_nominate(self):
        """Whether anybody who signs in may nominate this expert today."""
        return bool(queries.nominators_of(self.entry))
