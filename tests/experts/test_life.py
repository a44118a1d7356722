"""The life of an entry: every step there is, who is told, and every step that is refused."""

from datetime import date, timedelta

import pytest
from audit.models import Entry
from django.core.exceptions import ValidationError
from django.utils import timezone
from notifications.models import OutgoingMail

from directory.choices import Audience
from directory.enrolment.actions.requests import leave_category
from directory.enrolment.models import Acceptance
from directory.models import Designation
from experts import actions, completeness, queries
from experts.actions.steps import mark_of
from experts.choices import EntryState, NominationState, StepKind
from experts.exceptions import (
    AlreadyNominatedError,
    IncompleteEntryError,
    LimitReachedError,
    RosterError,
    StaleEntryError,
)
from experts.models import Endorsement, NominatingInstitution, Nomination, RosterEntry
from tests.factories import (
    AffiliationFactory,
    CountryFactory,
    DesignationFactory,
    ExpertiseTermFactory,
    InstitutionFactory,
    PersonFactory,
    UserFactory,
)
from tests.factories.enrolment import TermsFactory

from .lives import ALL_STATES, drafted, fresh, in_state, listed, nominated, offered, speaker, steps_of

pytestmark = pytest.mark.django_db
SECRETARIAT = "secretariat@chm.example"


def told():
    return sorted(OutgoingMail.objects.values_list("address", flat=True))


def clear():
    OutgoingMail.objects.all().delete()


def letter(address):
    return OutgoingMail.objects.filter(address=address).latest("pk")


def test_entry_goes_from_draft_to_the_list_and_every_step_knows_who_and_why(secretariat):
    focal = speaker()
    entry = drafted()
    expert = entry.person.user
    actions.offer_entry(entry, by=expert)
    first = entry.fields.order_by("pk").first().term
    nomination = actions.nominate(
        entry, by=focal, on_behalf_of=entry.person.country, reason="Knows transformers.", endorsed=[first]
    )
    actions.list_entry(entry, by=secretariat)
    entry, nomination = fresh(entry), Nomination.objects.get()
    assert [(step.kind, step.by, step.reason) for step in entry.steps.all()] == [
        (StepKind.BEGUN, expert, ""),
        (StepKind.OFFERED, expert, ""),
        (StepKind.NOMINATED, focal, "Knows transformers."),
        (StepKind.LISTED, secretariat, ""),
    ]
    assert (entry.state, nomination.state) == (EntryState.LISTED, NominationState.IN_FORCE)
    assert entry.lapses_on == queries.months_after(timezone.localdate(), 48)
    assert (nomination.signer_name, nomination.signer_post.code) == (str(focal.person), "national-focal-point")
    assert "\u2068Senegal\u2069 nominated this expert on" in nomination.in_words
    assert [each.term for each in entry.endorsements.all()] == [first]
    assert set(Entry.objects.about(entry).values_list("action", flat=True)) >= {
        "experts.entry.begun",
        "experts.entry.offered",
        "experts.entry.nominated",
        "experts.entry.listed",
    }


def test_each_step_is_told_to_those_concerned_and_nobody_else(secretariat):
    focal, colleague = speaker(), speaker(email="ocp@example.org", post="official-contact-point")
    speaker("KE", email="kenya@example.org")
    entry = drafted()
    expert = entry.person.user
    clear()
    actions.offer_entry(entry, by=expert)
    assert told() == [focal.email, colleague.email]
    clear()
    term = entry.fields.first().term
    nomination = actions.nominate(entry, by=focal, on_behalf_of=entry.person.country, reason="Good.", endorsed=[term])
    assert told() == sorted([expert.email, colleague.email, SECRETARIAT])
    clear()
    actions.list_entry(entry, by=secretariat)
    assert told() == sorted([expert.email, focal.email, colleague.email])
    clear()
    actions.withdraw_nomination(nomination, by=focal, reason="She moved abroad.")
    assert told() == sorted([expert.email, colleague.email, SECRETARIAT])
    assert "She moved abroad." in letter(expert.email).text


def test_letters_are_in_the_language_of_whoever_reads_them():
    focal = speaker(language="fr")
    entry = offered(language="ar")
    assert letter(focal.email).language == "fr"
    actions.decline_nomination(entry, by=focal, on_behalf_of=entry.person.country, reason="Pas maintenant.")
    assert letter("amara@example.org").language == "ar"
    assert "Pas maintenant." in letter("amara@example.org").text


