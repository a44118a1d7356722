"""Pages of consultations: without scripts from the note to the proceedings, and what nobody may find there."""

import io
import re
import uuid
from datetime import timedelta

import docx
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from notifications.models import OutgoingMail

from directory.models import Country
from forums.actions import hide_post, join, withdraw_post
from forums.consultations.actions import (
    close_now,
    contribute,
    keep_consultations,
    publish,
    sort_contribution,
    write_summary,
)
from forums.consultations.models import Consultation, Contribution, Correction
from forums.consultations.queries import contributions_of
from forums.consultations.statistics import statistics_of
from forums.models import Membership
from forums.queries import capacities_of
from tests.factories.consultations import announced, draft, opened
from tests.factories.directory import AffiliationFactory, InstitutionFactory
from tests.factories.forums import GroupFactory, MemberFactory

pytestmark = pytest.mark.django_db


def day(moment):
    return moment.strftime("%Y-%m-%d")


def token():
    return str(uuid.uuid4())


@pytest.fixture
def as_user(client):
    """Signs somebody in, also on a day far from the one before."""

    def sign_in(user):
        client.logout()
        if user is not None:
            client.force_login(user)
        return client

    return sign_in


def test_a_whole_life_is_led_from_pages_without_scripts(as_user, group, facilitator, member, secretariat):
    start = timezone.now()
    leader = as_user(facilitator)
    assert leader.get(reverse("consultations:new", args=[group.slug])).status_code == 200
    note = {
        "token": token(),
        "language": "en",
        "title_en": "Needs on PCB",
        "title_ar": "الاحتياجات",
        "background_en": "PCB are to be **gone**.",
        "background_ar": "يجب أن تزول.",
        "questions_en": "What hinders you?\nWhat would help?",
        "questions_ar": "ما العوائق؟\nما الذي يساعد؟",
        "opens_day": day(start + timedelta(days=2)),
        "opens_hour": "08:00",
        "closes_day": day(start + timedelta(days=23)),
        "closes_hour": "23:59",
        "decision": "SC-12/4",
        "seen": "0",
    }
    answers = [leader.post(reverse("consultations:new", args=[group.slug]), note) for _time in range(2)]
    consultation = Consultation.objects.get()
    desk = reverse("consultations:lead", args=[consultation.pk])
    assert [answer.url for answer in answers] == [desk, desk]
    assert "Announce it" in leader.get(desk).content.decode()

    leader.post(reverse("consultations:announce", args=[consultation.pk]), {"token": token()})
    keep_consultations()
    consultation.refresh_from_db()
    page = consultation.get_absolute_url()
    assert page == f"/en/forums/consultations/SC-CONS-{start.year}/1/"

    with time_machine.travel(start + timedelta(days=3)):
        keep_consultations()
        writer = as_user(member)
        assert "What hinders you?" in writer.get(page).content.decode()
        assert "ما العوائق؟" in writer.get(page.replace("/en/", "/ar/")).content.decode()
        address = f"/en/forums/consultations/SC-CONS-{start.year}/1/contribute/"
        form = writer.get(f"{address}?question=2").content.decode()
        checked = re.findall(r'<input[^>]*name="questions"[^>]*>', form)
        assert ["checked" in box for box in checked] == [False, True]
        second = consultation.questions.last().pk
        written = {
            "token": token(),
            "text": "Money and **staff**.",
            "language": "en",
            "capacity": "personal",
            "questions": [second],
        }
        assert writer.post(address, {**written, "text": ""}).status_code == 422
        for _time in range(2):
            assert writer.post(address, written).status_code == 302
        assert Contribution.objects.count() == 1

    with time_machine.travel(start + timedelta(days=20)):
        leader = as_user(facilitator)
        leader.post(
            reverse("consultations:extend", args=[consultation.pk]),
            {
                "token": token(),
                "closes_day": day(start + timedelta(days=30)),
                "closes_hour": "12:00",
                "reason": "Many asked for it.",
            },
        )
        assert "Many asked for it." in leader.get(page).content.decode()

    with time_machine.travel(start + timedelta(days=31)):
        keep_consultations()
        leader = as_user(facilitator)
        summary = reverse("consultations:summary", args=[consultation.pk, "en"])
        leader.post(summary, {"token": token(), "seen": "0", "text": "They lack *money*."})
        leader.post(reverse("consultations:circulate", args=[consultation.pk]), {"token": token(), "days": "5"})
        writer = as_user(member)
        assert "Draft of the summary" in writer.get(page).content.decode()
        correct = f"/en/forums/consultations/SC-CONS-{start.year}/1/correct/"
        writer.post(correct, {"token": token(), "text": "And staff, I said."})
        correction = Correction.objects.get()
        leader = as_user(facilitator)
        assert "And staff, I said." in leader.get(desk).content.decode()
        leader.post(
            reverse("consultations:answer", args=[consultation.pk, correction.pk]),
            {"token": token(), "is_taken": "1", "answer": "Added."},
        )
        stale = leader.post(summary, {"token": token(), "seen": "0", "text": "They lack everything."})
        assert stale.status_code == 422
        assert "They lack everything." in stale.content.decode()
        assert "They lack *money*." in stale.content.decode()
        leader.post(summary, {"token": token(), "seen": "1", "text": "They lack *money* and staff."})

    with time_machine.travel(start + timedelta(days=40)):
        leader = as_user(facilitator)
        leader.post(
            reverse("consultations:publish", args=[consultation.pk]), {"token": token(), "decision": "SC-12/4"}
        )
        writer = as_user(member)
        shown = writer.get(page).content.decode()
        assert "They lack <em>money</em> and staff." in shown
        assert "Added." in shown
        proceedings = writer.get(f"{page}proceedings/").content.decode()
        for words in ("SC-12/4", "Money and <strong>staff</strong>.", "Nobody answered this question.", "Cite it as"):
            assert words in proceedings
        assert "They lack <em>money</em>." in writer.get(f"{page}versions/").content.decode()
        listed = writer.get(reverse("consultations:list")).content.decode()
        assert f"SC-CONS-{start.year}/1" in listed


