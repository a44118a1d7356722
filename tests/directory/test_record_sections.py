"""People keep their record: every section, what comes back wrong, two who write at once."""

import re
from datetime import date

import pytest
from audit.models import Entry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from directory.actions.records import update_record
from directory.choices import Audience, LanguageLevel, TermStatus
from directory.contents import contents, contents_of, fingerprint, schema_of
from directory.disclosure import disclose
from directory.forms.fields import read_day
from directory.forms.people import SECTIONS
from directory.models import ExpertiseTerm, Person
from tests.factories import (
    AffiliationFactory,
    BiographyFactory,
    ChemicalFactory,
    CountryFactory,
    ExpertiseTermFactory,
    InstitutionFactory,
    LanguageFactory,
    PersonContactFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE directory_person; --",
    "{{ 7 * 7 }} {% load x %} ${7*7}",
    '=HYPERLINK("http://x")',
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
    "﷽ صَفَحاتٌ",
    "👩‍👩‍👧‍👦 田中さん",
    "../../etc/passwd",
    "1E+02",
    "null",
]


@pytest.fixture
def neema(member):
    return member.person


@pytest.fixture
def write(client):
    """Fill in a section as a browser sends it, with what the page had in it, and send it."""

    def sends(section, user=None, at=None, **typed):
        if user is not None:
            client.force_login(user)
        address = at or f"/en/my/record/{section}/"
        page = client.get(address)
        assert page.status_code == 200, page
        data = fields_of(page.context["form"])
        data.update({name.replace("__", "-"): value for name, value in typed.items()})
        answer = client.post(address, data)
        if answer.status_code == 422:
            print(answer.context["problems"])
        return answer

    return sends


def fields_of(form):
    """What a browser would send back of a form as it stands."""
    data = {}
    rows = [each for rows in form.rows.values() for each in (rows.management_form, *rows.forms)]
    for part in (form, *rows):
        for field in part:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = "on" if value is True else field.field.prepare_value(value)
    return data


def fresh(person):
    return Person.objects.get(pk=person.pk)


def test_an_owner_changes_their_names_and_everybody_reads_them_in_both_scripts(write, member, neema, client):
    answer = write(
        "names",
        member,
        given_name="Li",
        family_name="Wang",
        original_given_name="丽",
        original_family_name="王",
        family_name_first="on",
    )

    assert answer.status_code == 302
    person = fresh(neema)
    assert (person.original_name, person.romanised_name, person.sort_name) == ("王 丽", "Wang Li", "wang li")
    assert "王 丽" in client.get(person.get_absolute_url()).content.decode()


def test_names_in_their_own_script_are_romanised_when_nobody_wrote_them_in_latin_letters(write, member, neema):
    write("names", member, given_name="", family_name="", original_given_name="Иван", original_family_name="Петров")

    assert fresh(neema).romanised_name == "Ivan Petrov"


def test_a_record_without_a_family_name_is_refused_at_the_field_and_the_words_come_back(write, member, neema):
    answer = write("names", member, given_name="Someone <b>new</b>", family_name=" ")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_family_name"' in page
    assert 'value="Someone &lt;b&gt;new&lt;/b&gt;"' in page
    assert fresh(neema).given_name == "Neema"


def test_an_affiliation_is_linked_to_the_institution_of_that_name(write, member, neema):
    ministry = InstitutionFactory(name="Ministry of Environment", acronym="MoE")

    write("work", member, position="Chemist", affiliations__0__where="moe", affiliations__0__starts_on="May 2019")

    (affiliation,) = fresh(neema).affiliations.all()
    assert (affiliation.institution, affiliation.institution_name) == (ministry, "")
    assert affiliation.starts_on == date(2019, 5, 1)


def test_a_name_that_may_mean_several_institutions_is_asked_about(write, member, neema, client):
    InstitutionFactory(name="Ministry of Environment of Kenya")
    second = InstitutionFactory(name="Ministry of Environment of Senegal")

    asked = write("work", member, affiliations__0__where="Ministry of Environment")
    assert asked.status_code == 422
    assert "Which institution do you mean?" in asked.content.decode()
    write(
        "work", affiliations__0__where="Ministry of Environment", affiliations__0__same_as=str(second.pk)
    )  # fmt: skip

    assert [each.institution for each in fresh(neema).affiliations.all()] == [second]