@pytest.mark.parametrize(
    ("lacks", "section"),
    [
        ("headline", "about"),
        ("fields", "fields"),
        ("languages", "languages"),
        ("willing_to", "availability"),
        ("interests", "interests"),
        ("terms", "terms"),
        ("hidden entry", "visibility"),
        ("hidden person", "record"),
    ],
)
def test_what_is_incomplete_is_not_offered_and_says_where_to_put_it_right(lacks, section):
    entry = drafted()
    person = entry.person
    if lacks == "headline":
        entry.headline = ""
    elif lacks == "fields":
        entry.fields.all().delete()
    elif lacks == "languages":
        person.language_skills.all().delete()
    elif lacks == "willing_to":
        entry.willing_to = []
    elif lacks == "interests":
        entry.interests_declared = ""
    elif lacks == "terms":
        TermsFactory(number=2, asks_again=True, in_force_from=date(2024, 6, 1))
    elif lacks == "hidden entry":
        entry.listing = Audience.SECRETARIAT
    else:
        person.listing = Audience.SECRETARIAT
        person.save()
    entry.save()
    with pytest.raises(IncompleteEntryError) as refused:
        actions.offer_entry(fresh(entry), by=person.user)
    assert [problem.section for problem in refused.value.problems] == [section]
    expected = "/en/my/record/" if section == "record" else f"/en/my/roster/{section}/"
    assert [problem.address for problem in refused.value.problems] == [expected]
    assert fresh(entry).state == EntryState.DRAFT


def test_employment_stands_in_for_a_sentence():
    entry = drafted()
    RosterEntry.objects.filter(pk=entry.pk).update(headline="")
    AffiliationFactory(person=entry.person)
    assert completeness.is_complete(fresh(entry))


def test_later_terms_that_do_not_ask_again_are_not_waited_for():
    entry = drafted()
    TermsFactory(number=2, asks_again=False, in_force_from=date(2024, 6, 1))
    assert completeness.terms_to_read(entry.person) is None
    Acceptance.objects.all().delete()
    assert completeness.terms_to_read(entry.person).number == 2


# --- Who nominates ----------------------------------------------------------------------------------------


def test_focal_and_contact_points_of_the_country_nominate_today_and_nobody_else(member):
    focal, contact = speaker(), speaker(email="ocp@example.org", post="official-contact-point")
    elsewhere, past = speaker("KE", email="kenya@example.org"), speaker(email="past@example.org")
    Designation.objects.filter(person__user=past).update(ends_on=timezone.localdate() - timedelta(days=1))
    deputy = speaker(email="deputy@example.org", post="deputy-focal-point")
    entry = offered()
    may = [
        user
        for user in (focal, contact, elsewhere, past, deputy, member, entry.person.user)
        if user.has_perm("experts.nominate_entry", entry)
    ]
    assert may == [focal, contact]
    for user in (elsewhere, past, deputy, member, entry.person.user):
        with pytest.raises(RosterError):
            actions.nominate(
                entry,
                by=user,
                on_behalf_of=entry.person.country,
                reason="x",
                endorsed=[entry.fields.first().term],
            )
    assert not Nomination.objects.exists()


def test_focal_point_cannot_nominate_themselves():
    entry = drafted()
    DesignationFactory(person=entry.person, category__code="national-focal-point")
    entry = fresh(actions.offer_entry(entry, by=entry.person.user))
    assert list(queries.waiting_for(entry.person.user)) == []
    with pytest.raises(RosterError, match="Nobody nominates themselves"):
        actions.nominate(
            entry,
            by=entry.person.user,
            on_behalf_of=entry.person.country,
            reason="x",
            endorsed=[entry.fields.first().term],
        )


def test_institution_nominates_those_who_work_there_and_whom_it_proposed(secretariat):
    nominator, institution = UserFactory(email="unido@example.org"), InstitutionFactory()
    PersonFactory(user=nominator)
    right = actions.entitle_institution(institution, by=secretariat, source="Decision", nominators=[nominator])
    works, other = offered(), offered(email="other@example.org", family_name="Sow")
    assert list(queries.waiting_for(nominator)) == []
    AffiliationFactory(person=works.person, institution=institution)
    RosterEntry.objects.filter(pk=other.pk).update(proposed_by=nominator)
    assert set(queries.waiting_for(nominator)) == {works, other}
    nomination = actions.nominate(
        works, by=nominator, on_behalf_of=institution, reason="Ours.", endorsed=[works.fields.first().term]
    )
    assert (nomination.institution, nomination.signer_post) == (institution, None)
    actions.end_right(right, by=secretariat, on=timezone.localdate(), reason="Over.")
    assert queries.capacities(nominator) != []
    NominatingInstitution.objects.update(
        since=timezone.localdate() - timedelta(days=9), until=timezone.localdate() - timedelta(days=1)
    )
    assert queries.capacities(nominator) == []


