"""A poll as one reader sees it: their ballot, the results if they are shown to them, and who voted."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from directory import words
from directory.models import Country

from ..showing import author, user_shown
from . import queries
from .actions import new_receipt
from .choices import ChangeKind
from .counting import count
from .forms import VoteForm

VOTERS_SHOWN = 100


@dataclass
class Vote:
    """A vote in an open poll, as a reader may know whose it is."""

    row: object
    who: object
    party: str
    chosen: list


class Ballot:
    """What a page shows of a poll to one reader."""

    def __init__(self, poll, user, data=None):
        self.poll, self.user, self._data = poll, user, data

    @cached_property
    def may_vote(self):
        return self.user.is_authenticated and self.user.has_perm("forum_polls.vote", self.poll)

    @cached_property
    def parties(self):
        return queries.parties_of(self.user) if self.poll.is_by_party and self.may_vote else []

    @cached_property
    def own(self):
        """One's counting votes; of a secret poll there are none to show."""
        return [] if self.poll.is_secret else queries.own_votes(self.poll, self.user, self.parties)

    @cached_property
    def has_voted(self):
        return queries.has_voted(self.poll, self.user, self.parties) if self.poll.is_secret else bool(self.own)

    @cached_property
    def lacks_party(self):
        """Whether only that one speaks for no Party keeps one from voting."""
        return self.may_vote and self.poll.is_running and self.poll.is_by_party and not self.parties

    @cached_property
    def form(self):
        if not self.may_vote or self.poll.is_over or self.lacks_party:
            return None
        return VoteForm(
            self._data,
            poll=self.poll,
            parties=self.parties,
            receipt=new_receipt() if self.poll.is_secret else "",
            needs_former=self.poll.is_secret and self.has_voted,
            initial=self._standing(),
            auto_id=f"poll{self.poll.pk}_%s",
        )

    def _standing(self):
        """One's vote as the ballot shows it."""
        if len(self.own) != 1:
            return {}
        choices = self.own[0].choices
        if self.poll.is_ranked:
            return {f"rank_{number}": rank for rank, number in enumerate(choices, 1)}
        return {"answer": choices if self.poll.kind == "multiple" else choices[0]}

    @cached_property
    def shows_results(self):
        return queries.sees_results(self.poll, self.user, self.parties)

    @cached_property
    def outcome(self):
        return count(self.poll) if self.shows_results else None

    @cached_property
    def says(self):
        """The options by number, in the reader's language."""
        return {option.number: option.says for option in self.poll.options.all()}

    def own_words(self):
        """How one voted: ``[(party or "", [what was chosen])]``."""
        return [
            (
                words.word(Country, vote.country_id).name if vote.country_id else "",
                [(number, self.says[number]) for number in vote.choices],
            )
            for vote in self.own
        ]

    def who_voted(self, *, all_of_them=False):
        """The votes of an open poll, the latest first, once its results are shown; with those that were replaced."""
        if self.poll.is_secret or not self.shows_results:
            return []
        rows = self.poll.ballots.select_related("person", "country").order_by("-cast_at", "-pk")
        return [self._vote(row) for row in (rows if all_of_them else rows[:VOTERS_SHOWN])]

    def _vote(self, row):
        return Vote(
            row,
            author(row.person, "", "", self.user),
            row.country.name if row.country_id else "",
            [(number, self.says[number]) for number in row.choices],
        )

    def changes(self):
        """What was done to the poll, with who did it as the reader may know them."""
        steps = self.poll.changes.exclude(kind=ChangeKind.OPENED).select_related("by__person")
        return [(step, user_shown(step.by, self.user) if step.by_id else None) for step in steps]

    @property
    def rounds(self):
        """The rounds of the runoff as rows of a table: ``(option, [votes in each round])``."""
        if self.outcome is None:
            return []
        return [
            (line.option, [each.votes.get(line.option.number) for each in self.outcome.rounds])
            for line in self.outcome.in_order
        ]