def test_everything_of_a_hidden_group_is_as_if_it_were_not_there(
    as_user, group, facilitator, member, applicant, secretariat
):
    group.visibility = "hidden"
    group.save(update_fields=["visibility"])
    consultation = opened(group, facilitator, title={"en": "SECRETTOPIC"})
    contribute(consultation, by=member, text="SECRETWORDS")
    close_now(consultation, by=facilitator, reason="SECRETREASON")
    write_summary(consultation, "en", "SECRETSUMMARY", by=facilitator)
    publish(consultation, by=facilitator)
    page = consultation.get_absolute_url()
    stranger = MemberFactory()
    addresses = [
        page,
        f"{page}proceedings/",
        f"{page}proceedings.docx",
        f"{page}statistics.csv",
        f"{page}versions/",
        f"{page}contribute/",
        f"{page}correct/",
        *(
            reverse(f"consultations:{name}", args=[consultation.pk])
            for name in ("lead", "change", "announce", "extend", "publish", "paper")
        ),
    ]

    for user in (None, applicant, stranger):
        client = as_user(user)
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code in ((302, 404) if user is None else (404,)), address
            assert "SECRET" not in answer.content.decode()
            assert client.get("/en/nothing/").status_code == 404
        assert "SECRET" not in client.get(reverse("consultations:list")).content.decode()
        assert consultation.reference not in client.get(reverse("consultations:list")).content.decode()
    assert "SECRETSUMMARY" in as_user(member).get(page).content.decode()
    outside = OutgoingMail.objects.exclude(recipient__in=Membership.objects.filter(group=group).values("user"))
    assert not outside.filter(text__contains="SECRET").exists()


def test_only_who_leads_leads(as_user, group, facilitator, member, secretariat):
    consultation = announced(group, facilitator)
    names = ("change", "announce", "open", "extend", "close", "cancel", "circulate", "publish")

    client = as_user(member)
    for name in names:
        address = reverse(f"consultations:{name}", args=[consultation.pk])
        assert client.get(address).status_code == 403, name
        assert client.post(address, {"token": token(), "reason": "x"}).status_code == 403, name
    assert client.get(reverse("consultations:new", args=[group.slug])).status_code == 403
    assert client.get(reverse("consultations:lead", args=[consultation.pk])).status_code == 302
    for user in (facilitator, secretariat):
        assert as_user(user).get(reverse("consultations:lead", args=[consultation.pk])).status_code == 200
    assert as_user(facilitator).get(reverse("consultations:paper", args=[consultation.pk])).status_code == 403


