"""Who is a partner, on which day, and what lists and pages say of it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from notifications.models import OutgoingMail

from directory.choices import RecordStatus
from directory.partnerships.actions.partnerships import (
    PartnershipOverlapError,
    WrongDayError,
    begin_partnership,
    end_partnership,
    resume_partnership,
    suspend_partnership,
)
from directory.partnerships.models import Partnership
from directory.partnerships.queries import partner_organisations
from tests.factories import CountryFactory, InstitutionFactory
from tests.factories.partnerships import PartnershipFactory

pytestmark = pytest.mark.django_db


def partners(on):
    return [institution.slug for institution in partner_organisations(on)]


def test_a_partner_is_one_from_its_first_day_to_its_last(laboratory, secretariat):
    begin_partnership(laboratory, starts_on=date(2020, 3, 1), ends_on=date(2021, 3, 1), by=secretariat)
    days = (date(2020, 2, 29), date(2020, 3, 1), date(2021, 3, 1), date(2021, 3, 2))
    assert [partners(day) for day in days] == [[], ["nairobi-laboratory"], ["nairobi-laboratory"], []]


def test_a_suspended_partner_does_not_count_until_it_is_taken_up_again(laboratory, secretariat):
    partnership = begin_partnership(laboratory, starts_on=date(2020, 1, 1), by=secretariat)
    assert suspend_partnership(partnership, on=date(2021, 1, 1), by=secretariat, reason="No staff.") is True
    assert suspend_partnership(partnership, on=date(2021, 1, 1), by=secretariat, reason="No staff.") is False
    assert resume_partnership(partnership, on=date(2022, 1, 1), by=secretariat) is True
    days = (date(2020, 12, 31), date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1))
    assert [len(partners(day)) for day in days] == [1, 0, 0, 1]
    fresh = Partnership.objects.get()
    assert [fresh.status_on(day) for day in days] == ["active", "suspended", "suspended", "active"]


def test_times_do_not_overlap_and_may_follow_one_another(laboratory, secretariat):
    begin_partnership(laboratory, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31), by=secretariat)
    for start, end in (
        (date(2020, 12, 31), None),
        (date(2019, 1, 1), date(2020, 1, 1)),
        (date(2020, 5, 1), date(2020, 6, 1)),
    ):
        with pytest.raises(PartnershipOverlapError):
            begin_partnership(laboratory, starts_on=start, ends_on=end, by=secretariat)
    begin_partnership(laboratory, starts_on=date(2021, 1, 1), by=secretariat)
    begin_partnership(laboratory, starts_on=date(2018, 1, 1), ends_on=date(2019, 12, 31), by=secretariat)
    assert Partnership.objects.count() == 3


def test_days_before_the_beginning_are_refused(laboratory, secretariat):
    with pytest.raises(WrongDayError):
        begin_partnership(laboratory, starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 1), by=secretariat)
    partnership = begin_partnership(laboratory, starts_on=date(2020, 1, 2), by=secretariat)
    with pytest.raises(WrongDayError):
        end_partnership(partnership, on=date(2020, 1, 1), by=secretariat, reason="Error.")
    suspend_partnership(partnership, on=date(2021, 1, 1), by=secretariat, reason="Rest.")
    with pytest.raises(WrongDayError):
        resume_partnership(partnership, on=date(2020, 6, 1), by=secretariat)


def test_the_database_itself_refuses_two_open_partnerships(laboratory):
    PartnershipFactory(institution=laboratory)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnershipFactory(institution=laboratory)


def test_an_end_is_recorded_once_and_told_to_the_keepers(keeper, laboratory, secretariat):
    partnership = begin_partnership(laboratory, starts_on=date(2020, 1, 1), by=secretariat)
    assert end_partnership(partnership, on=date(2024, 1, 1), by=secretariat, reason="Moved.") is True
    assert end_partnership(partnership, on=date(2025, 1, 1), by=secretariat, reason="Again.") is False
    assert Partnership.objects.get().ends_on == date(2024, 1, 1)
    assert [(mail.address, mail.language) for mail in OutgoingMail.objects.all()] == [("keeper@example.org", "fr")]


def test_the_secretariat_ends_a_partnership_on_its_page_and_others_cannot(client, keeper, laboratory, secretariat):
    partnership = PartnershipFactory(institution=laboratory)
    said = {"verb": "end", "end-on": "2024-06-30", "end-reason": "The laboratory closed."}
    client.force_login(keeper)
    assert client.post(partnership.get_absolute_url(), said).status_code == 403
    client.force_login(secretariat)
    assert client.post(partnership.get_absolute_url(), said).status_code == 302
    page = client.get(partnership.get_absolute_url()).content.decode()
    assert "until 30 June 2024" in page
    assert "The laboratory closed." in page


def test_the_list_is_narrowed_by_type_region_country_and_words(client, laboratory):
    other = InstitutionFactory(name="Cairo Centre", slug="cairo-centre", country=CountryFactory(iso2="EG"))
    former = InstitutionFactory(name="Former Friend", slug="former-friend")
    PartnershipFactory(institution=laboratory, offers="Mass spectrometry")
    PartnershipFactory(institution=other)
    PartnershipFactory(institution=former, ends_on=date(2022, 1, 1))
    address = reverse("partnerships:partners")

    def listed(**query):
        return sorted(row["partnership"].institution.slug for row in client.get(address, query).context["rows"])

    assert listed() == ["cairo-centre", "nairobi-laboratory"]
    assert listed(country="eg") == ["cairo-centre"]
    assert listed(country="EG") == listed()
    assert listed(region="202") == ["nairobi-laboratory"]
    assert listed(region="002") == ["cairo-centre", "nairobi-laboratory"]
    assert listed(type=laboratory.type.code) == (
        ["cairo-centre", "nairobi-laboratory"] if other.type == laboratory.type else ["nairobi-laboratory"]
    )
    assert listed(q="spectrometry") == ["nairobi-laboratory"]
    assert listed(show="past") == ["former-friend"]
    assert listed(show="all") == ["cairo-centre", "former-friend", "nairobi-laboratory"]
    assert listed(region="nowhere", type="<x>") == ["cairo-centre", "nairobi-laboratory"]


def test_a_partner_whose_record_is_closed_is_shown_nowhere(client, laboratory):
    partnership = PartnershipFactory(institution=laboratory, offers="A secret offer")
    laboratory.status = RecordStatus.CLOSED
    laboratory.save()
    for address in (reverse("partnerships:partners"), f"{reverse('partnerships:partners')}?format=csv"):
        assert "Nairobi Laboratory" not in client.get(address).content.decode()
    assert client.get(partnership.get_absolute_url()).status_code == 404
    assert partners(timezone.localdate()) == []


@pytest.mark.parametrize("format", ["csv", "json", "xlsx"])
def test_the_list_is_taken_away_as_it_is_narrowed(client, laboratory, format):
    PartnershipFactory(institution=laboratory, offers="=1+1")
    answer = client.get(reverse("partnerships:partners"), {"format": format})
    assert answer.status_code == 200
    assert f".{format}" in answer["Content-Disposition"]
    if format == "csv":
        assert "'=1+1" in answer.content.decode()
    if format == "json":
        assert [row["name"] for row in answer.json()] == ["Nairobi Laboratory"]
    narrowed = client.get(reverse("partnerships:partners"), {"format": "json", "show": "past"})
    assert narrowed.json() == []
    assert client.get(reverse("partnerships:partners"), {"format": "exe"}).status_code == 404


def test_one_row_and_three_cost_the_same(client, django_assert_num_queries):
    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(reverse("partnerships:partners"))
        return len(seen)

    PartnershipFactory()
    queries()
    one = queries()
    PartnershipFactory()
    PartnershipFactory()
    assert queries() == one


def test_the_page_of_an_institution_says_that_it_is_a_partner(client, laboratory, keeper):
    address = laboratory.get_absolute_url()
    assert "Partner of the network" not in client.get(address).content.decode()
    client.force_login(keeper)
    assert "Apply for this institution" in client.get(address).content.decode()
    PartnershipFactory(institution=laboratory, starts_on=timezone.localdate() - timedelta(days=900))
    page = client.get(address).content.decode()
    assert "Partner of the network since" in page
    assert "Apply for this institution" not in page


def test_the_desk_belongs_to_the_secretariat(client, member, secretariat):
    address = reverse("partnerships:desk")
    assert client.get(address).status_code == 404
    client.force_login(member)
    assert client.get(address).status_code == 404
    client.force_login(secretariat)
    assert client.get(address).status_code == 200


def test_a_form_sent_twice_records_one_partnership_and_another_of_the_same_time_is_refused(
    client, laboratory, secretariat
):
    client.force_login(secretariat)
    said = {"institution": laboratory.pk, "starts_on": "3 May 2019"}
    assert client.post(reverse("partnerships:begin"), said).status_code == 302
    assert client.post(reverse("partnerships:begin"), said).url == Partnership.objects.get().get_absolute_url()
    other = client.post(reverse("partnerships:begin"), {**said, "starts_on": "4 May 2019"})
    assert (other.status_code, Partnership.objects.count()) == (422, 1)
