"""What an edition holds: what its audience may see, in every script, and nothing else."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from directory.choices import Audience, ContactKind, RecordStatus
from directory.disclosure import FIELD_DEFAULTS
from directory.models import PersonContact
from tests.factories import (
    AffiliationFactory,
    CountryFactory,
    DesignationFactory,
    InstitutionContactFactory,
    InstitutionFactory,
    PersonContactFactory,
    PersonFactory,
)

# One name in each of six scripts, as the edition must show it.
SIX_SCRIPTS = {
    "ar": ("ليلى", "النجار"),
    "zh": ("玲", "王"),
    "ru": ("Иван", "Петров"),
    "fr": ("", ""),
    "el": ("Παρασκευή", "Ελαιώνα"),
    "ka": ("ალექსანდრე", "ქავთარაძე"),
}


def bare(text):
    """Letters only: programs put marks of direction and spaces between them, and join forms of Arabic."""
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


@pytest.mark.parametrize("audience", [Audience.EVERYONE, Audience.MEMBERS])
def test_no_hidden_field_contact_or_record_is_in_the_page_or_the_pdf(
    africa, make_edition, page_of, pdf_text_of, audience
):
    words = {}
    person = PersonFactory(given_name="Shown", family_name="Openly")
    for level in Audience:
        words[f"contact {level}"] = (level, f"+254 20 555 08{level:02}")
        PersonContactFactory(person=person, kind=ContactKind.WORK, value=words[f"contact {level}"][1], audience=level)
        hidden = PersonFactory(given_name=f"Given{level}", family_name=f"Listedfor{level}", listing=level)
        words[f"record {level}"] = (level, f"Listedfor{level}")
        PersonFactory(
            family_name=f"Fields{level}",
            position=f"Position{level}",
            biographies=(),
            field_audiences=dict.fromkeys(FIELD_DEFAULTS, int(level)),
        )
        worker = PersonFactory(field_audiences={"affiliations": int(level)})
        AffiliationFactory(
            person=worker, institution=None, institution_name=f"Workplace{level}", department=f"Department{level}"
        )
        words |= {name: (level, name) for name in (f"Position{level}", f"Workplace{level}", f"Department{level}")}
        institution = InstitutionFactory()
        InstitutionContactFactory(institution=institution, value=f"office{level}@example.org", audience=level)
        words[f"institution {level}"] = (level, f"office{level}@example.org")
        DesignationFactory(person=hidden, category__code="official-contact-point")
    for status in (RecordStatus.WAITING, RecordStatus.DECLINED, RecordStatus.CLOSED):
        waiting = PersonFactory(family_name=f"Is{status}", status=status)
        InstitutionFactory(name=f"House of {status}", status=status, unconfirmed_note="A note for the Secretariat")
        DesignationFactory(person=waiting, category__code="national-focal-point")
        words[status] = (Audience.SECRETARIAT, f"Is{status}")
        words[f"house {status}"] = (Audience.SECRETARIAT, f"House of {status}")
    words["note"] = (Audience.SECRETARIAT, "A note for the Secretariat")

    edition = make_edition(audience=audience)
    page, pdf = page_of(edition), bare(pdf_text_of(edition))

    expected = {name: level <= audience for name, (level, _word) in words.items()}
    assert {name: word in page for name, (_level, word) in words.items()} == expected
    assert {name: bare(word) in pdf for name, (_level, word) in words.items()} == expected


def test_a_name_in_six_scripts_can_be_read_and_searched_in_the_pdf(africa, make_edition, pdf_text_of):
    for language, (given, family) in SIX_SCRIPTS.items():
        PersonFactory(
            given_name="Zoë", family_name=f"Latin{language}", name_language=language,
            original_given_name=given, original_family_name=family, family_name_first=language == "zh",
        )  # fmt: skip

    text = bare(pdf_text_of(make_edition()))

    written = [name for pair in SIX_SCRIPTS.values() for name in pair if name]
    # Programs give right-to-left text in the order it is written or in that it is seen.
    assert [name for name in written if bare(name) not in text and bare(name)[::-1] not in text] == []
    assert text.count("LatinfrZoë") == 1
    assert "ZoëLatinfr" in text


def test_the_pdf_is_tagged_and_its_fonts_are_embedded(africa, make_edition):
    import subprocess

    from directory.editions import keeping

    edition = make_edition()
    path = str(keeping.kept(edition.pdf))

    about = subprocess.run(["pdfinfo", path], capture_output=True, check=True, text=True).stdout
    fonts = subprocess.run(["pdffonts", path], capture_output=True, check=True, text=True).stdout.splitlines()[2:]

    assert "Tagged:          yes" in about
    assert f"Pages:           {edition.counts['pages']}" in about
    assert fonts
    assert all(font.split()[-5] == "yes" for font in fonts)


@time_machine.travel(datetime(2026, 11, 26, 12, tzinfo=UTC))
def test_a_record_that_is_not_confirmed_says_so_and_a_demonstration_says_so_on_every_page(
    africa, make_edition, page_of, pdf_text_of
):
    PersonFactory(confirmed_at=datetime(2024, 5, 3, tzinfo=UTC))
    PersonFactory(confirmed_at=None)
    PersonFactory(confirmed_at=datetime(2026, 11, 1, tzinfo=UTC))
    edition = make_edition()
    page = page_of(edition)
    assert "not confirmed since 3 May 2024" in page
    assert page.count("never confirmed") == 1
    assert "Demonstration" not in page

    PersonFactory(is_demo=True)
    again = make_edition(language="fr")
    assert "Démonstration : ces fiches sont inventées" in page_of(again)
    pages = pdf_text_of(again).removesuffix("\f").split("\f")
    assert [number for number, text in enumerate(pages, 1) if "ces fiches sont inventées" not in text] == []
    assert len(pages) == again.counts["pages"] > 2


def test_a_party_without_a_focal_point_is_printed_as_vacant(africa, make_edition, page_of):
    DesignationFactory(
        person=PersonFactory(given_name="Makena", family_name="Gathogo"),
        category__code="national-focal-point",
        starts_on=date(2024, 5, 3),
        designated_by="Ministry of Environment",
    )
    DesignationFactory(
        person=PersonFactory(family_name="Formerly", country=CountryFactory(iso2="SN")),
        country=CountryFactory(iso2="SN"),
        category__code="national-focal-point",
        starts_on=date(2020, 1, 1),
        ends_on=date(2022, 1, 1),
    )
    page = page_of(make_edition())
    kenya, senegal = page.split('id="part-sn"')

    assert "In office since 3 May 2024." in kenya
    assert "Designated by \u2068Ministry of Environment\u2069." in kenya
    assert "Nobody is listed" in senegal.split("Institutions")[0].split("index")[0]


def test_somebody_who_speaks_for_two_countries_has_an_entry_in_each_and_one_line_in_the_index(
    africa, make_edition, page_of
):
    person = PersonFactory(given_name="Makena", family_name="Gathogo", slug="makena")
    DesignationFactory(person=person, category__code="national-focal-point")
    DesignationFactory(person=person, category__code="official-contact-point")
    DesignationFactory(person=person, category__code="national-focal-point", country=CountryFactory(iso2="SN"))

    page = page_of(make_edition())

    assert page.count('id="person-makena"') == page.count('id="person-makena-sn"') == 1
    assert page.count('href="#person-makena"') == 1
    ids = [piece.split('"')[0] for piece in page.split(' id="')[1:]]
    assert sorted(set(ids)) == sorted(ids)


def test_hostile_words_stay_words_in_the_page_its_style_and_the_pdf(africa, make_edition, page_of, pdf_text_of):
    PersonFactory(family_name="</style><script>alert(1)</script>", position='"}; @import url(http://evil.example)')
    edition = make_edition()
    assert "<script>" not in page_of(edition)
    assert "</style><" not in page_of(edition).replace("</style>\n</head>", "")
    assert "alert(1)" in pdf_text_of(edition).replace(" ", "")


def test_reading_an_edition_asks_as_often_for_forty_people_as_for_four(
    africa, django_assert_max_num_queries, make_edition, without_pdf
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from directory import words
    from directory.editions import contents

    edition = make_edition()

    def asked():
        words.forget()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            contents.gather(edition)
        return len(queries)

    def add(number):
        for _each in range(number):
            person = PersonFactory(expertise=["pcb"])
            AffiliationFactory(person=person)
            DesignationFactory(person=person, category__code="national-focal-point")
            PersonContactFactory(person=PersonFactory(), audience=Audience.EVERYONE)
            InstitutionContactFactory(institution=InstitutionFactory())

    add(2)
    few = asked()
    add(18)
    assert asked() == few
    assert PersonContact.objects.count() == 20
