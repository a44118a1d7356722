"""The CV of an expert in the one layout: its parts, its languages, and nothing that is not disclosed."""

from collections import Counter
from dataclasses import asdict
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.choices import Audience
from directory.models import Affiliation
from experts.cv import cv_of
from experts.disclosure import disclose_entry
from experts.models import Publication
from tests.factories import LanguageFactory, LanguageSkillFactory

pytestmark = pytest.mark.django_db


def told(part):
    return [(row.label, row.text) for row in part.rows]


def test_every_cv_has_the_same_parts_in_the_same_order_also_when_nothing_is_said(amara):
    cv = cv_of(disclose_entry(amara, None), "en")

    assert [part.title for part in cv.parts] == [
        "Nomination",
        "Personal details",
        "Employment",
        "Education and qualifications",
        "Expertise",
        "Languages",
        "Additional information",
        "Availability",
        "Work through the roster",
        "Declaration of interests",
    ]
    assert (cv.name, cv.original_name, cv.country) == ("Amara Diallo", "", "Senegal")
    assert [part.code for part in cv.parts if not part.rows] == [
        "employment", "education", "languages", "additional", "availability", "roster", "interests",
    ]  # fmt: skip
    assert "birth" not in str(asdict(cv)).casefold()


def test_what_an_expert_says_and_what_others_endorse_is_told_apart_in_words(amara):
    cv = cv_of(disclose_entry(amara, None), "en")

    assert told(cv.part("expertise")) == [
        ("PCB disposal", "Leading expert, 12 years. Endorsed by Senegal."),
        ("Inventories", "Working knowledge. Self-declared."),
    ]


def test_employment_tells_todays_posts_before_those_that_ended(amara):
    amara.person.affiliations = [
        Affiliation(institution_name="Old works", starts_on=date(2001, 1, 1), ends_on=date(2010, 6, 30)),
        Affiliation(
            institution_name="Port of Dakar",
            position="Head",
            responsibilities="Oil\nand soil",
            starts_on=date(2010, 7, 1),
        ),
    ]
    amara.person.save()

    assert told(cv_of(disclose_entry(amara, None), "en").part("employment")) == [
        ("Current employment", "Head, Port of Dakar\nsince July 2010\nOil\nand soil"),
        ("Previous employment", "Old works\n2001 to June 2010"),
    ]


def test_the_six_languages_of_the_united_nations_come_first_and_mother_tongues_together(amara):
    for code, level in (("wo", 4), ("fr", 4), ("pt", 3), ("en", 2), ("es", 3)):
        LanguageSkillFactory(
            person=amara.person, language=LanguageFactory(code=code, name_en=code.upper()), level=level
        )

    rows = told(cv_of(disclose_entry(amara, None), "en").part("languages"))

    assert rows[0][0] == "Mother tongue"
    assert set(rows[0][1].split(", ")) == {"WO", "FR"}
    assert rows[1:] == [("ES", "Excellent"), ("EN", "Good"), ("PT", "Excellent")]


def test_a_publication_leads_to_its_doi_and_without_one_to_its_address(amara):
    amara.publications = [
        Publication(title="Oil", year=2020, doi="10.1021/es1"),
        Publication(title="Soil", url="https://example.org/soil", position=1),
        Publication(title="Toil", position=2),
    ]
    amara.save()

    rows = cv_of(disclose_entry(amara, None), "en").part("expertise").rows
    assert [row.address for row in rows if row.label == "Publication"] == [
        "https://doi.org/10.1021/es1",
        "https://example.org/soil",
        "",
    ]


def test_words_of_the_expert_keep_their_direction_in_every_language(amara, secrets):
    amara.headline = "خبير في التخلص من النفايات"
    amara.save()
    entry = disclose_entry(amara, Audience.SECRETARIAT)

    english, arabic = cv_of(entry, "en"), cv_of(entry, "ar")

    assert (english.direction, arabic.direction) == ("ltr", "rtl")
    assert {cv.part("personal").rows[0].direction for cv in (english, arabic)} == {"rtl"}
    assert {row.direction for row in arabic.part("education").rows} == {"ltr"}
    assert {(row.direction, row.language) for row in arabic.part("nomination").rows} == {("rtl", "ar")}
    assert "السنغال" in arabic.country


@pytest.mark.parametrize("field", ["headline", "worked_in", "willing_to", "availability", "education",
                                   "qualifications", "publications", "panels", "gender", "interests",
                                   "additional_information"])  # fmt: skip
@pytest.mark.parametrize("least", [Audience.MEMBERS, Audience.OFFICIAL_CONTACTS, Audience.SECRETARIAT])
def test_a_field_is_in_the_cv_of_those_who_see_it_and_of_nobody_else(shown_to, secrets, field, least):
    amara = shown_to(Audience.EVERYONE)
    amara.field_audiences[field] = int(least)
    amara.save()

    for audience in Audience:
        cv = str(asdict(cv_of(disclose_entry(amara, audience), "en")))
        for secret in secrets[field]:
            assert (secret in cv) is (audience >= least), (audience, secret)


def test_what_the_record_of_the_person_hides_is_in_no_cv(amara, personal_secrets):
    open_cv = str(asdict(cv_of(disclose_entry(amara, Audience.MEMBERS), "en")))
    full_cv = str(asdict(cv_of(disclose_entry(amara, Audience.OFFICIAL_CONTACTS), "en")))

    assert [secret for secret in personal_secrets if secret in open_cv] == []
    assert [secret for secret in personal_secrets if secret not in full_cv] == []


def test_work_through_the_roster_is_told_when_there_was_any(amara):
    entry = disclose_entry(amara, None)

    cv = cv_of(entry, "en", Counter(asked=3, answered=2, missions=1))

    assert [row.text for row in cv.part("roster").rows] == ["Answered 2 of 3 questions", "1 mission"]


def test_a_cv_of_a_disclosed_entry_asks_the_database_nothing(amara, secrets):
    entry = disclose_entry(amara, Audience.SECRETARIAT)
    cv_of(entry, "en")

    with CaptureQueriesContext(connection) as asked:
        cv_of(entry, "fr")

    assert [query["sql"] for query in asked] == []
