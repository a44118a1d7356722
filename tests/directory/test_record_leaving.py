"""Taking one's data along, photographs, undoing, and leaving."""

import io
import json
import time
import zipfile
from datetime import timedelta

import pytest
from audit.models import Entry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from directory.actions.leaving import close_account
from directory.actions.records import update_record
from directory.choices import Audience, RecordStatus
from directory.models import Designation, Person
from tests.factories import AffiliationFactory, BiographyFactory, PersonContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def neema(member):
    return member.person


@pytest.fixture
def sure(client):
    """Sign somebody in who has just proved again who they are."""

    def signs_in(user):
        client.force_login(user)
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return signs_in


def picture(kind="PNG", size=(900, 600), **more):
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return SimpleUploadedFile("../../x.svg", out.getvalue(), content_type="image/svg+xml")


def fresh(person):
    return Person.objects.get(pk=person.pk)


def test_everything_about_a_person_comes_in_one_file_after_they_prove_who_they_are(sure, client, member, neema):
    PersonContactFactory(person=neema, value="+254 20 555 0100", audience=Audience.SECRETARIAT)
    update_record(neema, {"position": "<b>Director</b>"}, by=member)
    client.force_login(member)
    assert "reauthenticate" in client.post("/en/my/record/download/")["Location"]

    answer = sure(member).post("/en/my/record/download/")

    files = zipfile.ZipFile(io.BytesIO(answer.content))
    told = json.loads(files.read("my-data.json"))
    page = files.read("my-data.html").decode()
    assert told["values"]["contacts"][0]["value"] == "+254 20 555 0100"
    assert told["history"][0]["changes"] == [
        {"label": "Position", "before": ["Environmental chemist"], "after": ["<b>Director</b>"]}
    ]
    assert told["actions"][0]["action"] == "directory.person.changed"
    assert "&lt;b&gt;Director" in page
    assert "<b>Director" not in page


def test_closing_an_account_erases_what_is_private_and_keeps_official_history(
    sure, focal_point, django_capture_on_commit_callbacks
):
    person, email = focal_point.person, focal_point.email
    PersonContactFactory(person=person)
    AffiliationFactory(person=person)
    BiographyFactory(person=person)
    update_record(person, {"position": "Deputy Director"}, by=focal_point)
    client = sure(focal_point)
    assert "It ends here today" in client.get("/en/my/record/close/").content.decode()
    assert client.post("/en/my/record/close/").status_code == 422

    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/en/my/record/close/", {"understood": "on"})

    assert "Your account is closed" in done.content.decode()
    person = fresh(person)
    focal_point.refresh_from_db()
    assert (person.status, person.user, person.position, person.romanised_name) == (
        RecordStatus.CLOSED,
        None,
        "",
        "Makena Gathogo",
    )
    assert [person.contacts.count(), person.affiliations.count(), person.biographies.count()] == [0, 0, 0]
    assert not person.revisions.exists()
    assert (focal_point.is_active, focal_point.has_usable_password(), focal_point.email == email) == (
        False,
        False,
        False,
    )
    assert client.get("/en/my/record/").status_code == 302
    assert client.get(person.get_absolute_url()).status_code == 404
    yesterday = timezone.localdate() - timedelta(days=1)
    assert [held.person for held in Designation.objects.current(yesterday)] == [person]
    assert Entry.objects.about(person).filter(action="directory.person.closed").count() == 1
    assert close_account(person, by=focal_point) is False


def test_a_change_is_told_and_undone_and_later_changes_of_other_fields_stay(client, member, neema):
    update_record(neema, {"position": "Director"}, by=member)
    update_record(neema, {"city": "Nairobi"}, by=member)
    client.force_login(member)
    history = client.get("/en/my/record/history/")
    change = history.context["changes"][1]
    assert "Director" in history.content.decode()

    page = client.get(change["address"])
    client.post(change["address"], {"what": "undo", "seen": page.context["ways"][0]["seen"]})

    assert (fresh(neema).position, fresh(neema).city) == ("Environmental chemist", "Nairobi")
    assert fresh(neema).revisions.count() == 4


def test_undoing_does_not_give_back_what_the_secretariat_took(client, member, neema):
    kept = AffiliationFactory(person=neema, maintains_institution=True)
    update_record(neema, {"affiliations": []}, by=member)
    client.force_login(member)
    change = client.get("/en/my/record/history/").context["changes"][0]

    client.post(change["address"], {"what": "undo"})

    (affiliation,) = fresh(neema).affiliations.all()
    assert (affiliation.institution, affiliation.maintains_institution) == (kept.institution, False)


def test_the_secretariat_sees_the_history_of_any_record_and_members_only_their_own(
    client, member, neema, secretariat, official_contact
):
    update_record(neema, {"position": "Director"}, by=member)
    address = f"/en/directory/people/{neema.slug}/record/history/"
    client.force_login(secretariat)
    assert "Neema Barasa" in client.get(address).content.decode()
    client.force_login(official_contact)
    assert client.get(address).status_code == 403


def test_a_photograph_is_made_small_and_shown_to_whom_its_owner_lets(
    client, member, neema, settings, tmp_path, official_contact
):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(member)

    client.post("/en/my/record/photo/", {"photo": picture(), "audience": "2"})

    answer = client.get(f"/en/directory/people/{neema.slug}/portrait.jpg")
    shown = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert (shown.format, shown.size, "attachment" in answer["Content-Disposition"]) == ("JPEG", (400, 267), True)
    assert {path.suffix for path in tmp_path.rglob("*.*")} == {".jpg"}
    client.logout()
    assert client.get(f"/en/directory/people/{neema.slug}/portrait.jpg").status_code == 404
    client.force_login(official_contact)
    small = client.get(f"/en/directory/people/{neema.slug}/portrait.jpg?size=small")
    assert Image.open(io.BytesIO(b"".join(small.streaming_content))).size == (96, 96)


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"GIF89a", b"\x89PNG\r\n\x1a\n broken", b""],
)
def test_what_is_not_a_fair_picture_is_refused_at_its_field(client, member, neema, content):
    client.force_login(member)

    answer = client.post(
        "/en/my/record/photo/", {"photo": SimpleUploadedFile("me.jpg", content, "image/jpeg"), "audience": "1"}
    )

    assert answer.status_code == 422
    assert 'href="#id_photo"' in answer.content.decode()
    assert not fresh(neema).portrait


def test_a_picture_of_too_many_pixels_is_refused_before_it_fills_the_memory(client, member, neema, monkeypatch):
    monkeypatch.setattr("directory.portraits.MOST_PIXELS", 1000)
    client.force_login(member)

    assert client.post("/en/my/record/photo/", {"photo": picture(), "audience": "1"}).status_code == 422


@pytest.mark.parametrize(("audience", "sees"), [("everyone", False), ("members", True)])
def test_the_owner_sees_their_page_as_others_see_it(client, member, neema, audience, sees):
    PersonContactFactory(person=neema, value="+254 20 555 0100", audience=Audience.MEMBERS)
    client.force_login(member)

    page = client.get(f"/en/my/record/preview/?as={audience}").content.decode()

    assert ("+254 20 555 0100" in page) is sees
    assert "This is how your record looks to:" in page
