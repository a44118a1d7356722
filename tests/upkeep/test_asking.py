"""Asking whether records are true: whom, when, how often, in which language."""

from datetime import date, timedelta

import pytest
from audit.models import Entry
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from notifications.models import OutgoingMail, UnreachableAddress

from directory.actions.records import confirm_record, update_record
from directory.choices import LanguageLevel, RecordStatus
from directory.upkeep.actions import asking
from directory.upkeep.actions.asking import (
    NobodyToAskError,
    ask_now,
    hold_mailing,
    open_tasks_for_unanswered,
    settle,
)
from directory.upkeep.actions.clock import keep_asking
from directory.upkeep.addressees import addressees_of, is_example
from directory.upkeep.choices import Answer
from directory.upkeep.kinds import UNANSWERED, UNREACHABLE, WITHOUT_ADDRESS
from directory.upkeep.models import ConfirmationRequest, Task
from tests.factories import (
    AffiliationFactory,
    CountryFactory,
    DesignationFactory,
    InstitutionFactory,
    PersonContactFactory,
    PersonFactory,
    UserFactory,
)

from .conftest import LONG_AGO, MONDAY, letters, link_in

HALF_A_YEAR = timedelta(days=182)


def test_each_record_is_asked_once_a_half_year_and_reminded_once_after_a_month(office, listed, monday):
    counts = []
    for _week in range(30):
        hold_mailing()
        counts.append(len(letters()))
        monday.shift(timedelta(days=7))

    # Asked in the first week, reminded in the sixth, asked again in the twenty-seventh.
    assert counts == [2] * 5 + [4] * 21 + [6] * 4
    assert set(ConfirmationRequest.objects.values_list("cycle", "answer")) == {
        (date(2026, 11, 23), Answer.SUPERSEDED),
        (date(2027, 5, 24), ""),
    }


def test_whoever_confirmed_lately_is_not_asked(office, monday):
    confirm_record(office, by=None)
    monday.shift(timedelta(days=179))
    assert hold_mailing().asked == 0
    monday.shift(timedelta(days=2))
    assert hold_mailing().asked == 1


def test_records_that_are_not_listed_are_not_asked(office, listed):
    type(office).objects.update(status=RecordStatus.WAITING)
    type(listed).objects.update(status=RecordStatus.CLOSED)

    assert hold_mailing().letters == 0


@pytest.mark.parametrize(("day", "asked"), [(0, 1), (1, 0), (6, 0), (7, 1)])
def test_mailings_are_held_on_mondays(day, asked, office, monday):
    monday.shift(timedelta(days=day))
    keep_asking()
    assert len(letters()) == asked


def test_letter_to_a_user_goes_to_where_they_sign_in_in_their_language(monday):
    user = UserFactory(email="fatima@example.org", language="ar")
    person = PersonFactory(user=user, confirmed_at=LONG_AGO, languages={"fr": LanguageLevel.EXCELLENT})
    PersonContactFactory(person=person, kind="email", value="other@example.org")
    hold_mailing()

    [mail] = letters()
    assert (mail.address, mail.recipient, mail.language) == ("fatima@example.org", user, "ar")
    assert '<html lang="ar" dir="rtl">' in mail.html
    assert "/ar/directory/upkeep/confirm/" in mail.text


def test_without_a_user_the_language_is_what_they_speak_else_what_their_country_does(monday):
    speaker = PersonFactory(languages={"sw": 4, "fr": LanguageLevel.GOOD})
    syrian = PersonFactory(country=CountryFactory(iso2="EG"))
    chinese = PersonFactory(country=CountryFactory(iso2="CN"), languages={"zh": 4})
    nobody = PersonFactory(country=None)
    for person in (speaker, syrian, chinese, nobody):
        PersonContactFactory(person=person, kind="email", value=f"{person.slug}@example.org")

    assert [addressees_of(person)[0].language for person in (speaker, syrian, chinese, nobody)] == [
        "fr",
        "ar",
        "zh-hans",
        "en",
    ]


def test_institution_is_asked_through_its_keeper_before_its_mailbox(office):
    keeper = PersonFactory(user=UserFactory(email="keeper@example.org"), confirmed_at=MONDAY)
    AffiliationFactory(person=keeper, institution=office, maintains_institution=True)
    former = PersonFactory(user=UserFactory(email="former@example.org"), confirmed_at=MONDAY)
    AffiliationFactory(
        person=former, institution=office, maintains_institution=True, ends_on=date(2025, 1, 1), is_primary=False
    )

    assert [each.address for each in addressees_of(office)] == ["keeper@example.org", "office@example.org"]
    assert hold_mailing().asked == 1
    assert [mail.address for mail in letters()] == ["keeper@example.org"]


