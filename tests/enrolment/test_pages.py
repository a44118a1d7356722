"""Pages of terms and of members by category, as visitors, members and the Secretariat see them."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.choices import Audience
from directory.enrolment.actions import accept_terms
from directory.enrolment.actions.terms import begin_terms
from directory.enrolment.comparison import compared
from directory.enrolment.loading import load_terms
from directory.enrolment.models import Acceptance, TermsOfReference
from tests.factories import (
    CategoryFactory,
    CountryFactory,
    DesignationFactory,
    PersonFactory,
    StakeholderGroupFactory,
    UserFactory,
)
from tests.factories.enrolment import TermsFactory

pytestmark = pytest.mark.django_db


def test_comparing_marks_the_words_that_changed_and_keeps_those_that_stayed():
    old = "An expert answers within ten days.\nAnd is kind."
    new = "An expert answers within five days.\nSomething quite different is now asked for.\nAnd is kind."
    assert list(compared(old, new)) == [
        [
            ("same", "An expert answers within "),
            ("gone", "ten"),
            ("new", "five"),
            ("same", " days."),
        ],
        [("new", "Something quite different is now asked for.")],
        [("same", "And is kind.")],
    ]
    assert list(compared("两周内答复问题。", "三周内答复问题。")) == [
        [("gone", "两"), ("new", "三"), ("same", "周内答复问题。")]
    ]


def test_every_version_in_force_is_read_at_its_address_and_no_draft_is(client, secretariat):
    first = TermsFactory(in_force_from=date(2024, 1, 1))
    TermsFactory(number=2, in_force_from=date(2024, 6, 1), text_en="An expert answers fast.")
    draft = begin_terms(first.category, by=secretariat)
    TermsOfReference.objects.filter(pk=draft.pk).update(text_en="Words nobody may read yet.")

    page = client.get("/en/terms/expert/").content.decode()
    assert "An expert answers fast." in page
    past = client.get("/en/terms/expert/1/").content.decode()
    assert "In force from 1 January 2024 until 31 May 2024" in past
    assert "<del>" in client.get("/en/terms/expert/1/2/").content.decode()
    assert client.get("/en/terms/expert/3/").status_code == 404
    assert client.get("/en/terms/nothing/").status_code == 404
    for address in ("/en/terms/", "/en/terms/expert/", "/en/terms/expert/1/"):
        assert "Words nobody may read yet." not in client.get(address).content.decode()
    client.force_login(secretariat)
    preview = client.get(reverse("enrolment:draft_preview", args=["expert", "en"])).content.decode()
    assert "Words nobody may read yet." in preview


def test_a_reader_of_another_language_reads_it_or_is_told_that_it_is_missing(client):
    TermsFactory(undertaking_ar="أجيب على الأسئلة.")
    page = client.get("/ar/terms/expert/").content.decode()
    assert '<p class="lead measure" lang="ar" dir="rtl">أجيب على الأسئلة.</p>' in page
    assert '<div class="measure" lang="en" dir="ltr">' in page


def test_the_secretariat_writes_translates_and_brings_into_force_on_pages(client, secretariat, member):
    first = TermsFactory()
    DesignationFactory(person=member.person, category=first.category)
    accept_terms(member.person, first, by=member, language="en")
    client.force_login(secretariat)
    client.post(reverse("enrolment:keep_terms"), {"category": "expert"})
    address = reverse("enrolment:draft_words", args=["expert", "en"])
    seen = client.get(address).context["form"]["seen"].value()
    said = "An expert answers within a week."
    words = {
        "undertaking": "I answer in a week.",
        "text": said,
        "what_changed": "A week.",
    }
    assert client.post(address, {**words, "seen": seen}).status_code == 302
    stale = client.post(address, {**words, "text": "My other words.", "seen": seen})
    assert stale.status_code == 409
    assert "My other words." in stale.content.decode()
    assert said in stale.content.decode()
    again = stale.context["form"]["seen"].value()
    assert client.post(address, {**words, "text": "My other words.", "seen": again}).status_code == 302

    client.post(reverse("enrolment:draft", args=["expert"]), {"on": timezone.localdate(), "asks_again": "yes"})
    assert TermsOfReference.objects.current().get().text_en == "My other words."
    client.force_login(member)
    assert reverse("my_enrolment:terms") in client.get(reverse("my")).content.decode()
    page = client.get(reverse("my_enrolment:terms")).content.decode()
    assert "<ins>" in page
    current = TermsOfReference.objects.current().get()
    refused = client.post(reverse("my_enrolment:terms"), {"terms": current.pk})
    assert refused.status_code == 422
    sent = {"terms": current.pk, f"agreed-{current.pk}": "yes"}
    client.post(reverse("my_enrolment:terms"), sent)
    client.post(reverse("my_enrolment:terms"), sent)
    assert Acceptance.objects.filter(terms=current).count() == 1
    assert reverse("my_enrolment:terms") not in client.get(reverse("my")).content.decode()
    profile = client.get(member.person.get_absolute_url()).content.decode()
    assert "I answer in a week." in profile
    assert "version 2, accepted on" in profile


def test_what_somebody_undertakes_is_hidden_with_their_record(client, member):
    terms = TermsFactory(undertaking_en="I keep a secret promise.")
    hidden = PersonFactory(listing=Audience.MEMBERS, slug="hidden")
    DesignationFactory(person=hidden, category=terms.category)
    accept_terms(hidden, terms, by=None, language="en")
    assert client.get("/en/directory/people/hidden/").status_code == 404
    client.force_login(member)
    assert "I keep a secret promise." in client.get("/en/directory/people/hidden/").content.decode()


def test_a_person_asks_as_much_with_three_undertakings_as_with_one(client, django_assert_max_num_queries):
    person = PersonFactory(slug="somebody")
    for number, code in enumerate(("expert", "information-user", "information-owner")):
        DesignationFactory(person=person, category__code=code)
        accept_terms(person, TermsFactory(category__code=code), by=None, language="en")
        if number == 0:
            client.get("/en/directory/people/somebody/")
            with django_assert_max_num_queries(60) as one:
                client.get("/en/directory/people/somebody/")
            asked = len(one)
    client.get("/en/directory/people/somebody/")
    with django_assert_max_num_queries(asked):
        client.get("/en/directory/people/somebody/")


def test_lists_of_members_count_whom_the_reader_may_see(client, member):
    held = DesignationFactory(person=PersonFactory(family_name="Visible"))
    DesignationFactory(
        person=PersonFactory(family_name="Secretive", listing=Audience.MEMBERS), category=held.category
    )
    DesignationFactory(
        person=PersonFactory(family_name="Formerly"), category=held.category, ends_on=date(2024, 12, 31)
    )
    address = reverse("enrolment:members", args=["expert"])
    page = client.get(address)
    assert [person.person.family_name for part in page.context["parts"] for person in part["people"]] == ["Visible"]
    assert [(each["words"], each["number"]) for each in page.context["regions"]] == [("Africa", 1)]
    categories = client.get(reverse("enrolment:categories")).context["categories"]
    assert [(category.code, number) for category, number in categories] == [("expert", 1)]
    client.force_login(member)
    assert client.get(address).context["number"] == 2


def test_a_hidden_stakeholder_group_is_neither_counted_nor_found(client):
    group = StakeholderGroupFactory(code="industry")
    shown = PersonFactory(stakeholder_group=group, country=CountryFactory(iso2="EG"))
    hidden = PersonFactory(stakeholder_group=group, field_audiences={"stakeholder_group": int(Audience.SECRETARIAT)})
    for person in (shown, hidden):
        DesignationFactory(person=person)
    page = client.get(reverse("enrolment:members", args=["expert"]))
    assert page.context["number"] == 2
    assert [each["number"] for each in page.context["groups"]] == [1]
    narrowed = client.get(reverse("enrolment:members", args=["expert"]) + "?group=industry&region=002")
    assert [person.pk for part in narrowed.context["parts"] for person in part["people"]] == [shown.pk]


def test_a_list_of_members_asks_as_much_for_many_as_for_one(client, django_assert_max_num_queries):
    CategoryFactory(code="expert")
    address = reverse("enrolment:members", args=["expert"])
    DesignationFactory(person=PersonFactory())
    client.get(address)
    with django_assert_max_num_queries(60) as one:
        client.get(address)
    asked = len(one)
    for code in ("SN", "CN", "RU"):
        DesignationFactory(person=PersonFactory(country=CountryFactory(iso2=code)))
    client.get(address)
    with django_assert_max_num_queries(asked):
        client.get(address)


def test_first_terms_are_loaded_once_and_leave_what_is_written(secretariat, member):
    for code in ("expert", "national-focal-point"):
        CategoryFactory(code=code)
    TermsFactory(category__code="information-user", text_en="Written by the Secretariat.")
    DesignationFactory(person=member.person)

    assert load_terms() == ["national-focal-point", "expert"]
    assert load_terms() == []
    assert TermsOfReference.objects.get(category__code="information-user").text_en == "Written by the Secretariat."
    expert = TermsOfReference.objects.get(category__code="expert")
    assert all(getattr(expert, f"undertaking_{code}") for code in ("en", "ar", "es", "fr", "ru", "zh"))
    assert expert.told_at is not None


def test_an_account_without_a_record_has_nothing_to_accept(client):
    client.force_login(UserFactory())
    assert client.get(reverse("my_enrolment:terms")).status_code == 200
    assert client.get(reverse("my_enrolment:categories")).status_code == 404
