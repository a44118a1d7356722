"""Secrets are planted, and every address of the forums is asked for them by everybody who may not know them."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from directory.choices import Audience, RecordStatus
from forums.actions import join, mark_helpful, reply, start_thread
from forums.choices import PostState, Role, ThreadState
from forums.consultations.actions import contribute
from forums.finding.actions import take_in
from forums.mailing import links
from forums.models import Attachment, Draft, Group, GroupDocument, GroupText, Membership, Post, Thread, Watch
from forums.polls.actions import cast_vote
from forums.sessions.actions import hand_in, open_session, plan_session
from tests.factories import PersonFactory, UserFactory
from tests.factories.conduct import BanFactory, WatchedWordFactory
from tests.factories.consultations import opened
from tests.factories.forums import GroupFactory, TagFactory
from tests.factories.joining import GroupInvitationFactory, JoinRequestFactory
from tests.factories.meetings import MeetingFactory
from tests.factories.polls import make_poll

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "applicant", "member", "official_contact")
SECRET = re.compile(r"zyx|secret-room|code 4711", re.IGNORECASE)
NOBODY = 987_654_321
NOTHING = "no-such-thing"


def addresses(resolver=None, prefix="", space=""):
    """Name and route of every address of the forums, on pages and for programs."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if "forums" in route and not route.startswith("cms/"):
                yield f"{space}{pattern.name}", re.sub(r"[\^$?]|\\Z", "", route).replace("\\", "")
        else:
            inner = f"{space}{pattern.namespace}:" if getattr(pattern, "namespace", None) else space
            yield from addresses(pattern, route, inner)


WORDS = {"verb": "pin", "code": "fr", "language": "fr", "form": "csv", "kind": "post"}
TEXTS = ("slug", "key", "token")


def filled(route, number, text):
    """An address with a number in the place of every key, and a text in the place of every name."""

    def put_in(found):
        name = found[1]
        return str(WORDS.get(name) or (text if name in TEXTS else number))

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", put_in, route)


