"""What an entry must say before it is offered, nominated and listed; and where whoever keeps it puts that right."""

from dataclasses import dataclass

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.choices import Audience, RecordStatus
from directory.enrolment.models import Acceptance, TermsOfReference

from .choices import TermsCode


@dataclass(frozen=True)
class Missing:
    """Something an entry lacks: a sentence, and the address of the section it belongs to."""

    section: str
    words: str

    @property
    def address(self):
        if self.section == "record":
            return reverse("my:record")
        return f"{reverse('my')}roster/{self.section}/"


# What a list of entries reads beforehand to know what each lacks.
PREFETCH = ("fields", "person__affiliations", "person__language_skills")


def problems(entry):
    """Everything an entry lacks, in the order of its sections. Empty when it is complete."""
    return list(_problems(entry, terms_to_read(entry.person) is None))


def is_complete(entry):
    return not problems(entry)


def number_missing(entry, has_accepted):
    """How many things an entry lacks, for a list that asked ``who_accepted`` for all of it."""
    return sum(1 for _problem in _problems(entry, has_accepted))


def _problems(entry, has_accepted):
    person = entry.person
    if person.status != RecordStatus.LISTED:
        yield Missing(
            "record", _("You are not listed in the directory yet: the Secretariat decides about that first.")
        )
    elif person.listing >= Audience.SECRETARIAT:
        yield Missing(
            "record",
            _("Your record in the directory is hidden, so nobody could find you. Show it to members at least."),
        )
    if entry.listing >= Audience.SECRETARIAT:
        yield Missing("visibility", _("Your entry is hidden, so nobody could find you. Show it to members at least."))
    if not entry.headline.strip() and not _is_employed(person):
        yield Missing("about", _("Say in one sentence what you can help with, or name where you work."))
    if not entry.fields.all():
        yield Missing("fields", _("Name at least one field of expertise, with your level."))
    if not person.language_skills.all():
        yield Missing("languages", _("Name at least one language you work in."))
    if not entry.willing_to:
        yield Missing("availability", _("Say what you are willing to do."))
    if not entry.interests_declared:
        yield Missing("interests", _("Declare your interests, or that you have none."))
    if not has_accepted:
        yield Missing("terms", _("Read and accept the terms of reference of experts."))


def _is_employed(person):
    return any(affiliation.is_current for affiliation in person.affiliations.all())


def terms_to_read(person):
    """The terms of reference of experts this person has still to accept, or None.

    Whoever accepted an earlier version reads a later one only if it asks for that.
    """
    current = _current_terms()
    return current if current is not None and not _accepted(current, [person.pk]) else None


def who_accepted(people):
    """Those of these people, by key, who have nothing left to accept."""
    people = list(people)
    current = _current_terms()
    return set(people) if current is None else _accepted(current, people)


def _current_terms():
    return TermsOfReference.objects.current().filter(category__code=TermsCode.EXPERT).first()


def _accepted(current, people):
    asking = TermsOfReference.objects.in_force().filter(
        category=current.category_id, asks_again=True, number__lte=current.number
    )
    asked_since = asking.aggregate(highest=Max("number"))["highest"] or 0
    return set(
        Acceptance.objects.filter(
            person__in=people, terms__category=current.category_id, terms__number__gte=asked_since
        ).values_list("person", flat=True)
    )


def accepted_terms(person):
    """The acceptance of the latest version of the terms of experts, or None."""
    return (
        Acceptance.objects.filter(person=person, terms__category__code=TermsCode.EXPERT)
        .select_related("terms__category")
        .order_by("-terms__number")
        .first()
    )
