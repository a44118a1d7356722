"""Asking for a category, answering its questions, holding it, leaving it."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from directory.enrolment.actions.requests import (
    RequestClosedError,
    RequestError,
    accept_request,
    answer_about_request,
    ask_for_category,
    ask_member,
    decline_request,
    leave_category,
    withdraw_question,
    write_question,
)
from directory.enrolment.choices import RequestState
from directory.enrolment.models import Answer, CategoryQuestion, CategoryRequest
from directory.models import Designation, MembershipApplication
from tests.factories import CategoryFactory, CountryFactory, DesignationFactory, StakeholderGroupFactory
from tests.factories.enrolment import CategoryQuestionFactory, TermsFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_an_answer_keeps_the_question_as_it_was_worded_then(member, secretariat):
    question = CategoryQuestionFactory(wording_fr="Quelles substances connaissez-vous ?")
    with override("fr"):
        request = ask_for_category(member.person, question.category, by=member, answers={question: "Les PCB."})
    write_question(question, by=secretariat, wording_en="Anything else?", wording_fr="Autre chose ?")
    withdraw_question(question, by=secretariat)

    answer = request.answers.get()
    assert (answer.wording, answer.language, answer.text) == (
        "Quelles substances connaissez-vous ?",
        "fr",
        "Les PCB.",
    )


def test_posts_of_parties_and_what_one_holds_or_asked_for_cannot_be_asked_for(member, applicant):
    expert = CategoryFactory(code="expert")
    for category in (CategoryFactory(code="national-focal-point"), DesignationFactory(person=member.person,
                     category__code="information-user").category):  # fmt: skip
        with pytest.raises(RequestError):
            ask_for_category(member.person, category, by=member)
    with pytest.raises(RequestError):
        ask_for_category(applicant.person, expert, by=applicant)
    ask_for_category(member.person, expert, by=member)
    with pytest.raises(RequestError):
        ask_for_category(member.person, expert, by=member)
    assert CategoryRequest.objects.count() == 1


def test_the_secretariat_asks_back_and_decides_once(member, secretariat, letters):
    with letters():
        request = ask_for_category(member.person, CategoryFactory(code="thematic-focal-point"), by=member)
        ask_member(request, "Which subject?", by=secretariat)
        answer_about_request(request, "Alternatives to DDT.", by=member)
        accept_request(request, by=secretariat, theme="Alternatives to DDT")

    assert [letter.to for letter in mail.outbox] == [
        ["secretariat@chm.example"],
        [member.email],
        ["secretariat@chm.example"],
        [member.email],
    ]
    assert [(held.category.code, held.theme) for held in member.person.designations.all()] == [
        ("thematic-focal-point", "Alternatives to DDT")
    ]
    with pytest.raises(RequestClosedError):
        decline_request(request, by=secretariat, reason="Too late.")


def test_a_declined_request_says_why_and_may_be_made_again(member, secretariat, letters):
    expert = CategoryFactory(code="expert")
    request = ask_for_category(member.person, expert, by=member)
    with letters():
        decline_request(request, by=secretariat, reason="Please name a publication.")
    assert "Please name a publication." in mail.outbox[0].body

    ask_for_category(member.person, expert, by=member)
    assert list(CategoryRequest.objects.values_list("state", flat=True).order_by("asked_at")) == [
        "declined",
        "waiting",
    ]


def test_a_category_is_laid_down_and_a_post_of_a_party_is_not(member, focal_point):
    held = DesignationFactory(person=member.person)
    assert leave_category(held, by=member) is True
    assert leave_category(held, by=member) is False
    with pytest.raises(RequestError):
        leave_category(focal_point.person.designations.get(), by=focal_point)


def joining(**more):
    return {
        "email": "new@example.org",
        "given_name": "Awa",
        "family_name": "Sow",
        "country": CountryFactory().pk,
        "stakeholder_group": StakeholderGroupFactory().pk,
        "language": "en",
        "statement": "I work on stockpiles.",
        **more,
    }


def test_joining_asks_what_the_chosen_category_asks_and_loses_nothing(client):
    question = CategoryQuestionFactory()
    optional = CategoryQuestionFactory(wording_en="Any interest?", is_required=False, category=question.category)
    CategoryQuestionFactory(category__code="information-user", wording_en="Of another category.")
    chosen = joining(categories=[question.category.pk])

    asked = client.post(reverse("account_signup"), chosen)
    said = asked.content.decode()
    assert "Which substances do you know best?" in said
    assert "Any interest?" in said
    assert "I work on stockpiles." in said
    assert "Of another category." not in said
    assert not MembershipApplication.objects.exists()

    answers = {f"question_{question.pk}": "PCBs above all.", f"question_{optional.pk}": ""}
    client.post(reverse("account_signup"), {**chosen, **answers})
    application = MembershipApplication.objects.get()
    assert [(answer.question, answer.text) for answer in application.category_answers.all()] == [
        (question, "PCBs above all."),
        (optional, ""),
    ]


def test_official_categories_are_not_offered_to_those_who_join(client):
    CategoryFactory(code="expert")
    official = CategoryFactory(code="national-focal-point")
    StakeholderGroupFactory()
    form = client.get(reverse("account_signup")).context["form"]
    assert [words for _key, words in form.fields["categories"].choices] == ["Expert"]
    refused = client.post(reverse("account_signup"), joining(categories=[official.pk]))
    assert "categories" in refused.context["form"].errors


def test_changing_an_application_changes_its_answers(applicant, client):
    question = CategoryQuestionFactory()
    other = CategoryFactory(code="information-user")
    client.force_login(applicant)
    about = {name: value for name, value in joining().items() if name not in ("email", "language")}
    sent = {**about, "categories": [question.category.pk], f"question_{question.pk}": "PCBs."}
    assert client.post(reverse("membership:revise"), sent).status_code == 302
    assert [answer.text for answer in applicant.person.application.category_answers.all()] == ["PCBs."]
    page = client.get(reverse("membership:revise")).content.decode()
    assert "PCBs." in page

    client.post(reverse("membership:revise"), {**about, "categories": [other.pk]})
    assert not Answer.objects.exists()


def test_a_member_asks_reads_and_answers_on_their_own_pages(member, secretariat, client):
    question = CategoryQuestionFactory()
    TermsFactory(category=question.category)
    client.force_login(member)
    assert (
        reverse("my_enrolment:ask", args=["expert"])
        in client.get(reverse("my_enrolment:categories")).content.decode()
    )
    ask = reverse("my_enrolment:ask", args=["expert"])
    assert client.post(ask, {"statement": "To help."}).status_code == 422
    client.post(ask, {"statement": "To help.", f"question_{question.pk}": "PCBs."})
    request = CategoryRequest.objects.get()
    ask_member(request, "Since when?", by=secretariat)

    own = reverse("my_enrolment:request", args=[request.pk])
    assert "Since when?" in client.get(own).content.decode()
    client.post(own, {"text": "Since 2010."})
    assert request.messages.last().text == "Since 2010."
    client.post(own, {"withdraw": "yes"})
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN
    client.force_login(secretariat)
    assert client.get(own).status_code == 404


def test_posts_cannot_be_asked_for_by_address(member, client):
    CategoryFactory(code="national-focal-point")
    client.force_login(member)
    assert client.get(reverse("my_enrolment:ask", args=["national-focal-point"])).status_code == 404


def test_nobody_lays_down_what_another_holds(member, focal_point, client):
    held = DesignationFactory(person=member.person)
    client.force_login(focal_point)
    assert client.post(reverse("my_enrolment:leave", args=[held.pk])).status_code == 404
    post = focal_point.person.designations.get()
    client.post(reverse("my_enrolment:leave", args=[post.pk]))
    assert Designation.objects.filter(ends_on__isnull=False).count() == 0


def test_the_secretariat_reads_answers_in_its_queue_and_accepts(member, secretariat, client):
    question = CategoryQuestionFactory()
    request = ask_for_category(member.person, question.category, by=member, answers={question: "PCBs above all."})
    client.force_login(secretariat)
    assert "Neema Barasa" in client.get(reverse("category_requests")).content.decode()
    address = reverse("category_request", args=[request.pk])
    page = client.get(address).content.decode()
    assert "Which substances do you know best?" in page
    assert "PCBs above all." in page

    client.post(address, {"verb": "accept", "accept-theme": "", "accept-reason": ""})
    assert [held.category for held in member.person.designations.all()] == [question.category]
    client.post(address, {"verb": "decline", "decline-reason": "No."})
    request.refresh_from_db()
    assert request.state == RequestState.ACCEPTED


def test_the_secretariat_reads_the_answers_of_an_applicant(applicant, secretariat, client):
    question = CategoryQuestionFactory()
    Answer.objects.create(
        application=applicant.person.application,
        question=question,
        category=question.category,
        wording=question.wording,
        language="en",
        text="PCBs above all.",
    )
    client.force_login(secretariat)
    page = client.get(reverse("application", args=[applicant.person.application.pk])).content.decode()
    assert "PCBs above all." in page


def test_the_secretariat_writes_changes_and_withdraws_a_question(secretariat, client):
    expert = CategoryFactory(code="expert")
    client.force_login(secretariat)
    sent = {"category": expert.pk, "wording_en": "Since when?", "wording_ar": "منذ متى؟", "is_required": "yes",
            "position": 1}  # fmt: skip
    client.post(reverse("enrolment:new_question"), sent)
    question = CategoryQuestion.objects.get()
    client.post(reverse("enrolment:change_question", args=[question.pk]), {**sent, "wording_en": "Since which year?"})
    question.refresh_from_db()
    assert (question.wording_en, question.wording_ar) == ("Since which year?", "منذ متى؟")
    client.post(reverse("enrolment:questions"), {"withdraw": question.pk})
    assert CategoryQuestion.objects.filter(withdrawn_at__isnull=True).count() == 0
