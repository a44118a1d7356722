"""What followers are told, and what nobody tells them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from following import telling
from following.actions import change_follow, follow, forget_left_follows, stop_following
from following.models import Follow
from following.telling import tell_followers
from notifications.models import OutgoingMail
from search.actions import note_changes_of_dates

from directory.choices import Audience
from tests.factories import (
    AffiliationFactory,
    BiographyFactory,
    CategoryFactory,
    CountryFactory,
    DesignationFactory,
    InstitutionContactFactory,
    InstitutionFactory,
    PersonContactFactory,
    PersonFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(db):
    """Somebody of Togo whom others follow."""
    return PersonFactory(
        given_name="Afi",
        family_name="Mensah",
        slug="afi-mensah",
        position="Chemist",
        country=CountryFactory(iso2="TG", name_en="Togo"),
    )


def change(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def test_a_follower_is_told_what_changed_and_nothing_else(member, colleague, told):
    follow(member, colleague)
    assert told() == []

    change(colleague, position="Head of laboratory")
    (letter,) = told(member)

    assert letter.startswith("News of Afi Mensah\n")
    assert "Position: Head of laboratory" in letter
    assert "Name:" not in letter
    assert told() == []


def test_nothing_is_told_when_what_is_shown_stays_the_same(member, colleague, told):
    follow(member, colleague)

    change(colleague, position="Chemist")
    change(colleague, confirmed_at=datetime.now(UTC))

    assert told() == []
    assert not Follow.objects.waiting().exists()


def test_neither_a_hidden_value_nor_its_change_is_told(member, colleague, told):
    colleague.field_audiences = {"position": Audience.SECRETARIAT, "address": Audience.SECRETARIAT}
    colleague.save()
    contact = PersonContactFactory(person=colleague, value="secret@example.org", audience=Audience.SECRETARIAT)
    follow(member, colleague)

    change(colleague, position="Secret position", address="Secret street 1")
    change(contact, value="other-secret@example.org")
    PersonContactFactory(person=colleague, kind="mobile", value="+228 99", audience=Audience.OFFICIAL_CONTACTS)

    assert told() == []


def test_of_several_changes_a_member_is_told_those_a_member_sees(member, official_contact, colleague, told):
    follow(member, colleague)
    follow(official_contact, colleague)

    PersonContactFactory(person=colleague, value="open@example.org", audience=Audience.MEMBERS)
    PersonContactFactory(person=colleague, value="official@example.org", audience=Audience.OFFICIAL_CONTACTS)
    tell_followers(at_once=True)

    of_member = OutgoingMail.objects.get(recipient=member).text
    assert ("open@example.org" in of_member, "official@example.org" in of_member) == (True, False)
    assert "official@example.org" in OutgoingMail.objects.get(recipient=official_contact).text


def test_what_was_hidden_or_taken_away_is_not_told(member, colleague, told):
    PersonContactFactory(person=colleague, value="open@example.org", audience=Audience.EVERYONE)
    follow(member, colleague)

    colleague.contacts.all().delete()
    change(colleague, position="", field_audiences={"expertise": Audience.SECRETARIAT})

    assert told() == []


def test_a_value_shown_at_last_is_told(member, colleague, told):
    contact = PersonContactFactory(person=colleague, value="late@example.org", audience=Audience.SECRETARIAT)
    follow(member, colleague)

    change(contact, audience=Audience.MEMBERS)

    assert "late@example.org" in told(member)[0]


def test_a_hidden_or_closed_record_is_absent_in_silence_and_comes_back_with_its_news(member, colleague, told):
    follow(member, colleague)

    change(colleague, listing=Audience.SECRETARIAT, position="Spy")
    assert told() == []
    change(colleague, listing=Audience.EVERYONE, position="Head of laboratory")

    (letter,) = told(member)
    assert ("Head of laboratory" in letter, "Spy" in letter) == (True, False)


def test_a_wider_view_is_no_news(member, colleague, told):
    PersonContactFactory(person=colleague, value="official@example.org", audience=Audience.OFFICIAL_CONTACTS)
    follow(member, colleague)

    DesignationFactory(person=member.person, category__code="national-focal-point")
    change(colleague, position="Head of laboratory")
    (letter,) = told(member)

    assert ("Head of laboratory" in letter, "official@example.org" in letter) == (True, False)
    assert told() == []


def test_a_letter_never_holds_what_only_the_secretariat_sees(secretariat, colleague, told):
    follow(secretariat, colleague)

    PersonContactFactory(person=colleague, value="secret@example.org", audience=Audience.SECRETARIAT)
    change(colleague, position="Head of laboratory")

    (letter,) = told(secretariat)
    assert "secret@example.org" not in letter


def test_somebody_who_left_is_told_nothing_and_forgotten(member, colleague, told):
    follow(member, colleague)
    change(colleague, position="Head of laboratory")
    change(member, is_active=False)

    assert told() == []
    assert forget_left_follows() == 1


def test_posts_texts_and_affiliations_are_told_in_words(member, colleague, told):
    follow(member, colleague)

    DesignationFactory(person=colleague, category__code="national-focal-point", category__name_en="Speaker")
    AffiliationFactory(person=colleague, institution=None, institution_name="Institute of Water", position="Analyst")
    BiographyFactory(person=colleague, language="fr", text="Chimiste.")
    (letter,) = told(member)

    assert "Office: Speaker of Togo" in letter
    assert "Affiliation: Analyst, Institute of Water" in letter
    assert "Biography: A new text (" in letter


def test_an_institution_is_told_like_a_person(member, told):
    institution = InstitutionFactory(name="Central Laboratory", slug="central-laboratory")
    follow(member, institution)

    InstitutionContactFactory(institution=institution, value="hidden@example.org", audience=Audience.SECRETARIAT)
    assert told() == []
    InstitutionContactFactory(institution=institution, value="lab@example.org", audience=Audience.EVERYONE)

    (letter,) = told(member)
    assert "News of Central Laboratory" in letter
    assert ("lab@example.org" in letter, "hidden@example.org" in letter) == (True, False)


def test_a_country_tells_who_begins_who_ends_and_who_is_new(member, colleague, told):
    togo = colleague.country
    post = DesignationFactory(person=colleague, category__code="official-contact-point")
    follow(member, togo)
    assert told() == []

    PersonFactory(given_name="Kossi", family_name="Ayité", slug="kossi-ayite", country=togo)
    PersonFactory(given_name="Hidden", family_name="Person", country=togo, listing=Audience.SECRETARIAT)
    InstitutionFactory(name="Agence de l’eau", country=togo)
    change(post, ends_on=date(2024, 12, 31))
    (letter,) = told(member)

    assert "New person: Kossi Ayité" in letter
    assert "New institution: Agence de l’eau" in letter
    assert "until 31 December 2024: Afi Mensah" in letter
    assert "Hidden" not in letter
    assert told() == []


def test_a_post_that_begins_with_a_day_is_told_on_that_day(member, colleague, told):
    with time_machine.travel(datetime(2026, 11, 26, 8, tzinfo=UTC), tick=False):
        DesignationFactory(person=colleague, category__code="national-focal-point", starts_on=date(2026, 11, 27))
        follow(member, colleague.country)
        assert told() == []
    with time_machine.travel(datetime(2026, 11, 27, 8, tzinfo=UTC), tick=False):
        note_changes_of_dates()

        assert "Afi Mensah" in told(member)[0]


def test_a_post_of_somebody_who_may_not_be_seen_is_not_told(member, colleague, told):
    follow(member, colleague.country)

    hidden = PersonFactory(family_name="Nobody", country=colleague.country, listing=Audience.SECRETARIAT)
    DesignationFactory(person=hidden, category=CategoryFactory(code="national-focal-point", is_official=True))

    assert told() == []


def test_new_results_of_a_search_are_told_once(member, indexed, told, django_capture_on_commit_callbacks):
    PersonFactory(given_name="Old", family_name="Chemist", position="Volcanologist")
    indexed()
    follow(member, ("people", "q=volcanologist&sort=freshness"))
    assert told() == []

    with django_capture_on_commit_callbacks(execute=True):
        new = PersonFactory(given_name="New", family_name="Result", position="Volcanologist")
        PersonFactory(family_name="Hidden", position="Volcanologist", listing=Audience.SECRETARIAT)
        PersonFactory(family_name="Unsaid", position="Volcanologist", field_audiences={"position": 3})
        PersonFactory(family_name="Other", position="Lawyer")
    (letter,) = told(member)

    assert "New person: New Result" in letter
    for name in ("Old", "Hidden", "Unsaid", "Other"):
        assert name not in letter
    with django_capture_on_commit_callbacks(execute=True):
        change(new, position="Lawyer")
    assert told() == []
    with django_capture_on_commit_callbacks(execute=True):
        change(new, position="Volcanologist")
    assert told() == []


def test_a_search_waits_while_the_index_is_behind(member, indexed, told):
    indexed()
    follow(member, ("people", "q=volcanologist"))
    told()

    # Without the callbacks after the commit the index does not follow.
    PersonFactory(given_name="New", family_name="Result", position="Volcanologist")

    assert told() == []
    assert Follow.objects.waiting().count() == 1


def test_words_that_find_nothing_do_not_tell_of_what_resembles_them(
    member, indexed, told, django_capture_on_commit_callbacks
):
    PersonFactory(position="Volcanologist")
    indexed()
    follow(member, ("people", "q=volcanologits"))

    with django_capture_on_commit_callbacks(execute=True):
        PersonFactory(position="Volcanologist")

    assert told() == []


def test_one_letter_holds_all_that_is_new_and_says_what_it_leaves_out(member, told):
    togo = CountryFactory(iso2="TG")
    people = PersonFactory.create_batch(2, position="Chemist", country=togo)
    for person in people:
        follow(member, person)
    follow(member, togo)

    for person in people:
        change(person, position="Analyst")
    PersonFactory.create_batch(20, country=togo)
    (letter,) = told(member)

    assert letter.startswith("News of 3 things you follow")
    assert letter.count("New person") == 8 * 2  # in the text and in the HTML
    assert "And 12 more, on the page." in letter


def test_a_letter_is_in_the_language_of_its_reader(member, colleague, told):
    change(member, language="fr")
    follow(member, colleague)

    with override("ar"):
        change(colleague, position="Cheffe de laboratoire")
        (letter,) = told(member)

    assert "/fr/directory/people/afi-mensah/" in letter


MONDAY = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("frequency", "waits"),
    [
        ("at-once", timedelta(minutes=5)),
        ("daily", timedelta(hours=2)),
        ("weekly", timedelta(hours=2)),
    ],
)
def test_letters_leave_at_their_time(member, colleague, letters, frequency, waits):
    with time_machine.travel(MONDAY, tick=False) as clock:
        follow(member, colleague, frequency=frequency)
        clock.shift(timedelta(days=-1))
        tell_followers()
        Follow.objects.update(changed_at=None)
        change(colleague, position="Head of laboratory")
        assert letters() == []
        clock.move_to(MONDAY + (waits if frequency != "at-once" else -timedelta(days=1) + waits))

        tell_followers()

        assert len(letters(member)) == 1


def test_a_weekly_letter_waits_for_monday(member, colleague, letters):
    with time_machine.travel(MONDAY + timedelta(hours=6), tick=False) as clock:
        follow(member, colleague, frequency="weekly")
        change(colleague, position="Head of laboratory")
        clock.shift(timedelta(days=6))
        tell_followers()
        assert letters() == []

        clock.shift(timedelta(days=1))
        tell_followers()

        assert len(letters(member)) == 1


def test_somebody_who_wants_no_letters_gets_none_and_later_no_old_news(member, colleague, told):
    wish = follow(member, colleague)
    change_follow(wish, by=member, frequency="never")
    change(colleague, position="Head of laboratory")
    assert told() == []

    change_follow(wish, by=member, frequency="daily")

    assert told() == []
    change(colleague, position="Director")
    assert "Director" in told(member)[0]


def test_following_twice_is_following_once(member, colleague):
    assert follow(member, colleague) == follow(member, colleague, frequency="weekly")
    follow(member, ("people", "q=PCB&country=ke&page=3&sort=name"))
    follow(member, ("people", "country=ke&q=PCB"))

    assert Follow.objects.count() == 2


def test_stopping_twice_is_stopping_once(member, colleague):
    wish = follow(member, colleague)

    assert (stop_following(wish, by=member), stop_following(wish, by=member)) == (True, False)


def test_a_failing_letter_keeps_nobody_else_from_theirs(member, focal_point, colleague, told, monkeypatch):
    follow(member, colleague)
    follow(focal_point, colleague)
    change(colleague, position="Head of laboratory")
    change(member, email="")
    write = telling._write
    monkeypatch.setattr(telling, "_write", lambda user, news: 1 / 0 if user == member else write(user, news))

    assert len(told(focal_point)) == 1
    assert Follow.objects.get(user=member).changed_at is not None


def test_letters_to_many_ask_as_often_for_one_thing_as_for_three(member, told):
    def followed(number):
        user = UserFactory()
        people = PersonFactory.create_batch(number, position="Chemist")
        for person in people:
            follow(user, person)
            change(person, position="Analyst")
        return user

    counts = []
    for number in (1, 3):
        user = followed(number)
        with CaptureQueriesContext(connection) as asked:
            assert telling.tell(user.pk, telling._due(at_once=True))
        # Each follow is claimed and written by itself; all else is asked once for all.
        counts.append(len(asked) - 2 * number)
    assert counts[0] == counts[1]
