"""Keeping shortlists: buttons, notes, order, and what becomes of those who leave."""

import io
import json
import zipfile

import pytest
from audit.models import Entry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory import takeaway
from directory.actions.leaving import close_account
from directory.choices import Audience
from directory.disclosure import disclose
from experts.choices import EntryState
from experts.disclosure import disclose_entry
from experts.shortlists import actions, choices, queries
from experts.shortlists.models import Shortlist
from experts.shortlists.showing import shortlist_button
from tests.factories import UserFactory

from .conftest import made_expert

pytestmark = pytest.mark.django_db


def post(client, where, *args, **values):
    return client.post(reverse(f"shortlists:{where}", args=args), values, follow=True)


def names_on(shortlist):
    return [row.entry.person.slug for row in shortlist.rows.select_related("entry__person")]


def test_the_first_expert_added_begins_a_shortlist_and_a_second_click_changes_nothing(client, member, expert):
    client.force_login(member)
    back = "/en/experts/?q=PCB"
    first = client.post(reverse("shortlists:keep"), {"add": "awa-ndoye", "next": back})
    again = post(client, "keep", add="awa-ndoye", next=reverse("shortlists:mine"))
    assert first.url == f"{back}#add-awa-ndoye"
    assert "already" in again.content.decode()
    assert names_on(member.shortlists.get(is_current=True)) == ["awa-ndoye"]


def test_the_way_back_never_leads_to_another_site(client, member, expert):
    client.force_login(member)
    response = client.post(reverse("shortlists:keep"), {"add": "awa-ndoye", "next": "https://evil.example/"})
    assert response.url == reverse("shortlists:current")


def test_a_button_takes_an_expert_off_again(client, member, shortlist):
    client.force_login(member)
    post(client, "keep", remove="awa-ndoye")
    assert "awa-ndoye" not in names_on(shortlist)


def test_who_may_not_see_an_expert_cannot_shortlist_them(client, member):
    made_expert("hidden", listing=Audience.SECRETARIAT)
    made_expert("draft", state=EntryState.DRAFT)
    client.force_login(member)
    assert post(client, "keep", add="expert-hidden").status_code == 404
    assert post(client, "keep", add="expert-draft").status_code == 404
    assert not Shortlist.objects.exists()


def test_a_visitor_keeps_one_list_that_moves_along_when_they_sign_in(client, member, expert):
    post(client, "keep", add="awa-ndoye")
    page = client.get(reverse("shortlists:visit")).content.decode()
    assert "Ndoye" in page
    assert not Shortlist.objects.exists()
    client.force_login(member)
    client.get(reverse("shortlists:mine"))
    assert names_on(member.shortlists.get()) == ["awa-ndoye"]
    assert client.session.get("shortlist") is None


def test_a_visitor_takes_an_expert_out_again(client, expert):
    post(client, "keep", add="awa-ndoye")
    page = post(client, "visit", remove="awa-ndoye").content.decode()
    assert "Nobody is on this list yet" in page


def test_nobody_sees_the_shortlist_of_another_not_even_the_secretariat(client, shortlist, secretariat, focal_point):
    for stranger in (None, secretariat, focal_point):
        if stranger is not None:
            client.force_login(stranger)
        for name in ("shortlist", "shortlist_compare", "shortlist_cvs", "shortlist_cvs_document"):
            assert client.get(reverse(f"shortlists:{name}", args=[shortlist.pk])).status_code == 404
        assert client.get(reverse("shortlists:shortlist_file", args=[shortlist.pk, "csv"])).status_code == 404
        for name in ("edit", "delete", "share"):
            assert client.get(reverse(f"shortlists:{name}", args=[shortlist.pk])).status_code in (302, 404)
        assert client.post(reverse("shortlists:delete", args=[shortlist.pk])).status_code in (200, 302)
    assert Shortlist.objects.filter(pk=shortlist.pk).exists()


def test_notes_are_kept_whichever_button_is_pressed_and_experts_change_places(client, member):
    shortlist = actions.begin_shortlist(member, "Ordered")
    for number in range(3):
        actions.add_expert(member, made_expert(number), shortlist)
    client.force_login(member)
    post(client, "shortlist", shortlist.pk, **{"note-expert-0": "good", "up": "expert-2", "seen-expert-0": seen("")})
    assert names_on(shortlist) == ["expert-0", "expert-2", "expert-1"]
    assert shortlist.rows.get(entry__person__slug="expert-0").note == "good"


def seen(text):
    from experts.shortlists.views import fingerprint

    return fingerprint(text)


