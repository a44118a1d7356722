"""Agreements: what is recorded, where they stand on a day, who is reminded, what is kept from whom."""

import uuid
from datetime import date

import pytest
from audit.models import Entry
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from notifications.models import OutgoingMail

from directory.choices import RecordStatus
from directory.partnerships import documents
from directory.partnerships.actions.agreements import (
    ChangedMeanwhileError,
    add_document,
    remind_of_renewals,
    withdraw_document,
    write_agreement,
)
from directory.partnerships.choices import AgreementKind, Ended, Readers, Renewal
from directory.partnerships.models import Agreement, Signatory
from directory.partnerships.queries import agreements_by_kind, agreements_by_region, agreements_in_force
from tests.factories import CountryFactory, InstitutionFactory
from tests.factories.partnerships import AgreementFactory, AgreementSummaryFactory, PartnershipFactory, ProjectFactory

from .papers import NO_DOCUMENTS, PDF, bomb, docx, odt, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def typed(laboratory, **more):
    """A filled-in form: the laboratory and the Secretariat sign."""
    return {
        "key": uuid.uuid4(),
        "kind": AgreementKind.MEMORANDUM,
        "title": "Memorandum on monitoring",
        "language": "en",
        "reference": "MOU-2024-01",
        "signed_on": "3 May 2024",
        "in_force_from": "2024-06-01",
        "in_force_to": "2027-05-31",
        "renewal": Renewal.NONE,
        "alert_months": "6",
        "signatories-TOTAL_FORMS": "2",
        "signatories-INITIAL_FORMS": "0",
        "signatories-0-side": "institution",
        "signatories-0-who": laboratory.name,
        "signatories-0-signed_by": "Wanjiru Kamau",
        "signatories-1-side": "secretariat",
        "summaries-TOTAL_FORMS": "1",
        "summaries-INITIAL_FORMS": "0",
        "summaries-0-language": "en",
        "summaries-0-text": "Both share data on PCBs.",
        **more,
    }


# --- Recording --------------------------------------------------------------------------------------------


def test_the_secretariat_records_an_agreement_and_the_keepers_are_told(client, secretariat, keeper, laboratory):
    client.force_login(secretariat)
    said = typed(laboratory)
    first = client.post(reverse("partnerships:add_agreement"), said)
    again = client.post(reverse("partnerships:add_agreement"), said)

    agreement = Agreement.objects.get()
    assert first.url == again.url == agreement.get_absolute_url()
    assert [str(signatory) for signatory in agreement.signatories.all()] == [
        "Nairobi Laboratory",
        "Secretariat of the Stockholm Convention",
    ]
    assert agreement.summaries.get().author == secretariat
    assert [(mail.address, mail.language) for mail in OutgoingMail.objects.all()] == [("keeper@example.org", "fr")]
    client.logout()
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "Both share data on PCBs." in page
    assert "Wanjiru Kamau" in page


