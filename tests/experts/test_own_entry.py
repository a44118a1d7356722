"""Experts keep their entry: every section, its limits, what comes back wrong, two who write at once."""

import re
from datetime import date

import pytest
import time_machine
from audit.models import Entry as Noted
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.choices import Audience, LanguageLevel, RecordStatus
from experts import wording
from experts.choices import MOST_PANELS, MOST_PUBLICATIONS
from experts.disclosure import disclose_entry
from experts.forms.entry import MOST_FIELDS, OF_THE_PERSON, SECTIONS
from experts.models import Availability, Education, Panel, Publication, RosterEntry
from tests.directory.test_record_sections import HOSTILE, fields_of
from tests.factories import (
    ChemicalFactory,
    CountryFactory,
    ExpertiseTermFactory,
    LanguageFactory,
    PersonFactory,
    RegionFactory,
    UserFactory,
)
from tests.factories.experts import FieldOfExpertiseFactory, RosterEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(amara):
    return amara.person.user


@pytest.fixture
def write(client, expert):
    """Fill in a section of the own entry as a browser sends it, with what the page had in it, and send it."""
    client.force_login(expert)

    def sends(section, at=None, **typed):
        address = at or f"/en/my/roster/{section}/"
        page = client.get(address)
        assert page.status_code == 200, page
        data = {
            **fields_of(page.context["form"]),
            **{name.replace("__", "-"): value for name, value in typed.items()},
        }
        answer = client.post(address, data)
        if answer.status_code == 422:
            print(answer.context["problems"])
        return answer

    return sends


def fresh(entry):
    return RosterEntry.objects.get(pk=entry.pk)


def problems(answer):
    assert answer.status_code == 422
    return [str(problem["words"]) for problem in answer.context["problems"]]


def rows(name, values):
    """Boxes of lines ``[{part: value}]``, as they are sent."""
    return {
        f"{name}-TOTAL_FORMS": str(len(values)),
        **{f"{name}-{number}-{part}": said for number, row in enumerate(values) for part, said in row.items()},
    }


def test_the_overview_says_what_stands_there_what_is_missing_and_who_sees_it(client, amara, expert):
    amara.headline = "Asks oil where it comes from"
    amara.field_audiences = {"education": Audience.OFFICIAL_CONTACTS}
    amara.save()
    client.force_login(expert)

    page = client.get("/en/my/roster/").content.decode()

    assert "2 of 11 parts are filled in." in page
    assert "Asks oil where it comes from" in page
    assert "PCB disposal: Leading expert, 12 years" in page
    assert "Seen by: Everyone" in page
    assert "Who is in a hurry asks whoever has time." in page
    assert 'href="/en/my/roster/availability/"' in page
    assert "Listed until 15 January 2030." in page
    assert 'href="/en/my/roster/status/"' in page
    assert client.get("/en/my/roster/").headers["Cache-Control"].count("no-store") == 1


def test_the_overview_tells_what_weighs_most_first_and_how_much_more_there_is(client, amara, expert):
    for number in range(5):
        term = ExpertiseTermFactory(slug=f"t{number}", name=f"Term {number}")
        FieldOfExpertiseFactory(entry=amara, term=term, level=2, years=number + 1)
    client.force_login(expert)

    page = client.get("/en/my/roster/").content.decode()

    told = re.findall(r'<li dir="auto">([^<]*: (?:Leading|Experienced|Working)[^<]*)</li>', page)
    assert told == [
        "PCB disposal: Leading expert, 12 years",
        "Term 4: Experienced, 5 years",
        "Term 3: Experienced, 4 years",
        "Term 2: Experienced, 3 years",
    ]
    assert "and 3 more" in page


def test_my_page_leads_to_the_entry(client, expert):
    client.force_login(expert)
    assert 'href="/en/my/roster/"' in client.get("/en/my/").content.decode()


@pytest.mark.parametrize("section", ["", "about/", "history/"])
def test_a_member_without_an_entry_is_led_to_where_one_is_begun(client, member, section):
    client.force_login(member)

    answer = client.get(f"/en/my/roster/{section}", follow=True)

    assert answer.redirect_chain == [("/en/my/roster/status/", 302)]
    assert "Begin my entry" in answer.content.decode()


def test_somebody_without_a_record_and_a_visitor_have_no_entry(client, secretariat):
    assert client.get("/en/my/roster/").status_code == 302
    client.force_login(secretariat)
    assert client.get("/en/my/roster/").status_code == 404


