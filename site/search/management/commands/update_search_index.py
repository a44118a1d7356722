from django.core.management.base import BaseCommand, CommandError

from search.actions import catch_up, note_changes_of_dates, tidy_index
from search.exceptions import EngineDown


class Command(BaseCommand):
    help = "Take changes the index still waits for into it. For a timer, once a day or after an outage."

    def handle(self, *args, **options):
        try:
            note_changes_of_dates()
            done = catch_up()
            tidy_index()
        except EngineDown as error:
            raise CommandError(f"The search engine does not answer: {error}") from error
        self.stdout.write(f"{done} changes taken in")