def test_institution_has_one_right_at_a_time(secretariat):
    institution = InstitutionFactory()
    actions.entitle_institution(institution, by=secretariat, source="Decision")
    with pytest.raises(ValidationError, match="nominates in that time already"):
        actions.entitle_institution(institution, by=secretariat, source="Decision")


def test_only_fields_the_expert_names_are_endorsed_and_at_least_one():
    focal, entry = speaker(), offered()
    for endorsed in ([], [ExpertiseTermFactory(slug="another")]):
        with pytest.raises(RosterError):
            actions.nominate(entry, by=focal, on_behalf_of=entry.person.country, reason="x", endorsed=endorsed)
    assert fresh(entry).state == EntryState.OFFERED


def test_second_nomination_learns_who_was_first(secretariat):
    focal, contact = speaker(), speaker(email="ocp@example.org", post="official-contact-point")
    entry = nominated(by=focal)
    with pytest.raises(AlreadyNominatedError) as refused:
        actions.nominate(
            entry, by=contact, on_behalf_of=entry.person.country, reason="x", endorsed=[entry.fields.first().term]
        )
    assert str(focal.person) in str(refused.value)
    assert Nomination.objects.count() == 1


def test_nomination_of_an_entry_that_changed_meanwhile_is_asked_again():
    focal, entry = speaker(), offered()
    seen = mark_of(entry)
    entry.save_revision()
    with pytest.raises(StaleEntryError):
        actions.nominate(
            entry,
            by=focal,
            on_behalf_of=entry.person.country,
            reason="x",
            endorsed=[entry.fields.first().term],
            seen=seen,
        )


# --- Limits -----------------------------------------------------------------------------------------------


def test_country_nominates_no_more_than_the_rules_allow(secretariat):
    focal = speaker()
    actions.change_rules(by=secretariat, most_per_country=1)
    nominated(by=focal)
    second = offered(email="second@example.org", family_name="Sow", fields=["monitoring"])
    with pytest.raises(LimitReachedError, match="Senegal has 1 expert on the roster already"):
        actions.nominate(
            second, by=focal, on_behalf_of=second.person.country, reason="x", endorsed=[second.fields.first().term]
        )
    actions.change_rules(by=secretariat, most_per_country=2)
    actions.nominate(
        second, by=focal, on_behalf_of=second.person.country, reason="x", endorsed=[second.fields.first().term]
    )


def test_country_endorses_no_more_in_one_field_than_the_rules_allow(secretariat):
    focal = speaker()
    actions.change_rules(by=secretariat, most_per_field=1)
    nominated(by=focal)
    second = offered(email="second@example.org", family_name="Sow")
    taken, free = second.fields.order_by("pk").select_related("term")
    with pytest.raises(LimitReachedError, match="Pcb disposal"):
        actions.nominate(
            second, by=focal, on_behalf_of=second.person.country, reason="x", endorsed=[taken.term, free.term]
        )
    nomination = actions.nominate(
        second, by=focal, on_behalf_of=second.person.country, reason="x", endorsed=[free.term]
    )
    with pytest.raises(LimitReachedError):
        actions.endorse_field(nomination, taken.term, by=focal)


def test_limit_that_was_lowered_holds_when_the_entry_is_listed(secretariat):
    focal = speaker()
    listed(secretariat, by=focal)
    second = nominated(by=focal, email="second@example.org", family_name="Sow", fields=["monitoring"])
    actions.change_rules(by=secretariat, most_per_country=1)
    with pytest.raises(LimitReachedError):
        actions.list_entry(second, by=secretariat)
    assert fresh(second).state == EntryState.NOMINATED


# --- The Secretariat --------------------------------------------------------------------------------------