def test_a_closed_record_keeps_no_entry(client, amara, expert):
    amara.person.status = RecordStatus.CLOSED
    amara.person.save()
    client.force_login(expert)
    assert client.get("/en/my/roster/about/").status_code == 404
    assert client.get("/en/my/roster/").status_code == 404


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_saves_what_it_shows_without_a_change(write, amara, secrets, personal_secrets, section):
    before = fresh(amara).updated_at

    answer = write(section)

    assert answer.status_code == 302, problems(answer)
    assert answer["Location"] == f"/en/my/roster/#{section}"
    assert fresh(amara).updated_at == before
    assert not Noted.objects.about(amara).exists()


def test_in_short_with_who_sees_it_and_a_plain_sentence_on_gender(write, amara, client):
    write("about", headline="Finds PCBs", gender="woman", audience_gender="2", additional_information="a\r\nb")

    entry = fresh(amara)
    assert (entry.headline, entry.gender, entry.additional_information) == ("Finds PCBs", "woman", "a\nb")
    assert entry.field_audiences["gender"] == Audience.OFFICIAL_CONTACTS
    assert disclose_entry(entry, Audience.MEMBERS).gender == ""
    assert "It never moves you up or down in a list." in client.get("/en/my/roster/about/").content.decode()


def test_fields_with_level_and_years_from_the_tree_and_free_terms(write, amara, client):
    pcb = ExpertiseTermFactory(slug="pcb", name="PCB management")
    oil = ExpertiseTermFactory(slug="pcb-oil", name="Transformer oil", parent=pcb)

    assert '<optgroup label="PCB management">' in client.get("/en/my/roster/fields/").content.decode()
    write("fields", **{"fields-2-term": str(oil.pk), "fields-2-level": "2", "fields-2-years": "٧"},
          free_terms="  Old oil,\r\nold oil\r\n\r\nOld oil")  # fmt: skip

    entry = fresh(amara)
    assert {(field.term.name, field.level, field.years) for field in entry.fields.all()} == {
        ("PCB disposal", 3, 12),
        ("Inventories", 1, None),
        ("Transformer oil", 2, 7),
    }
    assert entry.terms_in_words == ["Old oil", "old oil"]


def test_a_field_is_named_once_and_removed_by_a_tick(write, amara):
    disposal = amara.fields.get(term__slug="pcb-disposal").term

    twice = write("fields", **{"fields-2-term": str(disposal.pk)})
    assert problems(twice) == ["This is listed already."]
    write("fields", **{"fields-0-DELETE": "on"})

    assert [field.term.slug for field in fresh(amara).fields.all()] == ["inventories"]


@pytest.mark.parametrize("years", ["-1", "71", "many", "1e9"])
def test_years_nobody_has_are_refused(write, years):
    assert write("fields", **{"fields-0-years": years}).status_code == 422


def test_there_is_room_for_so_many_fields_and_terms(write, amara):
    terms = [ExpertiseTermFactory(slug=f"term-{number}") for number in range(MOST_FIELDS + 1)]

    answer = write("fields", **rows("fields", [{"term": str(term.pk), "level": "1"} for term in terms]))

    assert problems(answer) == ["There is room for 15 lines. Remove one before you add another."]
    assert amara.fields.count() == 2
    assert problems(write("fields", free_terms="\n".join(f"t{number}" for number in range(21))))
    assert problems(write("fields", free_terms="x" * 101))


def test_employment_is_written_in_the_record_of_the_person(write, amara):
    answer = write(
        "work",
        affiliations__0__where="Port of Dakar",
        affiliations__0__responsibilities="Oil and soil",
        position="Head",
    )

    assert answer["Location"] == "/en/my/roster/#work"
    (post,) = PersonFactory._meta.model.objects.get(pk=amara.person_id).affiliations.all()
    assert (post.name, post.responsibilities) == ("Port of Dakar", "Oil and soil")
    assert [noted.action for noted in Noted.objects.about(amara.person)] == ["directory.person.changed"]


