"""A deputy drafts, the focal point approves."""

import pytest
from django.core import mail

from directory.actions.drafts import DraftDecidedError, approve_draft, decline_draft, draft_change
from directory.actions.records import RecordChangedMeanwhileError, update_record
from directory.choices import DraftState
from directory.contents import contents, fingerprint
from directory.models import Draft, Institution
from tests.factories import CountryFactory, DesignationFactory, InstitutionFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry(db):
    return InstitutionFactory(name="Ministry of Environment", city="Nairobi", country=CountryFactory())


@pytest.fixture
def deputy(db):
    user = UserFactory(email="deputy@example.org")
    DesignationFactory(
        person=PersonFactory(user=user, family_name="Simiyu"),
        category__code="deputy-focal-point",
        country=CountryFactory(),
    )
    return user


def seen(draft):
    return fingerprint(contents(Institution.objects.get(pk=draft.institution_id)), sorted(draft.changes))


def test_a_draft_changes_nothing_until_the_focal_point_approves_it(
    ministry, deputy, focal_point, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        draft = draft_change(ministry, "address", {"city": "Kisumu"}, by=deputy)
    ministry.refresh_from_db()
    assert ministry.city == "Nairobi"
    assert [message.to for message in mail.outbox] == [[focal_point.email]]

    with django_capture_on_commit_callbacks(execute=True):
        assert approve_draft(draft, by=focal_point, seen=seen(draft)) == ["city"]

    ministry.refresh_from_db()
    assert ministry.city == "Kisumu"
    assert mail.outbox[-1].to == [deputy.email]
    with pytest.raises(DraftDecidedError):
        decline_draft(draft, by=focal_point, reason="Twice")


def test_what_changed_after_the_focal_point_looked_is_not_overwritten(ministry, deputy, focal_point, secretariat):
    draft = draft_change(ministry, "address", {"city": "Kisumu"}, by=deputy)
    looked = seen(draft)
    update_record(ministry, {"city": "Mombasa"}, by=secretariat)

    with pytest.raises(RecordChangedMeanwhileError):
        approve_draft(draft, by=focal_point, seen=looked)

    draft.refresh_from_db()
    assert draft.state == DraftState.WAITING


def test_drafting_a_section_again_replaces_the_draft_that_waits(ministry, deputy, focal_point):
    draft_change(ministry, "address", {"city": "Kisumu"}, by=deputy)
    draft_change(ministry, "address", {"city": "Eldoret"}, by=deputy)
    assert [draft.changes for draft in Draft.objects.all()] == [{"city": "Eldoret"}]
    assert draft_change(ministry, "address", {"city": "Nairobi"}, by=deputy) is None


def test_a_declined_draft_tells_its_writer_why(ministry, deputy, focal_point, django_capture_on_commit_callbacks):
    draft = draft_change(ministry, "address", {"city": "Kisumu"}, by=deputy)
    with django_capture_on_commit_callbacks(execute=True):
        decline_draft(draft, by=focal_point, reason="The seat did not move.")
    assert "The seat did not move." in mail.outbox[-1].body
    assert mail.outbox[-1].to == [deputy.email]


def test_the_page_of_a_draft_is_for_its_writer_and_those_who_decide(
    client, ministry, deputy, focal_point, member, official_contact, secretariat
):
    draft = draft_change(ministry, "address", {"city": "Kisumu"}, by=deputy)
    for user in (member, official_contact):
        client.force_login(user)
        assert client.get(draft.get_absolute_url()).status_code == 404
    client.force_login(deputy)
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "Kisumu" in page
    assert "Approve" not in page
    assert client.post(draft.get_absolute_url(), {"approve": "1", "seen": seen(draft)}).status_code == 403
    client.force_login(secretariat)
    page = client.get(draft.get_absolute_url())
    assert "Approve" in page.content.decode()
    assert client.post(draft.get_absolute_url(), {"reason": ""}).status_code == 200

    done = client.post(draft.get_absolute_url(), {"approve": "1", "seen": page.context["seen"]})

    assert done.status_code == 302
    ministry.refresh_from_db()
    assert ministry.city == "Kisumu"


def test_a_deputy_drafts_on_the_pages_of_the_record(client, ministry, deputy, focal_point):
    client.force_login(deputy)
    overview = client.get(f"/en/directory/institutions/{ministry.slug}/record/").content.decode()
    assert "You draft for your government" in overview
    assert "Confirm: everything is still true" not in overview
    assert client.post(f"/en/directory/institutions/{ministry.slug}/record/confirm/").status_code == 403
    address = f"/en/directory/institutions/{ministry.slug}/record/place/"
    form = client.get(address).context["form"]
    typed = {bound.html_name: bound.value() or "" for bound in form} | {"city": "Kisumu"}

    saved = client.post(address, typed, follow=True)

    assert "Your draft waits for the focal point." in saved.content.decode()
    ministry.refresh_from_db()
    assert ministry.city == "Nairobi"
    assert [draft.changes for draft in Draft.objects.all()] == [{"city": "Kisumu"}]
    client.force_login(focal_point)
    assert "Drafts that wait for you" in client.get("/en/my/country/").content.decode()
    assert "Drafts that wait for you</a> (1)" in client.get("/en/my/").content.decode()


def test_a_deputy_drafts_for_no_other_country_and_no_private_institution(client, deputy, ministry):
    laboratory = InstitutionFactory(stakeholder_group__code="business")
    foreign = InstitutionFactory(country=CountryFactory(iso2="SN"))
    client.force_login(deputy)
    for institution in (laboratory, foreign):
        assert client.get(f"/en/directory/institutions/{institution.slug}/record/").status_code == 403
