from django.core.management.base import BaseCommand

from directory.enrolment.loading import load_terms


class Command(BaseCommand):
    help = (
        "Brings the first terms of reference into force for each category that has none, from the files in "
        "directory/enrolment/data/. Terms that are there already, or are being written, are left as they are."
    )

    def handle(self, *, verbosity, **options):
        loaded = load_terms()
        if verbosity > 0:
            self.stdout.write(f"Terms of reference brought into force: {len(loaded)}.")
            for code in loaded:
                self.stdout.write(f"  {code}")
