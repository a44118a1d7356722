"""A joint project is proposed, completed section by section, reviewed, published and kept."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from notifications.models import OutgoingMail

from directory.partnerships.actions.projects import (
    NotJointError,
    ReviewError,
    propose_project,
    publish_project,
    rest_on_agreements,
    return_project,
    submit_project,
)
from directory.partnerships.choices import ProjectRole, ProjectStatus, Review
from directory.partnerships.models import Project, ProjectPartner
from directory.partnerships.queries import joint_projects, projects_by_region, projects_by_status
from tests.factories import ChemicalFactory, CountryFactory, InstitutionFactory, RegionFactory
from tests.factories.partnerships import AgreementFactory, PartnershipFactory, ProjectFactory

from .papers import PDF, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(laboratory):
    PartnershipFactory(institution=laboratory)
    return laboratory


@pytest.fixture
def other(db):
    return InstitutionFactory(name="Cairo Centre", slug="cairo-centre", country=CountryFactory(iso2="EG"))


@pytest.fixture
def draft(partner, keeper):
    return propose_project(
        by=keeper, key=uuid.uuid4(), lead=partner, title="Clean oils", language="en", summary="PCBs."
    )


def rows(name, *lines):
    """What a form sends for lines of a list."""
    said = {f"{name}-TOTAL_FORMS": len(lines), f"{name}-INITIAL_FORMS": 0}
    return said | {
        f"{name}-{number}-{key}": value for number, line in enumerate(lines) for key, value in line.items()
    }


def section(project, code):
    return reverse("partnerships:project_record_section", args=[project.slug, code])


def save(client, project, code, **said):
    """Fill a section in from the page as it is, and save it."""
    form = client.get(section(project, code)).context["form"]
    hidden = {"seen": form.initial["seen"], "whose": form.initial["whose"]}
    return client.post(section(project, code), {**hidden, **said})


def complete(client, project, other):
    lead = project.partners.get(role=ProjectRole.LEAD).institution
    assert (
        save(
            client,
            project,
            "partners",
            **rows(
                "partners",
                {"where": lead.name, "role": "lead"},
                {"where": other.name, "role": "implementing", "starts_on": "2024-02-01"},
            ),
        ).status_code
        == 302
    )


def test_the_keeper_of_a_partner_begins_a_project_once(client, partner, keeper):
    client.force_login(keeper)
    said = {
        "key": uuid.uuid4(), "title": "Clean oils", "language": "en", "lead": partner.pk, "summary": "PCBs in oils.",
    }  # fmt: skip
    first, again = (client.post(reverse("partnerships:propose"), said) for _time in range(2))
    project = Project.objects.get()
    assert first.url == again.url == reverse("partnerships:project_record", args=[project.slug])
    assert (project.review, project.proposed_by) == (Review.DRAFT, keeper)


def test_members_who_keep_no_partner_propose_nothing(client, member, keeper, laboratory):
    for user in (member, keeper):
        client.force_login(user)
        assert client.get(reverse("partnerships:propose")).status_code == 403


def test_sections_are_saved_one_by_one_with_who_and_when(client, keeper, draft, other):
    country, chemical = CountryFactory(iso2="SN"), ChemicalFactory()
    client.force_login(keeper)
    complete(client, draft, other)
    for code, said in {
        "about": {"title": "Clean transformer oils", "language": "en", "number": "GEF-1", "summary": "Oils."},
        "time": {
            "starts_on": "2024",
            "ends_on": "31 December 2026",
            **rows("changes", {"status": "planned", "on": "2023-06-01"}, {"status": "running", "on": "2024-01-01"}),
        },
        "places": {"countries": [country.pk]},
        "subjects": {"chemicals": [chemical.pk]},
        "work": {
            **rows("activities", {"title": "Inventory", "starts_on": "2024-03-01", "where": other.name}),
            **rows("milestones", {"title": "First report", "due_on": "2025-01-01"}),
        },
        "results": {
            "lessons": "Begin early.",
            **rows("results", {"kind": "output", "text": "A guide", "evidence": "https://guide.example/"}),
        },
        "funding": rows("fundings", {"kind": "core", "source": "GEF", "amount": "1500000", "currency": "usd"}),
    }.items():
        answer = save(client, draft, code, **said)
        assert answer.status_code == 302, (code, answer.context and list(answer.context["form"].problems))
    project = Project.objects.get()
    assert (project.title, project.starts_on, project.ends_on) == (
        "Clean transformer oils",
        date(2024, 1, 1),
        date(2026, 12, 31),
    )
    assert [str(each) for each in project.partners.all()] == ["Nairobi Laboratory", "Cairo Centre"]
    assert project.activities.get().institution == other
    assert (str(project.fundings.get().amount), project.fundings.get().currency) == ("1500000.00", "USD")
    assert project.status_on(date(2023, 7, 1)) == ProjectStatus.PLANNED
    history = client.get(reverse("partnerships:project_record_history", args=[project.slug])).content.decode()
    for words in ("Cairo Centre, Implementing partner", "First report", "1,500,000 USD", "Begin early."):
        assert words in history
    page = client.get(project.get_absolute_url()).content.decode()
    for words in ("Inventory", "First report", "A guide", "Begin early.", "1,500,000 USD", "Senegal", "GEF-1"):
        assert words in page
    # Saved again without a change, every section says that there is none.
    for code in ("about", "partners", "time", "work", "funding"):
        assert client.get(section(project, code)).status_code == 200


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("about", {"title": "", "language": "en"}),
        ("partners", rows("partners", {"where": "Nobody knows", "role": "lead"})),
        ("partners", rows("partners", {"where": "Cairo Centre", "role": "funding"})),
        ("partners", rows("partners", *[{"where": "Cairo Centre", "role": "lead"}] * 2)),
        (
            "partners",
            rows("partners", {"where": "Cairo Centre", "role": "lead", "starts_on": "2024", "ends_on": "2023"}),
        ),
        ("time", {"starts_on": "2024", "ends_on": "2023", **rows("changes")}),
        ("time", rows("changes", {"status": "running", "on": ""}, {"status": "planned", "on": "soon"})),
        ("time", rows("changes", *[{"status": "running", "on": "2024-01-01"}] * 2)),
        ("work", {**rows("activities", {"title": "", "starts_on": "2024"}), **rows("milestones")}),
        ("work", {**rows("activities"), **rows("milestones", {"title": "Report"})}),
        ("results", rows("results", {"kind": "output", "text": "A guide", "evidence": "javascript:alert(1)"})),
        ("funding", rows("fundings", {"kind": "core", "source": "GEF", "amount": "10", "currency": "1$"})),
        ("funding", rows("fundings", {"kind": "core", "source": "GEF", "amount": "-1", "currency": "USD"})),
    ],
)
def test_what_cannot_be_is_refused(client, keeper, draft, other, code, said):
    client.force_login(keeper)
    before = draft.latest_revision_id
    assert save(client, draft, code, **said).status_code == 422
    draft.refresh_from_db()
    assert draft.latest_revision_id == before


def test_two_who_write_the_same_section_lose_no_word(client, keeper, draft):
    client.force_login(keeper)
    form = client.get(section(draft, "results")).context["form"]
    hidden = {"seen": form.initial["seen"], "whose": form.initial["whose"], **rows("results")}
    assert client.post(section(draft, "results"), {**hidden, "lessons": "First"}).status_code == 302
    conflict = client.post(section(draft, "results"), {**hidden, "lessons": "Second"})
    assert conflict.status_code == 409
    said = conflict.content.decode()
    assert "First" in said
    assert "Second" in said


def test_a_project_goes_to_the_secretariat_comes_back_and_is_published(client, keeper, draft, other, secretariat):
    client.force_login(keeper)
    alone = client.post(draft.get_absolute_url(), {"verb": "submit", "submit-text": ""})
    assert alone.status_code == 422
    complete(client, draft, other)
    OutgoingMail.objects.all().delete()
    for _time in range(2):
        client.post(draft.get_absolute_url(), {"verb": "submit", "submit-text": "Here it is."})
    assert OutgoingMail.objects.filter(address="secretariat@chm.example").count() == 1
    client.logout()
    assert client.get(draft.get_absolute_url()).status_code == 404

    client.force_login(secretariat)
    client.post(draft.get_absolute_url(), {"verb": "return", "return-text": "Which countries?"})
    client.force_login(keeper)
    assert "Which countries?" in client.get(draft.get_absolute_url()).content.decode()
    client.post(draft.get_absolute_url(), {"verb": "submit", "submit-text": "Kenya and Egypt."})
    client.force_login(secretariat)
    client.post(draft.get_absolute_url(), {"verb": "publish", "publish-text": ""})
    client.logout()
    assert client.get(draft.get_absolute_url()).status_code == 200
    assert "Which countries?" not in client.get(draft.get_absolute_url()).content.decode()
    letters = OutgoingMail.objects.filter(address="keeper@example.org")
    assert [mail.language for mail in letters] == ["fr", "fr"]


def test_a_keeper_publishes_nothing_themselves(client, keeper, draft, other):
    client.force_login(keeper)
    complete(client, draft, other)
    assert client.post(draft.get_absolute_url(), {"verb": "publish", "publish-text": ""}).status_code == 403


def test_a_project_is_decided_once(keeper, draft, other, secretariat, client):
    with pytest.raises(NotJointError):
        submit_project(draft, by=keeper)
    ProjectPartner.objects.create(project=draft, institution=other, role=ProjectRole.FUNDING)
    submit_project(draft, by=keeper)
    with pytest.raises(ReviewError):
        submit_project(draft, by=keeper)
    return_project(draft, by=secretariat, text="Why?")
    with pytest.raises(ReviewError):
        return_project(draft, by=secretariat, text="Why?")
    publish_project(draft, by=secretariat)
    with pytest.raises(ReviewError):
        publish_project(draft, by=secretariat)


def test_a_published_project_is_kept_by_the_keeper_of_its_lead_partner(client, keeper, member, partner, other):
    project = ProjectFactory(partners=[partner, other], proposed_by=member)
    address = reverse("partnerships:project_record", args=[project.slug])
    for user, status in ((keeper, 200), (member, 403)):
        client.force_login(user)
        assert client.get(address).status_code == status
    led = project.partners.get(role=ProjectRole.LEAD)
    led.ends_on = timezone.localdate() - timedelta(days=1)
    led.save()
    client.force_login(keeper)
    assert client.get(address).status_code == 403


def test_an_agreement_the_keeper_may_not_know_of_stays_and_is_not_shown(client, keeper, partner, other, secretariat):
    secret = AgreementFactory(title="Hidden paper", is_confidential=True, institutions=[other])
    known = AgreementFactory(title="Known paper")
    project = ProjectFactory(partners=[partner, other])
    rest_on_agreements(project, [secret.pk], by=secretariat)
    client.force_login(keeper)
    address = reverse("partnerships:project_record_agreements", args=[project.slug])
    assert "Hidden paper" not in client.get(address).content.decode()
    assert client.post(address, {"agreements": [secret.pk]}).status_code == 422
    assert client.post(address, {"agreements": [known.pk]}).status_code == 302
    assert set(project.agreements.all()) == {secret, known}
    for name in ("project_record", "project_record_history"):
        assert "Hidden paper" not in client.get(reverse(f"partnerships:{name}", args=[project.slug])).content.decode()


def test_documents_of_a_draft_are_not_found_by_others(client, settings, tmp_path, keeper, draft):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(keeper)
    address = reverse("partnerships:project_record_documents", args=[draft.slug])
    said = {"title": "Plan", "language": "en", "readers": "everyone", "file": upload(PDF)}
    assert client.post(address, said).status_code == 302
    document = draft.documents.get()
    assert default_storage.exists(document.file)
    client.logout()
    assert client.get(document.get_absolute_url()).status_code == 404
    Project.objects.filter(pk=draft.pk).update(review=Review.PUBLISHED)
    assert b"".join(client.get(document.get_absolute_url()).streaming_content) == PDF


# --- Counting ---------------------------------------------------------------------------------------------


def test_a_project_of_one_partner_is_no_joint_project(partner, other):
    alone, together = ProjectFactory(partners=[partner]), ProjectFactory(partners=[partner, other])
    ProjectPartner.objects.create(project=alone, institution=partner, role=ProjectRole.FUNDING)
    assert list(joint_projects(date(2024, 1, 1))) == [together]


def test_joint_projects_of_a_past_day_come_from_dated_rows(partner, other):
    project = ProjectFactory(partners=[partner, other], starts_on=date(2022, 1, 1))
    project.changes.create(status=ProjectStatus.SUSPENDED, on=date(2023, 1, 1))
    project.changes.create(status=ProjectStatus.COMPLETED, on=date(2024, 1, 1))
    project.save()
    left = project.partners.get(institution=other)
    left.ends_on = date(2023, 6, 30)
    left.save()
    days = (date(2021, 12, 31), date(2022, 1, 1), date(2023, 6, 30), date(2023, 7, 1), date(2024, 1, 1))
    assert [projects_by_status(day) for day in days] == [
        {},
        {"running": 1},
        {"suspended": 1},
        {},
        {"completed": 1},
    ]


def test_a_project_counts_once_in_each_region_it_covers(partner, other):
    africa = CountryFactory(iso2="SN").region
    CountryFactory(iso2="KE")
    asia = CountryFactory(iso2="CN").region
    project = ProjectFactory(partners=[partner, other])
    project.countries.set([CountryFactory(iso2="SN"), CountryFactory(iso2="KE")])
    project.regions.set([CountryFactory(iso2="CN").subregion, CountryFactory(iso2="KE").subregion])
    project.save()
    world = ProjectFactory(partners=[partner, other])
    world.regions.set([RegionFactory(code="001", level="world")])
    world.save()
    assert projects_by_region(date(2024, 1, 1)) == {africa.pk: 1, asia.pk: 1, None: 1}


def test_drafts_do_not_count_and_are_in_no_list(client, draft, other):
    ProjectPartner.objects.create(project=draft, institution=other, role=ProjectRole.FUNDING)
    assert not joint_projects().exists()
    for query in ("", "?format=csv", "?format=json", "?q=Clean"):
        assert "Clean oils" not in client.get(f"{reverse('partnerships:projects')}{query}").content.decode()


def test_the_list_is_narrowed_and_shown_on_pages_of_countries_and_institutions(client, partner, other):
    chemical = ChemicalFactory()
    project = ProjectFactory(title="Clean oils", partners=[partner, other])
    project.countries.set([CountryFactory(iso2="SN")])
    project.chemicals.set([chemical])
    project.save()
    ProjectFactory(title="Air monitoring", partners=[other, InstitutionFactory()], status=ProjectStatus.PLANNED)
    address = reverse("partnerships:projects")

    def listed(**query):
        return sorted(row.title for row in client.get(address, query).context["rows"])

    assert listed() == ["Air monitoring", "Clean oils"]
    assert listed(country=CountryFactory(iso2="SN").code) == ["Clean oils"]
    assert listed(region="011") == listed(region="202") == listed(region="002") == ["Clean oils"]
    assert listed(chemical=chemical.code) == ["Clean oils"]
    assert listed(status="planned") == ["Air monitoring"]
    assert listed(q="Nairobi") == ["Clean oils"]
    assert "Clean oils" in client.get("/en/directory/countries/sn/").content.decode()
    assert "Clean oils" in client.get(partner.get_absolute_url()).content.decode()
    assert [row["title"] for row in client.get(address, {"format": "json", "status": "planned"}).json()] == [
        "Air monitoring"
    ]


def test_one_project_and_three_cost_the_same(client, partner, other):
    def asked(address):
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    addresses = [reverse("partnerships:projects"), f"{reverse('partnerships:projects')}?format=csv"]
    ProjectFactory(partners=[partner, other])
    [asked(address) for address in addresses]
    one = [asked(address) for address in addresses]
    for _number in range(2):
        ProjectFactory(partners=[partner, other, InstitutionFactory()])
    assert [asked(address) for address in addresses] == one
