"""Two records become one: nothing lost, nothing twice, and everything comes back."""

from datetime import date

import pytest
from audit.models import Entry
from moderation.models import Report
from notifications.models import OutgoingMail

from directory.actions.records import confirm_record, update_record
from directory.choices import Audience, RecordStatus
from directory.duplicates.actions import (
    MergeRefusedError,
    RecordsChangedMeanwhileError,
    UndoRefusedError,
    dismiss,
    look_at,
    merge,
    move_stragglers,
    undo_merge,
)
from directory.duplicates.comparing import fingerprint, fuller_first
from directory.duplicates.finding import find_duplicates, take_up_reports
from directory.duplicates.forgetting import forget_old_merges
from directory.duplicates.models import DuplicatePair, FormerAddress, Merge, Search
from directory.duplicates.pointers import pointers_at
from directory.models import (
    Affiliation,
    Designation,
    Institution,
    LoadedRow,
    MembershipApplication,
    Person,
    PersonContact,
    RelayedMessage,
)
from tests.factories import (
    DesignationFactory,
    InstitutionFactory,
    LanguageSkillFactory,
    MembershipApplicationFactory,
    PersonFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def test_rows_of_both_are_united_and_none_is_doubled(wanjiru, w_kamau, secretariat):
    merge(wanjiru, w_kamau, by=secretariat)

    her = fresh(wanjiru)
    assert [(each.kind, each.value, each.audience) for each in her.contacts.all()] == [
        ("email", "wanjiru@example.org", Audience.SECRETARIAT),
        ("work", "+254 20 555 0101", Audience.MEMBERS),
        ("mobile", "+254 700 555 0102", Audience.MEMBERS),
    ]
    assert {skill.language.code: skill.level for skill in her.language_skills.all()} == {"fr": 3, "en": 4, "es": 2}
    assert {term.slug for term in her.expertise.all()} == {"pcb", "soil", "dioxins"}
    assert [term.slug for term in her.interests.all()] == ["water"]
    assert {each.code for each in her.chemicals.all()} == {"pop-09", "pop-01"}
    assert [(each.name, each.position, each.maintains_institution) for each in her.affiliations.all()] == [
        ("Government Chemist", "Head", True),
        ("University of Nairobi", "", False),
    ]
    assert {each.language: each.text for each in her.biographies.all()} == {
        "en": "Leads the laboratory.",
        "fr": "Chimiste.",
    }
    assert {held.category.code for held in her.designations.all()} == {"national-focal-point", "expert"}
    assert her.orcid == "0000-0002-1825-0097"
    assert her.romanised_name == "Wanjiru Kamau"


def test_a_list_that_grows_is_shown_to_no_more_people_than_the_narrower_one(wanjiru, w_kamau, secretariat):
    merge(wanjiru, w_kamau, by=secretariat)

    assert fresh(wanjiru).field_audiences["expertise"] == Audience.MEMBERS


def test_fields_are_taken_as_chosen(wanjiru, w_kamau, secretariat):
    chosen = {"field-name": "gone", "text-en": "kept"}

    merge(wanjiru, w_kamau, by=secretariat, chosen=chosen)

    her = fresh(wanjiru)
    assert her.romanised_name == "W. Kamau"
    assert her.sort_name == "kamau w"
    assert her.biographies.get(language="en").text == "A chemist."


def test_everything_that_points_at_the_record_goes_along(wanjiru, w_kamau, secretariat, member):
    report = Report.objects.create(thing=w_kamau, label="W. Kamau", reason="wrong", words="No", reporter=member)
    message = RelayedMessage.objects.get(person=w_kamau)

    done = merge(wanjiru, w_kamau, by=secretariat)

    message.refresh_from_db()
    report.refresh_from_db()
    assert message.person_id == wanjiru.pk
    assert report.object_id == wanjiru.pk
    assert wanjiru.invitations.get().withdrawn_at is not None
    assert done.left == []
    # Whatever room it belongs to: nothing points at the record any more but its own rows and its history.
    assert [each for each in pointers_at(Person) if not each.is_part and each.rows(w_kamau.pk).exists()] == []


def test_keys_and_generic_keys_of_all_rooms_are_known():
    known = {(each.model._meta.label_lower, each.attname) for each in pointers_at(Person)}

    assert known >= {
        ("directory.designation", "person_id"),
        ("directory.relayedmessage", "person_id"),
        ("directory.membershipapplication", "person_id"),
        ("directory.invitation", "person_id"),
        ("moderation.report", "object_id"),
        ("upkeep.task", "object_id"),
        ("directory.person_sectors", "person_id"),
        ("directory.taggedexpertise", "content_object_id"),
    }
    assert not {label for label, _name in known} & {"audit.entry", "wagtailcore.revision", "duplicates.merge"}
    assert ("directory.institution", "parent_id") in {
        (each.model._meta.label_lower, each.attname) for each in pointers_at(Institution)
    }


def test_the_record_of_actions_is_not_rewritten_but_tells_of_the_merge(wanjiru, w_kamau, secretariat):
    confirm_record(w_kamau, by=secretariat)
    before = list(Entry.objects.order_by("pk").values())

    merge(wanjiru, w_kamau, by=secretariat)

    assert list(Entry.objects.order_by("pk").values())[: len(before)] == before
    new = Entry.objects.order_by("pk")[len(before) :]
    assert [(line.action, line.object_id) for line in new] == [
        ("directory.person.merged", wanjiru.pk),
        ("directory.person.merged_away", w_kamau.pk),
    ]


def test_undoing_puts_every_row_back_exactly(wanjiru, w_kamau, secretariat, everything):
    before = everything()

    done = merge(wanjiru, w_kamau, by=secretariat, chosen={"field-name": "gone"})
    assert everything() != before
    assert undo_merge(done, by=secretariat)

    assert everything() == before
    assert not undo_merge(done, by=secretariat)


def test_undoing_puts_records_with_versions_back_too(wanjiru, w_kamau, secretariat, everything):
    for record in (wanjiru, w_kamau):
        update_record(record, {"city": "Nairobi"}, by=secretariat)
    before = everything()

    undo_merge(merge(w_kamau, wanjiru, by=secretariat), by=secretariat)

    assert everything() == before


def test_institutions_are_put_together_with_their_staff_and_back(laboratories, secretariat, wanjiru, everything):
    kept, gone = laboratories
    before = everything()

    done = merge(kept, gone, by=secretariat)

    its = fresh(kept)
    assert its.acronym == "GC"
    assert its.conventions == ["stockholm", "basel"]
    assert {each.code for each in its.services.all()} == {"laboratory-analysis", "training"}
    assert [each.iso2 for each in its.parties_served.all()] == ["SN"]
    assert [each.value for each in its.contacts.all()] == ["gc@example.org", "+254 20 555 0103"]
    assert its.descriptions.get().text == "Analyses soil."
    assert its.affiliations.count() == 2
    assert wanjiru.affiliations.count() == 1
    assert its.children.get().slug == "part"
    undo_merge(done, by=secretariat)
    assert everything() == before


def test_a_part_put_together_with_its_whole_is_not_part_of_itself(secretariat, everything):
    whole = InstitutionFactory(name="Agency")
    part = InstitutionFactory(name="The Agency", parent=whole)
    before = everything()

    done = merge(part, whole, by=secretariat)
    assert fresh(part).parent is None
    undo_merge(done, by=secretariat)
    assert everything() == before

    merge(whole, part, by=secretariat)
    assert fresh(whole).parent is None


def test_pressing_twice_puts_them_together_once(wanjiru, w_kamau, secretariat):
    first = merge(wanjiru, w_kamau, by=secretariat)
    second = merge(wanjiru, w_kamau, by=secretariat)

    assert first == second
    assert Merge.objects.count() == 1
    assert Entry.objects.filter(action="directory.person.merged").count() == 1


def test_the_sign_in_goes_along_when_only_the_record_that_goes_has_one(wanjiru, w_kamau, secretariat, everything):
    user = wanjiru.user
    before = everything()

    done = merge(w_kamau, wanjiru, by=secretariat)

    assert (fresh(w_kamau).user, fresh(wanjiru).user) == (user, None)
    undo_merge(done, by=secretariat)
    assert everything() == before


def test_two_sign_ins_are_refused_until_one_is_chosen(wanjiru, w_kamau, secretariat, everything):
    other = UserFactory(email="w.kamau@example.org")
    w_kamau.user = other
    w_kamau.save()
    before = everything()

    with pytest.raises(MergeRefusedError, match="Only one can stay"):
        merge(wanjiru, w_kamau, by=secretariat)
    assert everything() == before

    done = merge(wanjiru, w_kamau, by=secretariat, chosen={"sign-in": "gone"})
    assert fresh(wanjiru).user == other
    assert not type(other).objects.get(email="wanjiru@example.org").is_active
    assert type(other).objects.get(pk=other.pk).is_active
    undo_merge(done, by=secretariat)
    assert everything() == before


def test_a_sign_in_of_the_secretariat_is_not_switched_off(wanjiru, w_kamau, secretariat):
    w_kamau.user = UserFactory(email="colleague@example.org", is_staff=True)
    w_kamau.save()

    with pytest.raises(MergeRefusedError, match="member of the Secretariat"):
        merge(wanjiru, w_kamau, by=secretariat, chosen={"sign-in": "kept"})


def test_one_post_held_by_both_becomes_one_line_and_comes_back_as_two(wanjiru, w_kamau, secretariat, everything):
    twin = DesignationFactory(person=w_kamau, category__code="national-focal-point", designated_by="Ministry")
    later = DesignationFactory(person=PersonFactory(), category__code="national-focal-point", predecessor=twin)
    before = everything()

    done = merge(wanjiru, w_kamau, by=secretariat)

    post = wanjiru.designations.get(category__code="national-focal-point")
    assert post.designated_by == "Ministry"
    assert not Designation.objects.filter(pk=twin.pk).exists()
    later.refresh_from_db()
    assert later.predecessor == post
    undo_merge(done, by=secretariat)
    assert everything() == before


def test_one_post_with_other_dates_has_to_be_decided(wanjiru, w_kamau, secretariat):
    DesignationFactory(person=w_kamau, category__code="national-focal-point", starts_on=date(2023, 1, 1))
    other = w_kamau.designations.get(starts_on=date(2023, 1, 1))

    with pytest.raises(MergeRefusedError, match="Say whether it is one"):
        merge(wanjiru, w_kamau, by=secretariat)
    merge(wanjiru, w_kamau, by=secretariat, chosen={f"post-{other.pk}": "unite"})

    post = wanjiru.designations.get(category__code="national-focal-point")
    assert (post.starts_on, post.ends_on) == (date(2023, 1, 1), None)


def test_an_application_that_waits_is_decided_first(wanjiru, secretariat):
    waiting = MembershipApplicationFactory().person

    with pytest.raises(MergeRefusedError) as refused:
        merge(wanjiru, waiting, by=secretariat)

    assert len(refused.value.problems) == 2
    assert MembershipApplication.objects.get().person == waiting


def test_what_there_may_be_one_of_stays_and_is_named(wanjiru, w_kamau, secretariat, everything):
    for person in (wanjiru, w_kamau):
        MembershipApplicationFactory(person=person, decided_at=person.created_at, is_accepted=True)
    before = everything()

    done = merge(wanjiru, w_kamau, by=secretariat)

    assert [each["model"] for each in done.left] == ["directory.membershipapplication"]
    assert MembershipApplication.objects.count() == 2
    undo_merge(done, by=secretariat)
    assert everything() == before


def test_records_changed_meanwhile_are_not_put_together(wanjiru, w_kamau, secretariat):
    seen = fingerprint(wanjiru, w_kamau)
    update_record(w_kamau, {"city": "Mombasa"}, by=secretariat)

    with pytest.raises(RecordsChangedMeanwhileError):
        merge(wanjiru, w_kamau, by=secretariat, seen=seen)

    assert not Merge.objects.exists()


def test_undoing_is_refused_when_what_was_written_was_changed_since(wanjiru, w_kamau, secretariat, everything):
    done = merge(wanjiru, w_kamau, by=secretariat)
    Person.objects.filter(pk=wanjiru.pk).update(orcid="")
    Affiliation.objects.filter(person=wanjiru, institution_name="University of Nairobi").delete()
    after = everything()

    with pytest.raises(UndoRefusedError) as refused:
        undo_merge(done, by=secretariat)

    assert sorted(refused.value.problems) == [
        "Affiliation: a row was deleted since.",
        "Person “Wanjiru Kamau”: ORCID iD was changed since.",
    ]

    assert everything() == after


def test_undoing_is_refused_when_somebody_else_has_the_address_by_now(wanjiru, w_kamau, secretariat, everything):
    done = merge(wanjiru, w_kamau, by=secretariat)
    PersonFactory(slug="w-kamau")
    after = everything()

    with pytest.raises(UndoRefusedError, match="belongs to another record"):
        undo_merge(done, by=secretariat)

    assert everything() == after


def test_undoing_is_refused_when_a_new_row_stands_in_the_way(wanjiru, w_kamau, secretariat, everything):
    done = merge(wanjiru, w_kamau, by=secretariat)
    # Spanish went over; meanwhile the closed row was given it anew.
    LanguageSkillFactory(person=w_kamau, language__code="es", level=1)
    after = everything()

    with pytest.raises(UndoRefusedError, match="cannot stand beside"):
        undo_merge(done, by=secretariat)

    assert everything() == after


def test_a_later_change_of_something_else_survives_the_undoing(wanjiru, w_kamau, secretariat):
    done = merge(wanjiru, w_kamau, by=secretariat)
    update_record(fresh(wanjiru), {"city": "Mombasa"}, by=wanjiru.user)

    undo_merge(done, by=secretariat)

    her = fresh(wanjiru)
    assert her.city == "Mombasa"
    assert her.orcid == ""
    assert fresh(w_kamau).status == RecordStatus.LISTED
    assert her.latest_revision.content["city"] == "Mombasa"


def test_merges_are_undone_in_their_order(wanjiru, w_kamau, secretariat, everything):
    third = PersonFactory(given_name="Wanjiru", family_name="Kamau", slug="kamau")
    before = everything()
    first = merge(w_kamau, third, by=secretariat)
    second = merge(wanjiru, w_kamau, by=secretariat)

    assert {each.slug: each.record for each in FormerAddress.objects.all()} == {
        "kamau": wanjiru.pk,
        "w-kamau": wanjiru.pk,
    }
    with pytest.raises(UndoRefusedError, match="Another merge came later"):
        undo_merge(first, by=secretariat)
    undo_merge(second, by=secretariat)
    undo_merge(first, by=secretariat)
    assert everything() == before


def test_both_owners_are_told_once_each(wanjiru, w_kamau, secretariat):
    PersonContact.objects.filter(person=w_kamau, kind="email").update(value="other@example.org")

    merge(wanjiru, w_kamau, by=secretariat)

    letters = OutgoingMail.objects.order_by("address")
    assert [letter.address for letter in letters] == ["other@example.org", "wanjiru@example.org"]
    assert all("Wanjiru Kamau" in letter.subject for letter in letters)


def test_the_fuller_record_is_proposed_to_stay(wanjiru, w_kamau):
    assert fuller_first(w_kamau, wanjiru) == [wanjiru, w_kamau]


def test_a_record_of_the_data_files_is_not_put_away(laboratories, secretariat):
    kept, gone = laboratories
    LoadedRow.objects.create(file="regional_centres.csv", code=gone.slug)

    assert fuller_first(kept, gone) == [gone, kept]
    with pytest.raises(MergeRefusedError, match="data files"):
        merge(kept, gone, by=secretariat)
    merge(gone, kept, by=secretariat)


def test_kinds_are_not_mixed(wanjiru, secretariat):
    with pytest.raises(MergeRefusedError):
        merge(wanjiru, InstitutionFactory(), by=secretariat)
    with pytest.raises(MergeRefusedError):
        merge(wanjiru, wanjiru, by=secretariat)


def test_what_comes_to_point_at_the_record_later_is_moved_too_and_comes_back(laboratories, secretariat, wanjiru):
    kept, gone = laboratories
    done = merge(kept, gone, by=secretariat)
    # An earlier version of somebody's record named the institution that is gone.
    late = Affiliation.objects.create(person=PersonFactory(), institution=gone)
    InstitutionFactory(slug="late-part", parent=gone)

    assert move_stragglers() == 2
    assert move_stragglers() == 0

    late.refresh_from_db()
    assert late.institution == kept
    assert {part.slug for part in kept.children.all()} == {"part", "late-part"}
    undo_merge(done, by=secretariat)
    late.refresh_from_db()
    assert late.institution == gone


# --- Finding ----------------------------------------------------------------------------------------------


def pairs():
    return [(pair.low, pair.high) for pair in DuplicatePair.objects.to_look_at()]


def test_duplicates_are_found_once_and_a_dismissed_pair_never_again(wanjiru, w_kamau, secretariat):
    assert find_duplicates("person") == 1
    assert pairs() == [(wanjiru.pk, w_kamau.pk)]
    assert find_duplicates("person") == 0

    assert dismiss(DuplicatePair.objects.get(), by=secretariat, why="Sisters")
    assert not dismiss(DuplicatePair.objects.get(), by=secretariat)
    assert find_duplicates("person") == 0
    assert pairs() == []


def test_a_search_that_is_broken_off_goes_on_where_it_stopped(wanjiru, w_kamau):
    twins = [PersonFactory(given_name="Mary", family_name="Otieno") for _number in range(2)]
    looked_at = []

    find_duplicates("person", limit=2)
    assert Search.objects.get().finished_at is None
    find_duplicates("person", progress=lambda number, of, found: looked_at.append((number, of)))

    assert looked_at == [(2, 2)]
    assert Search.objects.get().finished_at is not None
    assert pairs() == [(wanjiru.pk, w_kamau.pk), (twins[0].pk, twins[1].pk)]


def test_father_and_son_in_one_office_are_not_proposed():
    for suffix in ("Sr", "Jr"):
        person = PersonFactory(given_name="Joseph", family_name="Mwangi", suffix=suffix)
        Affiliation.objects.create(person=person, institution_name="Ministry of Environment")

    assert find_duplicates("person") == 0


def test_a_dismissal_holds_for_the_record_that_stays(wanjiru, w_kamau, secretariat):
    sister = PersonFactory(given_name="Wanjiku", family_name="Kamau")
    dismiss(look_at(w_kamau, sister), by=secretariat, why="Sisters")

    merge(wanjiru, w_kamau, by=secretariat)
    find_duplicates("person")

    assert pairs() == []


def test_a_report_that_names_the_other_record_becomes_a_pair(wanjiru, w_kamau, member):
    Report.objects.create(
        thing=w_kamau,
        label="W. Kamau",
        reason="duplicate",
        words="See https://chm.example/en/directory/people/wanjiru-kamau/ please",
        reporter=member,
    )

    assert take_up_reports() == 1
    assert take_up_reports() == 0
    assert pairs() == [(wanjiru.pk, w_kamau.pk)]


# --- Forgetting -------------------------------------------------------------------------------------------


def test_whoever_leaves_takes_the_record_that_was_put_into_theirs_along(wanjiru, w_kamau, secretariat):
    from directory.actions.leaving import close_account

    done = merge(wanjiru, w_kamau, by=secretariat)
    assert forget_old_merges() == 0
    close_account(fresh(wanjiru), by=wanjiru.user)

    assert forget_old_merges() == 1

    done.refresh_from_db()
    assert (done.ledger, done.forgotten_at is None) == ([], False)
    assert not PersonContact.objects.filter(person__in=[wanjiru, w_kamau]).exists()
    with pytest.raises(UndoRefusedError, match="erased"):
        undo_merge(done, by=secretariat)
