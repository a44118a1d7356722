"""One layout of a CV for every expert, after the form of the roster of the Biosafety Clearing-House.

Its seven parts come in their order, without year and country of birth, and after them what this roster adds. Every CV
has the same parts, also those of which nothing is said or shown, so that two lie well side by side. Plain data: it is
drawn as a page to print, as a document and in editions.
"""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory import atlas
from directory.choices import ContactKind, LanguageLevel
from directory.models.names import direction
from directory.templatetags.directory import place_of

from . import wording
from .choices import UN_LANGUAGES, AvailabilityKind, DeclaredInterests, Gender, QualificationKind


@dataclass(frozen=True)
class Row:
    """One line: what it is, what it says, how that is written, and where it leads, if anywhere."""

    label: str
    text: str
    direction: str = "ltr"
    language: str = ""
    address: str = ""


@dataclass(frozen=True)
class Part:
    code: str
    title: str
    rows: list = field(default_factory=list)


@dataclass(frozen=True)
class Cv:
    """``name`` is in Latin letters; ``original_name``, which may be empty, in its own script."""

    name: str
    original_name: str
    country: str
    language: str
    direction: str
    name_language: str = ""
    name_direction: str = "ltr"
    headline: str = ""
    address: str = ""
    is_demo: bool = False
    parts: list = field(default_factory=list)

    def part(self, code):
        """The rows of one part, for those who put several CVs side by side."""
        return next(part for part in self.parts if part.code == code)


def cv_of(entry, language, usage=None):
    """The CV of a disclosed entry in a language of the site: nothing stands in it that the entry does not disclose.

    ``usage`` is what ``experts.usage`` counts for this entry, if it is to be told. No queries.
    """
    with override(language):
        return _Writer(entry, language).cv(usage or {})


