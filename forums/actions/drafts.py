"""What is being written, kept on the server as one types."""

import secrets
import uuid
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.documents import examine

from ..choices import MOST_ATTACHMENTS
from ..exceptions import Refused
from ..models import Attachment, Draft, Post
from .exactly_once import was_written_so

# So long a file that was taken off a post can be found again by whoever looks after the site.
LOOSE_FOR = timedelta(days=30)
# What a draft keeps of a form.
WORDS = ("title", "text", "language", "capacity", "kind", "tags", "answers")


class OtherVersion(Exception):  # noqa: N818 - it is an answer, not a fault
    """Another window wrote the same draft meanwhile: ``draft`` is what it says there. Nothing was changed."""

    def __init__(self, draft):
        super().__init__(draft)
        self.draft = draft


def draft_of(user, place):
    """What somebody is writing at a place: ``{"thread": …}``, ``{"group": …}`` or ``{"post": …}``; or None."""
    return Draft.objects.filter(user=user, **_only(place)).first()


def unposted_draft_of(user, place):
    """The same, without one that was posted at the very moment it was kept: that one is thrown away."""
    draft = draft_of(user, place)
    made = draft and Post.objects.filter(token=draft.token).first()
    if made and was_written_so(made, draft.text):
        discard_draft(draft)
        return None
    return draft


@transaction.atomic
def save_draft(user, place, *, token, revision, **words):
    """Keep what somebody writes. ``revision`` is the one their window knows, 0 for none. Returns the draft, or None
    where there is nothing to keep: no words, or words that were posted already.

    Raises ``OtherVersion`` when another window wrote it meanwhile and says something else.
    """
    draft = Draft.objects.select_for_update().filter(user=user, **_only(place)).first()
    if draft is None:
        token = _fresh(token, words.get("text", ""))
        if token is None or not any(words.get(name) for name in ("title", "text", "tags")):
            return None
        try:
            with transaction.atomic():
                return Draft.objects.create(user=user, **place, token=token, revision=1, **words)
        except IntegrityError:
            # Two windows kept their first words at the same moment, or a guest's token is used twice.
            draft = Draft.objects.select_for_update().filter(user=user, **_only(place)).first()
            if draft is None:
                return Draft.objects.create(user=user, **place, token=uuid.uuid4(), revision=1, **words)
    changes = {name: value for name, value in words.items() if getattr(draft, name) != value}
    if not changes:
        return draft
    if draft.revision != revision and _says_something(draft):
        raise OtherVersion(draft)
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.revision += 1
    draft.saved_at = timezone.now()
    draft.save(update_fields=[*changes, "revision", "saved_at"])
    return draft


@transaction.atomic
def draft_for_files(user, place, *, token, **words):
    """The draft on which uploads hang, made if there is none yet; what it says stays."""
    draft = Draft.objects.select_for_update().filter(user=user, **_only(place)).first()
    if draft is not None:
        return draft
    if Post.objects.filter(token=token).exists() or Draft.objects.filter(token=token).exists():
        token = uuid.uuid4()
    return Draft.objects.create(user=user, **place, token=token, revision=1, **words)


@transaction.atomic
def attach(draft, upload):
    """Examine a file and hang it on a draft. ValidationError with what to do; ``Refused`` when there are enough.

    The same file sent again, as when a form is sent again, hangs there once.
    """
    paper = examine(upload)
    Draft.objects.select_for_update().get(pk=draft.pk)
    if same := draft.attachments.filter(sha256=paper.sha256, name=paper.name).first():
        return same
    if draft.attachments.count() >= MOST_ATTACHMENTS:
        raise Refused(_("A post takes at most %(number)s files.") % {"number": MOST_ATTACHMENTS}, "many")
    file = default_storage.save(f"forums/{secrets.token_urlsafe(24)}.{paper.kind}", upload)
    return Attachment.objects.create(
        draft=draft, file=file, name=paper.name, kind=paper.kind, size=paper.size, sha256=paper.sha256
    )


@transaction.atomic
def remove_attachment(draft, key):
    """Take a file off a draft. Returns False if it does not hang there."""
    file = draft.attachments.filter(pk=key).first()
    if file is None:
        return False
    file.delete()
    transaction.on_commit(lambda: default_storage.delete(file.file))
    return True


@transaction.atomic
def discard_draft(draft):
    """Throw away what was being written, with its files."""
    files = list(draft.attachments.values_list("file", flat=True))
    draft.delete()
    transaction.on_commit(lambda: [default_storage.delete(file) for file in files])


@transaction.atomic
def clear_draft(user, place, *, text, revision=0):
    """After posting: the draft is done with, unless another window has since written something else into it, which
    then is a draft of its own. ``revision`` is the one the posting window knew. Its files are the post's by now.
    """
    draft = Draft.objects.select_for_update().filter(user=user, **_only(place)).first()
    if draft is None:
        return
    if draft.revision == revision or text.strip().startswith(draft.text.strip()):
        discard_draft(draft)
    elif Post.objects.filter(token=draft.token).exists():
        draft.token = uuid.uuid4()
        draft.save(update_fields=["token"])


def forget_loose_files(before=None):
    """Delete files that were taken off a post long ago, and hang on nothing any more. By the clock."""
    before = before or timezone.now() - LOOSE_FOR
    loose = Attachment.objects.filter(post=None, draft=None, loose_since__lt=before)
    for file in loose:
        default_storage.delete(file.file)
        file.delete()
    return len(loose)


def _only(place):
    """The condition of the one draft of a place."""
    if "post" in place:
        return {"post": place["post"]}
    if "thread" in place:
        return {"thread": place["thread"], "post": None}
    return {"group": place["group"], "thread": None, "post": None}


def _fresh(token, text):
    """A token for a new draft; None if these very words were posted with it, and only came once more."""
    made = Post.objects.filter(token=token).first()
    if made is None:
        return token
    return None if was_written_so(made, text) else uuid.uuid4()


def _says_something(draft):
    return bool(draft.text.strip() or draft.title.strip())
