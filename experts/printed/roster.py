"""The roster as something to print: all of it, or one field of expertise with everything below it."""

from django.utils.translation import gettext as _

from directory.choices import TermStatus
from directory.editions import places
from directory.models import ExpertiseTerm
from directory.words import words

from ..models import RosterEntry

KIND = "roster"


def controlled_terms():
    """Fields of the vocabulary by their code. What members propose is nobody's to print a volume of."""
    return {term.code: term for term in words(ExpertiseTerm).values() if term.status == TermStatus.CONTROLLED}


def name_of(code):
    """``Roster of experts: PCBs``, in the reader's language; an empty word for a field that does not exist."""
    if not code:
        return _("Roster of experts")
    term = controlled_terms().get(code)
    return _("Roster of experts: %(field)s") % {"field": term.label} if term else ""


def figures():
    return (
        ("people", _("Experts")),
        ("countries", _("Countries and areas")),
        ("pages", _("Pages of the PDF")),
    )


def subject_of(code):
    """How editions name the roster of a field, or the whole."""
    return f"{KIND}.{code}" if code else KIND


def code_of(subject):
    return subject.partition(".")[2]


def with_narrower(code):
    """The keys of a field and of all below it in the tree."""
    below = {}
    for term in words(ExpertiseTerm).values():
        below.setdefault(term.parent_id, []).append(term.pk)
    found, waiting = set(), [controlled_terms()[code].pk]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += below.get(key, ())
    return found


def experts_in(place, code, audience):
    """Experts listed for an audience whose country lies in a place, in a field or in all."""
    entries = RosterEntry.objects.visible_to(audience).listed()
    if place != places.NETWORK:
        entries = entries.filter(person__country__in=places.countries_of(place))
    if code:
        entries = entries.filter(fields__term__in=with_narrower(code)).distinct()
    return entries


def term_choices():
    """The tree of fields for a form, each below the one it belongs to."""
    terms = controlled_terms().values()
    below = {}
    for term in sorted(terms, key=lambda term: (term.position, str(term))):
        below.setdefault(term.parent_id, []).append(term)

    def branch(parent, depth):
        for term in below.get(parent, ()):
            yield term.code, f"{'– ' * depth}{term.label}"
            yield from branch(term.pk, depth + 1)

    return [("", _("All fields")), *branch(None, 0)]
