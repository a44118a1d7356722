"""What stands in a printed roster: experts by country, disclosed to its audience, in the words of its language."""

from collections import defaultdict
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext as _

from directory import atlas
from directory.choices import LanguageLevel
from directory.editions.contents import (
    CHUNK,
    Contents,
    Gathering,
    Part,
    facts,
    index_of_names,
    index_of_terms,
    isolated,
)

from .. import wording
from ..disclosure import disclose_entries
from . import roster

PARTS = ("language_skills", "expertise_links", "contacts", "chemicals")
# What of an entry is printed, and so what is read of it.
PREFETCH = (
    "fields__term",
    "countries_worked_in",
    "regions_worked_in",
    "endorsements__nomination__country",
    "endorsements__nomination__institution",
    "nominations__country",
    "nominations__institution",
)


def gather(edition, tell=lambda done, total: None):
    """Read everything a printed roster holds, in its own language; ``tell`` hears how many experts are read."""
    return RosterGathering(edition, tell).contents()


class RosterGathering(Gathering):
    def contents(self):
        shown = roster.experts_in(self.edition.place, roster.code_of(self.edition.subject), self.audience)
        self.total = shown.count()
        self.tell(0, self.total)
        by_country = self.by_country_of(shown)
        parts = [
            Part(country.code, country.name, people=by_country[country.code])
            for country in self.countries
            if country.code in by_country
        ]
        if by_country.get("none"):
            parts.append(Part("none", _("International, or of no country"), people=by_country["none"]))
        self.counts["countries"] = sum(1 for part in parts if part.code != "none")
        neighbours = zip([None, *parts], parts, [*parts[1:], None], strict=False)
        for before, part, after in neighbours:
            part.is_short = part.says_little and any(each and each.says_little for each in (before, after))
        return Contents(
            parts=parts,
            without_entry=[],
            is_first=True,
            before="",
            began=[],
            ended=[],
            names=index_of_names(parts),
            terms=index_of_terms(parts),
            officials=[],
            counts=self.counts,
            has_demo=bool(self.counts["demo"]),
        )

    def by_country_of(self, shown):
        entries = defaultdict(list)
        rows = iter(shown.select_related("person").order_by("pk").iterator(CHUNK))
        while chunk := list(islice(rows, CHUNK)):
            for expert in disclose_entries(chunk, self.audience, PARTS, PREFETCH):
                country = expert.person.country
                entries[country.code if country else "none"].append(self.expert_entry(expert))
            self.read += len(chunk)
            self.tell(min(self.read, self.total), self.total)
        for found in entries.values():
            found.sort(key=lambda entry: entry.sort)
        return entries

    def expert_entry(self, expert):
        self.counts["people"] += 1
        person, worked_in = expert.person, [*expert.countries_worked_in, *expert.regions_worked_in]
        nomination = expert.nomination
        return replace(
            self.person_entry(person),
            anchor=f"expert-{expert.slug}",
            offices=[isolated(expert.headline)] if expert.headline else [],
            facts=facts(
                (_("Fields of expertise"), [field_in_words(field) for field in expert.fields]),
                (_("Other expertise"), expert.terms_in_words),
                (_("Chemicals"), person.chemicals),
                (_("Languages"), [language_in_words(skill) for skill in person.languages]),
                (_("Worked in"), [place.name for place in atlas.in_reading_order(worked_in)]),
                (_("Willing to"), wording.willingness(expert.willing_to)),
                (_("Nominated by"), [wording.name_of_nominator(nomination.nominator)] if nomination else []),
            ),
            terms=[field.term for field in expert.fields],
        )


def field_in_words(field):
    """A field with its level, and whether it is endorsed or the expert's own word."""
    told = {"field": field.term.label, "level": wording.level(field), "standing": wording.standing(field)}
    return _("%(field)s (%(level)s; %(standing)s)") % told


def language_in_words(skill):
    return _("%(language)s (%(level)s)") % {
        "language": skill.language.name,
        "level": LanguageLevel(skill.level).label,
    }
