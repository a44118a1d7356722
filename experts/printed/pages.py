"""A printed roster as one page that needs no other file: for editions, and for whoever prints from the browser."""

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.editions.printing import edition_line, shared

from . import roster


def pages_of(edition, contents, tell=lambda done, total: None, line="", address=""):
    """The pieces of the page, one country at a time. ``line`` and ``address`` are told of what is no edition."""
    figures = [(words, contents.counts[name]) for name, words in roster.figures() if name in contents.counts]
    told = shared(
        edition,
        contents,
        title=f"{edition.subject_name}: {edition.place_name}",
        figures=figures,
        line=line or edition_line(edition),
        address=address or edition.get_absolute_url(),
    )
    told["is_edition"] = not line
    yield render_to_string("printed/opening.html", told)
    for number, part in enumerate(contents.parts, 1):
        yield render_to_string("printed/part.html", {"part": part, "language": told["language"]})
        tell(number, len(contents.parts))
    yield render_to_string("editions/printed/closing.html", told)


def line_of_sheet(edition):
    """What a sheet printed today says of itself, which is no edition."""
    return _("Sheet printed from the site · %(language)s · %(day)s") % {
        "language": edition.language_name,
        "day": date_format(edition.as_of, "DATE_FORMAT"),
    }
