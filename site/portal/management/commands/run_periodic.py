"""For a timer of the machine (cron, systemd) where no ``run_worker`` runs: call it every minute."""

from django.core.management.base import BaseCommand

from portal.periodic import run_due_jobs


class Command(BaseCommand):
    help = "Do once what is due: send waiting mail, clear expired sessions, prune finished tasks and so on."

    def handle(self, *args, **options):
        for name in run_due_jobs():
            self.stdout.write(name.replace("_", " "))
