from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.demonstration.network import OtherNetworkError, give_accounts, make_network, remove_network
from directory.demonstration.vocabulary import MissingReferenceDataError
from directory.designating.demonstration import make_designating, remove_designating
from directory.duplicates.demonstration import make_duplicates, remove_duplicates
from directory.editions.demonstration import make_editions, remove_editions
from directory.enrolment.demonstration import make_enrolment
from directory.partnerships.demonstration import make_partnerships, remove_partnerships
from directory.upkeep.demonstration import make_upkeep, remove_upkeep
from experts.assignments.demonstration import make_assignments, remove_assignments
from experts.consulting.demonstration import make_consultations, remove_consultations
from experts.demonstration import make_roster, remove_roster
from experts.mentoring.demonstration import make_mentoring, remove_mentoring

# In a smaller roster nobody could answer questions in many of the fields.
ENOUGH_TO_ANSWER = 1000


class Command(BaseCommand):
    help = (
        "Makes a demonstration network: invented people and institutions, marked as such, with one sign-in per role. "
        "The same --seed, --people and --on give the same records. Running it again adds who is missing and changes "
        "nobody who is there. Refused where DEMONSTRATION is off, because the sign-ins have known passwords."
    )

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, default=200, help="How many people the network shall hold.")
        parser.add_argument(
            "--experts", type=int, default=0, help="How many experts its roster shall hold, beside those people."
        )
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

    def handle(self, *, people, experts, seed, on, remove, verbosity, **options):
        if remove:
            remove_consultations()
            remove_assignments()
            remove_mentoring()
            remove_roster()
            remove_designating()
            remove_partnerships()
            remove_editions()
            remove_duplicates()
            remove_upkeep()
            gone = remove_network()
            self.tell(verbosity, f"Removed {gone.people} people and {gone.institutions} institutions.")
            return
        if not settings.DEMONSTRATION:
            raise CommandError("This site is no demonstration (DEMONSTRATION is off): its people are real.")
        if people < 0 or experts < 0:
            raise CommandError("--people and --experts take a number from 0 upwards.")
        try:
            made = make_network(
                people,
                seed,
                on or timezone.localdate(),
                lambda so_far: self.tell(verbosity - 1, f"  {so_far.people} people"),
            )
        except (OtherNetworkError, MissingReferenceDataError) as reason:
            raise CommandError(str(reason)) from None
        make_enrolment(seed)
        make_editions()
        make_designating(on or timezone.localdate())
        make_partnerships(seed, on or timezone.localdate())
        make_duplicates()
        make_upkeep(seed, on or timezone.localdate())
        if people:
            give_accounts(seed)
        self.tell(
            verbosity,
            f"Added {made.people} people, {made.institutions} institutions and {made.designations} designations.",
        )
        roster = make_roster(
            experts,
            seed,
            on or timezone.localdate(),
            lambda so_far: self.tell(verbosity - 1, f"  {so_far.entries} experts"),
        )
        if experts >= ENOUGH_TO_ANSWER:
            make_consultations(seed, on or timezone.localdate())
        make_assignments(seed, on or timezone.localdate())
        make_mentoring(seed, on or timezone.localdate())
        if experts:
            self.tell(verbosity, f"Added {roster.entries} experts to the roster.")
        if made.people or roster.entries:
            self.tell(verbosity, "They are found once the index is written anew: manage.py rebuild_search_index")

    def tell(self, verbosity, text):
        if verbosity > 0:
            self.stdout.write(text)
