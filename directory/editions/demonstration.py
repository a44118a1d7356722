"""Editions of the demonstration network, so that their pages are not empty."""

from directory.choices import Audience

from . import keeping, places
from .actions import ask_for_edition
from .models import Edition, EditionFile

PLACE = "143"  # Central Asia: few countries and people, so that the first start is soon done; names in two scripts
LANGUAGES = ("ar", "en")


def make_editions():
    """Have one edition made and published in two languages; a worker does it once the network stands."""
    for language in LANGUAGES:
        is_first = not Edition.objects.series(PLACE, language, Audience.EVERYONE).exists()
        if is_first and places.is_place(PLACE):
            ask_for_edition(PLACE, language, Audience.EVERYONE, by=None, then_publish=True)


def remove_editions():
    """Remove the editions that hold demonstration records."""
    demo = Edition.objects.filter(counts__demo__gt=0)
    keeping.forget(EditionFile.objects.filter(edition__in=demo).values_list("name", flat=True))
    demo.delete()
