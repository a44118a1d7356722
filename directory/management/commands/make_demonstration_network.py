from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.demonstration.network import OtherNetworkError, make_network, remove_network
from directory.demonstration.vocabulary import MissingReferenceDataError


class Command(BaseCommand):
    help = (
        "Makes a demonstration network: invented people and institutions, marked as such, with one sign-in per role. "
        "The same --seed, --people and --on give the same records. Running it again adds who is missing and changes "
        "nobody who is there. Refused where DEMONSTRATION is off, because the sign-ins have known passwords."
    )

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=200, help="How many people the network shall hold.")
        parser.add_argument("--seed", type=int, default=1, help="Another number gives other people.")
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="The day from which posts, confirmations and histories are dated (today).",
        )
        parser.add_argument(
            "--remove", action="store_true", help="Remove the demonstration records, and only them, and stop."
        )

    def handle(self, *, people, seed, on, remove, verbosity, **options):
        if remove:
            gone = remove_network()
            self.tell(verbosity, f"Removed {gone.people} people and {gone.institutions} institutions.")
            return
        if not settings.DEMONSTRATION:
            raise CommandError("This site is no demonstration (DEMONSTRATION is off): its people are real.")
        if people < 0:
            raise CommandError("--people takes a number from 0 upwards.")
        try:
            made = make_network(
                people,
                seed,
                on or timezone.localdate(),
                lambda so_far: self.tell(verbosity - 1, f"  {so_far.people} people"),
            )
        except (OtherNetworkError, MissingReferenceDataError) as reason:
            raise CommandError(str(reason)) from None
        self.tell(
            verbosity,
            f"Added {made.people} people, {made.institutions} institutions and {made.designations} designations.",
        )
        if made.people:
            self.tell(verbosity, "They are found once the index is written anew: manage.py rebuild_search_index")

    def tell(self, verbosity, text):
        if verbosity > 0:
            self.stdout.write(text)
