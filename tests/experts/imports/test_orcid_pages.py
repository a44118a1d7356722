"""Somebody brings their ORCID record into their entry: sees it beside what stands there, ticks, saves, undoes."""

import re

import pytest
from audit.models import Entry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directory.choices import Audience, RecordStatus
from directory.models import Affiliation, Biography, Person
from experts.choices import EntryState
from experts.models import Publication, RosterEntry
from tests.factories import PersonFactory, UserFactory
from tests.factories.experts import RosterEntryFactory

from .records import IRI, SECRET, affiliation, as_json, as_xml, record, work

ADDRESS = "roster_imports:orcid"


@pytest.fixture
def awa(db):
    """A member who has a draft of an entry."""
    user = UserFactory(email="awa@example.org")
    person = PersonFactory(user=user, given_name="Awa", family_name="Ndiaye", slug="awa-ndiaye", orcid=IRI)
    RosterEntryFactory(person=person, state=EntryState.DRAFT, listed_on=None, lapses_on=None)
    return user


@pytest.fixture
def browser(client, awa):
    client.force_login(awa)
    return client


def hand_in(browser, content=None, name="record.json"):
    return browser.post(reverse(ADDRESS), {"file": SimpleUploadedFile(name, content or as_json())})


def boxes(answer):
    """The boxes of the page: {words: (number, whether ticked)}."""
    return {
        box.words: (str(box.number), box.is_ticked)
        for group in answer.context["groups"]
        for box in group.boxes
        if not box.is_there and not box.problem
    }


def save(browser, answer, *words, **more):
    numbers = [boxes(answer)[word][0] for word in words]
    return browser.post(reverse(ADDRESS), {"found": answer.context["token"], "take": numbers, **more})


def entry():
    return RosterEntry.objects.get()


@pytest.mark.parametrize("content", [as_json(), as_xml()], ids=["json", "xml"])
def test_what_is_ticked_is_written_and_nothing_before(browser, content):
    answer = hand_in(browser, content)
    assert answer.status_code == 200
    assert not Affiliation.objects.exists()
    assert not entry().education.exists()
    found = boxes(answer)
    assert {words for words, (_number, ticked) in found.items() if ticked} == {
        "Head of unit, Chemicals, Water Laboratory",
        "MSc, Chemistry, Université de Thiès",
        "Certified auditor, ISO Institute",
        "Society of Chemistry, Member",
        "POPs Committee, PCB group, Chair",
        "transformers",
        "retrofilling",
        "My page",
    }

    answer = save(
        browser,
        answer,
        *[words for words in found if SECRET not in words and "نداي" not in words],
        language="fr",
    )

    assert answer.status_code == 302
    person = Person.objects.get()
    held = entry()
    assert [(each.institution_name, each.position) for each in person.affiliations.all()] == [
        ("Water Laboratory", "Head of unit")
    ]
    assert [(each.value, each.audience) for each in person.contacts.all()] == [
        ("https://awa.example.org", Audience.MEMBERS)
    ]
    assert person.biographies.get().language == "fr"
    assert [each.title for each in held.education.all()] == ["MSc"]
    assert {each.name for each in held.panels.all()} == {"Society of Chemistry", "POPs Committee, PCB group"}
    assert [(each.title, each.doi) for each in held.publications.all()] == [
        ("PCB in oil", "10.5555/12345678"),
        ("Old report", ""),
    ]
    assert held.terms_in_words == ["transformers", "retrofilling"]
    assert Entry.objects.filter(action__endswith=".changed").count() == 2
    assert (person.revisions.count(), held.revisions.count()) == (2, 2)


def test_the_second_time_what_stands_there_has_no_box_and_nothing_is_doubled(browser):
    first = hand_in(browser)
    save(browser, first, "PCB in oil", "MSc, Chemistry, Université de Thiès", "transformers")
    # The page that was saved is saved once more, as after the button “back”.
    save(browser, first, "PCB in oil", "MSc, Chemistry, Université de Thiès", "transformers")
    assert (Publication.objects.count(), entry().education.count()) == (1, 1)

    again = hand_in(browser)

    assert not {"PCB in oil", "MSc, Chemistry, Université de Thiès", "transformers"} & set(boxes(again))
    assert "In your entry" in again.content.decode()


def test_what_is_not_public_in_orcid_is_marked_and_not_ticked(browser):
    answer = hand_in(browser)
    words = next(words for words in boxes(answer) if SECRET in words)
    assert not boxes(answer)[words][1]
    assert "Not public in ORCID" in answer.content.decode()

    save(browser, answer, "transformers")
    assert not Affiliation.objects.exists()

    save(browser, hand_in(browser), words)
    assert Affiliation.objects.get().institution_name == SECRET


