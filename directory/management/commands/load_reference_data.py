from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from directory.queries import not_confirmed
from directory.reference import DATA, SHEETS, DataFileError, load_sheet, note_up_to_date


class Command(BaseCommand):
    help = (
        "Loads the data files (countries, Parties, chemicals, vocabularies, institutions) or brings the records up "
        "to them. Running it again changes nothing. What people edited on the site since is left and named; so are "
        "rows that are no longer in a file. Each file is one transaction: a fault leaves its records as they were."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "files",
            nargs="*",
            metavar="file",
            help=f"Only these, by name: {', '.join(sheet.name for sheet in SHEETS)}.",
        )
        parser.add_argument("--folder", type=Path, default=DATA, help="Where the files are, if elsewhere.")
        parser.add_argument(
            "--overwrite", action="store_true", help="Let the files replace what people edited on the site."
        )

    def handle(self, *, files, folder, overwrite, verbosity, **options):
        names = [name.removesuffix(".csv") for name in files]
        unknown = sorted(set(names) - {sheet.name for sheet in SHEETS})
        if unknown:
            raise CommandError(f"There is no data file called {', '.join(unknown)}.")
        for sheet in SHEETS:
            if names and sheet.name not in names:
                continue
            try:
                loaded = load_sheet(sheet, folder, overwrite=overwrite)
            except DataFileError as bad:
                raise CommandError(f"{sheet.file} was not loaded.\n{bad}") from None
            if verbosity:
                self.report(loaded)
        if not names and folder == DATA:
            note_up_to_date()
        if verbosity:
            doubtful = not_confirmed()
            counts = ", ".join(f"{things.count()} {name}" for name, things in doubtful.items())
            self.stdout.write(f"Not confirmed by a document, for the Secretariat to check: {counts}")

    def report(self, loaded):
        created, updated, unchanged = len(loaded.created), len(loaded.updated), len(loaded.unchanged)
        self.stdout.write(f"{loaded.file}: {created} created, {updated} updated, {unchanged} unchanged")
        if loaded.edited:
            self.stdout.write(f"  edited on the site, left as they are: {', '.join(loaded.edited)}")
        if loaded.gone:
            self.stdout.write(f"  no longer in the file, kept: {', '.join(loaded.gone)}")
