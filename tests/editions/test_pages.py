"""Pages of editions: readers find and take them, the Secretariat makes, publishes and withdraws them."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.choices import Audience
from directory.editions import actions
from directory.editions.choices import EditionState
from directory.editions.models import Edition
from tests.factories import PersonFactory

LIST = "/en/directory/editions/"


@pytest.fixture(autouse=True)
def quick(without_pdf):
    """None of these is about the PDF."""


def main_of(response):
    return re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]


def test_a_visitor_finds_public_editions_only_and_a_member_also_theirs(client, africa, make_edition, member):
    everyone = make_edition(publish=True)
    members = make_edition(audience=Audience.MEMBERS, publish=True)
    draft = make_edition(language="fr")

    def seen():
        page = main_of(client.get(LIST))
        listed = [each.slug in page for each in (everyone, members, draft)]
        return listed, [client.get(f"{LIST}{each.slug}/").status_code for each in (everyone, members, draft)]

    assert seen() == ([True, False, False], [200, 404, 404])
    assert [client.get(f"{LIST}{each.slug}/edition.html").status_code for each in (members, draft)] == [404, 404]
    client.force_login(member)
    assert seen() == ([True, True, False], [200, 200, 404])
    response = client.get(f"{LIST}{members.slug}/edition.html")
    assert b"For members" in b"".join(response.streaming_content)
    assert response["Content-Disposition"] == 'attachment; filename="pops-network-002-en-2026-1-members.html"'


def test_the_size_of_a_file_stands_beside_its_link(client, africa, make_edition):
    edition = make_edition(publish=True)
    size = f"{edition.html.size / 1024:.1f}\xa0KB"

    assert size in main_of(client.get(LIST))
    assert size in main_of(client.get(f"{LIST}{edition.slug}/"))
    assert edition.html.sha256 in main_of(client.get(f"{LIST}{edition.slug}/"))


def test_the_page_in_the_browser_may_use_its_own_style_and_nothing_else(client, africa, make_edition):
    edition = make_edition(language="ar", publish=True)
    response = client.get(f"{LIST}{edition.slug}/read/")
    page = b"".join(response.streaming_content).decode()

    policy = response["Content-Security-Policy"]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'; "
        r"frame-ancestors 'none'",
        policy,
    )
    assert '<html lang="ar" dir="rtl">' in page
    assert "style=" not in page
    assert response["Content-Language"] == "ar"
    assert client.get(f"{LIST}{edition.slug}/read/", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_the_list_asks_as_often_for_nine_editions_as_for_one(client, africa, make_edition):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        return len(queries)

    make_edition(publish=True)
    asked()
    few = asked()
    for language in ("ar", "fr", "ru", "es"):
        make_edition(language=language, publish=True)
        make_edition("network", language=language, publish=True)
    assert asked() == few


def test_the_secretariat_makes_reads_publishes_and_withdraws_an_edition(
    client, africa, secretariat, django_capture_on_commit_callbacks, settings
):
    PersonFactory(family_name="Gathogo")
    client.force_login(secretariat)
    asked = {"place": africa, "language": "fr", "audience": "0"}
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"{LIST}new/", asked)
    edition = Edition.objects.get()
    assert (response.status_code, response["Location"], edition.state) == (302, f"{LIST}{edition.slug}/", "ready")
    assert edition.made_by == secretariat

    # Asked for once more, as by a double click.
    again = client.post(f"{LIST}new/", asked, follow=True)
    assert "This draft is there already" in main_of(again)
    assert Edition.objects.count() == 1
    draft = b"".join(client.get(f"{LIST}{edition.slug}/read/").streaming_content)
    assert b"Gathogo" in draft

    for _twice in range(2):
        client.post(f"{LIST}{edition.slug}/publish/")
    assert Edition.objects.get().state == EditionState.PUBLISHED
    client.logout()
    assert b"".join(client.get(f"{LIST}{edition.slug}/read/").streaming_content) == draft

    client.force_login(secretariat)
    refused = client.post(f"{LIST}{edition.slug}/withdraw/", {"reason": ""})
    assert refused.status_code == 422
    assert Edition.objects.get().state == EditionState.PUBLISHED
    client.post(f"{LIST}{edition.slug}/withdraw/", {"reason": "Senegal is missing."})
    client.logout()
    assert "Senegal is missing." in main_of(client.get(f"{LIST}{edition.slug}/"))
    assert edition.slug not in main_of(client.get(LIST))
    assert client.get(f"{LIST}{edition.slug}/read/").status_code == 404


@pytest.mark.parametrize("who", ["member", "official_contact", None])
def test_nobody_but_the_secretariat_makes_or_decides(client, request, africa, make_edition, who):
    if who:
        client.force_login(request.getfixturevalue(who))
    published, draft = make_edition(publish=True), make_edition(language="fr")

    assert client.get(f"{LIST}new/").status_code == 403
    assert client.post(f"{LIST}new/", {"place": africa, "language": "es", "audience": 0}).status_code == 403
    verbs = ("again", "publish", "withdraw", "discard")
    assert [client.post(f"{LIST}{published.slug}/{verb}/").status_code for verb in verbs] == [403] * 4
    assert [client.post(f"{LIST}{draft.slug}/{verb}/").status_code for verb in verbs] == [404] * 4
    assert [client.get(f"{LIST}{published.slug}/{verb}/").status_code for verb in verbs] == [405] * 4
    assert sorted(Edition.objects.values_list("state", flat=True)) == ["published", "ready"]


def test_a_form_without_a_place_says_so_and_an_unknown_place_makes_nothing(client, africa, secretariat):
    client.force_login(secretariat)
    for place in ("", "999", "../../etc"):
        page = main_of(client.post(f"{LIST}new/", {"place": place, "language": "en", "audience": 0}))
        assert "error" in page
    with pytest.raises(actions.EditionError):
        actions.ask_for_edition("999", "en", Audience.EVERYONE, by=secretariat)
    with pytest.raises(actions.EditionError):
        actions.ask_for_edition(africa, "en", Audience.OFFICIAL_CONTACTS, by=secretariat)
    assert Edition.objects.count() == 0


def test_an_edition_in_work_says_how_far_it_is(client, africa, secretariat):
    edition, _new = actions.ask_for_edition(africa, "en", Audience.EVERYONE, by=secretariat)
    Edition.objects.update(state=EditionState.MAKING, step="reading", done=40, total=200)
    client.force_login(secretariat)
    page = main_of(client.get(edition.get_absolute_url()))
    assert "Reading records: 40 of 200" in page
    assert '<progress max="200" value="40">' in page
    assert "/publish/" not in page


def test_the_command_makes_and_publishes_for_a_timer(africa, capsys):
    PersonFactory()
    call_command("make_edition", africa, "en", "ar", "--publish")
    call_command("make_edition", africa, "en")
    call_command("make_edition", africa, "en", "--members")

    assert sorted(Edition.objects.values_list("slug", "state")) == [
        ("002-ar-2026-1", "published"),
        ("002-en-2026-1", "published"),
        ("002-en-2026-1-members", "ready"),
        ("002-en-2026-2", "ready"),
    ]
    with pytest.raises(CommandError):
        call_command("make_edition", "999")
    with pytest.raises(CommandError):
        call_command("make_edition", africa, "tlh")


def test_files_of_editions_are_not_given_out_by_the_address_of_uploads(client, africa, make_edition, secretariat):
    edition = make_edition()
    client.force_login(secretariat)
    assert client.get(f"/media/editions/{edition.html.name}").status_code == 404
