"""An expert who leaves the network, records of one person put together, and what one takes away."""

import pytest
from django.utils import timezone

from directory import takeaway
from directory.actions.leaving import close_account
from directory.actions.membership import decline_application
from directory.choices import RecordStatus
from directory.duplicates.actions import merge, undo_merge
from directory.models import Designation
from experts import actions
from experts.choices import EntryState, NominationState
from experts.models import Education, FieldOfExpertise, Nomination, RosterEntry
from tests.factories import CountryFactory, MembershipApplicationFactory, PersonFactory

from .lives import drafted, fresh, listed, nominated, speaker, steps_of

pytestmark = pytest.mark.django_db


def test_closing_the_account_takes_the_entry_off_and_leaves_its_history_alone(secretariat):
    focal = speaker()
    entry = listed(secretariat, by=focal)
    entry.headline, entry.interests_text = "Secret headline", "Secret interests"
    entry.education = [Education(title="Secret degree", institution_name="Somewhere")]
    entry.save()
    entry.save_revision()
    close_account(entry.person, by=entry.person.user)
    entry = fresh(entry)
    assert (entry.state, entry.headline, entry.interests_text) == (EntryState.WITHDRAWN, "", "")
    assert (entry.fields.count(), entry.education.count(), entry.revisions.count()) == (0, 0, 0)
    assert steps_of(entry) == ["begun", "offered", "nominated", "listed", "withdrawn"]
    nomination = Nomination.objects.get()
    assert (nomination.state, nomination.reason) == (NominationState.ENDED, "")
    assert nomination.signer_name == str(focal.person)
    assert not Designation.objects.filter(person=entry.person, ends_on=None).exists()


def test_declined_person_is_off_the_roster_by_the_clock(secretariat):
    application = MembershipApplicationFactory(person=drafted().person, submitted_at=timezone.now())
    decline_application(application, by=secretariat, reason="Not known.")
    actions.keep_roster()
    entry = RosterEntry.objects.get()
    assert entry.state == EntryState.WITHDRAWN
    before = steps_of(entry)
    actions.keep_roster()
    assert steps_of(entry) == before


def test_entry_moves_with_the_person_whose_record_goes(secretariat):
    entry = listed(secretariat)
    kept = PersonFactory(country=CountryFactory(iso2="SN"))
    merge(kept, entry.person, by=secretariat)
    assert RosterEntry.objects.get().person == kept
    assert RosterEntry.objects.get().state == EntryState.LISTED


@pytest.mark.parametrize("kept_is_listed", [True, False])
def test_two_entries_become_one_with_nothing_lost_and_come_apart_as_they_were(secretariat, kept_is_listed):
    further = listed(secretariat, fields=["pcb-disposal", "inventories"])
    other = drafted(email="", family_name="Diallo-Ba", fields=["pcb-disposal", "monitoring"])
    FieldOfExpertise.objects.filter(entry=other, term__slug="pcb-disposal").update(level=3, years=20)
    other.free_terms, other.listing, other.willing_to = "Lindane", 1, ["mentor"]
    other.education = [Education(title="MSc", institution_name="Dakar")]
    other.save()
    kept, gone = (further, other) if kept_is_listed else (other, further)
    before = [_all_of(further), _all_of(other)]
    done = merge(kept.person, gone.person, by=secretariat)
    united = RosterEntry.objects.get(person=kept.person)
    assert (united.pk, united.state, united.headline) == (kept.pk, EntryState.LISTED, "PCB in transformers")
    assert (united.lapses_on, united.free_terms, united.listing) == (further.lapses_on, "Lindane", 1)
    assert set(united.willing_to) == {"remote", "mentor"}
    assert {(each.term.slug, each.level, each.years) for each in united.fields.all()} == {
        ("pcb-disposal", 3, 20),
        ("inventories", 2, None),
        ("monitoring", 2, None),
    }
    assert [each.title for each in united.education.all()] == ["MSc"]
    assert sorted(steps_of(united)) == sorted(["begun", "offered", "nominated", "listed", "begun"])
    assert united.nominations.get().state == NominationState.IN_FORCE
    assert [each.term.slug for each in united.endorsements.filter(withdrawn_at=None)] == ["pcb-disposal"]
    left = RosterEntry.objects.get(pk=gone.pk)
    assert (left.state, left.person.status) == (EntryState.WITHDRAWN, RecordStatus.CLOSED)
    assert not any(row["kind"] == "roster entry" for row in done.left)
    assert undo_merge(done, by=secretariat)
    assert [_all_of(fresh(further)), _all_of(fresh(other))] == before


def _all_of(entry):
    """Everything that hangs on an entry, as plain values."""
    entry = RosterEntry.objects.get(pk=entry.pk)
    return {
        "columns": [entry.state, entry.person_id, entry.headline, entry.free_terms, entry.listing, entry.willing_to],
        "dates": [entry.listed_on, entry.lapses_on, entry.designation_id],
        "fields": sorted(entry.fields.values_list("term__slug", "level", "years")),
        "education": sorted(entry.education.values_list("title", flat=True)),
        "steps": steps_of(entry),
        "nominations": sorted(entry.nominations.values_list("state", flat=True)),
        "endorsed": sorted(entry.endorsements.values_list("term__slug", "withdrawn_at")),
    }


def test_of_two_nominations_in_force_one_stays_and_the_other_is_superseded(secretariat):
    one = listed(secretariat)
    two = listed(
        secretariat,
        email="two@example.org",
        family_name="Diallo-Ba",
        fields=["monitoring"],
        by=speaker(email="ocp@example.org", post="official-contact-point"),
    )
    merge(one.person, two.person, by=secretariat, chosen={"sign-in": "kept"})
    united = RosterEntry.objects.get(pk=one.pk)
    assert sorted(united.nominations.values_list("state", flat=True)) == ["in-force", "superseded"]
    assert [each.term.slug for each in united.endorsements.filter(withdrawn_at=None)] == ["pcb-disposal"]
    assert Designation.objects.current().filter(person=one.person, category__code="expert").count() == 1


def test_one_takes_away_entry_steps_nominations_and_reminders_and_nobody_elses(secretariat):
    entry = nominated()
    drafted(email="other@example.org", family_name="Secret")
    told = takeaway.everything_about(entry.person, entry.person.user)["roster"]
    words = " ".join(row["words"] for row in told)
    assert "PCB in transformers" in words
    assert "Knows transformers." in words
    assert [row["step"] for row in told if "step" in row] == ["begun", "offered", "nominated"]
    assert "Secret" not in words.replace("Secretariat", "")
    assert takeaway.archive_of(entry.person, entry.person.user)
    assert takeaway.everything_about(PersonFactory(), secretariat)["roster"] == []
