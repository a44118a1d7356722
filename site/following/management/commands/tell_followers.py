from django.core.management.base import BaseCommand

from following.telling import tell_followers


class Command(BaseCommand):
    help = "Write to followers what is new. The periodic jobs do so each minute; --now waits for no day and no pause."

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="Tell everything that waits, whatever was chosen.")

    def handle(self, *args, now, **options):
        self.stdout.write(f"{tell_followers(at_once=now)} letters written.")