def test_more_works_than_there_is_place_for_come_back_ticked(browser):
    for number in range(8):
        Publication.objects.create(entry=entry(), title=f"Known {number}")
    works = [work(f"Work {number}", "2018") for number in range(5)]
    answer = hand_in(browser, as_json(record(works=works)))

    refused = save(browser, answer, "Work 0", "Work 1", "Work 2", "transformers")

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "There is place for 2 more; 3 are ticked." in page
    assert 'href="#kind-publication"' in page
    assert {words for words, (_n, ticked) in boxes(refused).items() if ticked} == {
        "Work 0", "Work 1", "Work 2", "transformers",
    }  # fmt: skip
    assert entry().publications.count() == 8

    save(browser, refused, "Work 0", "Work 1")
    assert entry().publications.count() == 10


def test_a_file_of_somebody_else_is_refused_beside_the_field(browser):
    Person.objects.update(orcid="0000-0001-5109-3700")

    answer = hand_in(browser)

    assert answer.status_code == 422
    assert f"This file is of another record: {IRI}. Yours says 0000-0001-5109-3700." in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "The file is damaged"),
        (b'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x"><r/>', "declarations (DTD, entities)"),
        (b"[]", "This is no ORCID record"),
        (b'{"orcid-identifier": {"path": "0000-0002-1825-0098"}, "person": {}}', "a mistake in one of its digits"),
    ],
)
def test_other_files_are_met_with_a_sentence(browser, content, words):
    answer = hand_in(browser, content)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_id_is_taken_where_there_is_none(browser):
    Person.objects.update(orcid="")
    answer = hand_in(browser)

    browser.post(reverse(ADDRESS), {"found": answer.context["token"], "take": ["orcid"]})

    assert Person.objects.get().orcid == IRI


def test_without_an_entry_one_is_begun_as_a_draft_only_when_something_of_it_is_taken(browser):
    RosterEntry.objects.all().delete()
    answer = hand_in(browser)
    assert "one is begun as a draft" in answer.content.decode()

    save(browser, answer, "Head of unit, Chemicals, Water Laboratory")
    assert not RosterEntry.objects.exists()

    save(browser, hand_in(browser), "transformers")
    assert entry().state == EntryState.DRAFT


def test_a_biography_somebody_wrote_meanwhile_is_not_overwritten(browser):
    answer = hand_in(browser)
    words = next(words for words in boxes(answer) if words.startswith("Chimiste"))
    Biography.objects.create(person=Person.objects.get(), language="fr", text="Written meanwhile")

    stale = save(browser, answer, words, language="fr")

    assert stale.status_code == 409
    assert Biography.objects.get().text == "Written meanwhile"
    assert boxes(stale)[words][1]

    save(browser, stale, words, language="fr")
    assert Biography.objects.get().text.startswith("Chimiste")


def test_what_was_read_for_one_is_worth_nothing_in_the_hands_of_another(browser, client):
    token = hand_in(browser).context["token"]
    other = UserFactory(email="other@example.org")
    PersonFactory(user=other, given_name="Kofi", family_name="Mensah", slug="kofi-mensah")
    client.force_login(other)

    answer = client.post(reverse(ADDRESS), {"found": token, "take": ["0", "1"]}, follow=True)

    assert "Please choose the file again" in answer.content.decode()
    assert not Affiliation.objects.exists()
    tampered = client.post(reverse(ADDRESS), {"found": token[:-3] + "xyz", "take": ["0"]})
    assert tampered.status_code == 302


def test_only_who_has_a_record_comes_here(client, awa):
    assert client.get(reverse(ADDRESS)).status_code == 302
    client.force_login(UserFactory(email="nobody@example.org"))
    assert client.get(reverse(ADDRESS)).status_code == 404
    Person.objects.filter(user=awa).update(status=RecordStatus.CLOSED)
    client.force_login(awa)
    assert client.get(reverse(ADDRESS)).status_code == 404


def test_markup_in_a_record_is_shown_as_words(browser):
    said = record(employments=[affiliation("employment", "<script>alert(1)</script>", None, "Lab", "2015")])

    page = hand_in(browser, as_json(said)).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_page_works_by_its_form_alone(browser):
    """What a browser without scripts would send: the hidden field and the ticked boxes, as they stand in the page."""
    page = hand_in(browser).content.decode()
    token = re.search(r'name="found" value="([^"]+)"', page)[1]
    ticked = re.findall(r'name="take" value="(\w+)" checked', page)
    assert len(ticked) == 8

    browser.post(reverse(ADDRESS), {"found": token, "take": ticked})

    assert entry().education.count() == 1


def test_the_page_asks_the_database_as_often_for_three_works_as_for_thirty(browser, django_assert_max_num_queries):
    few = as_json(record(works=[work(f"W {number}", "2018") for number in range(3)]))
    many = as_json(record(works=[work(f"W {number}", "2018") for number in range(30)]))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for content in (few, few, many):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            hand_in(browser, content)
        counts.append(len(asked))

    assert counts[1] == counts[2]


def test_a_file_that_names_somebody_else_says_so_where_no_id_settles_it(browser):
    warning = "The name in the file is another than yours."
    assert warning not in hand_in(browser).content.decode()

    Person.objects.update(orcid="", given_name="Kofi", family_name="Mensah", original_family_name="")

    assert warning in hand_in(browser).content.decode()
