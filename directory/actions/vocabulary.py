"""What becomes of the terms members propose: taken into the vocabulary, merged into another, or declined."""

from audit.actions import record
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..choices import TermStatus
from ..models import ExpertiseTerm, Institution, Person


@transaction.atomic
def accept_term(term, *, by):
    """Take a proposed term into the vocabulary. Returns False if it is there already."""
    if term.status == TermStatus.CONTROLLED:
        return False
    term.status = TermStatus.CONTROLLED
    term.save(update_fields=["status"])
    _touch(*_carriers(term))
    record("directory.term.accepted", term, by=by)
    return True


@transaction.atomic
def decline_term(term, *, by, reason):
    """Keep a term out of the vocabulary: it stays with its people, and is shown to nobody."""
    if term.status == TermStatus.DECLINED:
        return False
    term.status = TermStatus.DECLINED
    term.save(update_fields=["status"])
    _touch(*_carriers(term))
    record("directory.term.declined", term, by=by, reason=reason)
    return True


@transaction.atomic
def merge_term(term, *, into, by):
    """Give everybody who carries ``term`` the term ``into``, under which it can be searched from now on."""
    if term == into:
        raise ValidationError(_("A term cannot be merged into itself."))
    if ExpertiseTerm.objects.filter(parent=term).exists():
        raise ValidationError(_("Terms stand below this one: move them first."))
    people, institutions = _carriers(term)
    for links in (term.expertise_links, term.interest_links, term.institution_links):
        holders = links.model.objects.filter(tag=into).values("content_object")
        links.filter(content_object__in=holders).delete()
        links.update(tag=into)
    into.also = "\n".join(
        dict.fromkeys([*into.also.splitlines(), *(name for name in term.all_names if name not in into.all_names)])
    )
    into.save(update_fields=["also"])
    record("directory.term.merged", into, by=by, changes={"term": term.name, "into": into.name})
    term.delete()
    _touch(people, institutions)
    return into


def _carriers(term):
    """The people and institutions that carry a term, as lists: their links may be about to move."""
    people = Person.objects.filter(pk__in=term.expertise_links.values("content_object")) | Person.objects.filter(
        pk__in=term.interest_links.values("content_object")
    )
    institutions = Institution.objects.filter(pk__in=term.institution_links.values("content_object"))
    return list(people), list(institutions)


def _touch(people, institutions):
    """Save each record once more, so that the search index follows."""
    for carrier in (*people, *institutions):
        carrier.save(update_fields=["updated_at"])