def test_education_and_up_to_three_qualifications_and_memberships(write, amara):
    write(
        "education",
        **rows("education", [{"title": "MSc", "institution_name": "جامعة داكار", "ends_on": "1999"}]),
        **rows("qualifications", [{"kind": "membership", "title": "Society", "year": "2001"}]),
    )

    entry = fresh(amara)
    assert [(each.title, each.institution_name, each.ends_on) for each in entry.education.all()] == [
        ("MSc", "جامعة داكار", date(1999, 1, 1))
    ]
    assert [(each.kind, each.title, each.year) for each in entry.qualifications.all()] == [
        ("membership", "Society", 2001)
    ]
    four = [{"kind": "qualification", "title": f"Q{number}"} for number in range(4)]
    assert problems(write("education", **rows("qualifications", four))) == [
        "Give the 3 that matter most: three qualifications and three memberships at most."
    ]
    assert fresh(amara).qualifications.count() == 1


def test_education_needs_a_title_a_school_and_days_in_their_order(write):
    answer = write("education", **rows("education", [{"subject": "Oil", "starts_on": "2010", "ends_on": "May 2009"}]))

    assert problems(answer) == [
        "Name the degree or title.",
        "Name the university or school.",
        "The last day comes before the first.",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "10.1021/es0001234",
        " doi: 10.1021/es0001234",
        "https://doi.org/10.1021/es0001234",
        "http://dx.doi.org/10.1021/es0001234",
        "DOI.org/10.1021/es0001234",
    ],
)
def test_a_doi_is_taken_in_every_form_people_write_it(write, amara, client, typed):
    write("publications", **rows("publications", [{"title": "Oil", "doi": typed, "year": "2020"}]))

    assert [(each.doi, each.year) for each in fresh(amara).publications.all()] == [("10.1021/es0001234", 2020)]
    assert 'href="https://doi.org/10.1021/es0001234"' in client.get(amara.get_absolute_url()).content.decode()


@pytest.mark.parametrize("typed", ["es0001234", "10.1/x", "https://example.org/10.1021/x", "10.1021/", "11.1021/x y"])
def test_what_is_no_doi_is_refused_at_its_box(write, amara, typed):
    answer = write("publications", **rows("publications", [{"title": "Oil", "doi": typed}]))

    assert answer.status_code == 422
    assert 'href="#id_publications-0-doi"' in answer.content.decode()
    assert not amara.publications.exists()


def test_ten_publications_in_the_order_they_were_written_and_not_one_more(write, amara, client):
    ten = [{"title": f"Work {number}"} for number in range(MOST_PUBLICATIONS)]
    write("publications", **rows("publications", ten))

    assert [each.title for each in fresh(amara).publications.all()] == [row["title"] for row in ten]
    page = client.get("/en/my/roster/publications/")
    assert len(page.context["form"].rows["publications"].forms) == MOST_PUBLICATIONS
    assert "Add another publication" not in page.content.decode()
    eleven = [*ten, {"title": "One more"}]
    assert problems(write("publications", **rows("publications", eleven))) == [
        "There is room for 10 lines. Remove one before you add another."
    ]
    assert fresh(amara).publications.count() == MOST_PUBLICATIONS


def test_a_publication_has_a_title_a_sensible_year_and_is_named_once(write, amara):
    answer = write(
        "publications",
        **rows(
            "publications",
            [
                {"doi": "10.1021/es1", "year": "1066"},
                {"title": "Oil", "doi": "10.1021/ES1"},
                {"title": "x" * 501, "url": "javascript:alert(1)"},
                {"title": "Soil", "year": "2200"},
            ],
        ),
    )

    assert problems(answer) == [
        "Give the title of the publication.",
        "Ensure this value is greater than or equal to 1940.",
        "This is listed already.",
        "Ensure this value has at most 500 characters (it has 501).",
        "Enter a valid URL.",
        "This year is still to come.",
    ]
    assert "x" * 501 in answer.content.decode()


def test_ten_panels_and_not_one_more(write, amara):
    panels = [{"name": f"Panel {number}", "role": "Member", "starts_on": "2015"} for number in range(MOST_PANELS)]
    write("panels", **rows("panels", panels))
    assert fresh(amara).panels.count() == MOST_PANELS

    answer = write("panels", **rows("panels", [*panels, {"name": "One more"}]))

    assert answer.status_code == 422
    assert fresh(amara).panels.count() == MOST_PANELS