def test_an_institution_nobody_knows_stays_in_the_words_of_its_member(write, member, neema):
    write("work", member, affiliations__0__where="A small laboratory")

    assert [each.name for each in fresh(neema).affiliations.all()] == ["A small laboratory"]


def test_what_the_work_was_is_shown_with_the_affiliation_told_in_the_history_and_undone(write, member, neema, client):
    write("work", member, affiliations__0__where="A laboratory", affiliations__0__responsibilities="Ran\r\nit")
    write("work", affiliations__0__responsibilities="")

    assert [each.responsibilities for each in fresh(neema).affiliations.all()] == [""]
    history = client.get("/en/my/record/history/").content.decode()
    assert "A laboratory, Ran" in history
    undo = client.get("/en/my/record/history/").context["changes"][0]["address"]
    client.post(undo, {"what": "undo"})
    assert [each.responsibilities for each in fresh(neema).affiliations.all()] == ["Ran\nit"]
    assert (
        client.get(f"{neema.get_absolute_url()}?format=json").json()["affiliations"][0]["responsibilities"]
        == "Ran\nit"
    )


def test_versions_and_drafts_written_before_a_row_had_a_field_do_not_touch_it(neema):
    AffiliationFactory(person=neema, institution=None, institution_name="Here", responsibilities="All")
    values = contents(fresh(neema))
    (row,) = values["affiliations"]
    old = {key: value for key, value in row.items() if key != "responsibilities"}

    update_record(fresh(neema), {"affiliations": [{**old, "position": "Head"}]}, by=None)

    (kept,) = fresh(neema).affiliations.all()
    assert (kept.position, kept.responsibilities) == ("Head", "All")
    read = contents_of(schema_of(neema), {"affiliations": [old]})
    assert read["affiliations"][0]["responsibilities"] == ""


def test_only_the_secretariat_makes_somebody_keeper_of_an_institution(write, member, neema):
    kept = AffiliationFactory(person=neema, maintains_institution=True)
    other = InstitutionFactory(name="Another")

    write(
        "work",
        member,
        affiliations__0__position="Director",
        affiliations__1__where="Another",
        affiliations__1__maintains_institution="on",
    )

    assert {(each.institution, each.maintains_institution) for each in fresh(neema).affiliations.all()} == {
        (kept.institution, True),
        (other, False),
    }
    write("work", affiliations__0__where="Another", affiliations__1__DELETE="on")
    assert not fresh(neema).affiliations.filter(institution=other, maintains_institution=True).exists()


def test_an_affiliation_cannot_end_before_it_begins(write, member):
    answer = write(
        "work",
        member,
        affiliations__0__where="Here",
        affiliations__0__starts_on="2020",
        affiliations__0__ends_on="3 May 2019",
    )

    assert 'href="#id_affiliations-0-ends_on"' in answer.content.decode()


def test_a_holder_of_an_official_post_cannot_change_the_country_they_speak_for(write, focal_point):
    CountryFactory(iso2="SN")

    write("place", focal_point, country=str(CountryFactory(iso2="SN").pk), city="Dakar")

    person = fresh(focal_point.person)
    assert (person.country.iso2, person.city) == ("KE", "Dakar")


def test_contacts_have_an_audience_each_and_are_removed_by_a_tick(write, member, neema):
    PersonContactFactory(person=neema, kind="work", value="+254 20 555 0100", audience=Audience.MEMBERS)
    PersonContactFactory(person=neema, kind="website", value="https://example.org", audience=Audience.EVERYONE)

    write(
        "contacts",
        member,
        contacts__0__DELETE="on",
        contacts__1__kind="email",
        contacts__1__value="neema@example.org",
        contacts__1__audience="2",
    )

    assert [(each.kind, each.value, each.audience) for each in fresh(neema).contacts.all()] == [
        ("email", "neema@example.org", Audience.OFFICIAL_CONTACTS),
        ("website", "https://example.org", Audience.EVERYONE),
    ]
    assert disclose(fresh(neema), Audience.MEMBERS).emails == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [("email", "not an address"), ("work", "call me"), ("email", "a@b"), ("mobile", "javascript:alert(1)")],
)
def test_a_contact_nobody_could_use_is_refused_at_its_field(write, member, neema, kind, value):
    answer = write("contacts", member, contacts__0__kind=kind, contacts__0__value=value)

    assert answer.status_code == 422
    assert 'href="#id_contacts-0-value"' in answer.content.decode()
    assert not fresh(neema).contacts.exists()


