"""Kinds of tasks. Rooms and apps that open tasks of their own register what they are called when the site starts."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

UNANSWERED = "unanswered"
UNREACHABLE = "unreachable"
WITHOUT_ADDRESS = "without-address"
VACANCY = "vacancy"
EXPIRING = "expiring"


@dataclass(frozen=True)
class TaskKind:
    """``words`` say what is the matter, ``advice`` what can be done about it."""

    code: str
    words: Any
    advice: Any = ""


_kinds: dict[str, TaskKind] = {}


def register(kind):
    _kinds[kind.code] = kind


def kind_of(code):
    """The registration of a kind; one that nobody registered is called by its code."""
    return _kinds.get(code) or TaskKind(code, code)


def kinds():
    return list(_kinds.values())


def register_all():
    for kind in (
        TaskKind(
            UNREACHABLE,
            _("Mail does not arrive"),
            _("Find an address that works: by telephone, from the institution or the country’s other contacts."),
        ),
        TaskKind(
            UNANSWERED,
            _("Two letters without an answer"),
            _("Ask by telephone whether the record is still true, or take it out of the directory."),
        ),
        TaskKind(
            WITHOUT_ADDRESS,
            _("No address to write to"),
            _("Find a mail address and enter it in the record; until then nobody can be asked."),
        ),
        TaskKind(
            VACANCY,
            _("An office is vacant"),
            _("Remind the Party’s authority to designate somebody."),
        ),
        TaskKind(
            EXPIRING,
            _("A designation ends soon"),
            _("Ask the Party’s authority whether it prolongs the designation or names a successor."),
        ),
    ):
        register(kind)
