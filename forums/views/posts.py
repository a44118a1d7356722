"""One post: what it said before, and what came with it."""

import difflib
import posixpath
import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from directory.documents import CONTENT_TYPES
from directory.models.names import direction

from ..models import Attachment, Post
from ..showing import Shown, titled, user_shown
from .parts import trail_to_group

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond so many words a comparison of words takes too long; lines are compared then.
MOST_WORDS = 6000


class History(TemplateView):
    """What a post said before each of its edits, and what changed."""

    template_name = "forums/history.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        post = get_object_or_404(
            Post.objects.visible_to(user).select_related("thread__group", "person", "institution"),
            pk=self.kwargs["pk"],
        )
        versions = list(post.versions.select_related("replaced_by__person").order_by("pk"))
        if not versions:
            raise Http404
        texts = [*((each.text, each.language) for each in versions), (post.text, post.language)]
        edits = [
            {
                "at": version.replaced_at,
                "by": user_shown(version.replaced_by, user),
                "reason": version.reason,
                "parts": compared(texts[number][0], texts[number + 1][0]),
                "lang": texts[number + 1][1],
                "dir": direction(texts[number + 1][1]),
            }
            for number, version in enumerate(versions)
        ]
        first = versions[0]
        return super().get_context_data(
            post=post,
            shown=Shown(post, user),
            title=titled(post.thread),
            edits=edits[::-1],
            first={"text": first.text, "lang": first.language, "dir": direction(first.language)},
            trail=trail_to_group(post.thread.group),
            **kwargs,
        )


def compared(old, new):
    """Runs of text as ``(kind, text)``: kept (an empty kind), ``del`` or ``ins``."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    parts = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, start_new, end_new in matcher.get_opcodes():
        if kind == "equal":
            parts.append(("", "".join(before[start:end])))
            continue
        if start < end:
            parts.append(("del", "".join(before[start:end])))
        if start_new < end_new:
            parts.append(("ins", "".join(after[start_new:end_new])))
    return parts


def attachment(request, pk):
    """A file, for whoever reads the post it came with, and for whoever is writing that post."""
    found = get_object_or_404(Attachment.objects.select_related("draft"), pk=pk)
    if found.post_id is not None:
        get_object_or_404(Post.objects.visible_to(request.user), pk=found.post_id)
    elif found.draft is None or found.draft.user_id != getattr(request.user, "pk", None):
        raise Http404
    return FileResponse(
        default_storage.open(found.file),
        as_attachment=True,
        filename=posixpath.basename(found.name),
        content_type=CONTENT_TYPES[found.kind],
    )
