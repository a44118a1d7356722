"""Writing the ZIP file, thread by thread, so that a large group takes no more memory than its longest thread."""

import json
import tempfile
import zipfile
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from forums.mailing.keys import domain, message_id
from forums.models import Attachment, GroupText, Post, Thread

from .saying import Names

FORMAT = "pops-network-group/1"


def write_group(group, viewer, out):
    """Write the group into ``out``, a binary file, as ``viewer`` may read it. Returns the number of posts."""
    names, listed, count = Names(viewer), [], 0
    threads = Thread.objects.visible_to(viewer).filter(group=group).order_by("created_at", "pk")
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package,
        _Spool() as letters,
        _Spool() as data,
    ):
        for thread in threads.prefetch_related("tags").iterator(chunk_size=200):
            posts = list(_posts(thread, viewer))
            names.read(posts)
            count += sum(post.is_shown for post in posts)
            rows = [(post, names.of(post), names.capacity_of(post)) for post in posts]
            package.writestr(f"threads/{thread.pk}.html", _page("thread", group=group, thread=thread, rows=rows))
            data.add(json.dumps(_as_data(thread, rows), ensure_ascii=False, sort_keys=True).encode() + b"\n")
            for post, name, _capacity in rows:
                if post.is_shown:
                    letters.add(_as_letter(group, thread, post, name))
                    for file in post.attachments.all():
                        _copy(package, file)
            listed.append((thread, len(posts)))
        package.writestr(
            "index.html", _page("index", group=group, threads=listed, texts=group.texts.all(), count=count)
        )
        package.writestr("group.json", json.dumps(_about(group, count), ensure_ascii=False, indent=1))
        data.copy_to(package, "threads.jsonl")
        letters.copy_to(package, "group.mbox")
    return count


class _Spool:
    """A part that grows beside the others and is put into the ZIP file at the end."""

    def __enter__(self):
        self._file = tempfile.TemporaryFile()
        return self

    def __exit__(self, *_error):
        self._file.close()

    def add(self, content):
        self._file.write(content)

    def copy_to(self, package, name):
        self._file.seek(0)
        with package.open(name, "w", force_zip64=True) as part:
            while chunk := self._file.read(1 << 20):
                part.write(chunk)


def _posts(thread, viewer):
    """Every post with its place; the words of those the viewer may not read are not among them."""
    readable = Post.objects.visible_to(viewer).filter(thread=thread).published().values_list("pk", flat=True)
    shown = set(readable)
    posts = (
        thread.posts.order_by("number")
        .select_related("country", "institution", "answers")
        .prefetch_related(Prefetch("attachments", Attachment.objects.order_by("pk")))
    )
    for post in posts:
        if post.pk not in shown:
            post.text = post.html = post.folded = ""
        yield post


def _page(name, **context):
    return render_to_string(
        f"archives/copy/{name}.html",
        {
            "language": get_language(),
            "direction": "rtl" if get_language_bidi() else "ltr",
            "address": settings.BASE_URL,
            "made_at": timezone.now(),
            **context,
        },
    )


def _about(group, count):
    return {
        "format": FORMAT,
        "address": f"{settings.BASE_URL}{group.get_absolute_url()}",
        "name": group.name,
        "names": {code: getattr(group, f"name_{code}") for code in ("en", "ar", "es", "fr", "ru", "zh")},
        "kind": group.kind,
        "visibility": group.visibility,
        "founded": group.created_at.isoformat(),
        "archived": group.archived_at.isoformat() if group.archived_at else None,
        "posts": count,
        "texts": list(
            GroupText.objects.filter(group=group).values("language", "description", "rules", "terms_of_reference")
        ),
        "made": timezone.now().isoformat(),
        "is_demonstration": group.is_demo,
    }


def _as_data(thread, rows):
    return {
        "id": thread.pk,
        "address": f"{settings.BASE_URL}{thread.get_absolute_url()}",
        "title": thread.title,
        "language": thread.language,
        "kind": thread.kind,
        "begun": thread.created_at.isoformat(),
        "closed": thread.closed_at.isoformat() if thread.closed_at else None,
        "accepted": thread.accepted_id,
        "tags": [tag.name for tag in thread.tags.all()],
        "posts": [
            {
                "id": post.pk,
                "number": post.number,
                "answers": post.answers_id,
                "author": name,
                "capacity": post.capacity,
                "for": capacity if post.country_id or post.institution_id else None,
                "posted": post.posted_at.isoformat(),
                "edited": post.edited_at.isoformat() if post.edited_at else None,
                "state": post.state,
                "language": post.language,
                "text": post.text,
                "helpful": post.helpful_count,
                "attachments": [
                    {"name": file.name, "size": file.size, "sha256": file.sha256, "file": _path(file)}
                    for file in (post.attachments.all() if post.is_shown else ())
                ],
            }
            for post, name, capacity in rows
        ],
    }


def _as_letter(group, thread, post, name):
    """A post as it would have gone out by mail: any mail program opens it, and this site reads it back."""
    letter = EmailMessage(policy=SMTP.clone(linesep="\n"))
    letter["From"] = _mailbox(name, f"post-{post.pk}@{domain()}")
    letter["To"] = _mailbox(group.name, f"{group.slug}@{domain()}")
    letter["Date"] = format_datetime(post.posted_at)
    letter["Message-ID"] = message_id(post)
    letter["Subject"] = thread.title if post.number == 1 else f"Re: {thread.title}"
    first = Post(pk=thread.first_key) if getattr(thread, "first_key", None) else None
    if post.answers_id:
        letter["In-Reply-To"] = message_id(post.answers)
        letter["References"] = message_id(post.answers)
    elif first is not None:
        letter["References"] = message_id(first)
    letter["Content-Language"] = post.language
    letter.set_content(post.text or " ", cte="base64")
    if post.number == 1:
        thread.first_key = post.pk
    # A line that begins with “From ” would begin another mail.
    content = letter.as_bytes()
    lines = [b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in content.split(b"\n")]
    begin = f"From post-{post.pk}@{domain()} {post.posted_at:%a %b %d %H:%M:%S %Y}\n".encode()
    return begin + b"\n".join(lines).rstrip(b"\n") + b"\n\n"


def _mailbox(name, address):
    return Address(display_name=" ".join(name.split()), addr_spec=address)


def _path(file):
    return f"attachments/{file.pk}-{file.name}"


def _copy(package, file):
    if default_storage.exists(file.file):
        with default_storage.open(file.file) as kept, package.open(_path(file), "w") as part:
            for chunk in kept.chunks():
                part.write(chunk)
    else:
        package.writestr(_path(file) + ".txt", _("The file is not there any more."))
