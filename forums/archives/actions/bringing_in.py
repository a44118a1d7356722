"""Bringing an archive into a group: read, show what is in it, write thread by thread.

Each thread is one transaction and knows its place in the archive (`Thread.origin`), as each post does
(`Post.message_id`): killed at any moment and begun anew, or brought in twice, nothing is there twice.
"""

import logging
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from audit.actions import record
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from directory.choices import ContactKind, RecordStatus
from directory.documents import examine
from directory.models import Person
from forums.actions.counting import recount_groups, recount_thread
from forums.actions.events import happen, locked
from forums.actions.posting import founded
from forums.choices import MOST_CHARACTERS, EventKind, ThreadKind, Way
from forums.finding.models import PendingPost
from forums.models import Attachment, Post, Thread
from forums.rendering import render

from ..choices import ImportState
from ..models import ArchiveImport
from ..reading import CannotRead, threads_in
from ..tasks import work_on_import

logger = logging.getLogger(__name__)
# Threads between two notes of how far the work is.
_NOTED_EVERY = 25
_FIRST_TITLES = 10
SILENT_AFTER = timedelta(minutes=15)


@transaction.atomic
def begin_import(group, upload, *, kind, language, by, token):
    """Keep an uploaded archive and have it read in the background. Sent twice with one token, it is one."""
    if found := ArchiveImport.objects.filter(token=token).first():
        return found
    name = default_storage.save(f"archives/{get_random_string(40)}", upload)
    begun = ArchiveImport.objects.create(
        group=group,
        kind=kind,
        name=Path(upload.name).name[:120],
        file=name,
        size=upload.size,
        language=language,
        by=by,
        token=token,
    )
    record("forums.archive.read", group, by=by, changes={"file": begun.name})
    transaction.on_commit(partial(work_on_import.enqueue, begun.pk), robust=True)
    return begun


@transaction.atomic
def confirm_import(archive, *, by):
    """Have an archive that was read brought in. Returns False, and records nothing, in any other state."""
    if not _move(archive, ImportState.CHECKED, ImportState.APPLYING):
        return False
    record("forums.archive.brought_in", archive.group, by=by, changes={"file": archive.name, **_counts(archive)})
    transaction.on_commit(partial(work_on_import.enqueue, archive.pk), robust=True)
    return True


@transaction.atomic
def give_up_import(archive, *, by):
    """Throw away an archive that was read and is not wanted."""
    if archive.is_being_worked_on or archive.state == ImportState.DONE:
        return False
    ArchiveImport.objects.filter(pk=archive.pk).delete()
    transaction.on_commit(partial(_delete_file, archive.file))
    record("forums.archive.given_up", archive.group, by=by, changes={"file": archive.name})
    return True


def work_on(archive):
    """Do the step an import is at: read it, or write it. Returns it as it is afterwards."""
    try:
        if archive.state == ImportState.CHECKING:
            check(archive)
        elif archive.state == ImportState.APPLYING:
            write(archive)
    except CannotRead as error:
        ArchiveImport.objects.filter(pk=archive.pk).update(
            state=ImportState.UNREADABLE, report={"problem": str(error.reason)}
        )
    archive.refresh_from_db()
    return archive


def take_up_silent():
    """Go on with imports nobody has worked on for a while: the process that did was killed."""
    silent = ArchiveImport.objects.filter(
        state__in=[ImportState.CHECKING, ImportState.APPLYING], touched_at__lt=timezone.now() - SILENT_AFTER
    )
    for key in silent.values_list("pk", flat=True):
        if ArchiveImport.objects.filter(pk=key, touched_at__lt=timezone.now() - SILENT_AFTER).update(
            touched_at=timezone.now()
        ):
            work_on_import.enqueue(key)


def check(archive):
    """Read an archive and say what is in it; nothing is written into the group."""
    people = _People()
    report = {"threads": 0, "posts": 0, "files": 0, "problems": 0, "titles": [], "languages": {}}
    first = last = None
    authors = set()
    with _local(archive) as path:
        for thread in threads_in(path, archive.kind, archive.language):
            report["threads"] += 1
            if report["threads"] % _NOTED_EVERY == 0:
                ArchiveImport.objects.filter(pk=archive.pk).update(touched_at=timezone.now())
            report["posts"] += len(thread.posts)
            if len(report["titles"]) < _FIRST_TITLES:
                report["titles"].append([thread.title, len(thread.posts), thread.language])
            for post in thread.posts:
                authors.add((people.of(post.address), post.author_name))
                report["files"] += len(post.files)
                report["problems"] += len(post.problems) + (not post.text)
                report["languages"][post.language] = report["languages"].get(post.language, 0) + 1
                first = min(first or post.posted_at, post.posted_at)
                last = max(last or post.posted_at, post.posted_at)
    report["known"] = len({person for person, _name in authors if person})
    report["names"] = len({name for person, name in authors if not person})
    report["first"], report["last"] = (day and day.date().isoformat() for day in (first, last))
    report["there"] = Thread.objects.filter(group=archive.group, origin__startswith=f"{archive.kind}|").count()
    ArchiveImport.objects.filter(pk=archive.pk, state=ImportState.CHECKING).update(
        state=ImportState.CHECKED, report=report
    )