def sign_in(role, request, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    user = request.getfixturevalue(role)
    if role != "visitor":
        client.force_login(user)
    return client, user


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + str(dict(response.headers))


def anybody(name, **more):
    """A member of the network; their name holds the secret unless it is said otherwise."""
    user = UserFactory(email=f"{name}@zyx.example")
    PersonFactory(user=user, given_name=f"Zyx{name}", family_name="Zyxgiven", slug=f"person-{name}", **more)
    return user


def fill(group, keeper, second):
    """One of everything in a group. Returns the keys of it all."""
    GroupText.objects.create(group=group, language="en", description="Zyxdescription", rules="Zyxrules")
    thread = start_thread(group, by=keeper, title="Zyxtitle of all", text="Zyxwords in it", tags=["Zyxtag"])
    post = reply(thread, by=second, text="Zyxreply to it")
    first = thread.posts.get(number=1)
    mark_helpful(post, by=keeper)
    default_storage.save("forums/zyx.txt", ContentFile(b"zyxfile"))
    paper = {"file": "forums/zyx.txt", "name": "zyx.pdf", "kind": "pdf", "size": 7, "sha256": "0" * 64}
    file = Attachment.objects.create(post=post, **paper)
    Post.objects.filter(pk=post.pk).update(has_attachments=True)
    document = GroupDocument.objects.create(group=group, title="Zyxpaper", **paper)
    poll = make_poll(thread, keeper, question={"en": "Zyxquestion?"}, options=("Zyxone", "Zyxtwo"))
    cast_vote(poll, [1], by=second)
    consultation = opened(group, keeper, title={"en": "Zyxconsultation"}, questions=({"en": "Zyxasked?"},))
    contribution = contribute(
        consultation, by=second, text="Zyxanswered", questions=list(consultation.questions.all())
    )
    meeting = MeetingFactory(group=group, title="Zyxmeeting", thread=thread)
    session = plan_session(
        group,
        by=keeper,
        title="Zyxsession",
        text="Zyxinvitation",
        starts_at=timezone.now() + timedelta(minutes=1),
        ends_at=timezone.now() + timedelta(hours=1),
        guests=[(second, "Zyxguest")],
    )
    open_session(session, by=keeper)
    asked = hand_in(session, by=second, text="Zyxhanded in")
    word = WatchedWordFactory(group=group, text="zyxword")
    ban = BanFactory(group=group, user=anybody(f"banned{group.pk}"))
    wish = JoinRequestFactory(group=group, user=anybody(f"asks{group.pk}"), note="Zyxnote")
    invitation = GroupInvitationFactory(group=group, address="zyx@example.org")
    places = Membership.objects.filter(group=group)
    things = (thread, first, post, file, document, poll, consultation, contribution, meeting, session, asked, word)
    keys = {each.pk for each in (*things, ban, wish, invitation, *places)}
    keys |= set(Thread.objects.values_list("pk", flat=True)) | set(Post.objects.values_list("pk", flat=True))
    return sorted(keys)


@pytest.fixture
def hidden(db):
    """A hidden group with everything groups have, and nothing else in all the forums: its keys and its names."""
    keeper, second = anybody("keeper"), anybody("second")
    group = GroupFactory(slug="behind", name_en="Zyxgroup", visibility="hidden", joining="request")
    for user in (keeper, second):
        join(group, user=user)
    Membership.objects.filter(user=keeper).update(role=Role.FACILITATOR)
    return fill(group, keeper, second)


@pytest.mark.parametrize("role", ROLES)
def test_what_stands_in_a_hidden_group_is_as_if_it_were_not(role, request, settings, hidden):
    client, _user = sign_in(role, request, settings)
    wrong = []
    for name, route in addresses():
        numbers = hidden if "<int:" in route else [NOBODY]
        texts = ["zyxtag" if "tags/" in route else "behind"] if "slug>" in route else [NOTHING]
        for method in (client.get, client.post):
            missing = method(filled(route, NOBODY, NOTHING))
            for number in numbers:
                for text in texts:
                    got = method(filled(route, number, text))
                    # A meeting, say, whose key nobody has; a word that stands on no thread one may read.
                    if got.status_code != missing.status_code or got.status_code >= 500:
                        wrong.append((name, number, text, method.__name__, got.status_code, missing.status_code))
                    said = body(got).replace(f"/{text}/", "")
                    if found := SECRET.search(said):
                        wrong.append((name, number, text, method.__name__, said[max(0, found.start() - 60) :][:120]))
    assert not wrong, "\n".join(map(str, wrong))


NAMES = re.compile(
    r"zyx(?:keeper|second|given|banned|asks)|person-(?:keeper|second)|@zyx|secret-room|code 4711|zyxnote", re.I
)


@pytest.fixture
def public(db):
    """A public group in which two people write whose records only the Secretariat sees: the keys of what is there."""
    keeper, second = (anybody(name, listing=Audience.SECRETARIAT) for name in ("keeper", "second"))
    group = GroupFactory(slug="open", name_en="Open group", visibility="public", joining="request")
    for user in (keeper, second):
        join(group, user=user)
    Membership.objects.filter(user=keeper).update(role=Role.FACILITATOR)
    keys = fill(group, keeper, second)
    take_in()
    return keys


@pytest.mark.parametrize("role", ROLES)
def test_people_only_the_secretariat_knows_have_no_name_anywhere(role, request, settings, public):
    client, _user = sign_in(role, request, settings)
    wrong, shown = [], 0
    asked = [
        filled(route, number, "zyxtag" if "tags/" in route else "open")
        for _name, route in addresses()
        for number in (public if "<int:" in route else [NOBODY])
    ]
    asked += [
        "/en/forums/search/?q=zyxwords",
        "/en/forums/search/?q=zyxkeeper",
        "/en/forums/search/?author=zyxkeeper",
    ]
    asked += ["/en/forums/search/?author=person-keeper", "/en/forums/people/?place=group:1&q=zyxkeeper"]
    asked += [f"/en/forums/threads/{number}/news/?after=0" for number in public]
    asked += [f"/en/forums/polls/{number}/results.json" for number in public]
    asked += [f"/en/forums/groups/open/members/?format={kind}" for kind in ("csv", "xlsx", "json")]
    asked += [f"/en/forums/people/person-keeper/{verb}" for verb in ("", "watch/")]
    for address in asked:
        got = client.get(address)
        said = body(got).replace("/person-keeper/", "").replace(address, "")
        said = re.sub(r"(?:q|author)=[a-z-]+|value=\"[a-z-]+\"", "", said)
        shown += "zyxwords" in said.lower()
        if got.status_code >= 500:
            wrong.append((address, got.status_code))
        if found := NAMES.search(said):
            wrong.append((address, said[max(0, found.start() - 80) :][:140]))
    assert not wrong, "\n".join(map(str, wrong))
    assert shown > 5


def test_a_word_of_a_hidden_group_is_told_nobody(client, member, hidden):
    open_group = GroupFactory(slug="open", visibility="public")
    start_thread(open_group, by=anybody("writer"), title="Stores", text="Of pesticides.")
    client.force_login(member)
    for address in ("/en/forums/tags/zyxtag/?after=0.0.0", "/en/forums/tags/zyxtag/?before=0.9.9"):
        assert client.get(address).status_code == 404
    assert b"Zyx" not in client.get("/en/forums/groups/open/?tag=zyxtag").content
    assert client.post("/en/forums/tags/zyxtag/watch/").status_code == 404
    Watch.objects.create(user=member, tag=TagFactory(slug="zyxtag"))
    assert b"Zyx" not in client.get("/en/my/forums/").content


def test_a_draft_does_not_tell_what_its_place_is_called_today(client, member):
    group = GroupFactory(slug="closing")
    join(group, user=member)
    thread = start_thread(group, by=anybody("writer"), title="Stores", text="Of pesticides.")
    Draft.objects.create(user=member, thread=thread, text="What I would say")
    client.force_login(member)
    assert b"Stores" in client.get("/en/my/forums/").content

    Membership.objects.filter(user=member).delete()
    Group.objects.update(visibility="hidden", name_en="Zyxgroup")
    Thread.objects.update(title="Zyxtitle")
    page = client.get("/en/my/forums/").content
    assert b"What I would say" in page
    assert b"Zyx" not in page
    assert f"/threads/{thread.pk}/".encode() not in page


def test_a_facilitator_whose_record_is_not_listed_any_more_reads_what_visitors_read(client, member):
    group = GroupFactory(slug="open", visibility="public")
    join(group, user=member)
    Membership.objects.update(role=Role.FACILITATOR)
    thread = start_thread(group, by=anybody("writer"), title="Stores", text="Of pesticides.")
    hidden = reply(thread, by=thread.author, text="Zyxhidden words")
    Post.objects.filter(pk=hidden.pk).update(state=PostState.HIDDEN)
    away = start_thread(group, by=thread.author, title="Zyxaway", text="Gone.")
    Thread.objects.filter(pk=away.pk).update(state=ThreadState.HIDDEN)
    assert hidden in Post.objects.visible_to(member)

    member.person.status = RecordStatus.WAITING
    member.person.save()
    gone = type(member).objects.get(pk=member.pk)
    assert hidden not in Post.objects.visible_to(gone)
    assert away not in Thread.objects.visible_to(gone)
    assert not Thread.objects.get(pk=away.pk).is_seen_by(gone)
    client.force_login(gone)
    for address in (f"threads/{thread.pk}/", f"posts/{hidden.pk}/history/", f"threads/{away.pk}/", "groups/open/"):
        page = client.get(f"/en/forums/{address}").content
        assert b"Zyxhidden" not in page
        assert b"Zyxaway" not in page


ODD = (
    "threads/99999999999999999999/",
    "threads/{thread}/?page=00000000199999999999999999999",
    "threads/{thread}/?page=" + "9" * 5000,
    "threads/{thread}/?page=²",
    "threads/{thread}/feed/",
    "threads/{thread}/print/?part=0",
    "threads/{thread}/print/?part=99999999999999999999999",
    "threads/{thread}/news/?after=99999999999999999999",
    "posts/99999999999999999999/",
    "groups/open/?after=0.99999999999999999.999999999999999999",
    "groups/open/?after=1.0.0&before=x",
    "groups/open/?tag=%00",
    "groups/open/?show=%00&tag=%ff",
    "groups/%00/",
    "groups/open/meetings/new/?thread=" + "9" * 5000,
    "groups/open/meetings/new/?thread=99999999999999999999",
    "groups/open/meetings/new/?thread=²",
    "groups/open/members/?page=%00&as=%00",
    "tags/%00/",
    "tags/%F0%9F%8C%8D/",
    "tags/%00/feed/",
    "feeds/%00/",
    "feeds/%00/groups/open/",
    "calendars/%00/",
    "calendars/%00/open/",
    "mail/stop/%00/",
    "joining/leave/%00/",
    "people/?place=group:" + "9" * 5000,
    "people/?place=group:²&q=%00",
    "people/?place=group:{group}&q=%00ab",
    "people/writer/?after=99999999999999999999",
    "search/?q=%00&group=%00&author=%00&country=%00&since=%00&page=%00",
    "search/?author=%F0%9F%8C%8D",
    "search/?page=99999999999999999999",
    "decisions/?group=%00",
    "decisions/?page=%00",
    "consultations/?before=%00",
    "consultations/?before=" + "9" * 5000,
    "consultations/SC-CONS-99999999999999999999/99999999999999999999/",
    "translating/?into=%00",
    "glossary/?q=%00",
)


@pytest.mark.parametrize("address", ODD)
def test_odd_addresses_are_answered(address, client, member):
    group = GroupFactory(slug="open", visibility="public")
    join(group, user=member)
    Membership.objects.update(role=Role.FACILITATOR)
    thread = start_thread(group, by=member, title="Stores", text="Of pesticides.")
    address = f"/en/forums/{address.format(thread=thread.pk, group=group.pk)}"
    assert client.get(address).status_code < 500
    client.force_login(member)
    assert client.get(address).status_code < 500


@pytest.mark.parametrize("place", ["group:" + "9" * 5000, "thread:99999999999999999999", "post:²", "\0", ""])
def test_odd_places_of_drafts_are_answered(place, client, member):
    client.force_login(member)
    for verb in ("drafts/save/", "preview/"):
        got = client.post(f"/en/forums/{verb}", {"place": place, "text": "a\0b", "language": "\0" * 30})
        assert got.status_code == 404


def test_odd_words_of_forms_are_answered(client, member):
    group = GroupFactory(slug="open", visibility="public")
    join(group, user=member)
    thread = start_thread(group, by=member, title="Stores", text="Of pesticides.")
    client.force_login(member)
    odd = {"text": "a\0b", "language": "\0" * 30, "kind": "x" * 99, "capacity": "\0" * 99, "tags": "\0,²"}
    odd |= dict.fromkeys(("answers", "seen", "revision"), "9" * 5000)
    odd |= dict.fromkeys(("title", "token", "alike", "who"), "\0")
    places = (f"threads/{thread.pk}/reply/", "groups/open/new/", f"posts/{thread.posts.get().pk}/edit/")
    for address in places:
        for do in (
            "post",
            "save",
            "preview",
            "find",
            "theirs",
            "remove:" + "9" * 5000,
            "remove:²",
            "mention:\0",
            "x",
        ):
            got = client.post(f"/en/forums/{address}", {**odd, "do": do, "find": "\0ab"})
            assert got.status_code < 500, (address, do)
    saved = {**odd, "place": f"thread:{thread.pk}"}
    assert client.post("/en/forums/drafts/save/", saved).status_code < 500
    assert client.post("/en/forums/preview/", saved).status_code < 500
    assert client.post("/en/forums/read/", {"group": "\0", "next": "//evil.example"}).headers["Location"] == (
        "/en/forums/unread/"
    )


def test_a_character_xml_has_no_place_for_does_not_end_a_feed(client, member):
    group = GroupFactory(slug="open", visibility="public")
    join(group, user=member)
    thread = start_thread(group, by=member, title="A page\x0cof a mail", text="Another\x0cpage \x0b of it")
    Post.objects.update(html="<p>Another\x0cpage</p>", author_name="A\x0b")
    for address in ("groups/open/feed/", f"threads/{thread.pk}/feed/"):
        answer = client.get(f"/en/forums/{address}")
        assert answer.status_code == 200
        assert b"A page of a mail" in answer.content


def test_the_link_that_stops_letters_names_nothing_that_was_hidden_since(client, member, secretariat):
    group = GroupFactory(slug="open", visibility="public", name_en="Zyxgroup")
    join(group, user=member)
    thread = start_thread(group, by=member, title="Zyxtitle", text="Of pesticides.")
    of_thread = links.stop_address(member, links.THREAD, thread.pk)
    of_group = links.stop_address(secretariat, links.GROUP, group.pk)
    assert b"Zyxtitle" in client.get(of_thread).content
    assert b"Zyxgroup" in client.get(of_group).content

    Thread.objects.update(state=ThreadState.HIDDEN)
    Group.objects.update(visibility="hidden")
    assert b"Zyx" not in client.get(of_thread).content
    assert b"Zyx" not in client.get(of_group).content