def test_several_mother_tongues_and_the_six_languages_of_the_united_nations_first(write, amara, client):
    wolof, french, pulaar = (LanguageFactory(code=code, name_en=code.upper()) for code in ("wo", "fr", "ff"))
    page = client.get("/en/my/roster/languages/").content.decode()
    assert page.index("Languages of the United Nations") < page.index(">FR<") < page.index("Other languages")
    assert page.index("Other languages") < page.index(">FF<")

    spoken = [(wolof, "4"), (pulaar, "4"), (french, "3")]
    write(
        "languages",
        **rows("languages", [{"language": str(language.pk), "level": level} for language, level in spoken]),
    )

    skills = amara.person.language_skills.all()
    assert {(skill.language.code, skill.level) for skill in skills} == {
        ("wo", LanguageLevel.MOTHER_TONGUE),
        ("ff", LanguageLevel.MOTHER_TONGUE),
        ("fr", LanguageLevel.EXCELLENT),
    }


def test_chemicals_and_articles_are_written_in_the_record_of_the_person(write, amara):
    pcb = ChemicalFactory()
    write("subjects", chemicals=[str(pcb.pk)])
    assert list(amara.person.chemicals.all()) == [pcb]


def test_an_orcid_is_taken_and_refused_with_a_wrong_digit(write, amara, client):
    write("links", orcid="https://orcid.org/0000-0002-1825-0097")
    assert "https://orcid.org/0000-0002-1825-0097" in client.get(amara.get_absolute_url()).content.decode()
    assert write("links", orcid="0000-0002-1825-0098").status_code == 422


def test_countries_and_regions_worked_in_are_ticked_by_continent(write, amara, client):
    kenya, china = CountryFactory(iso2="KE"), CountryFactory(iso2="CN")
    page = client.get("/en/my/roster/worked-in/").content.decode()
    assert page.count("<summary>Africa") == 2

    west = RegionFactory(code="011")
    write(
        "worked-in",
        countries_worked_in=[str(kenya.pk), str(china.pk)],
        regions_worked_in=[str(west.pk)],
        audience_worked_in="1",
    )

    entry = fresh(amara)
    assert set(entry.countries_worked_in.all()) == {kenya, china}
    assert list(entry.regions_worked_in.all()) == [west]
    assert disclose_entry(entry, None).countries_worked_in == []


def test_willingness_and_periods(write, amara):
    write(
        "availability",
        willing_to=["train", "mission"],
        **rows(
            "availability", [{"kind": "none", "starts_on": "3 May 2027", "ends_on": "2027-06-01", "note": "Field"}]
        ),
    )

    entry = fresh(amara)
    assert entry.willing_to == ["mission", "train"]
    assert [(each.kind, each.starts_on, each.ends_on, each.note) for each in entry.availability.all()] == [
        ("none", date(2027, 5, 3), date(2027, 6, 1), "Field")
    ]
    assert problems(
        write("availability", **rows("availability", [{"kind": "full", "starts_on": "", "ends_on": "2027"}]))
    ) == ["Say from which day."]
    assert write("availability", willing_to=["dance"]).status_code == 422


def test_periods_that_overlap_are_saved_and_what_counts_is_explained(write, amara, client):
    answer = write(
        "availability",
        **rows(
            "availability",
            [
                {"kind": "full", "starts_on": "1 January 2027"},
                {"kind": "none", "starts_on": "1 July 2027", "ends_on": "31 July 2027"},
                {"kind": "full", "starts_on": "1 June 2027", "ends_on": "30 June 2027"},
            ],
        ),
    )

    assert answer.status_code == 302
    said = "Two periods overlap (1 July 2027 to 31 July 2027). On these days you count as: Not available."
    page = client.get("/en/my/roster/").content.decode()
    assert page.count(said) == 2
    assert page.count("Two periods overlap") == 2
    assert disclose_entry(fresh(amara), Audience.SECRETARIAT).available_on(date(2027, 7, 5)) == "none"


def test_interests_are_declared_with_their_words(write, amara):
    assert problems(write("interests", interests_declared="some")) == ["Say which interests you declare."]
    assert problems(write("interests", interests_declared="none", interests_text="Shares")) == [
        "You describe interests below: declare them, or remove the words."
    ]
    write("interests", interests_declared="some", interests_text="Shares", audience_interests="0")

    assert (fresh(amara).interests_declared, fresh(amara).field_audiences["interests"]) == ("some", 0)


def test_who_sees_what_is_decided_field_by_field(write, amara, client):
    write("visibility", listing="1", audience_headline="2")

    entry = fresh(amara)
    assert (entry.listing, entry.field_audiences["headline"]) == (Audience.MEMBERS, Audience.OFFICIAL_CONTACTS)
    client.logout()
    assert client.get(amara.get_absolute_url()).status_code == 404


