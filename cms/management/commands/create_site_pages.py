from django.core.management.base import BaseCommand
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.actions.pages import create_site_pages
from cms.actions.secretariat import grant_the_secretariat


class Command(BaseCommand):
    help = "Create the home pages and the first pages of text in six languages; what exists is left alone."

    def handle(self, *args, **options):
        grant_the_secretariat()
        with disable_reference_index_auto_update():
            created = create_site_pages()
        if created:
            self.stdout.write(f"Pages created: {len(created)}.")
        else:
            self.stdout.write("All pages are there.")
