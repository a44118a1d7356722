"""How votes are counted. The page of a poll, its files and the README say the same in words.

- One or several answers: an answer has as many votes as ballots choose it.
- Priorities, two ways side by side. Borda: among n answers, the first of a ballot has n-1 points, the second n-2
  and so on; answers left out have none. The page shows how often each answer stood on each rank. Instant runoff:
  each ballot counts for its first answer; while none has more than half of the ballots that still name one, the
  answer with the fewest goes out (of several, that with the fewest Borda points; if these are equal too, they go
  together), and its ballots count for their next answer. Where all that remain are equal in both, they win together.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import F

from .marking import read


@dataclass
class Line:
    """What came of one option."""

    option: object
    votes: int = 0
    share: float = 0
    ranks: list = field(default_factory=list)
    points: int = 0
    is_first: bool = False

    @property
    def percent(self):
        return round(self.share * 100)


@dataclass
class Round:
    """One round of the runoff: votes by number of option, and which went out."""

    votes: dict
    out: list
    exhausted: int = 0


@dataclass
class Outcome:
    ballots: int
    lines: list
    rounds: list = field(default_factory=list)
    winners: list = field(default_factory=list)

    @property
    def in_order(self):
        """The lines, the best first."""
        return sorted(self.lines, key=lambda line: (-line.points, -line.votes, line.option.number))


def ballots_of(poll):
    """How often each way of voting was chosen: ``{(3, 1, 2): 4}``."""
    if poll.is_secret:
        return Counter({tuple(read(row.choices)): row.number for row in poll.tallies.filter(number__gt=0)})
    return Counter(
        tuple(choices) for choices in poll.ballots.filter(replaced_at=None).values_list("choices", flat=True)
    )


def count(poll):
    """The outcome of a poll as it stands."""
    options, ballots = list(poll.options.all()), ballots_of(poll)
    total = sum(ballots.values())
    lines = [Line(option, ranks=[0] * len(options) if poll.is_ranked else []) for option in options]
    by_number = {line.option.number: line for line in lines}
    for choices, times in ballots.items():
        for rank, number in enumerate(choices):
            line = by_number[number]
            if poll.is_ranked:
                line.ranks[rank] += times
                line.points += times * (len(options) - 1 - rank)
            if rank == 0 or not poll.is_ranked:
                line.votes += times
    for line in lines:
        line.share = line.votes / total if total else 0
    outcome = Outcome(total, lines)
    if poll.is_ranked:
        points = {number: line.points for number, line in by_number.items()}
        outcome.rounds, winners = runoff(ballots, points)
        outcome.winners = [by_number[number] for number in winners]
        best = max((line.points for line in lines), default=0)
        for line in lines:
            line.is_first = bool(best) and line.points == best
    else:
        best = max((line.votes for line in lines), default=0)
        for line in lines:
            line.is_first = bool(best) and line.votes == best
        outcome.winners = [line for line in lines if line.is_first]
    return outcome


def runoff(ballots, points):
    """The rounds of an instant runoff among the numbers of ``points``, and the numbers that win."""
    standing, rounds, total = set(points), [], sum(ballots.values())
    if not total:
        return [], []
    while True:
        votes = dict.fromkeys(sorted(standing), 0)
        for choices, times in ballots.items():
            first = next((number for number in choices if number in standing), None)
            if first is not None:
                votes[first] += times
        counted = sum(votes.values())
        best = max(votes.values())
        leaders = [number for number, each in votes.items() if each == best]
        this = Round(votes, [], total - counted)
        rounds.append(this)
        if best * 2 > counted or len(standing) == 1:
            return rounds, leaders
        fewest = min((votes[number], points[number]) for number in standing)
        this.out = sorted(number for number in standing if (votes[number], points[number]) == fewest)
        if len(this.out) == len(standing):
            this.out = []
            return rounds, sorted(standing)
        standing -= set(this.out)


def add_to_tally(poll, words, by):
    """Count one secret vote more (``by`` 1) or less (-1) that says ``words``. The caller holds the poll's lock."""
    row, _is_new = poll.tallies.get_or_create(choices=words)
    type(row).objects.filter(pk=row.pk).update(number=F("number") + by)