@pytest.mark.parametrize("value", ["javascript:alert(1)", "www", "ftp://example.org", "data:text/html,x"])
def test_a_link_leads_to_the_web_or_nowhere(write, member, value):
    assert write("links", member, websites__0__value=value).status_code == 422


def test_an_orcid_is_taken_as_its_whole_address_and_refused_with_a_wrong_digit(write, member, neema):
    write("links", member, orcid="https://orcid.org/0000-0002-1825-0097")
    assert fresh(neema).orcid == "0000-0002-1825-0097"

    assert write("links", orcid="0000-0002-1825-0098").status_code == 422


def test_one_more_line_keeps_everything_typed_and_judges_nothing(write, member, neema):
    french = LanguageFactory(code="fr")

    answer = write("languages", member, add="languages", languages__0__language=str(french.pk))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "languages-1-language" in page
    assert f'<option value="{french.pk}" selected>' in page
    assert "problems" not in page
    assert not fresh(neema).language_skills.exists()


def test_languages_with_their_levels(write, member, neema):
    french, arabic = LanguageFactory(code="fr"), LanguageFactory(code="ar")
    write("languages", member, languages__0__language=str(french.pk), languages__0__level="4")
    write("languages", languages__1__language=str(arabic.pk), languages__1__level="1", audience_languages="1")

    person = fresh(neema)
    assert {(each.language, each.level) for each in person.language_skills.all()} == {
        (french, LanguageLevel.MOTHER_TONGUE),
        (arabic, LanguageLevel.FAIR),
    }
    assert disclose(person, Audience.EVERYONE).languages == []
    twice = write("languages", languages__2__language=str(french.pk))
    assert twice.status_code == 422


def test_a_term_in_own_words_waits_for_the_secretariat_and_is_not_doubled(write, member, neema):
    pcb = ExpertiseTermFactory(slug="pcb", name="PCB management", name_fr="Gestion des PCB")

    write("expertise", member, proposed="Transformer oil\ngestion des pcb\n")

    proposal = ExpertiseTerm.objects.get(name="Transformer oil")
    assert (proposal.status, proposal.proposed_by) == (TermStatus.PROPOSED, member)
    assert set(fresh(neema).expertise.all()) == {pcb, proposal}
    write("expertise", proposed="TRANSFORMER OIL")
    assert ExpertiseTerm.objects.count() == 2


def test_terms_are_chosen_by_ticking_boxes(write, member, neema):
    pcb, ddt = ExpertiseTermFactory(slug="pcb"), ExpertiseTermFactory(slug="ddt")

    write("interests", member, interests=[str(pcb.pk), str(ddt.pk)], audience_interests="3")
    write("interests", interests=[str(ddt.pk)])

    assert set(fresh(neema).interests.all()) == {ddt}
    assert disclose(fresh(neema), Audience.OFFICIAL_CONTACTS).interests == []


def test_sectors_chemicals_and_a_group(write, member, neema):
    farms, pcb = SectorFactory(code="agriculture"), ChemicalFactory()

    write("subjects", member, sectors=[str(farms.pk)], chemicals=[str(pcb.pk)], stakeholder_group="")

    person = fresh(neema)
    assert (list(person.sectors.all()), list(person.chemicals.all()), person.stakeholder_group) == (
        [farms],
        [pcb],
        None,
    )


def test_a_biography_is_looked_at_before_it_is_saved(write, member, neema):
    answer = write("biography", member, preview="1", text_ar="**مرحبا** <script>", text_en="*Hello*")

    page = answer.content.decode()
    assert "<strong>مرحبا</strong> &lt;script&gt;" in page
    assert "<em>Hello</em>" in page
    assert not fresh(neema).biographies.exists()
    write("biography", text_ar="مرحبا", text_en="Hello")
    assert {each.language: each.text for each in fresh(neema).biographies.all()} == {"ar": "مرحبا", "en": "Hello"}