def test_a_note_changed_in_another_window_is_shown_and_nothing_typed_is_lost(client, member, expert):
    shortlist, _new = actions.add_expert(member, expert)
    actions.write_notes(shortlist, {expert.pk: "from elsewhere"})
    client.force_login(member)
    answer = post(client, "shortlist", shortlist.pk, **{"note-awa-ndoye": "typed here", "seen-awa-ndoye": seen("")})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "from elsewhere" in page
    assert "typed here" in page
    assert shortlist.rows.get().note == "from elsewhere"
    post(
        client,
        "shortlist",
        shortlist.pk,
        **{"note-awa-ndoye": "typed here", "seen-awa-ndoye": seen("from elsewhere")},
    )
    assert shortlist.rows.get().note == "typed here"


def test_experts_who_left_drop_out_and_can_be_taken_out(client, member, shortlist):
    client.force_login(member)
    page = client.get(shortlist.get_absolute_url()).content.decode()
    assert "2 experts of this list are not shown" in page
    assert "Nobody may know" not in page
    assert "Not yet listed" not in page
    post(client, "shortlist", shortlist.pk, **{"remove-gone": "1"})
    assert names_on(shortlist) == ["awa-ndoye"]


def test_there_are_bounds_that_say_so(client, member, monkeypatch, expert):
    monkeypatch.setattr(actions, "MOST_EXPERTS", 1)
    monkeypatch.setattr(actions, "MOST_SHORTLISTS", 1)
    made_expert(1)
    client.force_login(member)
    post(client, "keep", add="awa-ndoye")
    full = post(client, "keep", add="expert-1", next=reverse("shortlists:mine")).content.decode()
    assert "A shortlist holds 1 expert at most" in full
    begun = post(client, "mine", name="Another")
    assert begun.status_code == 422
    assert "Another" in begun.content.decode()


def test_deleting_the_current_list_makes_another_current(client, member, shortlist):
    later = actions.begin_shortlist(member, "Later")
    client.force_login(member)
    post(client, "delete", later.pk)
    post(client, "delete", later.pk)
    assert [kept.name for kept in member.shortlists.all()] == ["For the mission"]
    assert member.shortlists.get().is_current


def test_what_is_listed_is_no_matter_of_the_record_of_actions(member, shortlist):
    actions.share_shortlist(shortlist, days=7, form="0b0f9d2a-6f0f-4e6b-9a55-7d3b3a1c7a11", by=member)
    lines = list(Entry.objects.filter(action__startswith="shortlists."))
    assert [line.action for line in lines] == ["shortlists.link.made"]
    assert "For the mission" not in str([(line.label, line.changes) for line in lines])


def test_one_takes_the_shortlists_along_with_all_ones_data(member, shortlist):
    told = json.loads(zipfile.ZipFile(io.BytesIO(takeaway.archive_of(member.person, member))).read("my-data.json"))
    (kept,) = told["shortlists"]
    assert kept["name"] == "For the mission"
    assert [each["name"] for each in kept["experts"]] == ["Awa Ndoye", "", ""]
    assert kept["experts"][0]["note"] == "note-nobody-else-reads"


def test_closing_the_account_removes_shortlists_and_their_links(client, member, shortlist):
    _link, secret = actions.share_shortlist(shortlist, days=7, form="0b0f9d2a-6f0f-4e6b-9a55-7d3b3a1c7a11", by=member)
    close_account(member.person, by=member)
    assert not Shortlist.objects.exists()
    assert client.get(reverse("shortlists:shared", args=[secret])).status_code == 404


def test_the_button_stands_beside_listed_experts_only(rf, member, expert):
    request = rf.get("/")
    request.user = member
    assert 'name="add"' in shortlist_button(disclose_entry(expert, member), request)
    actions.add_expert(member, expert)
    assert 'name="remove"' in shortlist_button(disclose_entry(expert, member), request)
    draft = made_expert("draft", state=EntryState.DRAFT)
    assert shortlist_button(disclose_entry(draft, member), request) == ""
    assert shortlist_button(disclose(expert.person, member), request) == ""


def test_a_list_of_one_and_of_five_cost_the_same(client, member, expert):
    shortlist, _new = actions.add_expert(member, expert)
    client.force_login(member)
    names = ("shortlist", "shortlist_compare", "shortlist_cvs", "shortlist_cvs_document")
    addresses = [reverse(f"shortlists:{name}", args=[shortlist.pk]) for name in names]
    addresses += [reverse("shortlists:shortlist_file", args=[shortlist.pk, each]) for each in ("csv", "jsonld")]
    few = [queries_of(client, address) for address in addresses]
    for number in range(4):
        actions.add_expert(member, made_expert(number))
    assert [queries_of(client, address) for address in addresses] == few


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(address)
        b"".join(response) if response.streaming else response.content
    assert response.status_code == 200
    return len(asked)


def test_nonsense_is_no_secret():
    assert queries.link_of("x" * 44) is None
    assert queries.link_of("../../etc") is None
    assert choices.MOST_DAYS == 90


def test_another_member_begins_with_nothing(client, shortlist):
    other = UserFactory()
    client.force_login(other)
    assert "For the mission" not in client.get(reverse("shortlists:mine")).content.decode()