def test_nobody_else_records_or_changes_agreements(client, keeper, laboratory):
    agreement = AgreementFactory(institutions=[laboratory])
    client.force_login(keeper)
    for name, args in (
        ("add_agreement", []),
        ("edit_agreement", [agreement.pk]),
        ("agreement_documents", [agreement.pk]),
    ):
        address = reverse(f"partnerships:{name}", args=args)
        assert client.get(address).status_code == 403
        assert client.post(address, typed(laboratory)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"in_force_to": "2024-05-31"}, "in_force_to"),
        ({"ended_on": "2024-05-01", "ended_how": Ended.TERMINATED}, "ended_on"),
        ({"ended_on": "2025-05-01"}, "ended_how"),
        ({"ended_how": Ended.TERMINATED}, "ended_on"),
        ({"renewal": Renewal.AUTOMATIC}, "renewal_months"),
        ({"renewal": Renewal.AUTOMATIC, "renewal_months": "12", "in_force_to": ""}, "in_force_to"),
        ({"signed_on": "2999-01-01"}, "signed_on"),
        ({"previous": "MOU-2024-01"}, "previous"),
        ({"in_force_from": "yesterday"}, "in_force_from"),
        ({"key": "not a key"}, "key"),
        ({"alert_months": "-1"}, "alert_months"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(client, secretariat, laboratory, wrong, field):
    client.force_login(secretariat)
    page = client.post(reverse("partnerships:add_agreement"), typed(laboratory, **wrong))
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "Both share data on PCBs." in page.content.decode()
    assert not Agreement.objects.exists()


def test_an_agreement_has_two_sides_and_each_once(client, secretariat, laboratory):
    client.force_login(secretariat)
    address = reverse("partnerships:add_agreement")
    one = client.post(address, typed(laboratory, **{"signatories-1-DELETE": "on"}))
    twice = client.post(
        address, typed(laboratory, **{"signatories-1-side": "institution", "signatories-1-who": laboratory.name})
    )
    unknown = client.post(address, typed(laboratory, **{"signatories-0-who": "Nobody knows"}))
    assert [page.status_code for page in (one, twice, unknown)] == [422] * 3


def test_a_party_signs_by_its_name_in_any_language(client, secretariat, laboratory):
    CountryFactory(iso2="EG")
    client.force_login(secretariat)
    client.post(
        reverse("partnerships:add_agreement"),
        typed(laboratory, **{"signatories-1-side": "party", "signatories-1-who": "مصر"}),
    )
    assert Signatory.objects.get(country__iso2="EG").agreement == Agreement.objects.get()


def test_two_who_change_an_agreement_at_once_lose_no_word(client, secretariat, laboratory):
    client.force_login(secretariat)
    client.post(reverse("partnerships:add_agreement"), typed(laboratory))
    agreement = Agreement.objects.get()
    address = reverse("partnerships:edit_agreement", args=[agreement.pk])
    said = typed(laboratory, key=agreement.key, seen="1")

    assert client.post(address, {**said, "title": "First hand"}).status_code == 302
    conflict = client.post(address, {**said, "title": "Second hand"})
    assert conflict.status_code == 409
    assert "Second hand" in conflict.content.decode()
    agreement.refresh_from_db()
    assert (agreement.title, agreement.version) == ("First hand", 2)
    knowingly = {**said, "title": "Second hand", "seen": conflict.context["form"].data["seen"]}
    assert client.post(address, knowingly).status_code == 302
    assert Entry.objects.filter(action="partnerships.agreement.changed").count() == 2


def test_a_change_from_an_older_version_writes_nothing(secretariat, laboratory):
    agreement = AgreementFactory(institutions=[laboratory], version=3)
    with pytest.raises(ChangedMeanwhileError):
        write_agreement(agreement, by=secretariat, key=agreement.key, values={"title": "X"}, signatories=[], seen=2)
    assert agreement.signatories.count() == 1


def test_agreements_follow_one_another_in_one_line(client, secretariat, laboratory):
    first = AgreementFactory(reference="A")
    second = AgreementFactory(reference="B", previous=first, in_force_from=date(2022, 1, 1))
    client.force_login(secretariat)
    taken = client.post(reverse("partnerships:add_agreement"), typed(laboratory, previous="A"))
    assert "Another agreement has taken its place already." in taken.context["form"].errors["previous"]
    circle = client.post(
        reverse("partnerships:edit_agreement", args=[first.pk]),
        typed(laboratory, key=first.key, seen="1", reference="A", previous="B", in_force_from="2023-01-01"),
    )
    assert "That agreement came after this one." in circle.context["form"].errors["previous"]
    assert second.title in client.get(first.get_absolute_url()).content.decode()


# --- Days -------------------------------------------------------------------------------------------------


def in_force(*days):
    return [list(agreements_in_force(day).values_list("reference", flat=True)) for day in days]


def test_an_agreement_is_in_force_from_its_first_day_to_its_last():
    AgreementFactory(reference="A", in_force_from=date(2020, 2, 29), in_force_to=date(2022, 2, 28))
    days = (date(2020, 2, 28), date(2020, 2, 29), date(2022, 2, 28), date(2022, 3, 1))
    assert in_force(*days) == [[], ["A"], ["A"], []]
    assert [Agreement.objects.get().state_on(day) for day in days] == ["to-come", "in-force", "in-force", "expired"]


def test_one_that_renews_itself_goes_on_until_it_is_ended():
    agreement = AgreementFactory(
        reference="A",
        in_force_from=date(2018, 1, 1),
        in_force_to=date(2020, 1, 31),
        renewal=Renewal.AUTOMATIC,
        renewal_months=12,
        ended_on=date(2024, 6, 30),
        ended_how=Ended.TERMINATED,
    )
    assert in_force(date(2020, 2, 1), date(2024, 6, 30), date(2024, 7, 1)) == [["A"], ["A"], []]
    assert agreement.term_ends_on(date(2020, 2, 1)) == date(2021, 1, 31)
    assert agreement.term_ends_on(date(2021, 1, 31)) == date(2021, 1, 31)
    assert agreement.term_ends_on(date(2021, 2, 1)) == date(2022, 1, 31)
    assert agreement.state_on(date(2024, 7, 1)) == "ended"


def test_terms_that_end_on_the_last_of_a_month_do_not_drift():
    agreement = AgreementFactory(
        in_force_from=date(2020, 1, 1), in_force_to=date(2020, 1, 31), renewal=Renewal.AUTOMATIC, renewal_months=1
    )
    assert agreement.term_ends_on(date(2020, 2, 1)) == date(2020, 2, 29)
    assert agreement.term_ends_on(date(2020, 3, 1)) == date(2020, 3, 31)


def test_an_agreement_without_a_term_stays_in_force():
    AgreementFactory(reference="A", in_force_from=date(2010, 1, 1), in_force_to=None)
    assert in_force(date(2009, 12, 31), date(2040, 1, 1)) == [[], ["A"]]


def test_rows_of_the_database_and_one_agreement_say_the_same_of_every_day():
    days = [date(year, month, 1) for year in range(2018, 2027) for month in (1, 7)]
    for renewal in (Renewal.NONE, Renewal.AUTOMATIC, Renewal.SIGNATURE):
        for ended in (None, date(2023, 6, 30)):
            AgreementFactory(
                in_force_from=date(2019, 1, 1),
                in_force_to=date(2021, 6, 30),
                renewal=renewal,
                renewal_months=24,
                ended_on=ended,
                ended_how=Ended.TERMINATED if ended else "",
            )
    for day in days:
        counted = set(agreements_in_force(day).values_list("pk", flat=True))
        assert counted == {each.pk for each in Agreement.objects.all() if each.state_on(day) == "in-force"}


# --- Reminding --------------------------------------------------------------------------------------------


def test_the_end_of_a_term_is_told_once_to_the_secretariat_and_the_keepers(keeper, laboratory):
    AgreementFactory(institutions=[laboratory], in_force_to=date(2025, 6, 30), alert_months=6)
    assert remind_of_renewals(date(2024, 12, 29)) == 0
    assert [remind_of_renewals(date(2024, 12, 30)) for _time in range(3)] == [1, 0, 0]
    assert sorted(OutgoingMail.objects.values_list("address", "language")) == [
        ("keeper@example.org", "fr"),
        ("secretariat@chm.example", "en"),
    ]
    assert remind_of_renewals(date(2025, 7, 1)) == 0


def test_each_further_term_is_told_of_once():
    AgreementFactory(in_force_to=date(2024, 12, 31), renewal=Renewal.AUTOMATIC, renewal_months=12, alert_months=3)
    told = [remind_of_renewals(date(year, 11, day)) for year in (2024, 2025) for day in (1, 2)]
    assert told == [1, 0, 1, 0]


@pytest.mark.parametrize(
    "which",
    [{"alert_months": 0}, {"ended_on": date(2025, 1, 1), "ended_how": Ended.TERMINATED}, {"in_force_to": None}],
)
def test_nobody_is_told_of_what_does_not_end_or_has_ended(which):
    AgreementFactory(**{"in_force_to": date(2025, 6, 30), "alert_months": 6, **which})
    assert remind_of_renewals(date(2025, 3, 1)) == 0
    assert not OutgoingMail.objects.exists()


def test_a_process_killed_while_it_reminds_neither_loses_nor_doubles_a_letter(monkeypatch):
    from directory.partnerships.actions import agreements

    for _number in range(3):
        AgreementFactory(in_force_to=date(2025, 6, 30))
    real, calls = agreements.send_to_secretariat, []

    def dies_at_the_second(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(agreements, "send_to_secretariat", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        remind_of_renewals(date(2025, 3, 1))
    assert OutgoingMail.objects.count() == 1
    assert remind_of_renewals(date(2025, 3, 1)) == 2
    assert OutgoingMail.objects.count() == 3


# --- What is kept from whom -------------------------------------------------------------------------------

SECRET = "Protocol Nightingale"


@pytest.fixture
def confidential(laboratory, secretariat):
    """A confidential agreement between the laboratory and Senegal, with a document, a successor and a project."""
    PartnershipFactory(institution=laboratory)
    agreement = AgreementFactory(title=SECRET, reference="SECRET-1", is_confidential=True, institutions=[laboratory])
    Signatory.objects.create(agreement=agreement, country=CountryFactory(iso2="SN"), signed_by=f"{SECRET} signer")
    AgreementSummaryFactory(agreement=agreement, text=f"{SECRET} summary")
    file = upload(PDF, f"{SECRET}.pdf")
    add_document(
        agreement, file, documents.read(file), by=secretariat, title=SECRET, language="en", readers=Readers.EVERYONE
    )
    AgreementFactory(title="Known successor", reference="K-1", previous=agreement, in_force_from=date(2022, 1, 1))
    project = ProjectFactory(partners=[laboratory, InstitutionFactory()], slug="known-project")
    project.agreements.add(agreement)
    return agreement


def places(agreement):
    document = agreement.documents.get()
    yield agreement.get_absolute_url()
    yield document.get_absolute_url()
    yield f"/media/{document.file}"
    yield from (
        f"{reverse('partnerships:agreements')}{query}"
        for query in ("", "?q=Nightingale", "?format=csv", "?format=json", "?state=in-force", "?country=sn")
    )
    institution = agreement.signatories.exclude(institution=None).get().institution
    yield institution.get_absolute_url()
    yield f"{institution.get_absolute_url()}?format=jsonld"
    yield reverse("partnerships:partner", args=[institution.slug])
    yield reverse("directory:country", args=["sn"])
    yield Agreement.objects.get(reference="K-1").get_absolute_url()
    yield "/en/projects/of/known-project/"
    yield "/en/partners/figures/"
    yield "/en/partners/figures/?format=csv"
    yield "/en/partners/"
    yield "/en/search/?q=Nightingale"
    for name in ("sitemap.xml", "sitemap-agreements-en.xml", "sitemap-projects-en.xml", "sitemap-partners-en.xml"):
        yield f"/{name}"


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def where_it_shows(client, agreement):
    cache.clear()
    found = []
    for address in places(agreement):
        answer = client.get(address)
        said = body(answer) + str(answer.headers).encode()
        own = agreement.get_absolute_url()
        # The address asked for says nothing that the reader did not know.
        named = any(secret in said for secret in (SECRET.encode(), b"SECRET-1"))
        told = named or (own.encode() in said and not address.startswith(own))
        if told or (address in (own, agreement.documents.get().get_absolute_url()) and answer.status_code != 404):
            found.append(address)
    return found


@pytest.mark.parametrize("who", ["visitor", "member", "focal_point", "applicant"])
def test_a_confidential_agreement_is_nowhere_for_others(client, confidential, request, who):
    user = request.getfixturevalue(who)
    if user.is_authenticated:
        client.force_login(user)
    assert where_it_shows(client, confidential) == []


@pytest.mark.parametrize("who", ["keeper", "official_contact", "secretariat"])
def test_a_confidential_agreement_is_there_for_those_entitled_to_it(client, confidential, request, who):
    client.force_login(request.getfixturevalue(who))
    found = where_it_shows(client, confidential)
    document = confidential.documents.get()
    assert confidential.get_absolute_url() in found
    assert document.get_absolute_url() in found
    assert f"/media/{document.file}" not in found
    assert reverse("partnerships:agreements") in found


def test_a_confidential_agreement_does_not_count(confidential, secretariat, keeper, visitor):
    on = date(2021, 6, 1)
    assert agreements_in_force(on, visitor).count() == agreements_in_force(on).count() == 0
    assert (agreements_by_kind(on), agreements_by_region(on)) == ({}, {})
    assert agreements_in_force(on, keeper).count() == agreements_in_force(on, secretariat).count() == 1


def test_whoever_stopped_keeping_the_record_reads_no_confidential_agreement_any_more(client, confidential, keeper):
    held = keeper.person.affiliations.get()
    held.ends_on = date(2021, 1, 1)
    held.save()
    client.force_login(keeper)
    assert where_it_shows(client, confidential) == []


def test_a_signatory_that_is_no_longer_listed_is_not_named(client, laboratory):
    agreement = AgreementFactory(institutions=[laboratory, InstitutionFactory(name="Other House")])
    laboratory.status = RecordStatus.CLOSED
    laboratory.save()
    for address in (agreement.get_absolute_url(), f"{reverse('partnerships:agreements')}?format=csv"):
        said = client.get(address).content.decode()
        assert "Other House" in said
        assert "Nairobi Laboratory" not in said


# --- Documents --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", NO_DOCUMENTS.values(), ids=NO_DOCUMENTS)
def test_a_document_that_is_no_document_is_refused(content):
    with pytest.raises(ValidationError):
        documents.read(upload(content))


def test_a_document_that_would_fill_the_disk_is_refused():
    made = bomb()
    assert len(made) < 1024 * 1024
    with pytest.raises(ValidationError) as refused:
        documents.read(upload(made, "agreement.docx"))
    assert refused.value.code == "bomb"


def test_whoever_sends_something_else_is_told_what_is_taken_here_and_not_elsewhere():
    for content in (b"not a document", b"\x89PNG\r\n" + b"0" * 64):
        with pytest.raises(ValidationError) as refused:
            documents.read(upload(content))
        assert refused.value.code in ("kind", "damaged")
        assert "JPEG" not in str(refused.value)


@pytest.mark.parametrize(("content", "kind"), [(PDF, "pdf"), (docx(), "docx"), (odt(), "odt")])
def test_fair_documents_are_kept_as_they_are_whatever_they_are_called(client, secretariat, laboratory, content, kind):
    agreement = AgreementFactory(institutions=[laboratory])
    client.force_login(secretariat)
    address = reverse("partnerships:agreement_documents", args=[agreement.pk])
    said = {"title": "The text", "language": "en", "readers": "everyone"}
    for _time in range(2):
        assert client.post(address, {**said, "file": upload(content, "../../x.exe")}).status_code == 302
    document = agreement.documents.get()
    assert (document.kind, document.name) == (kind, f"x.{kind}")
    assert len(default_storage.listdir("agreements")[1]) == 1
    client.logout()
    answer = client.get(document.get_absolute_url())
    assert body(answer) == content
    assert "attachment" in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_refused_file_says_why_and_keeps_what_was_typed(client, secretariat):
    agreement = AgreementFactory()
    client.force_login(secretariat)
    page = client.post(
        reverse("partnerships:agreement_documents", args=[agreement.pk]),
        {"title": "The signed text", "language": "en", "readers": "everyone", "file": upload(b"")},
    )
    assert page.status_code == 422
    assert "The file is empty" in page.content.decode()
    assert "The signed text" in page.content.decode()
    assert not default_storage.exists("agreements") or default_storage.listdir("agreements")[1] == []


@pytest.mark.parametrize(
    ("readers", "those"),
    [
        (Readers.EVERYONE, {"visitor", "member", "official_contact", "keeper", "secretariat"}),
        (Readers.MEMBERS, {"member", "official_contact", "keeper", "secretariat"}),
        (Readers.INVOLVED, {"keeper", "secretariat"}),
        (Readers.SECRETARIAT, {"secretariat"}),
    ],
)
def test_each_document_is_read_by_whom_it_is_for(client, laboratory, request, readers, those):
    secretariat = request.getfixturevalue("secretariat")
    agreement = AgreementFactory(institutions=[laboratory])
    file = upload(PDF)
    document = add_document(
        agreement, file, documents.read(file), by=secretariat, title="Paper", language="en", readers=readers
    )
    able = set()
    for who in ("visitor", "member", "official_contact", "keeper", "secretariat"):
        user = request.getfixturevalue(who)
        client.logout()
        if user.is_authenticated:
            client.force_login(user)
        listed = document.get_absolute_url() in client.get(agreement.get_absolute_url()).content.decode()
        got = client.get(document.get_absolute_url())
        assert (got.status_code == 200) == listed
        if listed:
            able.add(who)
            assert body(got) == PDF
    assert able == those


def test_a_withdrawn_document_is_read_by_nobody(client, secretariat):
    agreement = AgreementFactory()
    file = upload(PDF)
    document = add_document(
        agreement, file, documents.read(file), by=secretariat, title="Paper", language="en", readers="everyone"
    )
    assert withdraw_document(document, by=secretariat) is True
    assert withdraw_document(document, by=secretariat) is False
    client.force_login(secretariat)
    assert client.get(document.get_absolute_url()).status_code == 404


def test_a_document_of_another_agreement_is_not_found_under_this_one(client, secretariat):
    file = upload(PDF)
    one, other = AgreementFactory(), AgreementFactory()
    document = add_document(
        one, file, documents.read(file), by=secretariat, title="Paper", language="en", readers="everyone"
    )
    address = reverse("partnerships:agreement_document", args=[other.pk, document.pk])
    assert client.get(address).status_code == 404


def test_one_agreement_and_three_cost_the_same(client):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("partnerships:agreements"))
        return len(seen)

    AgreementFactory(institutions=[InstitutionFactory()])
    asked()
    one = asked()
    for _number in range(2):
        AgreementFactory(institutions=[InstitutionFactory(), InstitutionFactory()])
    assert asked() == one