def test_who_sees_what_is_decided_in_one_place(write, member, neema):
    write("visibility", member, listing="1", audience_position="2")

    person = fresh(neema)
    assert (person.listing, person.field_audiences["position"]) == (Audience.MEMBERS, Audience.OFFICIAL_CONTACTS)
    assert not Person.objects.visible_to(None).filter(pk=person.pk).exists()


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_come_out_as_the_text_they_are(write, member, neema, client, words):
    write("work", member, position=words, affiliations__0__where=words, affiliations__0__department=words)
    write("place", address=words, city=words[:100], postal_code="x")
    write("biography", text_en=words)
    write("expertise", proposed=words)

    for address in (
        "/en/my/record/",
        "/en/my/record/work/",
        "/en/my/record/preview/?as=secretariat",
        "/ar/my/record/place/",
        "/en/my/record/expertise/",
        neema.get_absolute_url(),
    ):
        page = client.get(address)
        assert page.status_code == 200
        text = page.content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "49 " not in re.findall(r'id="id_position"[^>]*', text)[:1]


def test_invisible_characters_are_taken_out_and_nul_is_refused(write, member, neema):
    write("work", member, position="Chem\x08ist \u202eevil\u202c\r\n of oil")
    assert fresh(neema).position == "Chemist evil of oil"

    answer = write("work", position="Chem\x00ist")
    assert answer.status_code == 422
    assert "Null characters are not allowed" in answer.content.decode()