def test_returned_entry_goes_back_to_the_secretariat_with_its_nomination(secretariat):
    focal = speaker()
    entry = nominated(by=focal)
    actions.return_entry(entry, by=secretariat, reason="Name your degree.")
    assert fresh(entry).state == EntryState.RETURNED
    assert "Name your degree." in letter("amara@example.org").text
    assert actions.offer_entry(entry, by=entry.person.user).state == EntryState.NOMINATED
    actions.list_entry(entry, by=secretariat)
    assert steps_of(entry)[-3:] == [StepKind.RETURNED, StepKind.OFFERED, StepKind.LISTED]
    assert Nomination.objects.get().state == NominationState.IN_FORCE
    assert Endorsement.objects.filter(withdrawn_at=None).count() == 1


def test_returned_entry_needs_another_signature_when_the_first_may_sign_no_more(secretariat):
    focal = speaker()
    entry = nominated(by=focal)
    actions.return_entry(entry, by=secretariat, reason="Name your degree.")
    _leave_office(focal)
    assert actions.offer_entry(entry, by=entry.person.user).state == EntryState.OFFERED


def test_declined_nomination_comes_back_with_the_reason():
    focal, entry = speaker(), offered()
    actions.decline_nomination(entry, by=focal, on_behalf_of=entry.person.country, reason="Not our expert.")
    assert fresh(entry).state == EntryState.RETURNED
    assert actions.offer_entry(entry, by=entry.person.user).state == EntryState.OFFERED


def test_nomination_on_paper_is_recorded_by_the_secretariat(secretariat):
    entry = drafted()
    nomination = actions.nominate(
        entry,
        by=secretariat,
        on_behalf_of=entry.person.country,
        reason="Letter of 3 May.",
        endorsed=[entry.fields.first().term],
        is_paper=True,
        signer_name="M. Fall, Ministry",
    )
    assert (nomination.is_paper, nomination.signer_name) == (True, "M. Fall, Ministry")
    assert actions.return_orphaned_nominations() == 0
    assert actions.list_entry(entry, by=secretariat).state == EntryState.LISTED


def test_nomination_whose_signer_does_not_sign_in_stands_with_its_authority(secretariat):
    entry = nominated()
    Nomination.objects.update(nominated_by=None)
    assert actions.return_orphaned_nominations() == 0
    assert actions.list_entry(entry, by=secretariat).state == EntryState.LISTED


def test_member_of_the_secretariat_does_not_list_themselves(secretariat):
    entry = nominated()
    entry.person.user.is_staff = True
    entry.person.user.save()
    with pytest.raises(RosterError):
        actions.list_entry(entry, by=entry.person.user)


def test_listed_expert_holds_the_category_of_experts_until_the_listing_ends(secretariat):
    entry = listed(secretariat)
    held = Designation.objects.get(person=entry.person, category__code="expert")
    assert (held.designated_by, held.starts_on, held.ends_on) == ("Senegal", timezone.localdate(), None)
    actions.withdraw_entry(entry, by=entry.person.user)
    held.refresh_from_db()
    assert held.ends_on == timezone.localdate()


def test_category_held_before_is_not_given_twice_nor_taken_away(secretariat):
    entry = nominated()
    held = DesignationFactory(person=entry.person, category__code="expert")
    actions.list_entry(entry, by=secretariat)
    actions.withdraw_entry(fresh(entry), by=entry.person.user)
    held.refresh_from_db()
    assert held.ends_on is None


def test_category_of_experts_is_laid_down_with_the_entry_alone(secretariat):
    entry = listed(secretariat)
    held = Designation.objects.get(person=entry.person, category__code="expert")
    with pytest.raises(ValidationError, match="Withdraw your entry"):
        leave_category(held, by=entry.person.user)


def test_entry_listed_by_an_import_gets_the_category_by_the_clock():
    entry = in_state(drafted(), EntryState.LISTED)
    actions.keep_roster()
    actions.keep_roster()
    assert Designation.objects.filter(person=entry.person, category__code="expert").count() == 1


# --- Authorities that cease -------------------------------------------------------------------------------


def _leave_office(user):
    Designation.objects.filter(person__user=user).update(ends_on=timezone.localdate() - timedelta(days=1))


def test_open_nomination_of_an_authority_that_ceased_goes_back_and_the_expert_is_told(secretariat):
    focal, successor = speaker(), speaker(email="successor@example.org", post="official-contact-point")
    entry = nominated(by=focal)
    _leave_office(focal)
    clear()
    assert actions.return_orphaned_nominations() == 1
    assert actions.return_orphaned_nominations() == 0
    entry = fresh(entry)
    assert (entry.state, Nomination.objects.get().state) == (EntryState.OFFERED, NominationState.WITHDRAWN)
    assert told() == sorted(["amara@example.org", successor.email])
    step = entry.steps.last()
    assert (step.kind, step.by) == (StepKind.NOMINATION_WITHDRAWN, None)
    assert "no longer nominates for Senegal" in step.reason
    assert list(queries.waiting_for(successor)) == [entry]


