"""What the pages of groups show to whom, and what they take."""

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from notifications.models import OutgoingMail

from forums.actions import join, leave
from forums.joining import actions
from forums.joining.models import GroupInvitation, JoinRequest
from forums.models import GroupDocument, GroupText, Membership
from tests.factories import AffiliationFactory, DesignationFactory, InstitutionFactory, PartyFactory
from tests.factories.forums import GroupFactory, MemberFactory
from tests.factories.joining import JoiningQuestionFactory, JoinRequestFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"


def address(name, *args):
    return reverse(f"joining:{name}", args=args)


def opened(client, user, where):
    client.logout()
    if user.is_authenticated:
        client.force_login(user)
    response = client.get(where)
    return response.status_code, response.content.decode() if response.status_code == 200 else ""


@pytest.fixture
def secret(member):
    """A hidden group with everything a group has, all of it secret."""
    group = GroupFactory(slug="whistle", name_en="Secret whistle", visibility="hidden", joining="invitation")
    GroupText.objects.create(group=group, language="en", description="Secret words", rules="Secret rules")
    join(group, user=member)
    GroupDocument.objects.create(
        group=group, title="Secret paper", file="x", name="secret.pdf", kind="pdf", size=10, sha256="0" * 64
    )
    return group


PAGES = ("about", "members", "documents", "join", "leave", "desk", "settings", "questions", "invite")


def test_a_hidden_group_leaves_no_trace_for_others(client, secret, visitor, applicant, focal_point, member):
    for user in (visitor, applicant, focal_point):
        for page in PAGES:
            status, _words = opened(client, user, address(page, "whistle"))
            assert status in ((302, 404) if not user.is_authenticated else (404,)), page
        assert client.get(address("document", GroupDocument.objects.get().pk)).status_code == 404
        for where in (reverse("forums:home"), reverse("my_groups:list")):
            assert "whistle" not in opened(client, user, where)[1]
    assert "Secret words" in opened(client, member, address("about", "whistle"))[1]
    assert "Secret paper" in opened(client, member, address("documents", "whistle"))[1]


def test_who_has_left_a_hidden_group_reads_its_name_no_more(client, secret, member):
    client.force_login(member)
    response = client.post(address("leave", "whistle"), follow=True)
    assert response.redirect_chain[-1][0] == reverse("my_groups:list")
    assert opened(client, member, address("about", "whistle"))[0] == 404


def test_of_a_closed_group_others_read_what_it_is_and_not_who_is_in_it(client, group, facilitator, member):
    status, words = opened(client, member, address("about", group.slug))
    assert (status, "Makena" in words) == (200, False)
    assert opened(client, member, address("members", group.slug))[0] == 404
    assert opened(client, member, address("documents", group.slug))[0] == 404


def test_members_stand_in_the_order_of_treaty_forums(client, member, focal_point, official_contact):
    group = GroupFactory(visibility="members")
    PartyFactory(country=focal_point.person.country)
    worker = MemberFactory(person__given_name="Ola", person__family_name="Nord")
    AffiliationFactory(person=worker.person, institution=InstitutionFactory(name="Clean Soil"))
    for user in (member, focal_point, official_contact, worker):
        join(group, user=user)
    hidden = MemberFactory(person__family_name="Secretperson", person__listing=3)
    join(group, user=hidden)

    status, words = opened(client, member, address("members", group.slug))

    assert status == 200
    order = [words.index(each) for each in ("Makena Gathogo", "Diouf", "Ola Nord", "Neema Barasa")]
    assert order == sorted(order)
    headings = re.findall(r'<h2 id="(party|observer|organisation|personal)"', words)
    assert headings == ["party", "observer", "organisation", "personal"]
    assert "Secretperson" not in words
    assert "And 1 member whose record is not shown to you." in words


def test_a_file_of_members_holds_the_names_one_may_read(client, member, focal_point):
    group = GroupFactory(visibility="public")
    join(group, user=focal_point)
    join(group, user=MemberFactory(person__family_name="Secretperson", person__listing=1))
    text = b"".join(client.get(address("members", group.slug), {"format": "csv"}).streaming_content).decode()
    assert "Makena Gathogo" in text
    assert "Secretperson" not in text
    client.force_login(focal_point)
    response = client.get(address("members", group.slug), {"format": "xlsx"})
    assert response.content[:2] == b"PK"
    assert client.get(address("members", group.slug), {"format": "exe"}).status_code == 404


def test_a_hidden_affiliation_makes_nobody_speak_for_an_organisation(client, member):
    group = GroupFactory(visibility="members")
    worker = MemberFactory(person__given_name="Ola", person__field_audiences={"affiliations": 3})
    AffiliationFactory(person=worker.person, institution=InstitutionFactory(name="Secret employer"))
    join(group, user=worker)
    words = opened(client, member, address("members", group.slug))[1]
    assert "Ola" in words
    assert "Secret employer" not in words