def test_letter_shows_the_record_as_its_owner_sees_it_and_stays_small(listed):
    PersonContactFactory(person=listed, value="+254 20 555 0100", audience=3)
    DesignationFactory(person=listed, category__code="national-focal-point")
    hold_mailing()

    [mail] = letters("wanjiru@example.org")
    for words in ("Wanjiru Mwangi", "Environmental chemist", "Kenya", "+254 20 555 0100", "wanjiru@example.org"):
        assert words in mail.text
        assert words in mail.html
    assert "National focal point of Kenya" in mail.text
    assert len(mail.text.encode()) < 3000
    assert len(mail.html.encode()) < 8000
    assert mail.is_secret
    assert link_in(mail, "confirm") != link_in(mail, "change")


def test_letter_escapes_what_people_write(listed):
    type(listed).objects.filter(pk=listed.pk).update(position="<b>Chief</b> & co")
    hold_mailing()

    [mail] = letters()
    assert "<b>Chief</b> & co" in mail.text
    assert "&lt;b&gt;Chief&lt;/b&gt; &amp; co" in mail.html


@pytest.mark.parametrize("language", [code for code, _name in django_settings.LANGUAGES])
def test_letter_is_whole_in_each_language(language, monday):
    PersonFactory(user=UserFactory(email="reader@example.org", language=language), confirmed_at=LONG_AGO)
    hold_mailing()
    monday.shift(timedelta(days=35))
    hold_mailing()

    asked, reminder = letters("reader@example.org")
    for mail in (asked, reminder):
        assert mail.language == language
        assert f'<html lang="{language}"' in mail.html
        assert mail.subject
        assert f"/{language}/directory/upkeep/confirm/" in mail.text
        assert f"/{language}/directory/upkeep/change/" in mail.html


def test_invented_people_are_written_to_at_addresses_of_examples_only(listed):
    type(listed).objects.update(is_demo=True)
    listed.refresh_from_db()
    assert [each.address for each in addressees_of(listed)] == ["wanjiru@example.org"]
    listed.contacts.update(value="wanjiru@ministry.go.ke")
    assert addressees_of(type(listed).objects.get()) == []
    assert [is_example(address) for address in ("a@b.example", "a@x.example.org", "a@notexample.org", "a@b.ke")] == [
        True,
        True,
        False,
        False,
    ]


def test_nobody_is_asked_at_an_address_at_which_mail_does_not_arrive(listed, office):
    UnreachableAddress.objects.create(address="wanjiru@example.org")
    mailing = hold_mailing()

    assert (mailing.asked, mailing.unreachable) == (1, 1)
    assert [mail.address for mail in letters()] == ["office@example.org"]
    assert [task.kind for task in Task.objects.about(listed)] == [UNREACHABLE]


def test_another_address_of_the_record_is_used_when_the_first_is_lost(listed):
    UnreachableAddress.objects.create(address="wanjiru@example.org")
    PersonContactFactory(person=listed, kind="email", value="Second@example.org", position=2)
    hold_mailing()

    assert [mail.address for mail in letters()] == ["Second@example.org"]


def test_holder_of_an_office_without_an_address_is_a_task_and_anybody_else_is_not(monday):
    PersonFactory(confirmed_at=None)
    holder = DesignationFactory(category__code="national-focal-point", person__confirmed_at=None).person
    mailing = hold_mailing()

    assert (mailing.letters, mailing.without_address) == (0, 2)
    assert [(task.kind, task.record) for task in Task.objects.all()] == [(WITHOUT_ADDRESS, holder)]


def test_two_letters_without_an_answer_become_one_task(office, monday):
    for _week in range(20):
        hold_mailing()
        open_tasks_for_unanswered()
        monday.shift(timedelta(days=7))

    [task] = Task.objects.all()
    assert (task.kind, task.record) == (UNANSWERED, office)
    assert task.note == "Asked on 2026-11-23 and on 2026-12-28."
    assert task.opened_at == MONDAY + timedelta(days=70)


