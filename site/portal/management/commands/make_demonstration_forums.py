from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forums.consultations.demonstration import make_consultations
from forums.demonstration import make_discussions, remove_discussions
from forums.polls.demonstration import make_poll


class Command(BaseCommand):
    help = (
        "Makes the groups and discussions of the demonstration network, in six languages. Its people have to be "
        "there (make_demonstration_network). Running it again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="Remove them, and only them, and stop.")

    def handle(self, *, remove, verbosity, **options):
        if remove:
            remove_discussions()
            return
        if not settings.DEMONSTRATION:
            raise CommandError("This site is no demonstration (DEMONSTRATION is off): its groups are real.")
        posts = make_discussions()
        make_poll()
        make_consultations()
        if verbosity:
            self.stdout.write(f"Added {posts} posts.")