def test_a_list_of_members_costs_the_same_for_three_and_for_thirty(
    client, member, django_assert_num_queries, django_capture_on_commit_callbacks
):
    group = GroupFactory(visibility="members")
    client.force_login(member)

    def queries_with(number):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        for _ in range(number):
            user = MemberFactory()
            DesignationFactory(person=user.person, category__code="deputy-focal-point")
            AffiliationFactory(person=user.person, institution=InstitutionFactory())
            join(group, user=user)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address("members", group.slug))
        return len(asked)

    queries_with(3)
    assert queries_with(1) == queries_with(26)


def test_a_member_asks_with_the_groups_own_questions(client, group, facilitator, member):
    question = JoiningQuestionFactory(group=group, text="How many transformers?")
    client.force_login(member)
    where = address("join", group.slug)
    assert "How many transformers?" in client.get(where).content.decode()

    token = uuid4()
    assert client.post(where, {"token": token, "note": "Kept words"}).status_code == 422
    assert "Kept words" in client.post(where, {"token": token, "note": "Kept words"}).content.decode()
    for _ in range(2):
        client.post(where, {"token": token, f"answer_{question.pk}": "Twelve.", "note": "Please."})

    (asked,) = JoinRequest.objects.all()
    assert asked.answers == [{"question": "How many transformers?", "language": "en", "answer": "Twelve."}]
    assert "Your request waits" in client.get(where).content.decode()
    client.post(address("take_back", group.slug))
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_joining_an_open_group_takes_one_button(client, member):
    group = GroupFactory(joining="open")
    client.force_login(member)
    client.post(address("join", group.slug))
    client.post(address("join", group.slug))
    assert Membership.objects.active().filter(user=member).count() == 1


def _links(user):
    text = next(each.body for each in reversed(mail.outbox) if each.to == [user.email])
    return re.findall(r"https?://[^/]+(/en/forums/joining/\S+)", text)


