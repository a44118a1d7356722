from django.core.management.base import BaseCommand

from forums.finding.actions import rebuild


class Command(BaseCommand):
    help = "Write what is searched of every post of the forums anew."

    def handle(self, *args, verbosity, **options):
        tell = (lambda read: self.stdout.write(f"{read:,} posts")) if verbosity > 1 else None
        self.stdout.write(f"{rebuild(tell=tell):,} posts can be found.")
