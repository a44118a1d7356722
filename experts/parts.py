"""What an entry still lacks, and why somebody with a question would be glad of it."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Part:
    """One part of an entry, the section it is written in, what it is good for, and whether it is there."""

    key: str
    section: str
    label: str
    why: str
    is_there: bool = False


_PARTS = (
    Part("headline", "about", _("In one sentence"), _("It is what is read first, and often all that is read.")),
    Part("fields", "fields", _("Fields of expertise"), _("It is how people with a question find you.")),
    Part("affiliations", "work", _("Employment"), _("It shows where your experience comes from.")),
    Part("education", "education", _("Education"), _("Missions and reviews often ask for a degree.")),
    Part("publications", "publications", _("Publications"), _("One good publication says more than many words.")),
    Part("languages", "languages", _("Languages"), _("Most questions ask for a language as well as for a field.")),
    Part("chemicals", "subjects", _("Chemicals"), _("Many questions are about one chemical.")),
    Part("worked_in", "worked-in", _("Countries worked in"), _("People look for somebody who knows the place.")),
    Part("willing_to", "availability", _("Willingness"), _("Nobody asks for what you would not do.")),
    Part("availability", "availability", _("Availability"), _("Who is in a hurry asks whoever has time.")),
    Part(
        "interests_declared", "interests", _("Declaration of interests"), _("Advice is trusted when ties are known.")
    ),
)


def parts_of(entry, person):
    """The parts of an entry, given its contents and those of the person, each marked whether it is there."""
    values = {
        **person,
        **entry,
        "worked_in": entry["countries_worked_in"] or entry["regions_worked_in"],
    }
    return [replace(part, is_there=bool(values[part.key])) for part in _PARTS]