def test_a_facilitator_decides_from_the_mail_in_two_steps(
    client, group, facilitator, member, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        asked = actions.ask_to_join(group, user=member, note="Twelve of them.")
    accept, decline = _links(facilitator)

    for where in (accept, decline):
        response = client.get(where)
        assert (response.status_code, "Twelve of them." in response.content.decode()) == (200, True)
    asked.refresh_from_db()
    assert asked.is_waiting

    assert client.post(decline, {"reason": ""}).status_code == 422
    assert client.post(accept, {"reason": "Welcome."}).status_code == 200
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("accepted", facilitator)
    assert client.post(decline, {"reason": "No."}).status_code == 410
    assert client.get(accept[:-12] + "x/accept/").status_code == 404


def test_who_is_no_facilitator_any_more_decides_nothing_from_an_old_mail(
    client, group, facilitator, member, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        asked = actions.ask_to_join(group, user=member)
    accept, _decline = _links(facilitator)
    leave(group, user=facilitator)
    assert client.post(accept, {"reason": ""}).status_code == 410
    asked.refresh_from_db()
    assert asked.is_waiting


def test_an_invited_member_comes_in_from_the_mail(
    client, group, facilitator, member, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite(group, by=facilitator, users=[member], note="Do come.")
    (where,) = _links(member)
    assert "Do come." in client.get(where).content.decode()
    assert not Membership.objects.filter(user=member).exists()
    client.post(where, {"verb": "accept"})
    assert Membership.objects.get(user=member).is_active
    assert client.get(where).status_code == 410


def test_a_stranger_with_a_link_reads_how_to_become_a_member(
    client, group, facilitator, applicant, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite(group, by=facilitator, addresses=["stranger@example.net"])
    text = mail.outbox[-1].body
    (where,) = re.findall(r"https?://[^/]+(/en/forums/joining/\S+)", text)
    assert "Become a member" in client.get(where).content.decode()
    client.post(where, {"verb": "accept"})
    client.force_login(applicant)
    client.post(where, {"verb": "accept"})
    assert not Membership.objects.filter(group=group, user=applicant).exists()


def test_mail_programs_leave_by_one_click_and_scanners_do_not(
    client, focal_point, django_capture_on_commit_callbacks
):
    from directory.models import Category
    from tests.factories.joining import AutomaticRuleFactory

    rule = AutomaticRuleFactory(categories=[Category.objects.get(code="national-focal-point")])
    with django_capture_on_commit_callbacks(execute=True):
        actions.keep_up(rule.group)
    where = OutgoingMail.objects.get(address=focal_point.email).headers["List-Unsubscribe"].strip("<>")
    where = where.partition("//")[2].partition("/")[2]
    client.get(f"/{where}")
    assert Membership.objects.get(user=focal_point).is_active
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post(f"/{where}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Membership.objects.get(user=focal_point).is_active


def test_one_form_changes_the_mail_of_every_group(client, member):
    memberships = [join(GroupFactory(joining="open"), user=member) for _ in range(3)]
    client.force_login(member)
    levels = dict(zip((f"level_{each.pk}" for each in memberships), ("every", "weekly", "none"), strict=True))
    client.post(reverse("my_groups:list"), levels)
    assert [each.mail_level for each in Membership.objects.order_by("pk")] == ["every", "weekly", "none"]
    assert client.post(reverse("my_groups:list"), {**levels, next(iter(levels)): "hourly"}).status_code == 422


# --- The desk ---------------------------------------------------------------------------------------------


def test_the_desk_is_for_facilitators_and_the_secretariat(client, group, facilitator, member, secretariat):
    join(group, user=member)
    asked = JoinRequestFactory(group=group, user__person__family_name="Oduya")
    desk = address("desk", group.slug)
    assert [opened(client, user, desk)[0] for user in (member, facilitator, secretariat)] == [403, 200, 200]
    assert "Oduya" in opened(client, facilitator, desk)[1]
    client.force_login(member)
    client.post(address("decide", group.slug, asked.pk), {"verb": "accept"})
    asked.refresh_from_db()
    assert asked.is_waiting
    client.force_login(facilitator)
    client.post(address("decide", group.slug, asked.pk), {"verb": "decline", "reason": "Kept for laboratories."})
    asked.refresh_from_db()
    assert asked.state == "declined"
    assert opened(client, facilitator, address("name_facilitator", group.slug))[0] == 403


def test_a_facilitator_does_not_take_out_another(client, group, facilitator, secretariat, member):
    actions.name_facilitator(group, user=member, by=secretariat)
    where = address("remove_member", group.slug, Membership.objects.get(user=member).pk)
    client.force_login(facilitator)
    assert client.post(where, {"reason": "Rival."}).status_code == 403
    client.force_login(secretariat)
    client.post(where, {"reason": "Asked for it."})
    assert not Membership.objects.get(user=member).is_active


def test_a_request_of_another_group_is_not_decided_here(client, group, facilitator):
    other = JoinRequestFactory()
    client.force_login(facilitator)
    assert client.post(address("decide", group.slug, other.pk), {"verb": "accept"}).status_code == 404
    assert client.post(address("decide", other.group.slug, other.pk), {"verb": "accept"}).status_code == 403


def test_documents_are_examined_and_kept_once(client, group, facilitator, member):
    client.force_login(facilitator)
    where, token = address("add_document", group.slug), uuid4()

    def send(content, name="plan.pdf"):
        return client.post(
            where, {"token": token, "title": "Plan", "language": "fr", "file": SimpleUploadedFile(name, content)}
        )

    assert send(b"MZ\x90\x00", "plan.exe").status_code == 422
    assert [send(PDF).status_code, send(PDF).status_code] == [302, 302]
    (document,) = GroupDocument.objects.all()
    assert (document.kind, document.language, document.size) == ("pdf", "fr", len(PDF))
    download = address("document", document.pk)
    assert b"".join(client.get(download).streaming_content) == PDF
    client.force_login(member)
    assert client.get(download).status_code == 404
    client.force_login(facilitator)
    client.post(address("remove_document", group.slug, document.pk), {"reason": ""})
    assert not GroupDocument.objects.exists()


def test_facilitators_write_the_rules_and_the_secretariat_the_rest(client, group, facilitator):
    client.force_login(facilitator)
    said = {"newcomers_wait": 3, "slow_mode_seconds": 60, "rules_fr": "Soyez brefs.", "visibility": "public"}
    assert client.post(address("settings", group.slug), said).status_code == 302
    group.refresh_from_db()
    assert (group.newcomers_wait, group.slow_mode_seconds, group.visibility) == (3, 60, "closed")
    words = opened(client, facilitator, address("about", group.slug))[1]
    assert "Soyez brefs." in words
    assert "shown in French" in words


def test_people_are_invited_by_name_and_nobody_unseen_is_found(client, group, facilitator, member):
    MemberFactory(person__slug="hidden-one", person__listing=3)
    client.force_login(facilitator)
    said = {"token": uuid4(), "language": "en", "until": "2030-01-01"}
    where = address("invite", group.slug)
    answer = client.post(where, {**said, "people": "hidden-one"})
    assert (answer.status_code, GroupInvitation.objects.count()) == (422, 0)
    client.post(where, {**said, "people": "Neema Barasa\n", "addresses": "stranger@example.net"})
    assert GroupInvitation.objects.count() == 2
