from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.upkeep.actions.asking import hold_mailing, is_day_of_mailing, open_tasks_for_unanswered, settle


class Command(BaseCommand):
    help = (
        "Ask people and institutions whether their records are still true: those whose half-year is over, and once "
        "more those who have not answered after a month. The worker does it by itself on the day of the week that is "
        "set; this does it now. Stopped half-way, run it again: nobody is asked twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Say how many letters would be written, and stop.")
        parser.add_argument(
            "--date",
            type=date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="As if it were this day, whatever its weekday.",
        )
        parser.add_argument("--most", type=int, help="Stop after so many letters.")

    def handle(self, *, dry_run, date, most, verbosity, **options):
        if most is not None and most < 0:
            raise CommandError("--most takes a number from 0 upwards.")
        if not date and not is_day_of_mailing(timezone.now().date()):
            self.stderr.write("Not the day of the week for mailings; --date holds one nevertheless.")
            return
        if not dry_run:
            settle()
        mailing = hold_mailing(date, dry_run=dry_run, most=most)
        unanswered = 0 if dry_run else open_tasks_for_unanswered()
        if verbosity:
            would = "Would write" if dry_run else "Wrote"
            self.stdout.write(
                f"{would} {mailing.asked} letters and {mailing.reminded} reminders. Not asked: "
                f"{mailing.without_address} without an address, {mailing.unreachable} whom mail does not reach, "
                f"{mailing.failed} about whom no letter could be written."
            )
            if unanswered:
                self.stdout.write(f"{unanswered} did not answer two letters: tasks for the Secretariat.")
        if mailing.failed:
            raise CommandError("Some letters could not be written; the log says why.")
