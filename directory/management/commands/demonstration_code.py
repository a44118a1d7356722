from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directory.demonstration.sign_ins import current_code


class Command(BaseCommand):
    help = "Prints what the authenticator of the demonstration Secretariat shows now (it changes every 30 seconds)."

    def handle(self, **options):
        if not settings.DEMONSTRATION:
            raise CommandError("This site is no demonstration (DEMONSTRATION is off).")
        self.stdout.write(current_code())
