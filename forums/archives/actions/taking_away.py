"""Copies of whole groups: made in the background, told by mail, kept for a week."""

import tempfile
from datetime import timedelta
from functools import partial

from audit.actions import record
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import override
from notifications.actions import send

from ..choices import EXPORTS_KEPT_FOR, ExportState
from ..exporting import write_group
from ..models import GroupExport
from ..tasks import make_export_of

TAKEN_UP_AFTER = timedelta(minutes=30)


@transaction.atomic
def ask_for_export(group, *, by, language, token):
    """Have a copy of a group made, as its maker may read it. Sent twice with one token, it is one."""
    asked, is_new = GroupExport.objects.get_or_create(
        token=token, defaults={"group": group, "by": by, "language": language}
    )
    if is_new:
        record("forums.group.copied", group, by=by)
        transaction.on_commit(partial(make_export_of.enqueue, asked.pk), robust=True)
    return asked


def make_export(export):
    """Write the file, and tell who asked. Done twice, the second changes nothing."""
    if export.is_ready:
        return export
    # Whether they had shown a second factor is not known here: what their own record gives them is enough.
    export.by.awaits_second_factor = export.by.is_staff and export.by.record is not None
    with tempfile.TemporaryFile() as out:
        with override(export.language):
            posts = write_group(export.group, export.by, out)
        size = out.tell()
        out.seek(0)
        name = default_storage.save(f"archives/{get_random_string(40)}.zip", File(out))
    with transaction.atomic():
        ready = GroupExport.objects.filter(pk=export.pk, state=ExportState.WAITING).update(
            state=ExportState.READY, file=name, size=size, posts=posts, ready_at=timezone.now()
        )
        if ready:
            send("archives/mail/copy_ready", export.by, {"group": export.group, "export": export})
    if not ready:
        # Another process was faster.
        default_storage.delete(name)
    export.refresh_from_db()
    return export


def forget_old_exports():
    """Delete copies after a week: they grow old, and hold what was public in the group on one day."""
    for export in GroupExport.objects.filter(asked_at__lt=timezone.now() - EXPORTS_KEPT_FOR):
        if export.file:
            default_storage.delete(export.file)
        export.delete()
    for export in GroupExport.objects.filter(state=ExportState.WAITING, asked_at__lt=timezone.now() - TAKEN_UP_AFTER):
        make_export_of.enqueue(export.pk)
