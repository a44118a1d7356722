"""Papers of a group."""

import uuid

from audit.actions import record
from django.core.files.storage import default_storage
from django.db import transaction

from ...actions.exactly_once import once
from ...models import GroupDocument


def add_document(group, upload, paper, *, by, title, language, token=None):
    """Keep an examined paper for those who read the group. Sent twice with one token, it is kept once."""
    pk = once(
        token or uuid.uuid4(), "group document", by=by, do=lambda: _add(group, upload, paper, by, title, language)
    )
    return GroupDocument.objects.filter(pk=pk).first()


@transaction.atomic
def remove_document(document, *, by, reason=""):
    """Take a paper away; its file goes when that is certain."""
    file = document.file
    record("joining.document.removed", document.group, by=by, reason=reason, changes={"title": document.title})
    document.delete()
    transaction.on_commit(lambda: default_storage.delete(file), robust=True)


def _add(group, upload, paper, by, title, language):
    name = default_storage.save(f"forums/groups/{uuid.uuid4().hex}.{paper.kind}", upload)
    document = GroupDocument.objects.create(
        group=group,
        title=title,
        language=language,
        file=name,
        name=paper.name,
        kind=paper.kind,
        size=paper.size,
        sha256=paper.sha256,
        added_by=by,
    )
    record("joining.document.added", group, by=by, changes={"title": title})
    return document.pk