def test_one_more_line_keeps_everything_typed_and_judges_nothing(write, amara):
    answer = write("panels", add="panels", panels__0__role="Chair")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "panels-1-name" in page
    assert 'value="Chair"' in page
    assert "problems" not in page
    assert not amara.panels.exists()


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_come_out_as_the_text_they_are(write, amara, client, words):
    write("about", headline=words, additional_information=words)
    write("fields", free_terms=words)
    write("education", **rows("education", [{"title": words, "subject": words, "institution_name": words}]))
    write("publications", **rows("publications", [{"title": words}]))
    write("panels", **rows("panels", [{"name": words, "role": words}]))
    write("availability", **rows("availability", [{"kind": "full", "starts_on": "2027", "note": words}]))
    write("interests", interests_declared="some", interests_text=words)

    for address in (
        "/en/my/roster/",
        "/ar/my/roster/panels/",
        "/en/my/roster/preview/?as=secretariat",
        "/en/my/roster/history/",
        amara.get_absolute_url(),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()


def test_over_long_words_are_refused_and_come_back(write, amara):
    for section, name, most in (
        ("about", "headline", 250),
        ("about", "additional_information", 3000),
        ("interests", "interests_text", 4000),
    ):
        answer = write(section, **{name: "é" * (most + 1), "interests_declared": "some"})
        assert problems(answer) == [f"Ensure this value has at most {most} characters (it has {most + 1})."]
        assert "é" * (most + 1) in answer.content.decode()
    assert fresh(amara).headline == ""


def test_the_second_of_two_writers_is_told_and_shown_both_and_may_save_knowingly(client, amara, expert, secretariat):
    client.force_login(expert)
    mine = {**fields_of(client.get("/en/my/roster/about/").context["form"]), "headline": "Mine"}
    client.force_login(secretariat)
    theirs = f"/en/experts/people/{amara.person.slug}/entry/about/"
    client.post(theirs, {**fields_of(client.get(theirs).context["form"]), "headline": "Theirs"})
    client.force_login(expert)

    answer = client.post("/en/my/roster/about/", mine)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs" in page
    assert 'value="Mine"' in page
    assert "The Secretariat" in page
    assert secretariat.email not in page
    assert fresh(amara).headline == "Theirs"
    client.post("/en/my/roster/about/", {**fields_of(answer.context["form"]), "headline": "Mine"})
    assert fresh(amara).headline == "Mine"


def test_writers_of_different_sections_do_not_disturb_each_other(client, amara, expert, write):
    mine = {**fields_of(client.get("/en/my/roster/about/").context["form"]), "headline": "Mine"}
    write("interests", interests_declared="none")

    assert client.post("/en/my/roster/about/", mine).status_code == 302
    assert (fresh(amara).headline, fresh(amara).interests_declared) == ("Mine", "none")


def test_sending_the_same_form_twice_writes_once(client, amara, expert):
    client.force_login(expert)
    form = {**fields_of(client.get("/en/my/roster/about/").context["form"]), "headline": "Once"}

    assert [client.post("/en/my/roster/about/", form).status_code for _time in range(2)] == [302, 302]
    assert [noted.action for noted in Noted.objects.about(amara)] == ["experts.rosterentry.changed"]


def test_what_was_typed_waits_when_the_sign_in_has_ended(client, amara, expert):
    client.force_login(expert)
    form = {**fields_of(client.get("/en/my/roster/about/").context["form"]), "headline": "Kept words"}
    client.logout()
    assert client.post("/en/my/roster/about/", form).status_code == 403

    client.force_login(expert)

    assert 'value="Kept words"' in client.get("/en/my/roster/about/").content.decode()
    assert fresh(amara).headline == ""


def test_the_history_tells_every_change_in_words_and_undoes_it(client, amara, expert, write):
    term = ExpertiseTermFactory(slug="pcb-oil", name="Transformer oil")
    write("fields", **{"fields-2-term": str(term.pk), "fields-2-level": "3", "fields-2-years": "4"})
    write("availability", willing_to=["mission"], **rows("availability", [{"kind": "part", "starts_on": "2019"}]))
    write("about", headline="Later", audience_headline="1")

    page = client.get("/en/my/roster/history/")
    said = re.sub(r"<[^>]+>", " ", page.content.decode())

    for words in (
        "Transformer oil: Leading expert, 4 years",
        "Go on mission",
        "Available in part: since 1 January 2019",
        "Who sees: In one sentence",
        "Members of the network",
        "You",
    ):
        assert words in said
    undo = page.context["changes"][2]["address"]
    client.post(undo, {"what": "undo"})
    entry = fresh(amara)
    assert {field.term.slug for field in entry.fields.all()} == {"pcb-disposal", "inventories"}
    assert (entry.headline, entry.willing_to) == ("Later", ["mission"])


@pytest.mark.parametrize("address", ["", "history/", "preview/", *(f"{code}/" for code in SECTIONS)])
@pytest.mark.parametrize("who", ["visitor", "member", "focal_point", "secretariat"])
def test_nobody_but_the_owner_and_the_secretariat_keeps_an_entry(client, request, amara, address, who):
    user = request.getfixturevalue(who)
    if user.is_authenticated:
        client.force_login(user)
    listed = client.get(f"/en/experts/people/amara-diallo/entry/{address}").status_code
    amara.state = "draft"
    amara.save()
    draft = client.get(f"/en/experts/people/amara-diallo/entry/{address}").status_code

    assert (listed, draft) == {
        "visitor": (302, 302),
        "member": (403, 404),
        "focal_point": (403, 404),
        "secretariat": (200, 200),
    }[who]


def test_an_entry_is_seen_before_as_each_audience_sees_it(client, shown_to, secrets, expert):
    amara = shown_to(Audience.MEMBERS)
    client.force_login(expert)

    seen = {
        code: [secret for said in secrets.values() for secret in said if secret in page]
        for code in ("everyone", "members")
        for page in [client.get(f"/en/my/roster/preview/?as={code}").content.decode()]
    }
    assert seen["everyone"] == []
    assert seen["members"] == [secret for said in secrets.values() for secret in said]

    amara.listing = Audience.OFFICIAL_CONTACTS
    amara.save()
    assert "They do not see this entry at all" in client.get("/en/my/roster/preview/?as=members").content.decode()


def test_pages_of_sections_nobody_has_are_not_found(client, expert):
    client.force_login(expert)
    assert client.get("/en/my/roster/nothing/").status_code == 404


@pytest.mark.parametrize("section", ["", "history/", *(f"{code}/" for code in SECTIONS if code not in OF_THE_PERSON)])
def test_a_full_entry_costs_as_many_queries_as_a_small_one(client, expert, amara, secrets, section):
    def fill(numbers):
        for number in numbers:
            FieldOfExpertiseFactory(entry=amara, term=ExpertiseTermFactory(slug=f"term-{number}"))
            Education.objects.create(entry=amara, title=f"D{number}", institution_name="X")
            Publication.objects.create(entry=amara, title=f"P{number}", position=number)
            Panel.objects.create(entry=amara, name=f"B{number}")
            Availability.objects.create(entry=amara, kind="full", starts_on=date(2027, 1, number + 1))

    client.force_login(expert)
    fill(range(2))
    amara.save_revision()
    client.get(f"/en/my/roster/{section}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/en/my/roster/{section}")
    fill(range(2, 7))
    amara.save_revision()
    with CaptureQueriesContext(connection) as many:
        client.get(f"/en/my/roster/{section}")

    assert len(many) == len(few)


def test_another_experts_entry_is_not_mine_to_write(client, amara):
    other = UserFactory(email="other@example.org")
    theirs = RosterEntryFactory(person=PersonFactory(user=other, slug="other"))
    client.force_login(other)
    form = {**fields_of(client.get("/en/my/roster/about/").context["form"]), "headline": "Theirs"}

    client.post("/en/my/roster/about/", form)
    refused = client.post("/en/experts/people/amara-diallo/entry/about/", form)

    assert refused.status_code == 403
    assert (fresh(theirs).headline, fresh(amara).headline) == ("Theirs", "")


def test_a_time_that_has_not_begun_is_not_told_as_if_it_had():
    with time_machine.travel("2026-03-10 08:00Z", tick=False):
        before = wording.span(date(2026, 3, 11), None, wording.day_of)
    with time_machine.travel("2026-03-11 08:00Z", tick=False):
        then = wording.span(date(2026, 3, 11), None, wording.day_of)

    assert (before, then) == ("from 11 March 2026", "since 11 March 2026")
