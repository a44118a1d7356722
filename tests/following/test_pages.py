"""The button, the page of what one follows, and the links of letters."""

import io
import json
import re
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from following import links
from following.actions import follow
from following.models import Follow
from notifications.models import OutgoingMail

from directory.choices import Audience
from directory.takeaway import archive_of
from tests.factories import CountryFactory, InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db

MINE = "/en/my/following/"


@pytest.fixture
def colleague(db):
    return PersonFactory(given_name="Afi", family_name="Mensah", slug="afi-mensah", position="Chemist")


def test_a_button_beside_each_thing_follows_it_by_post(client, member, colleague):
    client.force_login(member)
    house = InstitutionFactory(name="Central Laboratory", slug="central-laboratory")
    pages = [colleague.get_absolute_url(), house.get_absolute_url(), CountryFactory(iso2="TG").get_absolute_url()]
    pages += ["/en/search/?q=PCB", "/en/directory/people/?country=ke", "/en/directory/institutions/"]

    for page in pages:
        html = client.get(page).content.decode()
        (action,) = re.findall(r'<form method="post" action="([^"]*/my/following/add/[^"]*)"', html)
        action = action.replace("&amp;", "&")
        assert client.get(action).status_code == 200
        assert client.post(action, {"frequency": "daily"}).status_code == 302
        # A double click changes nothing.
        client.post(action, {"frequency": "daily"})
        assert "You follow this" in client.get(page).content.decode()

    assert Follow.objects.filter(user=member).count() == len(pages)


def test_a_visitor_is_led_to_signing_in_and_back(client, colleague):
    html = client.get(colleague.get_absolute_url()).content.decode()
    address = re.search(r'href="([^"]*/my/following/add/[^"]*)"', html)[1]

    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/en/accounts/login/?next=")


def test_nobody_follows_what_they_may_not_see(client, member):
    PersonFactory(slug="hidden", listing=Audience.SECRETARIAT)
    client.force_login(member)

    for wanted in ("person=hidden", "person=nobody", "country=xx", "list=secrets", ""):
        assert client.get(f"/en/my/following/add/?{wanted}").status_code == 404
        assert client.post(f"/en/my/following/add/?{wanted}", {"frequency": "daily"}).status_code == 404
    assert not Follow.objects.exists()


def test_ones_own_record_has_no_button(client, member):
    client.force_login(member)

    assert "/my/following/add/" not in client.get(member.person.get_absolute_url()).content.decode()


def test_the_page_lists_what_is_followed_and_saves_how_often(client, member, colleague):
    one, other = follow(member, colleague), follow(member, ("people", "q=PCB"))
    client.force_login(member)

    html = client.get(MINE).content.decode()
    assert "Afi Mensah" in html
    assert "People: \u2068PCB\u2069" in html
    client.post(
        MINE,
        {f"{one.pk}-frequency": "weekly", f"{other.pk}-frequency": "never", f"{other.pk}-name": "All about PCB"},
    )

    assert [(wish.frequency, wish.name) for wish in Follow.objects.order_by("pk")] == [
        ("weekly", ""),
        ("never", "All about PCB"),
    ]
    assert client.post(MINE, {f"{one.pk}-frequency": "hourly"}).status_code == 422


def test_a_button_stops_one_and_nobody_stops_anothers(client, member, focal_point, colleague):
    mine, theirs = follow(member, colleague), follow(focal_point, colleague)
    client.force_login(member)

    for key in (mine.pk, mine.pk, theirs.pk):
        assert client.post(MINE, {"stop": key}).status_code == 302
    assert client.post(MINE, {"stop": "x"}).status_code == 404

    assert list(Follow.objects.all()) == [theirs]
    assert "You follow nothing yet." in client.get(MINE).content.decode()


def test_a_record_that_is_hidden_now_has_no_name_on_the_page(client, member, colleague):
    follow(member, colleague)
    colleague.listing = Audience.SECRETARIAT
    colleague.save()
    client.force_login(member)

    html = client.get(MINE).content.decode()

    assert "Mensah" not in html
    assert "A record that is not shown to you at present" in html


def test_the_page_asks_as_often_for_one_as_for_three(client, member):
    client.force_login(member)
    counts = []
    for number in (1, 2):
        for thing in (*PersonFactory.create_batch(number), *InstitutionFactory.create_batch(number)):
            follow(member, thing)
        follow(member, ("people", f"q=word{number}"))
        client.get(MINE)
        with CaptureQueriesContext(connection) as asked:
            client.get(MINE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.fixture
def letter(member, colleague, told):
    """A letter about one thing, as it would leave."""
    follow(member, colleague)
    colleague.position = "Head of laboratory"
    colleague.save()
    told()
    return OutgoingMail.objects.get(recipient=member)


def path_of(address):
    return re.sub(r"^https?://[^/]+", "", address)


def test_a_letter_says_how_a_mail_program_stops_it_with_one_click(letter, member):
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<(http\S+)>", letter.headers["List-Unsubscribe"])[1]
    # As a mail program asks: no cookies, no token of a form.
    program = Client(enforce_csrf_checks=True)

    for _time in range(2):
        assert program.post(path_of(address), {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert Follow.objects.get(user=member).frequency == "never"


def test_opening_the_link_of_a_letter_stops_nothing_and_its_button_does(letter, member, client):
    address = path_of(re.search(r"Stop following this: (\S+)", letter.text)[1])

    page = client.get(address)
    assert "Afi Mensah" in page.content.decode()
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("strict-origin", "noindex, nofollow")
    assert Follow.objects.get(user=member).frequency == "daily"

    assert "We no longer write to you about this." in client.post(address).content.decode()
    assert Follow.objects.get(user=member).frequency == "never"
    assert "They have been stopped already." in client.get(address).content.decode()


def test_a_link_stops_only_what_it_is_for(letter, member, focal_point, colleague, client):
    theirs = follow(focal_point, colleague)
    other = follow(member, CountryFactory(iso2="TG"))
    forged = links.address_of(member, [theirs.pk])

    client.post(path_of(forged))
    client.post(path_of(re.search(r"Stop following this: (\S+)", letter.text)[1]))

    assert {wish.pk: wish.frequency for wish in Follow.objects.all()}[theirs.pk] == "daily"
    assert Follow.objects.get(pk=other.pk).frequency == "daily"
    assert client.get(reverse("following:stop", args=["broken"])).status_code == 404
    assert client.post(reverse("following:stop", args=["broken"])).status_code == 404


def test_a_letter_stopped_after_the_record_was_hidden_does_not_name_it(letter, colleague, client):
    colleague.listing = Audience.SECRETARIAT
    colleague.save()

    page = client.get(path_of(re.search(r"Stop following this: (\S+)", letter.text)[1])).content.decode()

    assert "Mensah" not in page


def test_what_one_follows_is_among_the_data_one_takes_away(member, colleague):
    follow(member, colleague)

    with zipfile.ZipFile(io.BytesIO(archive_of(member.person, member))) as files:
        told = json.loads(files.read("my-data.json"))
        page = files.read("my-data.html").decode()

    assert [row["words"] for row in told["following"]] == ["Afi Mensah · Once a day"]
    assert "Afi Mensah · Once a day" in page
