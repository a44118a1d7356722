from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directory.choices import Audience
from directory.editions import actions, places
from directory.editions.choices import EditionState
from directory.editions.making import make
from directory.editions.models import Edition


class Command(BaseCommand):
    help = (
        "Makes the next edition of the printed directory here and now, and leaves it as a draft for the Secretariat. "
        "For a timer, once a year for example. A draft that waits already is made anew."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "place", help="network, the code of a region of M49 (145), or of a regional group (african)."
        )
        parser.add_argument("languages", nargs="*", help="Codes of languages; all six without any.")
        parser.add_argument("--members", action="store_true", help="Make it for members, not for everyone.")
        parser.add_argument("--publish", action="store_true", help="Publish what is made.")

    def handle(self, *, place, languages, members, publish, verbosity, **options):
        known = [code for code, _name in settings.LANGUAGES]
        if unknown := sorted(set(languages) - set(known)):
            raise CommandError(f"The site has no language {', '.join(unknown)}. It has {', '.join(known)}.")
        if not places.is_place(place):
            raise CommandError(f"There is no region or group {place}.")
        audience = Audience.MEMBERS if members else Audience.EVERYONE
        for language in languages or known:
            edition, is_new = actions.ask_for_edition(place, language, audience, by=None)
            if not is_new:
                actions.make_again(edition, by=None)
            make(edition.pk)
            edition = Edition.objects.prefetch_related("files").get(pk=edition.pk)
            if edition.is_in_work:
                raise CommandError(f"{edition}: another worker is making it.")
            if edition.state == EditionState.FAILED:
                raise CommandError(f"{edition}: it could not be made; the log says why.")
            if publish:
                actions.publish_edition(edition, by=None)
            if verbosity:
                sizes = ", ".join(f"{file.format} {file.size:,} bytes" for file in edition.files.all())
                self.stdout.write(
                    f"{edition}: {sizes}{f' ({edition.get_no_pdf_display()})' if edition.no_pdf else ''}"
                )