def test_secretariat_does_not_list_what_an_authority_that_ceased_signed(secretariat):
    focal = speaker()
    entry = nominated(by=focal)
    _leave_office(focal)
    with pytest.raises(RosterError, match="no longer nominates for Senegal"):
        actions.list_entry(entry, by=secretariat)
    assert fresh(entry).state == EntryState.OFFERED


def test_nomination_in_force_outlives_the_authority_until_the_lapse(secretariat):
    focal = speaker()
    entry = listed(secretariat, by=focal)
    _leave_office(focal)
    assert actions.return_orphaned_nominations() == 0
    assert fresh(entry).state == EntryState.LISTED
    assert str(focal.person) in Nomination.objects.get().in_words


def test_right_of_an_institution_that_ends_gives_its_open_nominations_back(secretariat):
    nominator, institution = UserFactory(email="unido@example.org"), InstitutionFactory()
    PersonFactory(user=nominator)
    right = actions.entitle_institution(institution, by=secretariat, source="Decision", nominators=[nominator])
    entry = offered()
    AffiliationFactory(person=entry.person, institution=institution)
    actions.nominate(
        entry, by=nominator, on_behalf_of=institution, reason="Ours.", endorsed=[entry.fields.first().term]
    )
    actions.change_nominators(right, [], by=secretariat)
    assert fresh(entry).state == EntryState.OFFERED


# --- Withdrawing ------------------------------------------------------------------------------------------


def test_expert_withdraws_at_any_time_and_may_come_back(secretariat):
    focal = speaker()
    entry = listed(secretariat, by=focal)
    clear()
    assert actions.withdraw_entry(entry, by=entry.person.user, reason="Retired.")
    assert not actions.withdraw_entry(entry, by=entry.person.user, reason="Retired.")
    entry = fresh(entry)
    assert (entry.state, entry.listed_on, entry.lapses_on) == (EntryState.WITHDRAWN, None, None)
    assert Nomination.objects.get().state == NominationState.ENDED
    assert told() == sorted(["amara@example.org", focal.email, SECRETARIAT])
    assert actions.offer_entry(entry, by=entry.person.user).state == EntryState.OFFERED
    actions.nominate(
        entry, by=focal, on_behalf_of=entry.person.country, reason="x", endorsed=[entry.fields.first().term]
    )
    actions.list_entry(entry, by=secretariat)
    assert fresh(entry).state == EntryState.LISTED


def test_withdrawn_nomination_puts_a_listed_expert_before_others_again(secretariat):
    focal = speaker()
    entry = listed(secretariat, by=focal)
    nomination = Nomination.objects.get()
    assert actions.withdraw_nomination(nomination, by=focal, reason="Moved.")
    assert not actions.withdraw_nomination(nomination, by=focal, reason="Moved.")
    entry = fresh(entry)
    assert (entry.state, entry.designation) == (EntryState.OFFERED, None)
    assert not Designation.objects.current(timezone.localdate() + timedelta(days=1)).filter(
        person=entry.person, category__code="expert"
    )


def test_endorsements_come_and_go_one_by_one_and_the_last_goes_with_the_nomination(secretariat):
    focal = speaker()
    entry = listed(secretariat, by=focal)
    nomination = Nomination.objects.get()
    _first, second = [field.term for field in entry.fields.order_by("pk").select_related("term")]
    assert actions.endorse_field(nomination, second, by=focal)
    assert not actions.endorse_field(nomination, second, by=focal)
    actions.change_endorsements(nomination, [second], by=focal, reason="Another field.")
    assert [each.term for each in entry.endorsements.filter(withdrawn_at=None)] == [second]
    assert "Another field." in letter("amara@example.org").text
    with pytest.raises(RosterError, match="last field"):
        actions.change_endorsements(nomination, [], by=focal)


# --- Steps that are not possible --------------------------------------------------------------------------

