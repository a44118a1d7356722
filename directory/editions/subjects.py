"""What an edition prints: the directory itself, or what a room above prints in its place, such as the roster.

A subject is written ``roster`` or, narrowed to something, ``roster.pcb``; the directory is an empty word.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Printed:
    """How editions of one kind are made; each function gets what stands behind the point, or an empty word."""

    # Its name in the reader's language, or an empty word if there is no such thing.
    name_of: Callable
    # The contents and the pieces of the page, as ``contents.gather`` and ``printing.pages_of`` make them.
    gather: Callable
    pages_of: Callable
    # What is counted of it: (name in ``Edition.counts``, words).
    figures: Callable


_kinds: dict = {}


def offer(kind, printed):
    """Let a room above have editions of its own made; called when the site starts."""
    _kinds[kind] = printed


def printed_as(subject):
    """How a subject is printed; None when there is no such kind."""
    return _kinds.get(subject.partition(".")[0])


def name_of(subject):
    """The name of a subject in the reader's language, or an empty word."""
    printed = printed_as(subject)
    return printed.name_of(subject.partition(".")[2]) if printed else ""


def is_subject(subject):
    return bool(name_of(subject))


def offer_directory():
    from . import contents, printing

    offer(
        "",
        Printed(
            name_of=lambda detail: _("Directory"),
            gather=lambda *given: contents.gather(*given),
            pages_of=lambda *given: printing.pages_of(*given),
            figures=lambda: (
                ("countries", _("Countries and areas")),
                ("officials", _("Official contacts")),
                ("institutions", _("Institutions")),
                ("people", _("People")),
                ("pages", _("Pages of the PDF")),
            ),
        ),
    )
