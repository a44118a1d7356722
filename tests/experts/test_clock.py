"""What the clock does: reminders at six, three and one month, once each; the link that renews; the lapse."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone
from notifications.models import OutgoingMail

from experts import actions, queries, reminders
from experts.choices import EntryState, NominationState, StepKind
from experts.exceptions import RosterError
from experts.models import NominatingInstitution, Nomination, RosterEntry
from tests.factories import AffiliationFactory, InstitutionFactory, PersonFactory, UserFactory

from .lives import fresh, in_state, listed, offered, steps_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(secretariat):
    return listed(secretariat)


def before_lapse(entry, months=0, days=0):
    return queries.months_after(entry.lapses_on, -months) + timedelta(days=days)


def months_reminded(entry):
    return sorted(entry.reminders.values_list("months", flat=True), reverse=True)


def letters_to(address, words="lapses"):
    return OutgoingMail.objects.filter(address=address, subject__contains=words)


def on_the_day(day):
    """The site as if it were another day."""
    return patch("django.utils.timezone.localdate", lambda *args: day if not args else args[0].date())


def test_expert_is_reminded_at_six_three_and_one_month_once_each(entry):
    sent = {}
    for day in range(200, -1, -1):
        on = entry.lapses_on - timedelta(days=day)
        number = actions.send_reminders(on) + actions.send_reminders(on)
        if number:
            sent[on] = number
    assert sent == {before_lapse(entry, months): 1 for months in (6, 3, 1)}
    assert months_reminded(entry) == [6, 3, 1]
    assert letters_to("amara@example.org").count() == 3
    assert steps_of(entry).count(StepKind.REMINDED) == 3


def test_whoever_missed_the_first_reminders_gets_the_latest_alone(entry):
    assert actions.send_reminders(before_lapse(entry, 1, days=5)) == 1
    assert actions.send_reminders(before_lapse(entry, 0, days=-3)) == 0
    assert months_reminded(entry) == [1]


def test_reminders_begin_anew_for_the_next_term(entry):
    actions.send_reminders(before_lapse(entry, 6))
    RosterEntry.objects.filter(pk=entry.pk).update(lapses_on=queries.months_after(entry.lapses_on, 48))
    assert actions.send_reminders(before_lapse(fresh(entry), 6)) == 1


def test_months_of_reminders_are_those_of_the_rules(entry, secretariat):
    actions.change_rules(by=secretariat, reminder_months=[2])
    assert actions.send_reminders(before_lapse(entry, 3)) == 0
    assert actions.send_reminders(before_lapse(entry, 2)) == 1


def test_nobody_is_reminded_who_is_not_listed(entry):
    for state in set(EntryState) - {EntryState.LISTED}:
        in_state(entry, state)
        assert actions.send_reminders(before_lapse(entry, 1)) == 0


def test_process_that_dies_while_reminding_leaves_letter_and_note_or_neither(entry):
    with patch("experts.actions.lapsing.send", side_effect=RuntimeError), pytest.raises(RuntimeError):
        actions.send_reminders(before_lapse(entry, 6))
    assert (entry.reminders.count(), letters_to("amara@example.org").count()) == (0, 0)
    assert actions.send_reminders(before_lapse(entry, 6)) == 1


def test_letter_to_an_expert_is_in_their_language_and_its_words_are_erased_once_sent(entry):
    entry.person.user.language = "fr"
    entry.person.user.save()
    actions.send_reminders(before_lapse(entry, 6))
    sent = OutgoingMail.objects.filter(address="amara@example.org").latest("pk")
    assert (sent.language, sent.is_secret) == ("fr", True)
    assert "/fr/experts/renew/" in sent.text


# --- The link ---------------------------------------------------------------------------------------------


def link_of(entry):
    return reverse("roster:renew", args=[reminders.token_of(entry)])


def test_opening_the_link_changes_nothing_and_the_button_renews_without_a_sign_in(client, entry):
    lapses_on, link = entry.lapses_on, link_of(entry)
    opened = client.get(link)
    assert (opened.status_code, fresh(entry).lapses_on) == (200, lapses_on)
    assert opened.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in opened.headers["Cache-Control"]
    with on_the_day(before_lapse(entry, 1)):
        client.post(link)
    assert fresh(entry).lapses_on == queries.months_after(before_lapse(entry, 1), 48)
    assert (fresh(entry).steps.last().kind, fresh(entry).steps.last().by) == (StepKind.RENEWED, None)


def test_link_renews_once_and_says_so_afterwards(client, entry):
    link = link_of(entry)
    with on_the_day(before_lapse(entry, 1)):
        client.post(link)
        until = fresh(entry).lapses_on
        client.post(link)
        assert "Thank you: your entry stands until" in client.get(link).content.decode()
    assert fresh(entry).lapses_on == until
    assert steps_of(entry).count(StepKind.RENEWED) == 1


def test_link_used_too_early_says_when(client, entry):
    response = client.post(link_of(entry))
    assert response.status_code == 422
    assert "can be renewed from" in response.content.decode()


def test_link_that_was_changed_or_made_for_something_else_is_not_whole(client, entry):
    from django.core import signing

    other = signing.dumps([entry.pk, entry.lapses_on.isoformat()], salt="another")
    for token in ("nonsense", other, reminders.token_of(entry)[:-2]):
        assert client.get(reverse("roster:renew", args=[token])).status_code == 404
        assert client.post(reverse("roster:renew", args=[token])).status_code == 404


def test_link_is_over_when_the_entry_is_and_names_nobody(client, entry):
    link = link_of(entry)
    actions.withdraw_entry(entry, by=entry.person.user)
    response = client.get(link)
    assert response.status_code == 410
    assert "Diallo" not in response.content.decode()
    client.post(link)
    assert fresh(entry).state == EntryState.WITHDRAWN


def test_page_of_the_link_shows_what_everybody_sees_and_no_more(client, entry):
    entry.interests_text, entry.additional_information = "Secret interests", "Secret additional"
    entry.save()
    shown = client.get(link_of(entry)).content.decode()
    assert "PCB in transformers" in shown
    assert "Secret" not in shown.replace("Secretariat", "")


# --- Renewing and lapsing ---------------------------------------------------------------------------------


def test_expert_renews_in_one_step_from_the_first_reminder_on(client, entry):
    client.force_login(entry.person.user)
    values = {"lapses_on": entry.lapses_on.isoformat()}
    client.post(reverse("roster:renew_own"), values)
    assert StepKind.RENEWED not in steps_of(entry)
    with on_the_day(before_lapse(entry, 6)):
        assert "Renew my entry" in client.get(reverse("roster:status")).content.decode()
        client.post(reverse("roster:renew_own"), values)
        client.post(reverse("roster:renew_own"), values)
    assert steps_of(entry).count(StepKind.RENEWED) == 1
    assert fresh(entry).lapses_on == queries.months_after(before_lapse(entry, 6), 48)


def test_nomination_of_an_institution_that_ceased_ends_with_its_term(secretariat):
    nominator, institution = UserFactory(email="unido@example.org"), InstitutionFactory()
    PersonFactory(user=nominator)
    actions.entitle_institution(institution, by=secretariat, source="Decision", nominators=[nominator])
    entry = offered()
    AffiliationFactory(person=entry.person, institution=institution)
    actions.nominate(entry, by=nominator, on_behalf_of=institution, reason="x", endorsed=[entry.fields.first().term])
    actions.list_entry(entry, by=secretariat)
    NominatingInstitution.objects.all().delete()
    entry = fresh(entry)
    with on_the_day(before_lapse(entry, 1)), pytest.raises(RosterError, match="does not nominate experts any more"):
        actions.renew(entry, by=entry.person.user)
    assert fresh(entry).state == EntryState.LISTED


def test_entry_lapses_on_its_day_and_not_before(entry, secretariat):
    day = entry.lapses_on
    assert actions.lapse_entries(day - timedelta(days=1)) == 0
    assert (actions.lapse_entries(day), actions.lapse_entries(day)) == (1, 0)
    entry = fresh(entry)
    assert (entry.state, entry.lapses_on, entry.designation) == (EntryState.LAPSED, None, None)
    assert Nomination.objects.get().state == NominationState.ENDED
    assert letters_to("amara@example.org", "lapsed").count() == 1
    assert letters_to("focal@example.org", "Lapsed").count() == 1
    assert actions.offer_entry(entry, by=entry.person.user).state == EntryState.OFFERED


def test_entry_renewed_on_the_last_day_does_not_lapse(entry):
    day = entry.lapses_on
    with on_the_day(day):
        actions.renew(entry, by=entry.person.user)
        assert actions.lapse_entries() == 0
    assert fresh(entry).state == EntryState.LISTED


def test_countdown_of_days_stands_on_the_page_of_the_expert(client, entry):
    client.force_login(entry.person.user)
    with on_the_day(before_lapse(entry, 0, days=-10)):
        assert "It lapses in 10 days unless you renew it." in client.get(reverse("roster:status")).content.decode()


def test_the_clock_does_all_of_it_once(entry):
    assert timezone.localdate() < entry.lapses_on
    with on_the_day(before_lapse(entry, 3)):
        actions.keep_roster()
        actions.keep_roster()
    assert months_reminded(entry) == [3]
