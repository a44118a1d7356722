import uuid
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from forums.archives.actions import begin_import, confirm_import, work_on
from forums.archives.choices import ImportState, Kind
from forums.models import Group


class Command(BaseCommand):
    help = "Bring the discussions of an archive into a group: a mail archive (mbox), or questions of Stack Exchange."

    def add_arguments(self, parser):
        parser.add_argument("group", help="The address of the group, as in /forums/groups/<address>/.")
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=Kind.values, default=Kind.MBOX.value)
        parser.add_argument("--language", default="en", help="The language where none can be told.")
        parser.add_argument("--dry-run", action="store_true", help="Say what is in it, and bring nothing in.")

    def handle(self, *args, group, file, kind, language, dry_run, **options):
        try:
            into = Group.objects.open().get(slug=group)
        except Group.DoesNotExist:
            raise CommandError(f"There is no open group “{group}”.") from None
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        with file.open("rb") as content:
            archive = begin_import(
                into, File(content, name=file.name), kind=kind, language=language, by=None, token=uuid.uuid4()
            )
        work_on(archive)
        if archive.state == ImportState.UNREADABLE:
            raise CommandError(archive.report["problem"])
        for name in ("threads", "posts", "known", "names", "files", "problems"):
            self.stdout.write(f"{name}: {archive.report[name]:,}")
        if dry_run:
            return
        confirm_import(archive, by=None)
        work_on(archive)
        self.stdout.write(f"{archive.posts_done:,} posts in {archive.threads_done:,} threads are in “{into}”.")
