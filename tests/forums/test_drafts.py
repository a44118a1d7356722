"""What is being written stays: over lost lines, two windows, and forms sent twice."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from forums import actions
from forums.actions.drafts import OtherVersion, forget_loose_files
from forums.actions.exactly_once import was_written_so
from forums.exceptions import Refused
from forums.models import Attachment, Draft, Post


def pdf(name="inventory.pdf", more=b""):
    return SimpleUploadedFile(name, b"%PDF-1.4" + more + b" %%EOF")


def keep(user, thread, text, *, revision=0, token=None, **words):
    return actions.save_draft(
        user, {"thread": thread}, token=token or uuid.uuid4(), revision=revision, text=text, **words
    )


def test_a_draft_grows_as_one_types(thread, member):
    first = keep(member, thread, "We have")
    second = keep(member, thread, "We have twelve", revision=1)
    third = keep(member, thread, "We have twelve", revision=2)

    assert first.pk == second.pk == third.pk
    assert (third.text, third.revision) == ("We have twelve", 2)
    assert keep(member, thread, "", revision=2).text == ""


def test_nothing_is_kept_of_an_empty_box(thread, member):
    assert keep(member, thread, "") is None
    assert not Draft.objects.exists()


def test_two_windows_lose_neither_text(thread, member):
    keep(member, thread, "Written here")

    with pytest.raises(OtherVersion) as told:
        keep(member, thread, "Written there")

    assert told.value.draft.text == "Written here"
    kept = keep(member, thread, "Written here\n\nWritten there", revision=told.value.draft.revision)
    assert kept.text == "Written here\n\nWritten there"


def test_words_that_were_posted_and_come_once_more_make_no_new_draft(thread, member):
    token = uuid.uuid4()
    actions.reply(thread, by=member, text="Me too.", token=token)

    assert keep(member, thread, "Me too.", token=token) is None
    later = keep(member, thread, "Me too. And another thing.", token=token)
    assert later.token != token


def test_a_post_takes_the_files_of_its_draft_along(thread, member):
    draft = keep(member, thread, "With the list")
    file = actions.attach(draft, pdf())
    again = actions.attach(draft, pdf())

    post = actions.reply(
        thread, by=member, text=draft.text, token=draft.token, attachments=list(draft.attachments.all())
    )
    actions.clear_draft(member, {"thread": thread}, text=draft.text)

    assert file == again
    assert not Draft.objects.exists()
    assert [(each.name, each.size) for each in post.attachments.all()] == [("inventory.pdf", 14)]
    assert post.has_attachments
    assert "inventory" not in file.file


def test_a_post_takes_five_files_and_only_what_they_say_they_are(thread, member):
    draft = keep(member, thread, "Many")
    for number in range(5):
        actions.attach(draft, pdf(f"{number}.pdf", more=b"%d" % number))

    with pytest.raises(Refused):
        actions.attach(draft, pdf("6.pdf", more=b"6"))
    with pytest.raises(ValidationError):
        actions.attach(draft, SimpleUploadedFile("photo.jpg", b"MZ\x90 a program"))
    assert draft.attachments.count() == 5


def test_a_draft_thrown_away_takes_its_files_with_it(thread, member, django_capture_on_commit_callbacks):
    draft = keep(member, thread, "No, rather not")
    file = actions.attach(draft, pdf())

    with django_capture_on_commit_callbacks(execute=True):
        actions.discard_draft(draft)

    assert not default_storage.exists(file.file)
    assert not Attachment.objects.exists()


def test_what_another_window_wrote_since_stays_a_draft_of_its_own(thread, member):
    draft = keep(member, thread, "Short")
    token = draft.token
    keep(member, thread, "Quite another text", revision=1)
    actions.reply(thread, by=member, text="Short", token=token)

    actions.clear_draft(member, {"thread": thread}, text="Short")

    kept = Draft.objects.get()
    assert kept.text == "Quite another text"
    assert kept.token != token


def test_files_taken_off_a_post_are_deleted_a_while_later(thread, member):
    from django.utils import timezone

    draft = keep(member, thread, "With the list")
    file = actions.attach(draft, pdf())
    post = actions.reply(thread, by=member, text=draft.text, attachments=[file])
    assert actions.edit_post(post, by=member, text=draft.text, attachments=[])

    post.refresh_from_db()
    assert not post.has_attachments
    assert forget_loose_files(timezone.now()) == 1
    assert not default_storage.exists(file.file)


def test_a_post_is_known_by_what_it_first_said(thread, member):
    post = actions.reply(thread, by=member, text="First")
    actions.edit_post(post, by=member, text="Second")
    post = Post.objects.get(pk=post.pk)

    assert was_written_so(post, "First ")
    assert was_written_so(post, "Second")
    assert not was_written_so(post, "First and more")
