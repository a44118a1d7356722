"""Discussions of other places become threads of a group, once, and nobody is written to."""

import gzip
import io
import json
import uuid
import zipfile
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from notifications.models import OutgoingMail

from forums.actions import join
from forums.archives import actions
from forums.archives.choices import ImportState, Kind
from forums.archives.models import ArchiveImport
from forums.archives.reading import CannotRead, threads_in
from forums.choices import MailLevel
from forums.models import Post, Thread
from tests.factories.forums import GroupFactory, MemberFactory

MBOX = b"""From neema at example.org Mon Mar  4 10:00:00 2019
From: Neema Barasa <member@example.org>
Date: Mon, 4 Mar 2019 10:00:00 +0300
Message-ID: <1@list.example>
Subject: [pops] Drums in the harbour
Content-Type: text/plain; charset=utf-8

Where do we put 300 drums?

--\x20
Neema

From someone at elsewhere.example Tue Mar  5 11:00:00 2019
From: Jos\xc3\xa9 P\xc3\xa9rez <jose@elsewhere.example>
Date: Tue, 5 Mar 2019 11:00:00 +0000
Message-ID: <2@list.example>
In-Reply-To: <1@list.example>
Subject: Re: [pops] Drums in the harbour
Content-Type: text/plain; charset=utf-8

En el almac\xc3\xa9n del puerto, como lo hicimos nosotros el a\xc3\xb1o pasado con los de la aduana.

On Mon, 4 Mar 2019 Neema Barasa wrote:
> Where do we put 300 drums?

From ivan at elsewhere.example Tue Mar  5 12:00:00 2019
From: "=?koi8-r?B?6dfBziDpzwE=?=" <ivan at elsewhere.example>
Date: not a date
Message-ID: <3@list.example>
Subject: Another matter
Content-Type: text/html; charset=koi8-r

<p>\xf0\xd2\xc9\xd7\xc5\xd4 <b>\xd7\xd3\xc5\xcd</b><script>alert(1)</script></p>

From lost at elsewhere.example Tue Mar  5 13:00:00 2019
From: Lost <lost@elsewhere.example>
Date: Tue, 5 Mar 2019 13:00:00 +0000
Message-ID: <4@list.example>
Subject: RE: Drums in the harbour
Content-Type: text/plain

My program forgot what I answer.
"""

QUESTIONS = [
    {
        "site": "beer",
        "id": 7,
        "kind": "question",
        "parent": None,
        "accepted": 9,
        "created": "2018-03-12T17:00:45.567",
        "user": "3",
        "title": "What is in the drum?",
        "tags": ["drums"],
        "body_html": "<p>Is it <strong>lindane</strong>?</p><img src=x onerror=alert(1)>",
        "comments": [{"id": 1, "user": "4", "created": "2018-03-12T18:00:00", "text": "Have you smelled it?"}],
    },
    {
        "site": "beer",
        "id": 9,
        "kind": "answer",
        "parent": 7,
        "accepted": None,
        "created": "2018-03-13T09:00:00",
        "user": "5",
        "title": None,
        "tags": None,
        "body_html": "<p>Yes.</p>",
    },
]


@pytest.fixture
def group(member):
    group = GroupFactory(slug="archive")
    join(group, user=member, mail_level=MailLevel.EVERY)
    return group


def bring(group, content, by, kind=Kind.MBOX, name="list.mbox"):
    archive = actions.begin_import(
        group, ContentFile(content, name), kind=kind, language="en", by=by, token=uuid.uuid4()
    )
    actions.work_on(archive)
    if actions.confirm_import(archive, by=by):
        actions.work_on(archive)
    return archive


def test_mails_become_threads_by_what_they_answer(group, secretariat, member):
    archive = bring(group, MBOX, secretariat)

    assert archive.state == ImportState.DONE
    drums, other = Thread.objects.order_by("pk")
    assert (drums.title, drums.language, drums.post_count, drums.created_at) == (
        "Drums in the harbour",
        "en",
        3,
        datetime(2019, 3, 4, 7, tzinfo=UTC),
    )
    first, second, third = drums.posts.order_by("number")
    assert (first.person, first.author_name, first.text) == (member.person, "", "Where do we put 300 drums?")
    assert "Neema" in first.folded
    assert (second.person, second.author_name, second.language, second.answers) == (None, "José Pérez", "es", first)
    assert "almacén" in second.text
    assert "300 drums" not in second.text
    assert third.text == "My program forgot what I answer."
    assert (other.title, other.posts.get().language) == ("Another matter", "ru")
    assert "<script>" not in other.posts.get().html
    assert "**всем**" in other.posts.get().text


def test_what_is_in_an_archive_is_shown_before_anything_is_written(group, secretariat):
    archive = actions.begin_import(
        group, ContentFile(MBOX, "list.mbox"), kind=Kind.MBOX, language="en", by=secretariat, token=uuid.uuid4()
    )
    actions.work_on(archive)

    assert archive.state == ImportState.CHECKED
    assert {name: archive.report[name] for name in ("threads", "posts", "known", "names")} == {
        "threads": 2,
        "posts": 4,
        "known": 1,
        "names": 3,
    }
    assert not Thread.objects.exists()
    assert actions.give_up_import(archive, by=secretariat)
    assert not ArchiveImport.objects.exists()