class _Writer:
    def __init__(self, entry, language):
        self.entry = entry
        self.person = entry.person
        self.language = language
        self.direction = direction(language)

    def cv(self, usage):
        person = self.person
        return Cv(
            name=" ".join(part for part in (person.prefix, person.romanised_name) if part),
            original_name=person.original_name,
            country=person.country.name if person.country else "",
            language=self.language,
            direction=self.direction,
            name_language=person.name_language,
            name_direction=person.name_direction,
            headline=self.entry.headline,
            address=self.entry.get_absolute_url(),
            is_demo=self.entry.is_demo,
            parts=[
                Part("nomination", _("Nomination"), list(self.nomination())),
                Part("personal", _("Personal details"), list(self.personal())),
                Part("employment", _("Employment"), list(self.employment())),
                Part("education", _("Education and qualifications"), list(self.education())),
                Part("expertise", _("Expertise"), list(self.expertise())),
                Part("languages", _("Languages"), list(self.languages())),
                Part("additional", _("Additional information"), list(self.additional())),
                Part("availability", _("Availability"), list(self.availability())),
                Part("roster", _("Work through the roster"), list(self.use(usage))),
                Part("interests", _("Declaration of interests"), list(self.interests())),
            ],
        )

    def ours(self, label, text, address=""):
        """A line in words of the site."""
        if text:
            yield Row(str(label), str(text), self.direction, self.language, address)

    def theirs(self, label, text, address="", language=""):
        """A line in the words of the expert, whatever language that is."""
        if text:
            way = direction(language) if language else wording.direction_of_text(text, self.direction)
            yield Row(str(label), text, way, language, address)

    def written(self, label, text):
        """A line that is written from left to right in every language: an address, a number, a code."""
        if text:
            yield Row(str(label), str(text), "ltr", "")

    def nomination(self):
        nomination = self.entry.nomination
        yield from self.ours(_("Nominated"), wording.nominated(nomination))
        yield from self.ours(_("On the roster"), wording.listed(self.entry))

    def personal(self):
        entry, person = self.entry, self.person
        yield from self.theirs(_("Headline"), entry.headline)
        yield from self.ours(_("Country"), person.country and person.country.name)
        yield from self.theirs(_("Position"), person.position)
        yield from self.ours(_("Gender"), "" if entry.gender == Gender.NOT_GIVEN else Gender(entry.gender).label)
        if biography := person.biography(self.language):
            yield from self.theirs(_("Profile"), biography.text, language=biography.language)
        yield from self.ours(
            _("Contact"),
            _("Through the network, by the page of this person"),
            reverse("directory:write_to_person", args=[person.slug]),
        )
        for contact in person.contacts:
            yield from self.written(ContactKind(contact.kind).label, contact.value)
        if person.orcid:
            yield Row(_("ORCID iD"), person.orcid, "ltr", "", f"https://orcid.org/{person.orcid}")

    def employment(self):
        """Today's posts first, then those that ended, then where the work was done."""
        entry = self.entry
        affiliations = self.person.affiliations
        for label, group in (
            (_("Current employment"), [each for each in affiliations if each.is_current]),
            (_("Previous employment"), [each for each in affiliations if not each.is_current]),
        ):
            for each in group:
                post = wording.line(each.position, each.department, place_of(each))
                when = wording.span(each.starts_on, each.ends_on)
                told = "\n".join(part for part in (post, when, each.responsibilities) if part)
                yield from self.theirs(label, told)
        countries = (each.name for each in atlas.in_reading_order(entry.countries_worked_in))
        regions = (each.name for each in atlas.in_reading_order(entry.regions_worked_in))
        yield from self.ours(_("Countries worked in"), wording.line(*countries))
        yield from self.ours(_("Regions worked in"), wording.line(*regions))

    def education(self):
        for each in self.entry.education:
            told = wording.line(each.title, each.subject, each.institution_name)
            yield from self.theirs(wording.span(each.starts_on, each.ends_on) or _("Education"), told)
        for each in self.entry.qualifications:
            if each.kind == QualificationKind.QUALIFICATION:
                yield from self.theirs(each.get_kind_display(), wording.line(each.title, each.year))

    def expertise(self):
        entry, person = self.entry, self.person
        for each in entry.fields:
            said = _("%(level)s. %(standing)s.") % {"level": wording.level(each), "standing": wording.standing(each)}
            yield from self.ours(each.term.label, said)
        yield from self.theirs(_("Other expertise"), wording.line(*entry.terms_in_words))
        yield from self.ours(_("Chemicals"), wording.line(*person.chemicals))
        yield from self.ours(_("Articles of the Convention"), wording.line(*person.articles))
        yield from self.ours(_("Sectors"), wording.line(*person.sectors))
        for each in entry.publications:
            address = wording.address_of_publication(each)
            told = wording.line(each.title, each.year)
            yield from self.theirs(_("Publication"), f"{told}\n{address}" if address else told, address)
        for each in entry.qualifications:
            if each.kind == QualificationKind.MEMBERSHIP:
                yield from self.theirs(each.get_kind_display(), wording.line(each.title, each.year))
        for each in entry.panels:
            told = wording.line(each.name, each.role, wording.span(each.starts_on, each.ends_on))
            yield from self.theirs(_("Panel or committee"), told)

    def languages(self):
        skills = self.person.languages
        tongues = [skill for skill in skills if skill.level == LanguageLevel.MOTHER_TONGUE]
        yield from self.ours(
            LanguageLevel.MOTHER_TONGUE.label, wording.line(*(skill.language.name for skill in tongues))
        )
        others = [skill for skill in skills if skill.level != LanguageLevel.MOTHER_TONGUE]
        # The six languages of the United Nations first, then the others; of each the best known first.
        for skill in sorted(others, key=lambda skill: (skill.language.code not in UN_LANGUAGES, -skill.level)):
            yield from self.ours(skill.language.name, LanguageLevel(skill.level).label)

    def additional(self):
        yield from self.theirs(_("Additional information"), self.entry.additional_information)

    def availability(self):
        entry = self.entry
        yield from self.ours(_("Willing to"), wording.line(*wording.willingness(entry.willing_to)))
        for each in entry.availability:
            yield from self.theirs(AvailabilityKind(each.kind).label, wording.period(each))

    def use(self, usage):
        for said in wording.use(usage):
            yield from self.ours(_("So far"), said)

    def interests(self):
        entry = self.entry
        if entry.interests_declared != DeclaredInterests.NOT_DECLARED:
            yield from self.ours(_("Declared"), DeclaredInterests(entry.interests_declared).label)
        yield from self.theirs(_("Interests"), entry.interests_text)