def test_the_second_of_two_writers_is_told_and_shown_both_and_may_save_knowingly(
    write, member, neema, secretariat, client
):
    client.force_login(member)
    mine = fields_of(client.get("/en/my/record/work/").context["form"])
    write("work", secretariat, f"/en/directory/people/{neema.slug}/record/work/", position="Head of unit")
    client.force_login(member)

    answer = client.post("/en/my/record/work/", {**mine, "position": "Director"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Head of unit" in page
    assert "The Secretariat" in page
    assert secretariat.email not in page
    assert 'value="Director"' in page
    assert fresh(neema).position == "Head of unit"
    again = client.post("/en/my/record/work/", {**fields_of(answer.context["form"]), "position": "Director"})
    assert again.status_code == 302
    assert fresh(neema).position == "Director"


def test_writers_of_different_sections_do_not_disturb_each_other(write, member, neema, secretariat, client):
    client.force_login(member)
    mine = fields_of(client.get("/en/my/record/work/").context["form"])
    write("place", secretariat, f"/en/directory/people/{neema.slug}/record/place/", city="Nairobi")
    client.force_login(member)

    client.post("/en/my/record/work/", {**mine, "position": "Director"})

    assert (fresh(neema).position, fresh(neema).city) == ("Director", "Nairobi")


def test_sending_the_same_form_twice_writes_once(member, neema, client):
    client.force_login(member)
    form = {**fields_of(client.get("/en/my/record/work/").context["form"]), "position": "Director"}

    answers = [client.post("/en/my/record/work/", form) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Entry.objects.about(neema).count() == 1


def test_what_was_typed_waits_when_the_sign_in_has_ended(member, neema, client):
    client.force_login(member)
    form = {**fields_of(client.get("/en/my/record/work/").context["form"]), "position": "Director of oil"}
    client.logout()

    told = client.post("/en/my/record/work/", form)
    client.force_login(member)
    page = client.get("/en/my/record/work/").content.decode()

    assert told.status_code == 403
    assert "your words are kept" in told.content.decode()
    assert 'value="Director of oil"' in page
    assert "not saved yet" in page
    assert fresh(neema).position == "Environmental chemist"
    assert "Director of oil" not in client.get("/en/my/record/work/").content.decode()


def test_words_that_wait_are_not_shown_to_somebody_else_at_the_same_machine(member, official_contact, client):
    client.force_login(member)
    form = {**fields_of(client.get("/en/my/record/work/").context["form"]), "position": "Director of oil"}
    client.logout()
    client.post("/en/my/record/work/", form)

    client.force_login(official_contact)

    assert "Director of oil" not in client.get("/en/my/record/work/").content.decode()


@pytest.mark.parametrize("section", [*SECTIONS])
@pytest.mark.parametrize("who", ["visitor", "member", "focal_point", "secretariat"])
def test_nobody_but_the_owner_and_the_secretariat_keeps_a_record(client, request, applicant, section, who):
    user = request.getfixturevalue(who)
    if user.is_authenticated:
        client.force_login(user)
    hidden = client.get(f"/en/directory/people/{applicant.person.slug}/record/{section}/").status_code
    listed = client.get(
        f"/en/directory/people/{request.getfixturevalue('official_contact').person.slug}/record/{section}/"
    ).status_code

    assert (hidden, listed) == {
        "visitor": (302, 302),
        "member": (404, 403),
        "focal_point": (404, 403),
        "secretariat": (200, 200),
    }[who]


def test_the_overview_says_what_is_missing_why_and_how_fresh_it_is(client, member, neema):
    client.force_login(member)
    page = client.get("/en/my/record/").content.decode()
    assert "3 of 13 parts are filled in." in page
    assert "/en/my/record/languages/#id_languages" in page
    assert "You last confirmed it on 1 September 2026." in page

    client.post("/en/my/record/confirm/")
    client.post("/en/my/record/confirm/")

    assert fresh(neema).freshness == "current"
    assert [entry.action for entry in Entry.objects.about(neema)] == ["directory.person.confirmed"]


def test_confirming_needs_a_post(client, member):
    client.force_login(member)
    assert client.get("/en/my/record/confirm/").status_code == 405


def test_pages_of_a_record_are_kept_by_no_cache(client, member):
    client.force_login(member)
    assert "no-store" in client.get("/en/my/record/").headers["Cache-Control"]


def test_somebody_without_a_record_is_told_so(client, secretariat):
    client.force_login(secretariat)
    answer = client.get("/en/my/record/")
    assert (answer.status_code, "You have no record" in answer.content.decode()) == (404, True)


@pytest.mark.parametrize("section", ["", *(f"{code}/" for code in SECTIONS)])
def test_a_full_record_costs_as_many_queries_as_a_small_one(client, member, neema, section):
    client.force_login(member)
    for number in range(2):
        AffiliationFactory(person=neema)
        PersonContactFactory(person=neema, value=f"+254 20 555 01{number}0")
        neema.expertise_links.create(tag=ExpertiseTermFactory(slug=f"term-{number}"))
    BiographyFactory(person=neema)
    client.get(f"/en/my/record/{section}")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(f"/en/my/record/{section}")
    for number in range(4):
        AffiliationFactory(person=neema)
        PersonContactFactory(person=neema, value=f"+254 20 555 02{number}0")
        neema.expertise_links.create(tag=ExpertiseTermFactory(slug=f"more-{number}"))
    BiographyFactory(person=neema, language="fr")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/en/my/record/{section}")

    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 May 2024", date(2024, 5, 3)),
        ("2024-05-03", date(2024, 5, 3)),
        ("3.5.2024", date(2024, 5, 3)),
        ("May 2024", date(2024, 5, 1)),
        ("2024", date(2024, 1, 1)),
        ("٣ مايو ٢٠٢٤", date(2024, 5, 3)),
        ("2024年5月3日", date(2024, 5, 3)),
        ("3 мая 2024 г.", date(2024, 5, 3)),
        ("3 de mayo de 2024", date(2024, 5, 3)),
        ("1er mai 2024", date(2024, 5, 1)),
    ],
)
def test_days_are_read_as_people_write_them(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize("language", ["en", "ar", "es", "fr", "ru", "zh-hans"])
def test_a_day_shown_in_a_form_is_read_back_in_every_language(client, member, neema, language):
    AffiliationFactory(person=neema, starts_on=date(2019, 9, 7))
    client.force_login(member)
    before = contents(fresh(neema))
    with translation.override(language):
        form = client.get(f"/{language}/my/record/work/").context["form"]
        data = fields_of(form)

    assert client.post(f"/{language}/my/record/work/", data).status_code == 302
    assert contents(fresh(neema)) == before
    assert fingerprint(before, ["position"]) == fingerprint(contents(fresh(neema)), ["position"])
