"""manage.py find_duplicates: proposes pairs of records that may be one to the Secretariat."""

from django.core.management.base import BaseCommand

from directory.duplicates.choices import Kind
from directory.duplicates.finding import find_duplicates, take_up_reports


class Command(BaseCommand):
    help = (
        "Propose pairs of people and of institutions that may be the same. A search that was broken off goes "
        "on where it stopped; pairs that were dismissed are not proposed again."
    )

    def add_arguments(self, parser):
        parser.add_argument("kinds", nargs="*", choices=[*Kind.values, []], help="person, institution (both)")
        parser.add_argument("--limit", type=int, help="look at so many records at most, and go on another time")

    def handle(self, *args, kinds, limit, **options):
        take_up_reports()
        for kind in kinds or Kind.values:
            found = find_duplicates(kind, limit=limit, progress=self.tell)
            self.stdout.write(self.style.SUCCESS(f"{kind}: {found} new pairs"))

    def tell(self, looked_at, of, found):
        if looked_at % 10_000 == 0 or looked_at == of:
            self.stdout.write(f"{looked_at} of {of} looked at, {found} new pairs")
