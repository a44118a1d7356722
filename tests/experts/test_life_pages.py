"""Pages of the life of an entry: one's own, those of nominators, and the Secretariat's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from notifications.models import OutgoingMail

from directory.choices import Audience
from directory.enrolment.models import Acceptance
from experts import actions
from experts.choices import EntryState
from experts.models import NominatingInstitution, Nomination, RosterEntry, RosterRules
from tests.factories import InstitutionFactory, PersonFactory, UserFactory
from tests.factories.enrolment import TermsFactory
from tests.factories.experts import RosterEntryFactory

from .lives import drafted, fresh, listed, nominated, offered, speaker

pytestmark = pytest.mark.django_db


def page(client, user, address, status=200):
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == status, response.status_code
    return response.content.decode()


def address_of(entry, name="entry"):
    return reverse(f"roster:{name}", args=[entry.pk])


def form_of(entry, focal, **values):
    return {
        "capacity": f"country-{entry.person.country_id}",
        "endorsed": [entry.fields.first().term_id],
        "reason": "Knows transformers.",
        **values,
    }


# --- One's own entry --------------------------------------------------------------------------------------


def test_member_begins_an_entry_and_sees_what_is_missing_with_the_way_there(client, member):
    status = reverse("roster:status")
    assert "Begin my entry" in page(client, member, status)
    client.post(status)
    client.post(status)
    assert RosterEntry.objects.get().person == member.person
    shown = client.get(status).content.decode()
    assert 'href="/en/my/roster/fields/"' in shown
    assert "Offer it for nomination" not in shown


def test_expert_accepts_the_terms_and_offers_the_entry(client):
    entry = drafted()
    Acceptance.objects.all().delete()
    expert = entry.person.user
    assert 'href="/en/my/roster/terms/"' in page(client, expert, reverse("roster:status"))
    terms = reverse("roster:terms")
    number = TermsFactory._meta.model.objects.get().pk
    assert client.post(terms, {"terms": number}).status_code == 422
    client.post(terms, {"terms": number, "agreed": "yes"})
    assert Acceptance.objects.get().person == entry.person
    client.post(reverse("roster:offer"))
    assert fresh(entry).state == EntryState.OFFERED


def test_incomplete_entry_is_not_offered_by_a_form_that_was_kept(client, member):
    client.force_login(member)
    client.post(reverse("roster:status"))
    client.post(reverse("roster:offer"))
    assert RosterEntry.objects.get().state == EntryState.DRAFT


def test_reason_of_a_return_stands_on_the_page_of_the_expert(client, secretariat):
    entry = nominated()
    actions.return_entry(entry, by=secretariat, reason="Name your degree.")
    shown = page(client, entry.person.user, reverse("roster:status"))
    assert "Name your degree." in shown
    assert "Offer it again" in shown


def test_expert_withdraws_with_a_word_or_without(client, secretariat):
    entry = listed(secretariat)
    client.force_login(entry.person.user)
    assert "Withdraw my entry" in client.get(reverse("roster:withdraw")).content.decode()
    client.post(reverse("roster:withdraw"), {"reason": ""})
    client.post(reverse("roster:withdraw"), {"reason": ""})
    assert fresh(entry).state == EntryState.WITHDRAWN
    assert OutgoingMail.objects.filter(address="amara@example.org", subject__contains="withdrawn").count() == 1


# --- Those who nominate -----------------------------------------------------------------------------------


def test_offered_entry_waits_for_the_focal_point_who_nominates_it(client):
    focal, entry = speaker(), offered()
    shown = page(client, focal, reverse("roster:nominations"))
    assert "One expert waits for your nomination." in shown
    assert "Amara Diallo" in shown
    assert "PCB in transformers" in page(client, focal, address_of(entry))
    assert client.post(address_of(entry), form_of(entry, focal)).status_code == 302
    assert fresh(entry).state == EntryState.NOMINATED
    assert "Nobody waits for you" in client.get(reverse("roster:nominations")).content.decode()


def test_second_nominator_keeps_every_word_and_learns_who_was_first(client):
    focal, contact = speaker(), speaker(email="ocp@example.org", post="official-contact-point")
    entry = offered()
    client.force_login(contact)
    seen = client.get(address_of(entry)).context["form"].initial["seen"]
    actions.nominate(
        entry, by=focal, on_behalf_of=entry.person.country, reason="x", endorsed=[entry.fields.first().term]
    )
    response = client.post(address_of(entry), form_of(entry, contact, reason="My own words.", seen=seen))
    assert response.status_code == 422
    shown = response.content.decode()
    assert "My own words." in shown
    assert f"\u2068{focal.person}\u2069 signed" in shown
    assert Nomination.objects.count() == 1


def test_nomination_without_a_field_or_a_reason_is_asked_again_with_what_was_written(client):
    focal, entry = speaker(), offered()
    client.force_login(focal)
    response = client.post(address_of(entry), {"capacity": f"country-{entry.person.country_id}", "reason": "Words"})
    assert response.status_code == 422
    assert "Endorse at least one field of expertise." in response.content.decode()
    assert ">\nWords</textarea>" in response.content.decode()


def test_form_of_another_country_or_institution_is_refused(client):
    focal, entry = speaker(), offered()
    institution = InstitutionFactory()
    client.force_login(focal)
    response = client.post(address_of(entry), form_of(entry, focal, capacity=f"institution-{institution.pk}"))
    assert response.status_code == 422
    assert not Nomination.objects.exists()


def test_draft_and_entries_of_other_countries_do_not_exist_for_nominators(client, secretariat):
    focal, elsewhere = speaker(), speaker("KE", email="kenya@example.org")
    draft, other = drafted(), offered(email="x@example.org", family_name="Sow")
    page(client, focal, address_of(draft), 404)
    page(client, elsewhere, address_of(other), 404)
    page(client, secretariat, address_of(draft))
    for name in ("decline", "withdraw_nomination", "endorse"):
        page(client, elsewhere, address_of(other, name), 404)


def test_visitors_members_and_experts_have_no_page_of_nominations(client, member):
    entry = offered()
    page(client, member, reverse("roster:nominations"), 403)
    page(client, member, address_of(entry), 403)
    page(client, entry.person.user, address_of(entry), 403)
    client.logout()
    assert client.get(address_of(entry)).status_code == 302
    assert client.post(reverse("roster:offer")).status_code == 302


def test_focal_point_declines_with_a_reason_the_expert_reads(client):
    focal, entry = speaker(), offered()
    client.force_login(focal)
    assert client.post(address_of(entry, "decline"), {"reason": ""}).status_code == 200
    client.post(address_of(entry, "decline"), {"reason": "Not now."})
    assert fresh(entry).state == EntryState.RETURNED
    assert "Not now." in page(client, entry.person.user, reverse("roster:status"))


def test_nomination_is_withdrawn_and_endorsements_changed_by_colleagues_of_the_signer(client, secretariat):
    focal, colleague = speaker(), speaker(email="ocp@example.org", post="official-contact-point")
    other_country = speaker("KE", email="kenya@example.org")
    entry = listed(secretariat, by=focal)
    page(client, other_country, address_of(entry, "withdraw_nomination"), 404)
    client.force_login(colleague)
    keys = list(entry.fields.order_by("pk").values_list("term_id", flat=True))
    client.post(address_of(entry, "endorse"), {"endorsed": keys})
    assert entry.endorsements.filter(withdrawn_at=None).count() == 2
    response = client.post(address_of(entry, "endorse"), {"endorsed": []})
    assert response.status_code == 422
    assert entry.endorsements.filter(withdrawn_at=None).count() == 2
    client.post(address_of(entry, "withdraw_nomination"), {"reason": "Moved."})
    assert fresh(entry).state == EntryState.OFFERED


def test_what_is_kept_from_official_contacts_is_nowhere_on_the_pages_of_nominators(client, secretariat):
    focal, entry = speaker(), drafted()
    entry.gender, entry.additional_information = "woman", "Secret additional"
    entry.interests_declared, entry.interests_text = "some", "Secret interests"
    entry.field_audiences = {"additional_information": int(Audience.SECRETARIAT), "interests": 3, "headline": 3}
    entry.headline = "Secret headline"
    entry.save()
    actions.offer_entry(entry, by=entry.person.user)
    for address in (reverse("roster:nominations"), address_of(entry), address_of(entry, "decline")):
        shown = page(client, focal, address)
        assert "Secret" not in shown.replace("Secretariat", "")
        assert "Woman" not in shown
    letters = "".join(OutgoingMail.objects.values_list("text", flat=True))
    assert "Secret" not in letters.replace("Secretariat", "")
    assert "Secret interests" in page(client, secretariat, address_of(entry))


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_list_of_nominations_asks_as_often_for_three_as_for_one(client, secretariat):
    focal, address = speaker(), reverse("roster:nominations")
    client.force_login(focal)
    asked = set()
    for place in range(3):
        offered(email=f"offered{place}@example.org", family_name=f"Offered{place}")
        nominated(by=focal, email=f"nominated{place}@example.org", family_name=f"Nominated{place}")
        asked.add(queries_of(client, address))
    assert len(asked) == 1


# --- Proposing --------------------------------------------------------------------------------------------


def test_focal_point_proposes_people_of_the_own_country_alone(client):
    focal = speaker()
    theirs = PersonFactory(
        country=focal.person.country, slug="moussa", given_name="Moussa", user=UserFactory(email="moussa@example.org")
    )
    PersonFactory(slug="wanjiku", given_name="Wanjiku")
    shown = page(client, focal, reverse("roster:propose"))
    assert ("Moussa" in shown, "Wanjiku" in shown) == (True, False)
    assert "Moussa" not in page(client, focal, reverse("roster:propose") + "?q=nobody")
    page(client, focal, reverse("roster:propose_one", args=["wanjiku"]), 404)
    client.post(reverse("roster:propose_one", args=["moussa"]), {"reason": "You know dioxins."})
    assert theirs.roster_entry.proposed_by == focal


def test_somebody_new_is_proposed_for_the_own_country_alone(client):
    focal, kenya = speaker(), PersonFactory().country
    client.force_login(focal)
    values = {
        "given_name": "Moussa",
        "family_name": "Ba",
        "email": "moussa@example.org",
        "language": "fr",
        "reason": "He knows dioxins.",
    }
    wrong = client.post(reverse("roster:propose_new"), {**values, "country": kenya.pk})
    assert wrong.status_code == 200
    assert not RosterEntry.objects.exists()
    client.post(reverse("roster:propose_new"), {**values, "country": focal.person.country_id})
    assert str(RosterEntry.objects.get().person) == "Moussa Ba"
    assert OutgoingMail.objects.get(address="moussa@example.org").language == "fr"


# --- The Secretariat --------------------------------------------------------------------------------------


def test_secretariat_lists_what_waits_from_its_queue(client, secretariat):
    entry = nominated()
    home = page(client, secretariat, reverse("wagtailadmin_home"))
    assert "nominated expert waits" in home
    assert "Amara Diallo" in client.get(reverse("roster_entries")).content.decode()
    one = reverse("roster_entry", args=[entry.pk])
    assert "Nothing: the entry is complete." in client.get(one).content.decode()
    client.post(one, {"verb": "list"})
    assert fresh(entry).state == EntryState.LISTED
    assert list(client.get(reverse("roster_entries")).context["object_list"]) == []
    assert list(client.get(reverse("roster_entries"), {"state": "listed"}).context["object_list"]) == [entry]
    assert list(client.get(reverse("roster_entries"), {"lapsing": "12"}).context["object_list"]) == []


def test_who_lapses_first_comes_first(client, secretariat):
    today = timezone.localdate()
    later, sooner = (RosterEntryFactory(state="listed", lapses_on=today + timedelta(days=days)) for days in (50, 20))

    client.force_login(secretariat)
    asked = client.get(reverse("roster_entries"), {"lapsing": "3"})
    assert list(asked.context["object_list"]) == [sooner, later]
    asked = client.get(reverse("roster_entries"), {"lapsing": "3", "ordering": "-lapses_on"})
    assert list(asked.context["object_list"]) == [later, sooner]


def test_secretariat_returns_with_a_reason_and_never_without(client, secretariat):
    entry = nominated()
    client.force_login(secretariat)
    one = reverse("roster_entry", args=[entry.pk])
    assert client.post(one, {"verb": "return_it", "return_it-reason": ""}).status_code == 422
    client.post(one, {"verb": "return_it", "return_it-reason": "Name your degree."})
    assert fresh(entry).state == EntryState.RETURNED
    late = client.post(one, {"verb": "list"}, follow=True)
    assert "not possible any more" in late.content.decode()


def test_incomplete_entry_cannot_be_listed_and_the_queue_says_what_is_missing(client, secretariat):
    entry = nominated()
    entry.person.language_skills.all().delete()
    client.force_login(secretariat)
    one = reverse("roster_entry", args=[entry.pk])
    shown = client.get(one).content.decode()
    assert "Name at least one language you work in." in shown
    assert "List this expert" not in shown
    client.post(one, {"verb": "list"})
    assert fresh(entry).state == EntryState.NOMINATED


def test_secretariat_records_a_nomination_on_paper_and_keeps_what_was_typed_when_refused(client, secretariat):
    entry = drafted()
    client.force_login(secretariat)
    one = reverse("roster_entry", args=[entry.pk])
    values = {
        "verb": "paper",
        "paper-nominator": f"country-{entry.person.country_id}",
        "paper-signer_name": "M. Fall",
        "paper-reason": "Letter of 3 May",
        "paper-endorsed": [entry.fields.first().term_id],
        "paper-seen": "stale-1",
    }
    refused = client.post(one, values)
    assert refused.status_code == 422
    assert "Letter of 3 May" in refused.content.decode()
    client.post(one, {**values, "paper-seen": refused.context["choices"][0]["form"]["seen"].value()})
    assert Nomination.objects.get().is_paper
    assert fresh(entry).state == EntryState.NOMINATED


def test_secretariat_records_terms_accepted_on_paper(client, secretariat):
    entry = drafted()
    Acceptance.objects.all().delete()
    client.force_login(secretariat)
    client.post(reverse("roster_entry", args=[entry.pk]), {"verb": "terms", "terms-language": "fr"})
    assert (Acceptance.objects.get().how, Acceptance.objects.get().language) == ("on-paper", "fr")


def test_secretariat_changes_the_rules_and_they_are_written_down(client, secretariat):
    client.force_login(secretariat)
    address = reverse("roster_rules")
    values = {"most_per_country": 30, "most_per_field": 3, "years_listed": 2, "reminder_months": "5, 2"}
    assert client.post(address, {**values, "reminder_months": "5, 5"}).status_code == 422
    assert client.post(address, {**values, "most_per_country": 0}).status_code == 422
    client.post(address, values)
    rules = RosterRules.current()
    assert (rules.most_per_country, rules.most_per_field, rules.years_listed) == (30, 3, 2)
    assert rules.reminder_months == [5, 2]


def test_secretariat_lets_an_institution_nominate_and_ends_it(client, secretariat):
    institution, nominator = InstitutionFactory(acronym="UNIDO"), UserFactory(email="unido@example.org")
    client.force_login(secretariat)
    today = timezone.localdate().isoformat()
    values = {"institution": "unido", "since": today, "source": "Decision", "nominators": "nobody@example.org"}
    assert client.post(reverse("entitle_institution"), values).status_code == 422
    client.post(reverse("entitle_institution"), {**values, "nominators": "UNIDO@example.org"})
    right = NominatingInstitution.objects.get()
    assert (right.institution, list(right.nominators.all())) == (institution, [nominator])
    one = reverse("nominating_institution", args=[right.pk])
    assert client.post(one, {"nominators": "", "until": today, "reason": ""}).status_code == 422
    client.post(one, {"nominators": "unido@example.org", "until": today, "reason": "Over."})
    right.refresh_from_db()
    assert right.until == timezone.localdate()


def test_pages_of_the_administration_are_nobodys_but_the_secretariats(client, member):
    entry = nominated()
    for user in (member, entry.person.user):
        client.force_login(user)
        for name, args in (
            ("roster_entries", []),
            ("roster_entry", [entry.pk]),
            ("nominating_institutions", []),
            ("entitle_institution", []),
            ("roster_rules", []),
        ):
            assert client.get(reverse(name, args=args)).status_code in (302, 403)


def test_queue_asks_as_often_for_three_as_for_one(client, secretariat):
    focal = speaker()
    client.force_login(secretariat)
    asked = set()
    for place in range(3):
        nominated(by=focal, email=f"nominated{place}@example.org", family_name=f"Nominated{place}")
        asked.add(queries_of(client, reverse("roster_entries")))
    assert len(asked) == 1


def test_nominator_of_an_entry_that_is_complete_no_more_is_told_before_they_write(client):
    focal, entry = speaker(), offered()
    entry.person.language_skills.all().delete()
    shown = page(client, focal, address_of(entry))
    assert "The expert puts this right first" in shown
    assert "<textarea" not in shown
    kept = client.post(address_of(entry), form_of(entry, focal, reason="My own words."))
    assert kept.status_code == 422
    assert "My own words." in kept.content.decode()
    assert "The expert has to complete the entry first." in kept.content.decode()


def test_own_page_of_a_nominator_says_how_many_experts_wait_and_nobody_elses_does(client, member):
    focal, _entry = speaker(), offered()
    assert "One expert waits for your nomination." in page(client, focal, reverse("my"))
    assert "Nominations of experts" not in page(client, member, reverse("my"))


def test_pages_of_nominators_are_light(client):
    import gzip

    focal = speaker()
    for place in range(5):
        nominated(by=focal, email=f"n{place}@example.org", family_name=f"Nominated{place}", fields=[f"field-{place}"])
    client.force_login(focal)
    entry = offered(email="last@example.org", family_name="Last")
    for address in (reverse("roster:nominations"), address_of(entry)):
        assert len(gzip.compress(client.get(address).content)) < 14 * 1024
