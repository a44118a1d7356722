"""Counting ranks: by points and by runoff."""

import pytest

from forums.polls.counting import count, runoff
from forums.polls.models import Ballot
from tests.factories.forums import MemberFactory
from tests.factories.polls import make_poll


def test_a_runoff_moves_votes_until_one_has_more_than_half():
    ballots = {(1, 2, 3): 4, (2, 1, 3): 3, (3, 2, 1): 2}

    rounds, winners = runoff(ballots, {1: 11, 2: 12, 3: 4})

    assert winners == [2]
    assert [(each.votes, each.out, each.exhausted) for each in rounds] == [
        ({1: 4, 2: 3, 3: 2}, [3], 0),
        ({1: 4, 2: 5}, [], 0),
    ]


def test_of_answers_with_equally_few_votes_the_one_with_fewer_points_goes_out():
    ballots = {(1,): 3, (2, 4): 2, (3, 2): 2}

    rounds, winners = runoff(ballots, {1: 9, 2: 10, 3: 6, 4: 4})

    assert [each.out for each in rounds] == [[4], [3], []]
    assert winners == [2]


def test_answers_that_are_equal_in_all_win_together():
    rounds, winners = runoff({(1, 2): 2, (2, 1): 2}, {1: 2, 2: 2})

    assert (winners, rounds[-1].out) == ([1, 2], [])


def test_ballots_that_name_none_of_the_rest_are_set_aside():
    rounds, winners = runoff({(1,): 4, (2,): 3, (3,): 2}, {1: 8, 2: 6, 3: 4})

    assert (winners, rounds[-1].exhausted) == ([1], 2)


@pytest.mark.django_db
def test_ranks_are_counted_and_turned_into_points(thread, member):
    poll = make_poll(thread, member, kind="ranked")
    for choices in ([3, 1, 2], [3, 2], [1, 3, 2]):
        Ballot.objects.create(poll=poll, user=MemberFactory(), choices=choices)

    outcome = count(poll)

    assert [(line.points, line.ranks, line.votes) for line in outcome.lines] == [
        (3, [1, 1, 0], 1),
        (1, [0, 1, 2], 0),
        (5, [2, 1, 0], 2),
    ]
    assert [line.option.number for line in outcome.winners] == [3]
    assert [line.option.number for line in outcome.in_order] == [3, 1, 2]


@pytest.mark.django_db
def test_nobody_has_won_a_poll_without_votes(thread, member):
    for kind in ("single", "multiple", "ranked"):
        assert count(make_poll(thread, member, kind=kind)).winners == []
