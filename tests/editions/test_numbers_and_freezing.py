"""Editions are numbered without gaps or doubles, and once published read the same for good."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from audit.models import Entry
from django.db import connection
from django.utils import timezone

from directory.actions.designations import designate, end_designation
from directory.choices import Audience, RecordStatus
from directory.editions import actions, contents, keeping, making, press, printing
from directory.editions.choices import EditionState, NoPdf
from directory.editions.models import Edition
from tests.factories import CategoryFactory, CountryFactory, PersonFactory


@pytest.mark.usefixtures("without_pdf")
def test_editions_are_numbered_by_place_language_audience_and_year(africa, make_edition):
    with time_machine.travel(datetime(2026, 5, 1, tzinfo=UTC)):
        labels = [make_edition(publish=True).label for _each in range(3)]
        labels += [make_edition(language="ar", publish=True).label, make_edition("network", publish=True).label]
        labels += [make_edition(audience=Audience.MEMBERS, publish=True).label]
    with time_machine.travel(datetime(2027, 1, 2, tzinfo=UTC)):
        labels.append(make_edition(publish=True).label)

    assert labels == ["2026/1", "2026/2", "2026/3", "2026/1", "2026/1", "2026/1", "2027/1"]


@pytest.mark.usefixtures("without_pdf")
def test_asking_twice_gives_the_same_draft_and_a_discarded_draft_leaves_no_gap(africa, make_edition, secretariat):
    first, is_new = actions.ask_for_edition(africa, "en", Audience.EVERYONE, by=secretariat)
    again, is_new_again = actions.ask_for_edition(africa, "en", Audience.EVERYONE, by=secretariat)
    assert (first.pk, is_new, is_new_again) == (again.pk, True, False)

    assert actions.discard_edition(first, by=secretariat)
    assert not actions.discard_edition(first, by=secretariat)
    assert make_edition(publish=True).number == 1
    assert make_edition(publish=True).number == 2


@pytest.mark.usefixtures("without_pdf")
def test_a_withdrawn_edition_keeps_its_number_and_says_why(africa, make_edition, secretariat):
    edition = make_edition(publish=True)
    assert actions.withdraw_edition(edition, by=secretariat, reason="Kenya was printed twice.")
    assert not actions.withdraw_edition(edition, by=secretariat, reason="Again")

    assert make_edition(publish=True).number == edition.number + 1
    edition.refresh_from_db()
    assert edition.withdrawn_because == "Kenya was printed twice."
    assert Entry.objects.filter(action="editions.edition.withdrawn", reason="Kenya was printed twice.").count() == 1


@pytest.mark.usefixtures("without_pdf")
@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_one_draft(monkeypatch):
    """Both have looked for a draft and seen none before either writes."""
    if connection.vendor == "sqlite":
        pytest.skip("A database in memory has one connection.")
    from tests.factories import PartyFactory

    PartyFactory(country=CountryFactory())
    meeting = threading.Barrier(2, timeout=20)
    number_of_next = actions.number_of_next

    def slowly(edition, year):
        if not meeting.broken and Edition.objects.count() == 0:
            meeting.wait()
        return number_of_next(edition, year)

    monkeypatch.setattr(actions, "number_of_next", slowly)
    monkeypatch.setattr(actions, "_have_it_made", lambda *args: None)
    asked = []

    def ask():
        try:
            asked.append(actions.ask_for_edition("002", "en", Audience.EVERYONE, by=None))
        finally:
            connection.close()

    hands = [threading.Thread(target=ask) for _each in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert sorted(is_new for _edition, is_new in asked) == [False, True]
    assert {edition.pk for edition, _is_new in asked} == {Edition.objects.get().pk}


@pytest.mark.usefixtures("without_pdf")
def test_a_race_the_database_decides_gives_the_loser_the_winners_draft(africa, monkeypatch):
    """The loser has seen no draft, and finds one only when the database refuses theirs."""
    actions.ask_for_edition(africa, "en", Audience.EVERYONE, by=None)
    seen = []
    drafts = type(Edition.objects.all()).drafts

    def blind_once(self):
        found = drafts(self)
        if not seen:
            seen.append(True)
            return found.none()
        return found

    monkeypatch.setattr(type(Edition.objects.all()), "drafts", blind_once)
    edition, is_new = actions.ask_for_edition(africa, "en", Audience.EVERYONE, by=None)

    assert not is_new
    assert Edition.objects.get() == edition


@pytest.mark.usefixtures("without_pdf")
def test_a_draft_that_waits_over_new_year_takes_its_number_in_the_new_one(africa, make_edition):
    with time_machine.travel(datetime(2026, 12, 31, 23, tzinfo=UTC)):
        make_edition(publish=True)
        draft = make_edition()
    with time_machine.travel(datetime(2027, 1, 1, 1, tzinfo=UTC)):
        assert actions.make_again(draft, by=None)
        assert making.make(draft.pk)
        draft.refresh_from_db()
    assert (draft.label, draft.slug, draft.as_of) == ("2027/1", "002-en-2027-1", date(2027, 1, 1))


@pytest.mark.usefixtures("without_pdf")
def test_a_published_edition_reads_the_same_after_its_records_changed(africa, make_edition, page_of):
    person = PersonFactory(given_name="Makena", family_name="Gathogo")
    edition = make_edition(publish=True)
    before = page_of(edition)

    person.family_name, person.status = "Otherwise", RecordStatus.CLOSED
    person.save()

    assert not actions.make_again(edition, by=None)
    assert not making.make(edition.pk)
    assert not actions.discard_edition(edition, by=None)
    assert page_of(Edition.objects.get(pk=edition.pk)) == before
    assert "Gathogo" in before


@pytest.mark.usefixtures("without_pdf")
def test_a_file_that_was_changed_is_not_given_out_as_the_edition(africa, make_edition, client, secretariat):
    edition = make_edition(publish=True)
    path = keeping.kept(edition.html)
    path.write_text(path.read_text().replace("Directory", "Diverted!"))

    answer = client.get(f"/en/directory/editions/{edition.slug}/read/")

    assert answer.status_code == 503
    assert b"not the one that was published" in answer.content
    draft = make_edition(language="fr")
    keeping.path_of(draft.html.name).unlink()
    with pytest.raises(keeping.DamagedFileError):
        actions.publish_edition(draft, by=secretariat)
    draft.refresh_from_db()
    assert draft.state == EditionState.READY


@pytest.mark.usefixtures("without_pdf")
def test_the_next_edition_says_which_contacts_began_and_ended(africa, make_edition, page_of, secretariat):
    leaving = PersonFactory(given_name="Old", family_name="Contact")
    hidden = PersonFactory(given_name="Nowhidden", family_name="Contact", country=CountryFactory(iso2="SN"))
    category = CategoryFactory(code="national-focal-point")
    today = timezone.localdate()
    first = designate(
        category, by=secretariat, person=leaving, country=leaving.country, starts_on=today - timedelta(days=400)
    )
    designate(category, by=secretariat, person=hidden, country=hidden.country, starts_on=today - timedelta(days=99))
    assert "This is the first edition" in page_of(make_edition(publish=True))

    end_designation(first, on=today - timedelta(days=1), by=secretariat)
    new = PersonFactory(given_name="New", family_name="Contact")
    designate(category, by=secretariat, person=new, country=new.country, starts_on=today)
    hidden.listing = Audience.SECRETARIAT
    hidden.save()

    page = page_of(make_edition(publish=True))
    changes = page.split('id="changes"')[1].split('id="contents"')[0]
    began, ended = changes.split("who ended")
    assert "edition 2026/1" in changes
    assert "New Contact" in began
    assert "Old Contact" not in began
    assert "Old Contact" in ended
    assert "No longer listed" in ended
    assert "Nowhidden" not in page
    assert "No official contact began or ended" in page_of(make_edition())


# --- Workers that die -----------------------------------------------------------------------------------


class Killed(BaseException):
    """What a killed process leaves no time to handle."""


@pytest.mark.usefixtures("without_pdf")
@pytest.mark.parametrize("moment", ["reading", "writing", "keeping", "noting"])
def test_an_edition_whose_worker_is_killed_is_made_by_another_and_no_half_file_stays(
    africa, make_edition, page_of, monkeypatch, moment
):
    PersonFactory(family_name="Gathogo")
    edition, _new = actions.ask_for_edition(africa, "en", Audience.EVERYONE, by=None)
    where = {
        "reading": (contents, "gather"),
        "writing": (printing, "pages_of"),
        "keeping": (making.keeping, "keep"),
        "noting": (making.EditionFile.objects, "bulk_create"),
    }[moment]

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(*where, die)
        # A killed process clears nothing away.
        dying.setattr(making.keeping.shutil, "rmtree", lambda *args, **kwargs: None)
        with pytest.raises(Killed):
            making.make(edition.pk)

    edition.refresh_from_db()
    assert edition.state == EditionState.MAKING
    assert list(edition.files.all()) == []
    assert not making.make(edition.pk), "another worker waits until the first is silent"
    Edition.objects.update(worked_at=timezone.now() - timedelta(minutes=5))
    actions.take_up_silent()
    assert making.make(edition.pk)

    edition = Edition.objects.get()
    assert (edition.state, edition.number, edition.tries) == (EditionState.READY, 1, 2)
    assert "Gathogo" in page_of(edition)
    bench = keeping.path_of(".bench")
    assert list(bench.iterdir()) == []


@pytest.mark.usefixtures("without_pdf")
def test_a_worker_that_was_thought_dead_changes_nothing_when_it_comes_back(
    africa, make_edition, page_of, monkeypatch
):
    edition, _new = actions.ask_for_edition(africa, "en", Audience.EVERYONE, by=None)
    gather = contents.gather

    def fall_asleep(asked, tell):
        found = gather(asked, tell)
        Edition.objects.update(worked_at=timezone.now() - timedelta(minutes=5))
        monkeypatch.setattr(contents, "gather", gather)
        PersonFactory(family_name="Meanwhile")
        assert making.make(asked.pk), "the second worker makes it"
        return found

    monkeypatch.setattr(contents, "gather", fall_asleep)
    assert not making.make(edition.pk)

    edition = Edition.objects.get()
    assert edition.state == EditionState.READY
    assert "Meanwhile" in page_of(edition)
    files = [path for path in keeping.path_of("").rglob("*") if path.is_file()]
    assert files == [keeping.path_of(edition.html.name)]


@pytest.mark.usefixtures("without_pdf")
def test_an_edition_over_which_three_workers_died_waits_for_a_person(africa, secretariat):
    edition, _new = actions.ask_for_edition(africa, "en", Audience.EVERYONE, by=None)
    long_ago = timezone.now() - timedelta(minutes=5)
    Edition.objects.update(state=EditionState.MAKING, tries=actions.MOST_TRIES, worked_at=long_ago)
    actions.take_up_silent()
    edition.refresh_from_db()
    assert edition.state == EditionState.FAILED

    assert actions.make_again(edition, by=secretariat)
    assert making.make(edition.pk)


# --- Machines without PDF -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (press.NO_LIBRARY, NoPdf.LIBRARY),
        (press.NO_FONTS, NoPdf.FONTS),
        (press.TOO_LONG, NoPdf.TOO_LONG),
        (-9, NoPdf.FAILED),
    ],
)
def test_a_machine_without_library_or_fonts_makes_the_page_and_says_why_there_is_no_pdf(
    africa, monkeypatch, tmp_path, client, code, reason
):
    broken = tmp_path / "press.py"
    broken.write_text(f"import os, sys\nprint('page 1')\nos.kill(os.getpid(), 9) if {code} < 0 else sys.exit({code})")
    monkeypatch.setattr(making.press, "__file__", str(broken))
    edition, _new = actions.ask_for_edition(africa, "en", Audience.EVERYONE, by=None)
    assert making.make(edition.pk)
    actions.publish_edition(edition, by=None)

    edition = Edition.objects.get()
    assert (edition.no_pdf, [file.format for file in edition.files.all()]) == (reason, ["html"])
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "There is no PDF of this edition." in page
    assert str(reason.label) in page
    assert client.get(f"/en/directory/editions/{edition.slug}/edition.pdf").status_code == 404
    assert b"Kenya" in b"".join(client.get(f"/en/directory/editions/{edition.slug}/read/").streaming_content)


def test_an_edition_that_is_too_long_for_a_pdf_is_a_page_only(africa, monkeypatch):
    monkeypatch.setattr(making, "MOST_RECORDS_IN_PDF", 1)
    PersonFactory.create_batch(2)
    edition, _new = actions.ask_for_edition(africa, "en", Audience.EVERYONE, by=None)
    assert making.make(edition.pk)
    edition = Edition.objects.get()
    assert edition.no_pdf == NoPdf.TOO_LONG
    assert edition.html


def test_a_letter_no_font_has_is_noticed_before_the_pdf_is_made():
    assert press.unknown_letters(["Aé", "محمد", "王玲", "Иван", "\ue000"]) == ["\ue000"]