def test_brought_in_twice_or_broken_off_nothing_is_there_twice(group, secretariat, monkeypatch):
    bring(group, MBOX, secretariat)
    bring(group, gzip.compress(MBOX), secretariat, name="list.mbox.gz")
    assert (Thread.objects.count(), Post.objects.count()) == (2, 4)

    Post.objects.filter(message_id="2@list.example").delete()
    bring(group, MBOX, secretariat)

    assert Post.objects.count() == 4
    assert sorted(Post.objects.filter(thread__title__startswith="Drums").values_list("number", flat=True)) == [
        1,
        3,
        4,
    ]


def test_nobody_is_written_to_about_old_posts(group, secretariat, django_capture_on_commit_callbacks):
    before = OutgoingMail.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        bring(group, MBOX, secretariat)

    assert OutgoingMail.objects.count() == before
    assert mail.outbox == []


def test_questions_keep_their_answers_comments_and_tags(group, secretariat):
    lines = "\n".join(json.dumps(row) for row in QUESTIONS)

    archive = bring(group, lines.encode(), secretariat, Kind.STACK_EXCHANGE, "beer.jsonl")

    assert archive.state == ImportState.DONE
    thread = Thread.objects.get()
    question, comment, answer = thread.posts.order_by("number")
    assert (thread.kind, thread.accepted, [tag.name for tag in thread.tags.all()]) == ("question", answer, ["drums"])
    assert (question.text, comment.text, answer.text) == ("Is it **lindane**?", "Have you smelled it?", "Yes.")
    assert (comment.answers, answer.answers, answer.author_name) == (question, question, "Member 5")
    assert "onerror" not in question.html


def test_a_dump_in_xml_is_read_with_the_names_of_its_users(group, secretariat):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "Posts.xml",
            '<posts><row Id="1" PostTypeId="1" CreationDate="2011-06-21T20:19:34.730" Title="Where?" Body="'
            '&lt;p&gt;Here.&lt;/p&gt;" OwnerUserId="8" Tags="&lt;drums&gt;&lt;oil&gt;"/></posts>',
        )
        package.writestr("Users.xml", '<users><row Id="8" DisplayName="Grace"/></users>')

    bring(group, out.getvalue(), secretariat, Kind.STACK_EXCHANGE, "travel.zip")

    post = Post.objects.get()
    assert (post.author_name, post.text, post.thread.origin) == ("Grace", "Here.", "stack-exchange|travel:1")
    assert sorted(tag.name for tag in post.thread.tags.all()) == ["drums", "oil"]


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        (Kind.MBOX, b"", "no mail"),
        (Kind.MBOX, b"\x00\x01 not a mailbox", "no mail"),
        (Kind.MBOX, gzip.compress(MBOX)[:-40], "damaged"),
        (Kind.STACK_EXCHANGE, b"{}", "Line 1"),
        (Kind.STACK_EXCHANGE, b"[1, 2", "Line 1"),
        (Kind.STACK_EXCHANGE, b"\xff\xfe\x00", "damaged"),
        (Kind.STACK_EXCHANGE, b"", "no question"),
    ],
)
def test_what_is_no_archive_is_told_in_a_sentence(tmp_path, kind, content, words):
    path = tmp_path / "archive"
    path.write_bytes(content)

    with pytest.raises(CannotRead, match=words):
        list(threads_in(path, kind))


def test_an_entity_in_a_dump_opens_no_file(tmp_path):
    path = tmp_path / "dump.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(
            "Posts.xml", '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><posts><row Id="&x;"/></posts>'
        )

    with pytest.raises(CannotRead, match=r"Posts\.xml"):
        list(threads_in(path, Kind.STACK_EXCHANGE))


def test_an_address_two_people_share_is_nobodys(group, secretariat, member):
    from directory.models import PersonContact

    for user in (MemberFactory(), MemberFactory()):
        PersonContact.objects.create(person=user.person, kind="email", value="jose@elsewhere.example")

    bring(group, MBOX, secretariat)

    assert Post.objects.get(message_id="2@list.example").author_name == "José Pérez"


def test_the_pages_of_archives_are_the_secretariats(client, group, secretariat, member):
    client.force_login(member)
    assert client.get("/en/forums/archives/").status_code == 404
    client.force_login(secretariat)
    answer = client.post(
        "/en/forums/archives/",
        {
            "group": "archive",
            "kind": "mbox",
            "language": "en",
            "token": uuid.uuid4(),
            "file": ContentFile(MBOX, "list.mbox"),
        },
    )
    archive = ArchiveImport.objects.get()
    assert answer.url == f"/en/forums/archives/{archive.pk}/"
    actions.work_on(archive)
    page = client.get(answer.url).content.decode()
    assert "Drums in the harbour" in page
    assert "jose@elsewhere.example" not in page
    client.post(f"{answer.url}confirm/")
    archive.refresh_from_db()
    actions.work_on(archive)
    assert "4" in client.get(answer.url).content.decode()
    assert Post.objects.count() == 4
