"""A reply that is nothing but numbers is a vote."""

import pytest
from django.utils.translation import override

from forums import answers
from forums.actions import leave
from forums.polls.by_mail import poll_text_for
from forums.polls.exceptions import PollError
from forums.polls.marking import numbers_in
from forums.polls.models import Ballot
from tests.factories.polls import make_poll

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2", [2]),
        (" 2.\n", [2]),
        ("2)", [2]),
        ("1,3", [1, 3]),
        ("1, 3 , 2", [1, 3, 2]),
        ("3>1>2", [3, 1, 2]),
        ("3 > 1 > 2!", [3, 1, 2]),
        ("３＞１＞２", [3, 1, 2]),
        ("٢، ١", [2, 1]),
        ("۲", [2]),
        ("Option 2", [2]),
        ("My vote: 2", [2]),
        ("№ 2", [2]),
        ("Вариант 2", [2]),
        ("الخيار ٣", [3]),
        ("选项2", [2]),
        ("1\n3", [1, 3]),
        ("I have 2 tonnes.", None),
        ("2 transformers", None),
        ("", None),
        ("-2", None),
        ("2,5 mg/kg", None),
    ],
)
def test_numbers_are_told_from_words(text, numbers):
    assert numbers_in(text) == numbers


def test_a_reply_with_a_number_votes_and_is_confirmed(thread, member, official_contact):
    poll = make_poll(thread, member)

    said = answers.read(poll.post, official_contact, "2")

    assert said.startswith("Your vote is counted: 2. DDT in stores. To change it, reply again before")
    vote = Ballot.objects.get()
    assert (vote.user, vote.choices, vote.way) == (official_contact, [2], "mail")


def test_words_and_replies_to_other_posts_go_into_the_thread(thread, member, official_contact):
    poll = make_poll(thread, member)

    assert answers.read(poll.post, official_contact, "I think DDT, since we have 2 stores.") is None
    assert answers.read(thread.posts.get(number=1), official_contact, "2") is None
    assert not Ballot.objects.exists()


def test_a_secret_vote_is_not_taken_by_mail(thread, member, official_contact):
    poll = make_poll(thread, member, is_secret=True)

    with pytest.raises(PollError, match="a mail shows how you vote"):
        answers.read(poll.post, official_contact, "2")


def test_who_left_the_group_votes_no_more(thread, member, official_contact):
    poll = make_poll(thread, member)
    leave(thread.group, user=official_contact)

    with pytest.raises(PollError, match="by members of the group"):
        answers.read(poll.post, official_contact, "2")


def test_the_letter_of_a_post_lists_the_numbered_answers_in_its_readers_language(thread, member):
    poll = make_poll(thread, member, options=({"en": "Yes", "fr": "Oui"}, {"en": "No"}), kind="single")

    text = poll_text_for(poll.post, "fr")

    assert "Que faire d’abord ?" in text
    assert "1. Oui\n2. No" in text
    with override("fr"):
        assert poll_text_for(thread.posts.get(number=1), "fr") == ""