def write(archive):
    """Write every thread of an archive that is not there yet."""
    people = _People()
    threads = posts = 0
    with _local(archive) as path:
        for thread in threads_in(path, archive.kind, archive.language):
            posts += write_thread(archive, thread, people)
            threads += 1
            if threads % _NOTED_EVERY == 0:
                ArchiveImport.objects.filter(pk=archive.pk).update(
                    threads_done=threads, posts_done=posts, touched_at=timezone.now()
                )
    recount_groups([archive.group])
    ArchiveImport.objects.filter(pk=archive.pk).update(
        state=ImportState.DONE, threads_done=threads, posts_done=posts, done_at=timezone.now(), file=""
    )
    _delete_file(archive.file)


@transaction.atomic
def write_thread(archive, archived, people):
    """Write one thread, or the posts of it that are new. Returns how many posts are there because of the archive."""
    origin = f"{archive.kind}|{archived.key}"[:255]
    # Two at once, of one archive or of its copy, would both find that the thread is not there.
    founded(archive.group)
    found = Thread.objects.filter(group=archive.group, origin=origin).first()
    if found is None:
        found = Thread.objects.create(
            group=archive.group,
            title=archived.title,
            language=archived.language,
            kind=ThreadKind.QUESTION if archived.is_question else ThreadKind.DISCUSSION,
            origin=origin,
            created_at=archived.posts[0].posted_at,
            last_post_at=archived.posts[-1].posted_at,
        )
        if archived.tags:
            found.tags.set(archived.tags)
    thread = locked(found)
    there = dict(thread.posts.exclude(message_id="").values_list("message_id", "pk"))
    written = []
    for one in archived.posts:
        if one.key in there:
            continue
        post = _write_post(thread, one, people, thread.last_number + len(written) + 1, there.get(one.answers))
        there[one.key] = post.pk
        written.append(post)
    if not written:
        return len(archived.posts)
    if archived.posts[0].key == written[0].message_id:
        thread.person = written[0].person
    changes = {"last_number": written[-1].number}
    Thread.objects.filter(pk=thread.pk).update(person=thread.person, **changes)
    thread.last_number = written[-1].number
    if accepted := there.get(archived.accepted):
        Thread.objects.filter(pk=thread.pk, accepted=None).update(accepted=accepted)
    recount_thread(thread)
    # One event for all: nobody is written to about what was said years ago.
    happen(thread, EventKind.CHANGED, by=archive.by)
    PendingPost.objects.bulk_create([PendingPost(post=post) for post in written])
    return len(archived.posts)


def _write_post(thread, archived, people, number, answers):
    person = people.of(archived.address)
    text = archived.text[:MOST_CHARACTERS] or "…"
    files = _keep_files(archived)
    post = Post.objects.create(
        thread=thread,
        number=number,
        answers_id=answers,
        person_id=person,
        author_id=people.user_of(person),
        author_name="" if person else archived.author_name,
        text=text,
        html=render(text),
        folded=archived.folded[:MOST_CHARACTERS],
        language=archived.language,
        way=Way.IMPORT,
        posted_at=archived.posted_at,
        message_id=archived.key[:255],
        has_attachments=bool(files),
    )
    for file in files:
        file.post = post
        file.save()
    return post


def _keep_files(archived):
    kept = []
    for upload in archived.files:
        try:
            paper = examine(upload)
        except ValidationError:
            # Not a kind of file this site keeps; the mail says by itself that something was attached.
            continue
        upload.seek(0)
        name = default_storage.save(f"forums/{get_random_string(40)}.{paper.kind}", upload)
        kept.append(Attachment(file=name, name=paper.name, kind=paper.kind, size=paper.size, sha256=paper.sha256))
    return kept


class _People:
    """Whose address it is, asked once for each. An address several people share is nobody's."""

    def __init__(self):
        self._known: dict = {"": None}
        self._users: dict = {None: None}

    def of(self, address):
        if address not in self._known:
            listed = Person.objects.filter(status=RecordStatus.LISTED)
            found = set(listed.filter(user__email__iexact=address).values_list("pk", flat=True)) or set(
                listed.filter(contacts__kind=ContactKind.EMAIL, contacts__value__iexact=address).values_list(
                    "pk", flat=True
                )
            )
            self._known[address] = found.pop() if len(found) == 1 else None
        return self._known[address]

    def user_of(self, person):
        if person not in self._users:
            self._users[person] = Person.objects.values_list("user_id", flat=True).get(pk=person)
        return self._users[person]


@contextmanager
def _local(archive):
    """The archive as a file of this machine, whatever it is stored in."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(archive.name).name or "archive")
        with default_storage.open(archive.file) as kept, path.open("wb") as out:
            for chunk in kept.chunks():
                out.write(chunk)
        yield path


def _move(archive, before, after):
    moved = ArchiveImport.objects.filter(pk=archive.pk, state=before).update(state=after)
    if moved:
        archive.state = after
    return bool(moved)


def _counts(archive):
    return {name: archive.report.get(name) for name in ("threads", "posts")}


def _delete_file(name):
    if name:
        default_storage.delete(name)
