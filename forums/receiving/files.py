"""Files that came with a mail, kept where attachments of posts are."""

from django.core.files.storage import default_storage
from django.utils.crypto import salted_hmac

from directory.documents import examine
from forums.models import Attachment


def keep_files(mail, uploads):
    """Attachments that wait for their post. Worked anew after a crash, a mail finds the files it kept before."""
    kept = []
    for number, upload in enumerate(uploads):
        paper = examine(upload)
        secret = salted_hmac("forums.receiving.files", f"{mail.key}:{number}", algorithm="sha256").hexdigest()
        name = f"forums/{secret}.{paper.kind}"
        if not default_storage.exists(name):
            upload.seek(0)
            name = default_storage.save(name, upload)
        kept.append(
            Attachment.objects.create(
                file=name, name=paper.name, kind=paper.kind, size=paper.size, sha256=paper.sha256
            )
        )
    return kept
