"""A question is written, brought to experts, opened to a field, or left to the Secretariat."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from experts.consulting import actions
from experts.consulting.exceptions import ConsultingError, StaleQuestionError
from experts.consulting.models import FieldNotice, Invitation, Question
from tests.factories import DesignationFactory
from tests.factories.consulting import InvitationFactory, QuestionFactory
from tests.factories.experts import RosterEntryFactory

pytestmark = pytest.mark.django_db

WORDS = {"title": "Old transformers", "text": "What to do with them?", "due_on": "1 March 2027"}


@pytest.fixture(autouse=True)
def november():
    import time_machine

    with time_machine.travel("2026-11-26 08:00Z", tick=False):
        yield


def form(**values):
    return {"token": uuid.uuid4(), "seen": "0", "asks_for": "oneself", **WORDS, **values}


def test_a_question_is_a_draft_of_its_writer_until_somebody_is_asked(client, member, secretariat, awa, proposed):
    proposed((awa, ["PCB disposal", "French"]))
    client.force_login(member)
    response = client.post(reverse("consulting:ask"), form())
    question = Question.objects.get()
    assert response.headers["Location"] == reverse("consulting:experts", args=[question.pk])
    assert not Question.objects.visible_to(secretariat).exists()

    page = client.get(response.headers["Location"]).content.decode()
    assert "Awa Ndiaye" in page
    assert "PCB disposal; French" in page
    client.post(response.headers["Location"], {"experts": [awa.pk], "note": "Dear colleague"})

    question.refresh_from_db()
    invitation = Invitation.objects.get()
    assert (question.state, question.asked_at) == ("open", timezone.now())
    assert (invitation.entry, invitation.reasons, invitation.note) == (
        awa,
        ["PCB disposal", "French"],
        "Dear colleague",
    )
    assert [step.kind for step in question.steps.all()] == ["begun", "asked", "invited"]


def test_asking_nobody_shows_the_same_experts_again_and_says_what_is_lacking(client, member, awa, proposed):
    proposed((awa, ["PCB disposal"]))
    client.force_login(member)
    address = client.post(reverse("consulting:ask"), form()).headers["Location"]

    response = client.post(address, {"note": "Dear colleague"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "Awa Ndiaye" in page
    assert "Dear colleague" in page
    assert 'href="#id_experts"' in page
    assert not Invitation.objects.exists()


def test_a_form_sent_twice_is_one_question(client, member):
    client.force_login(member)
    sent = form()
    client.post(reverse("consulting:ask"), sent)
    client.post(reverse("consulting:ask"), sent)
    assert Question.objects.count() == 1


def test_typed_words_come_back_with_what_is_wrong(client, member):
    client.force_login(member)
    response = client.post(reverse("consulting:ask"), form(title="", text="Kept words", due_on="1 March 2020"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Kept words" in page
    assert "This day is over" in page
    assert not Question.objects.exists()


def test_a_draft_is_written_on_and_thrown_away(client, member):
    client.force_login(member)
    client.post(reverse("consulting:ask"), form(draft="1"))
    question = Question.objects.get()
    address = reverse("consulting:change", args=[question.pk])
    client.post(address, form(token=question.token, title="Newer words", draft="1"))
    question.refresh_from_db()
    assert question.title == "Newer words"
    with pytest.raises(StaleQuestionError):
        actions.change_draft(question, by=member, seen=0, title="Older words")
    client.post(reverse("consulting:discard", args=[question.pk]))
    assert not Question.objects.exists()


def test_only_who_speaks_for_a_country_asks_for_it(client, member, focal_point):
    country = focal_point.person.country
    client.force_login(member)
    assert client.post(reverse("consulting:ask"), form(asks_for=f"country-{country.pk}")).status_code == 422
    client.force_login(focal_point)
    client.post(reverse("consulting:ask"), form(asks_for=f"country-{country.pk}"))
    question = Question.objects.get()
    assert (question.on_behalf_of, question.country) == ("country", country)


def test_who_speaks_for_a_country_no_more_does_not_ask_for_it(client, member):
    post = DesignationFactory(
        person=member.person, category__code="national-focal-point", ends_on=timezone.localdate() - timedelta(days=1)
    )
    client.force_login(member)
    assert client.post(reverse("consulting:ask"), form(asks_for=f"country-{post.country_id}")).status_code == 422


def test_a_group_has_a_name(client, member):
    client.force_login(member)
    assert client.post(reverse("consulting:ask"), form(asks_for="group")).status_code == 422
    client.post(reverse("consulting:ask"), form(asks_for="group", group_name="Women of the lagoon"))
    assert Question.objects.get().group_name == "Women of the lagoon"


def test_nobody_is_asked_twice_nor_their_own_question(question, member, secretariat, awa):
    assert len(actions.invite(question, [awa], by=member)) == 1
    assert actions.invite(question, [awa], by=secretariat) == []
    own = RosterEntryFactory(person=member.person)
    with pytest.raises(ConsultingError):
        actions.invite(question, [own], by=member)
    gone = RosterEntryFactory(state="lapsed")
    with pytest.raises(ConsultingError):
        actions.invite(question, [gone], by=member)
    assert Invitation.objects.count() == 1


def test_the_expert_who_asks_is_not_proposed_their_own_question(awa, koffi, proposed):
    proposed((awa, []), (koffi, []))
    question = QuestionFactory(asked_by=awa.person.user)
    from experts.consulting.proposing import proposals_for

    assert [proposal.pk for proposal in proposals_for(question, awa.person.user)] == [koffi.pk]


def test_an_open_question_is_told_to_those_of_its_field_who_wish(question, member, awa, koffi, letters, settings):
    elsewhere = RosterEntryFactory(willing_to=["remote"])
    koffi.willing_to = ["mission"]
    koffi.save()
    assert actions.open_to_fields(question, by=member) == 1
    assert [notice.entry for notice in FieldNotice.objects.all()] == [awa]
    assert elsewhere not in [notice.entry for notice in FieldNotice.objects.all()]
    mail = letters("awa-ndiaye@example.org")[0]
    assert question.title in mail.text
    assert "List-Unsubscribe" in mail.headers
    assert actions.open_to_fields(question, by=member) == 0


def test_who_asked_to_be_left_alone_is_told_of_no_open_question(question, member, awa, letters, client, link_in):
    actions.open_to_fields(question, by=member)
    address = link_in(letters("awa-ndiaye@example.org")[0], "/stop/")
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 200
    another = QuestionFactory(asked_by=member)
    another.fields.set(question.fields.all())
    assert actions.open_to_fields(another, by=member) == 0


def test_at_most_so_many_are_told(question, member, awa, koffi, settings):
    settings.CONSULTING_TOLD_AT_MOST = 1
    assert actions.open_to_fields(question, by=member) == 1


def test_an_expert_takes_an_open_question_up_from_the_mail_alone(question, member, awa, client, letters, link_in):
    actions.open_to_fields(question, by=member)
    address = link_in(letters("awa-ndiaye@example.org")[0], "/take-up/")
    client.get(address)
    assert not Invitation.objects.exists()
    client.post(address)
    invitation = Invitation.objects.get()
    assert (invitation.entry, invitation.state, invitation.origin) == (awa, "accepted", "took-up")
    client.post(address)
    assert Invitation.objects.count() == 1
    assert "Awa Ndiaye" in letters("member@example.org")[0].subject


def test_a_question_left_to_the_secretariat_stands_in_its_queue(client, member, secretariat, letters, awa, proposed):
    proposed((awa, []))
    question = QuestionFactory(asked_by=member, state="draft")
    client.force_login(member)
    client.post(reverse("consulting:give", args=[question.pk]))
    assert list(Question.objects.handed_over()) == [question]
    mail = letters()[-1]
    assert question.title not in mail.text
    client.force_login(secretariat)
    client.post(reverse("consulting:experts", args=[question.pk]), {"experts": [awa.pk]})
    assert list(Question.objects.handed_over()) == []
    assert Invitation.objects.get().invited_by == secretariat


def test_at_most_ten_experts_are_asked_at_one_time(question, member, awa):
    for _number in range(10):
        InvitationFactory(question=question)
    with pytest.raises(ConsultingError):
        actions.invite(question, [awa], by=member)


def test_two_who_ask_the_same_expert_at_once_ask_them_once(question, member, secretariat, awa):
    from django.db import IntegrityError, transaction

    actions.invite(question, [awa], by=member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(question=question, entry=awa)


def test_the_roster_is_asked_for_fields_a_language_and_a_part_of_the_world(question, member, pcb, proposed):
    from experts.consulting.proposing import proposals_for
    from tests.factories import CountryFactory, LanguageFactory

    question.countries.set([CountryFactory(iso2="SN")])
    question.languages_wanted.set([LanguageFactory(code="fr"), LanguageFactory(code="en")])
    proposals_for(question, member)
    assert [criterion.meanings for criterion in proposed.asked[-1].criteria] == [
        (("field", "pcb-disposal"),),
        (("language", "en"), ("language", "fr")),
        (("subregion", "011"), ("country", "sn")),
    ]