def test_answer_given_on_the_site_counts_and_closes_the_task(office, monday):
    hold_mailing()
    monday.shift(timedelta(days=35))
    hold_mailing()
    monday.shift(timedelta(days=35))
    open_tasks_for_unanswered()
    monday.shift(timedelta(days=1))
    confirm_record(office, by=None)

    assert settle() == 1
    assert settle() == 0
    request = ConfirmationRequest.objects.get()
    assert (request.answer, request.answered_at) == (Answer.ON_SITE, timezone.now())
    assert not Task.objects.to_do().exists()


def test_whoever_changes_the_record_after_the_letter_is_not_reminded(monday):
    user = UserFactory(email="neema@example.org")
    person = PersonFactory(user=user, confirmed_at=LONG_AGO)
    hold_mailing()
    monday.shift(timedelta(days=2))
    update_record(person, {"position": "Adviser"}, by=user)
    settle()
    monday.shift(timedelta(days=33))

    assert hold_mailing().reminded == 0
    assert ConfirmationRequest.objects.get().answer == Answer.CHANGED


def test_question_about_a_record_that_left_is_withdrawn(office):
    hold_mailing()
    type(office).objects.update(status=RecordStatus.CLOSED)
    settle()

    assert ConfirmationRequest.objects.get().answer == Answer.WITHDRAWN


def test_asking_at_once_sends_the_open_question_again_but_not_twice_in_a_moment(office, secretariat, monday):
    assert ask_now(office, by=secretariat)
    assert not ask_now(office, by=secretariat)
    monday.shift(timedelta(minutes=11))
    assert ask_now(office, by=secretariat)

    assert ConfirmationRequest.objects.count() == 1
    assert len(letters("office@example.org")) == 2
    assert [entry.action for entry in Entry.objects.about(office).order_by("pk")] == [
        "upkeep.record.asked",
        "upkeep.record.asked_again",
    ]
    confirm_record(office, by=None)
    monday.shift(timedelta(minutes=11))
    assert not ask_now(office, by=secretariat)


def test_nobody_can_be_asked_about_a_record_without_an_address(monday, secretariat):
    with pytest.raises(NobodyToAskError):
        ask_now(InstitutionFactory(), by=secretariat)


def test_two_mailings_at_once_ask_once(office, monkeypatch):
    """The second begins when the first has chosen whom to ask and has not asked yet."""
    choose = asking._choose
    inner = []

    def choose_and_be_overtaken(records, mailing, dry_run):
        chosen = choose(records, mailing, dry_run)
        if not inner:
            inner.append(True)
            assert hold_mailing().asked == 1
        return chosen

    monkeypatch.setattr(asking, "_choose", choose_and_be_overtaken)

    assert hold_mailing().asked == 0
    assert len(letters()) == 1
    assert ConfirmationRequest.objects.count() == 1


def test_one_record_about_which_no_letter_can_be_written_does_not_keep_the_others(office, listed, monkeypatch):
    ask = asking.letters.ask

    def stumble(request, shown, **kwargs):
        if request.person_id:
            raise ValueError
        return ask(request, shown, **kwargs)

    monkeypatch.setattr(asking.letters, "ask", stumble)
    mailing = hold_mailing()

    assert (mailing.asked, mailing.failed) == (1, 1)
    assert [request.record for request in ConfirmationRequest.objects.all()] == [office]


def test_command_says_what_it_would_do_and_does_it(office, listed, monday, capsys):
    call_command("ask_for_confirmation", dry_run=True)
    assert "Would write 2 letters and 0 reminders" in capsys.readouterr().out
    assert not OutgoingMail.objects.exists()

    call_command("ask_for_confirmation", most=1)
    call_command("ask_for_confirmation")
    call_command("ask_for_confirmation")
    assert [line.split(".")[0] for line in capsys.readouterr().out.splitlines()] == [
        "Wrote 1 letters and 0 reminders",
        "Wrote 1 letters and 0 reminders",
        "Wrote 0 letters and 0 reminders",
    ]
    monday.shift(timedelta(days=1))
    call_command("ask_for_confirmation")
    assert "Not the day" in capsys.readouterr().err
    call_command("ask_for_confirmation", date=date(2026, 12, 28))
    assert "and 2 reminders" in capsys.readouterr().out


def test_mailing_reads_as_often_for_three_records_as_for_one(office, listed):
    def reads():
        with CaptureQueriesContext(connection) as asked:
            hold_mailing(dry_run=True)
        return len(asked)

    reads()
    one = reads()
    for _each in range(3):
        PersonContactFactory(kind="email", person__confirmed_at=LONG_AGO, value="another@example.org")
    assert hold_mailing(dry_run=True).asked == 5
    assert reads() == one
