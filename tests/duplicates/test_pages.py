"""The Secretariat's pages about duplicates, and the addresses that lead on."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from search.actions import rebuild_index

from directory.actions.records import update_record
from directory.choices import Audience
from directory.duplicates.actions import dismiss, look_at, merge
from directory.duplicates.models import DuplicatePair, Merge
from directory.models import Person
from tests.factories import InstitutionFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(wanjiru, w_kamau):
    return look_at(wanjiru, w_kamau)


@pytest.fixture
def staff(client, secretariat):
    client.force_login(secretariat)
    return client


def words(response):
    return response.content.decode()


def seen_on(page):
    return page.context["comparison"].seen


def test_only_the_secretariat_knows_of_these_pages(client, pair, wanjiru, w_kamau, secretariat, focal_point):
    done = merge(wanjiru, w_kamau, by=secretariat)
    addresses = [
        reverse("duplicates:pairs"),
        reverse("duplicates:compare"),
        reverse("duplicates:merges"),
        pair.get_absolute_url(),
        done.get_absolute_url(),
    ]
    assert {client.get(address).status_code for address in addresses} == {302}
    client.force_login(focal_point)
    assert {client.get(address).status_code for address in addresses} == {404}
    assert client.post(done.get_absolute_url()).status_code == 404
    assert Merge.objects.get().undone_at is None


def test_two_records_are_compared_and_put_together(staff, pair, wanjiru, w_kamau):
    page = staff.get(pair.get_absolute_url())
    assert "Head" in words(page)
    assert "Chimiste." in words(page)
    assert "+254 700 555 0102" in words(page)

    answer = staff.post(
        pair.get_absolute_url(),
        {"verb": "merge", "keep": wanjiru.pk, "seen": seen_on(page), "field-name": "gone"},
        follow=True,
    )

    assert "The two records are one." in words(answer)
    assert Person.objects.get(pk=wanjiru.pk).romanised_name == "W. Kamau"
    assert staff.get(pair.get_absolute_url()).status_code == 302
    history = staff.get(reverse("directory:person-history", args=["wanjiru-kamau"]))
    assert "was put together with this one" in words(history)


def test_the_other_record_can_be_kept_instead(staff, pair, wanjiru, w_kamau):
    page = staff.get(pair.get_absolute_url(), {"keep": w_kamau.pk})
    assert page.context["kept"]["record"] == w_kamau

    staff.post(pair.get_absolute_url(), {"verb": "merge", "keep": w_kamau.pk, "seen": seen_on(page)})

    assert (Merge.objects.get().kept, Merge.objects.get().gone) == (w_kamau.pk, wanjiru.pk)


def test_the_button_pressed_twice_merges_once(staff, pair, wanjiru):
    typed = {"verb": "merge", "keep": wanjiru.pk, "seen": seen_on(staff.get(pair.get_absolute_url()))}

    answers = [staff.post(pair.get_absolute_url(), typed) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Merge.objects.count() == 1


def test_what_was_changed_meanwhile_is_shown_again_with_the_choices_made(staff, pair, wanjiru, w_kamau, secretariat):
    page = staff.get(pair.get_absolute_url())
    update_record(w_kamau, {"orcid": "", "position": "Director"}, by=secretariat)

    answer = staff.post(
        pair.get_absolute_url(),
        {"verb": "merge", "keep": wanjiru.pk, "seen": seen_on(page), "field-name": "gone"},
    )

    assert answer.status_code == 409
    assert "Director" in words(answer)
    assert 'name="field-name" value="gone" checked' in words(answer)
    assert not Merge.objects.exists()
    assert staff.post(
        pair.get_absolute_url(), {"verb": "merge", "keep": wanjiru.pk, "seen": seen_on(answer)}
    ).status_code == 302  # fmt: skip


def test_two_sign_ins_are_explained_and_one_is_chosen(staff, pair, wanjiru, w_kamau):
    w_kamau.user = UserFactory(email="w.kamau@example.org")
    w_kamau.save()
    typed = {"verb": "merge", "keep": wanjiru.pk, "seen": seen_on(staff.get(pair.get_absolute_url()))}

    refused = staff.post(pair.get_absolute_url(), typed)

    assert refused.status_code == 422
    assert "Only one can stay" in words(refused)
    assert staff.post(pair.get_absolute_url(), {**typed, "sign-in": "kept"}).status_code == 302


def test_a_pair_that_was_dismissed_says_why_and_can_be_looked_at_again(staff, pair):
    staff.post(pair.get_absolute_url(), {"verb": "dismiss", "why": "Aunt and niece"})

    assert "Aunt and niece" in words(staff.get(reverse("duplicates:pairs"), {"state": "dismissed"}))
    assert "Kamau" not in words(staff.get(reverse("duplicates:pairs")))
    staff.post(pair.get_absolute_url(), {"verb": "reopen"})
    assert "Kamau" in words(staff.get(reverse("duplicates:pairs")))


def test_records_are_taken_apart_on_the_page_or_it_says_what_stands_against_it(staff, wanjiru, w_kamau, secretariat):
    done = merge(wanjiru, w_kamau, by=secretariat)
    Person.objects.filter(pk=wanjiru.pk).update(orcid="")
    refused = staff.post(done.get_absolute_url())
    assert refused.status_code == 409
    assert "ORCID iD was changed since" in words(refused)

    Person.objects.filter(pk=wanjiru.pk).update(orcid="0000-0002-1825-0097")
    answer = staff.post(done.get_absolute_url(), follow=True)
    assert "They are two records again" in words(answer)
    assert staff.post(done.get_absolute_url()).status_code == 302
    assert staff.get("/en/directory/people/w-kamau/").status_code == 200


def test_the_secretariat_names_two_records_by_their_addresses(staff, wanjiru, w_kamau):
    address = reverse("duplicates:compare")
    institution = InstitutionFactory(slug="an-institute")

    wrong = staff.post(address, {"one": "wanjiru-kamau", "other": "nobody"})
    mixed = staff.post(address, {"one": "wanjiru-kamau", "other": institution.slug})
    same = staff.post(address, {"one": "wanjiru-kamau", "other": "/en/directory/people/wanjiru-kamau/"})
    right = staff.post(
        address,
        {"one": "https://chm.example/fr/directory/people/wanjiru-kamau/?format=vcf", "other": " w-kamau "},
    )

    assert [each.status_code for each in (wrong, mixed, same)] == [422, 422, 422]
    assert "No listed record has this address." in words(wrong)
    assert right.url == DuplicatePair.objects.get().get_absolute_url()


def test_the_list_asks_the_same_number_of_queries_for_one_pair_and_for_three(
    staff, pair, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        staff.get(reverse("duplicates:pairs"))
        with CaptureQueriesContext(connection) as asked:
            staff.get(reverse("duplicates:pairs"))
        return len(asked)

    one = queries()
    for _number in range(2):
        look_at(PersonFactory(), PersonFactory())
    look_at(InstitutionFactory(), InstitutionFactory())
    # Institutions are one more table.
    assert queries() <= one + 1


def test_the_command_finds_pairs(wanjiru, w_kamau, capsys):
    call_command("find_duplicates", "person")

    assert "person: 1 new pairs" in capsys.readouterr().out


# --- Addresses that lead on -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/en/directory/people/w-kamau/", "/en/directory/people/wanjiru-kamau/"),
        ("/fr/directory/people/w-kamau/?format=json", "/fr/directory/people/wanjiru-kamau/?format=json"),
        ("/en/directory/people/w-kamau/?format=vcf", "/en/directory/people/wanjiru-kamau/?format=vcf"),
        ("/en/directory/people/w-kamau/write/", "/en/directory/people/wanjiru-kamau/write/"),
    ],
)
def test_former_addresses_lead_to_the_record_that_stays(client, wanjiru, w_kamau, secretariat, old, new):
    merge(wanjiru, w_kamau, by=secretariat)

    answer = client.get(old)

    assert (answer.status_code, answer.url) == (301, new)


def test_former_addresses_of_institutions_lead_on_for_the_secretariat_too(staff, laboratories, secretariat):
    kept, gone = laboratories
    merge(kept, gone, by=secretariat)

    answer = staff.get("/ar/directory/institutions/govt-chemist/")

    assert (answer.status_code, answer.url) == (301, "/ar/directory/institutions/government-chemist/")


def test_chains_of_addresses_collapse(client, wanjiru, w_kamau, secretariat):
    third = PersonFactory(given_name="Wanjiru", family_name="Kamau", slug="kamau")
    merge(w_kamau, third, by=secretariat)
    merge(wanjiru, w_kamau, by=secretariat)

    assert client.get("/en/directory/people/kamau/").url == "/en/directory/people/wanjiru-kamau/"


def test_nobody_is_led_to_a_record_they_may_not_see(client, wanjiru, w_kamau, secretariat, member):
    Person.objects.filter(pk=wanjiru.pk).update(listing=Audience.MEMBERS)
    merge(wanjiru, w_kamau, by=secretariat)

    assert client.get("/en/directory/people/w-kamau/").status_code == 404
    client.force_login(member)
    assert client.get("/en/directory/people/w-kamau/").status_code == 301


def test_an_address_nobody_had_is_not_found(client, wanjiru):
    assert client.get("/en/directory/people/nobody/").status_code == 404


def test_the_record_that_is_gone_is_neither_listed_nor_searched(client, wanjiru, w_kamau, secretariat):
    merge(wanjiru, w_kamau, by=secretariat)
    rebuild_index()

    listed = words(client.get("/en/directory/people/"))
    assert "wanjiru-kamau" in listed
    assert "w-kamau/" not in listed.replace("wanjiru-kamau/", "")


def test_a_member_can_report_that_somebody_is_listed_twice(client, member, w_kamau):
    client.force_login(member)

    assert 'value="duplicate"' in words(client.get("/en/report/person/w-kamau/"))


def test_a_dismissed_pair_is_dismissed_once(pair, secretariat):
    assert dismiss(pair, by=secretariat)
    assert not dismiss(pair, by=secretariat)
