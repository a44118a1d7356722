"""Whom the roster proposes for a question, and why."""

from dataclasses import dataclass, field

from experts.disclosure import DisclosedEntry, disclose_entries
from experts.finding.finding import read_question
from experts.finding.propose import propose
from experts.finding.understanding import Criterion, Understanding
from experts.models import RosterEntry

from .choices import PROPOSED_AT_ONCE
from .models.questions import in_office

# Of a long question the beginning says what it is about.
LONGEST_SENTENCE = 600
MOST_FIELDS = 3


@dataclass(frozen=True)
class Proposal:
    """An expert who could answer, why, and what is lacking."""

    entry: DisclosedEntry
    reasons: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    score: float = 0.0

    @property
    def pk(self):
        return self.entry.pk


def understanding_of(question, viewer):
    """What a question asks of an expert.

    Its words say which chemicals and fields; fields that were chosen stand in place of those read from the words. The
    expert writes a language the asker reads, and knows the part of the world it is about. Other words of a long text
    say too little about whom to ask.
    """
    words = " ".join(f"{question.title}. {question.text}".split())[:LONGEST_SENTENCE]
    read = read_question(words, viewer).criteria
    chosen = [Criterion("field", term.slug) for term in question.fields.all()]
    fields = chosen or [criterion for criterion in read if criterion.kind == "field"][:MOST_FIELDS]
    chemicals = [criterion for criterion in read if criterion.kind == "chemical"]
    return Understanding((*chemicals, *fields, _language(question), *_place(question)))


def _once(reasons):
    """Reasons, each said once: a field may fit several things asked for."""
    return list(dict.fromkeys(part for reason in reasons for part in str(reason).split("; ")))


def _language(question):
    codes = [language.code for language in question.languages_wanted.all()] or [question.language.split("-")[0]]
    return Criterion("language", codes[0], others=tuple(("language", code) for code in codes[1:]))


def _place(question):
    countries = list(question.countries.select_related("intermediate_region", "subregion"))
    country = countries[0] if countries else question.country
    region = country and (country.intermediate_region or country.subregion)
    if region:
        yield Criterion("subregion", region.code, others=(("country", country.code),))


def proposals_for(question, viewer, limit=PROPOSED_AT_ONCE, also_excluded=()):
    """Experts this viewer may know of who could answer, the best first; nobody who was asked, and not the asker."""
    excluded = {*question.invitations.values_list("entry", flat=True), *also_excluded}
    excluded |= set(RosterEntry.objects.filter(person__user=question.asked_by_id).values_list("pk", flat=True))
    matches = propose(understanding_of(question, viewer), viewer, limit=limit, exclude=excluded)
    found = RosterEntry.objects.visible_to(viewer).filter(pk__in=[match.entry_pk for match in matches], **in_office())
    shown = {entry.pk: entry for entry in disclose_entries(found.select_related("person__country"), viewer)}
    return [
        Proposal(
            shown[match.entry_pk],
            _once(match.reasons),
            list(dict.fromkeys(str(each) for each in match.missing)),
            float(match.score),
        )
        for match in matches
        if match.entry_pk in shown and match.entry_pk not in excluded
    ]