def test_statistics_count_what_every_reader_sees_and_no_more(
    group, facilitator, member, focal_point, official_contact
):
    hidden = MemberFactory(email="hidden@example.org")
    hidden.person.listing = 3
    hidden.person.country = Country.objects.get(iso2="SN")
    hidden.person.save()
    join(group, user=hidden)
    institution = InstitutionFactory(country=Country.objects.get(iso2="KE"))
    AffiliationFactory(person=member.person, institution=institution)
    Country.objects.filter(iso2__in=["KE", "SN"]).update(regional_group="african")
    consultation = opened(group, facilitator)
    for user, capacity in (
        (focal_point, capacities_of(focal_point)[0]),
        (official_contact, capacities_of(official_contact)[0]),
        (member, capacities_of(member)[0]),
        (member, capacities_of(member)[-1]),
        (hidden, capacities_of(hidden)[-1]),
        (hidden, capacities_of(hidden)[-1]),
    ):
        contribute(consultation, by=user, text="Words.", capacity=capacity)
    withdrawn = contribute(consultation, by=member, text="Never mind.")
    withdraw_post(withdrawn.post, by=member)

    told = statistics_of(consultation, contributions_of(consultation))

    table = told.tables[0]
    african, nowhere = table.columns.index("African States") - 1, table.columns.index("Not stated") - 1
    assert {words: (numbers[african], numbers[nowhere], numbers[-1]) for words, numbers in table.rows} == {
        "Parties": (2, 0, 2),
        "Other States": (0, 0, 0),
        "Organisations": (1, 0, 1),
        "Persons": (1, 2, 3),
        "All": (4, 2, 6),
    }
    assert (told.contributions, len(told.parties), told.organisations) == (6, 2, 1)


def test_whose_record_one_may_not_see_stands_without_a_name_in_the_proceedings(as_user, group, facilitator, member):
    hidden = MemberFactory()
    hidden.person.listing, hidden.person.family_name = 3, "SECRETNAME"
    hidden.person.save()
    join(group, user=hidden)
    consultation = opened(group, facilitator)
    contribute(consultation, by=hidden, text="From somebody.")
    gone = contribute(consultation, by=member, text="HIDDENWORDS")
    hide_post(gone.post, by=facilitator, reason="Against the rules")
    close_now(consultation, by=facilitator, reason="Done")
    write_summary(consultation, "en", "Summed up.", by=facilitator)
    publish(consultation, by=facilitator)
    page = consultation.get_absolute_url()
    client = as_user(member)

    shown = client.get(f"{page}proceedings/").content.decode()
    text = docx.Document(io.BytesIO(client.get(f"{page}proceedings.docx").content))
    document = "\n".join(paragraph.text for paragraph in text.paragraphs)
    for words in (
        shown,
        document,
        client.get(f"{page}statistics.csv").content.decode(),
        client.get(page).content.decode(),
    ):
        assert "SECRETNAME" not in words
        assert "HIDDENWORDS" not in words
    for words in (shown, document):
        assert "A member of the network" in words
        assert "From somebody." in words


def test_proceedings_are_not_read_before_they_are_published_but_by_who_leads(as_user, group, facilitator, member):
    consultation = opened(group, facilitator)
    page = consultation.get_absolute_url()

    assert as_user(member).get(f"{page}proceedings/").status_code == 404
    assert as_user(member).get(f"{page}proceedings.docx").status_code == 404
    assert as_user(facilitator).get(f"{page}proceedings/").status_code == 200


def test_a_draft_summary_is_shown_to_nobody_before_it_is_circulated(as_user, group, facilitator, member):
    consultation = opened(group, facilitator)
    close_now(consultation, by=facilitator, reason="Done")
    write_summary(consultation, "en", "SECRETDRAFT", by=facilitator)
    page = consultation.get_absolute_url()

    client = as_user(member)
    assert "SECRETDRAFT" not in client.get(page).content.decode()
    assert client.get(f"{page}versions/").status_code == 404
    client.get(f"{page}correct/")
    assert "SECRETDRAFT" not in client.get(f"{page}correct/").content.decode()


