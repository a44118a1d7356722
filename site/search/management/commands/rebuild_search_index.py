from django.core.management.base import BaseCommand, CommandError

from search.actions import rebuild_index
from search.exceptions import EngineDown


class Command(BaseCommand):
    help = "Write the search index anew from the database."

    def handle(self, *args, verbosity, **options):
        def progress(done):
            if verbosity:
                self.stdout.write(f"{done} records are in the index")

        try:
            rebuild_index(progress)
        except EngineDown as error:
            raise CommandError(f"The search engine does not answer: {error}") from error