ALLOWED = {
    "offer": {
        EntryState.DRAFT,
        EntryState.RETURNED,
        EntryState.LAPSED,
        EntryState.WITHDRAWN,
        # Pressed twice.
        EntryState.OFFERED,
        EntryState.NOMINATED,
    },
    "nominate": {EntryState.OFFERED},
    "decline": {EntryState.OFFERED},
    "return": {EntryState.NOMINATED},
    "list": {EntryState.NOMINATED, EntryState.LISTED},
    "renew": {EntryState.LISTED},
}


@pytest.mark.parametrize("state", ALL_STATES)
@pytest.mark.parametrize("verb", ALLOWED)
def test_each_step_is_possible_from_its_states_and_refused_from_all_others(verb, state, secretariat):
    focal = speaker()
    entry = drafted()
    term = entry.fields.first().term
    if state == EntryState.NOMINATED:
        entry = fresh(actions.offer_entry(entry, by=entry.person.user))
        actions.nominate(entry, by=focal, on_behalf_of=entry.person.country, reason="x", endorsed=[term])
    RosterEntry.objects.filter(pk=entry.pk).update(state=state, lapses_on=timezone.localdate() + timedelta(days=9))
    entry = fresh(entry)
    act = {
        "offer": lambda: actions.offer_entry(entry, by=entry.person.user),
        "nominate": lambda: actions.nominate(
            entry, by=focal, on_behalf_of=entry.person.country, reason="x", endorsed=[term]
        ),
        "decline": lambda: actions.decline_nomination(entry, by=focal, on_behalf_of=entry.person.country, reason="x"),
        "return": lambda: actions.return_entry(entry, by=secretariat, reason="x"),
        "list": lambda: actions.list_entry(entry, by=secretariat),
        "renew": lambda: actions.renew(entry, by=entry.person.user),
    }[verb]
    before = steps_of(entry)
    if state in ALLOWED[verb]:
        act()
    else:
        with pytest.raises(RosterError):
            act()
        assert (fresh(entry).state, steps_of(entry)) == (state, before)


# --- Proposing --------------------------------------------------------------------------------------------


def test_proposed_member_is_asked_once_and_decides():
    focal = speaker()
    user = UserFactory(email="moussa@example.org", language="fr")
    person = PersonFactory(user=user, country=CountryFactory(iso2="SN"))
    assert list(queries.people_to_propose(focal)) == [person]
    entry = actions.propose_expert(person, by=focal, reason="You know dioxins.")
    assert actions.propose_expert(person, by=focal, reason="You know dioxins.") == entry
    assert (entry.state, entry.proposed_by) == (EntryState.DRAFT, focal)
    assert told() == ["moussa@example.org"]
    assert "You know dioxins." in letter("moussa@example.org").text
    assert steps_of(entry) == [StepKind.PROPOSED]
    assert list(queries.people_to_propose(focal)) == []
    other = speaker(email="ocp@example.org", post="official-contact-point")
    with pytest.raises(RosterError, match="has an entry already"):
        actions.propose_expert(person, by=other, reason="Again.")


def test_proposed_person_without_a_sign_in_gets_a_link_to_take_the_record_over():
    focal = speaker()
    person = PersonFactory(country=CountryFactory(iso2="SN"))
    with pytest.raises(RosterError, match="no mail address"):
        actions.propose_expert(person, by=focal, reason="You know dioxins.")
    assert not RosterEntry.objects.exists()
    actions.propose_expert(person, by=focal, reason="You know dioxins.", email="moussa@example.org")
    assert "/my/invitation/" in letter("moussa@example.org").text


def test_somebody_new_is_entered_for_members_alone_and_pressing_twice_enters_them_once():
    focal = speaker()
    values = {
        "given_name": "Moussa",
        "family_name": "Ba",
        "email": "moussa@example.org",
        "country": CountryFactory(iso2="SN"),
        "by": focal,
        "reason": "He knows dioxins.",
        "language": "fr",
    }
    entry = actions.propose_new_person(**values)
    assert actions.propose_new_person(**values) == entry
    assert (entry.person.listing, str(entry.person)) == (Audience.MEMBERS, "Moussa Ba")
    assert told() == ["moussa@example.org"]


def test_address_somebody_signs_in_with_leads_to_them_and_not_to_a_second_record():
    focal = speaker()
    user = UserFactory(email="moussa@example.org")
    person = PersonFactory(user=user, country=CountryFactory(iso2="SN"))
    entry = actions.propose_new_person(
        given_name="Moussa",
        family_name="Ba",
        email="Moussa@example.org",
        country=person.country,
        by=focal,
        reason="He knows dioxins.",
    )
    assert entry.person == person