def test_proceedings_cost_the_same_for_two_contributions_and_for_twenty(as_user, group, facilitator):
    consultation = opened(group, facilitator)
    page = f"{consultation.get_absolute_url()}proceedings/"
    client = as_user(facilitator)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        return len(asked)

    def add(number):
        for _number in range(number):
            user = MemberFactory()
            questions = consultation.questions.all()
            contribute(consultation, by=user, text="Words.", questions=questions, capacity=capacities_of(user)[-1])

    add(2)
    cost()
    few = cost()
    add(18)
    assert cost() == few


def test_letters_are_stopped_from_the_letter_without_a_sign_in(client, group, facilitator, member):
    consultation = announced(group, facilitator)
    keep_consultations()
    mail = OutgoingMail.objects.get(address=member.email)
    address = re.search(r"https?://[^\s>]+(/en/forums/consultations/stop/[^\s>]+)", mail.text)[1]
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    assert client.get(address).status_code == 200
    assert consultation.invitees.get(user=member).stopped_at is None
    client.post(address)

    assert consultation.invitees.get(user=member).stopped_at is not None
    assert client.get("/en/forums/consultations/stop/forged/").status_code == 404


def test_letters_speak_their_readers_language(group, facilitator, member):
    member.language = "fr"
    member.save()
    announced(group, facilitator)
    keep_consultations()

    mail = OutgoingMail.objects.get(address=member.email)
    assert "Besoins des Parties" in mail.subject
    assert "1. Quels obstacles rencontrez-vous ?" in mail.text


def test_what_came_by_mail_is_sorted_and_paper_is_entered_on_pages(as_user, group, facilitator, member, secretariat):
    consultation = opened(group, facilitator)
    contribution = contribute(consultation, by=member, text="To both questions.")
    keys = [question.pk for question in consultation.questions.all()]

    leader = as_user(facilitator)
    address = reverse("consultations:sort", args=[consultation.pk, contribution.pk])
    assert "To both questions." in leader.get(address).content.decode()
    leader.post(address, {"token": token(), "questions": keys})
    office = as_user(secretariat)
    office.post(
        reverse("consultations:paper", args=[consultation.pk]),
        {
            "token": token(),
            "author_name": "Ministry of the Environment, Funafuti",
            "received_day": day(timezone.now()),
            "text": "We have none.",
            "language": "en",
            "country": "",
        },
    )

    assert contribution.questions.count() == 2
    paper = Contribution.objects.exclude(pk=contribution.pk).get()
    assert (paper.is_paper, paper.is_late, paper.post.author_name) == (
        True,
        False,
        "Ministry of the Environment, Funafuti",
    )


def test_a_closed_group_invites_nobody_else(as_user, group, facilitator):
    group.visibility = "closed"
    group.save(update_fields=["visibility"])
    GroupFactory(slug="ddt", name_en="DDT group")

    page = as_user(facilitator).get(reverse("consultations:new", args=[group.slug])).content.decode()

    assert "DDT group" not in page
    assert draft(group, facilitator).groups.count() == 0


def test_the_page_of_the_group_shows_each_step_to_visitors_who_keep_it(client, group, facilitator, member):
    group.visibility = "public"
    group.save(update_fields=["visibility"])
    client.get(group.get_absolute_url())
    consultation = announced(group, facilitator)
    shown = client.get(group.get_absolute_url()).content.decode()
    assert "Needs of Parties on PCB" in shown
    assert "Announced" in shown
    with time_machine.travel(consultation.opens_at + timedelta(minutes=1)):
        keep_consultations()
        assert "Announced" not in client.get(group.get_absolute_url()).content.decode()
        thread = Consultation.objects.get().thread
        client.get(thread.get_absolute_url())
        contribution = contribute(consultation, by=member, text="We lack staff.")
        sort_contribution(contribution, consultation.questions.all()[:1], by=facilitator)
        assert "Answers question 1" in client.get(thread.get_absolute_url()).content.decode()
