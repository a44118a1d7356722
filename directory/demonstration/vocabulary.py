"""The reference data as the generator needs it: read once, by code."""

from dataclasses import dataclass, field
from functools import cache, cached_property

from directory.models import (
    Category,
    Chemical,
    ConventionArticle,
    Country,
    ExpertiseTerm,
    InstitutionType,
    Language,
    Sector,
    Service,
    StakeholderGroup,
)

from .places import HERE, places
from .wording import country_within_sentence, within_sentence

# Which chemicals and articles go with a field of expertise; the others go with any.
CHEMICALS_OF = {
    "pcb": (9, 9, 9, 6, 26),
    "pesticides": (1, 2, 3, 4, 5, 7, 8, 10, 13, 14, 15, 18, 22, 29, 32, 35),
    "alternatives": (10, 18, 20, 22, 23, 28, 29, 35, 36),
    "bat-bep": (6, 9, 11, 12, 19, 24, 26),
    "unintentional": (6, 9, 11, 12, 19, 24),
    "industrial-pops": (16, 17, 20, 21, 23, 27, 28, 30, 31, 33, 34, 36, 37),
    "stockpiles": (1, 2, 3, 4, 5, 8, 10, 13, 14, 18, 22, 32),
    "contaminated-sites": (9, 11, 12, 13, 14, 18, 20, 30),
    "waste": (9, 11, 12, 17, 20, 21, 23, 27, 28),
    "health": (6, 9, 10, 11, 12, 18, 20, 22, 30, 35),
}
ARTICLES_OF = {
    "pcb": ("article-3", "article-6", "annex-a"),
    "pesticides": ("article-3", "article-4", "annex-b"),
    "bat-bep": ("article-5", "annex-c"),
    "unintentional": ("article-5", "annex-c"),
    "stockpiles": ("article-6",),
    "contaminated-sites": ("article-6",),
    "waste": ("article-6",),
    "nip": ("article-7", "article-13", "article-15"),
    "legislation": ("article-3", "article-4", "article-8"),
    "risk": ("article-8", "annex-d", "annex-e", "annex-f"),
    "monitoring": ("article-11", "article-16"),
    "analysis": ("article-11", "article-16"),
    "information": ("article-9", "article-10"),
    "awareness": ("article-10",),
    "cooperation": ("article-12", "article-13"),
    "financing": ("article-13", "article-14"),
    "effectiveness": ("article-16", "article-11"),
    "research": ("article-11",),
}


class MissingReferenceDataError(Exception):
    """The network is made of the vocabularies; without them there is nothing to make it from."""


@dataclass
class Vocabulary:
    countries: dict
    parties: list
    categories: dict
    stakeholder_groups: dict
    institution_types: dict
    services: dict
    languages: dict
    economic_sectors: list
    social_sectors: list
    articles: dict
    chemicals: dict
    themes: dict = field(default_factory=dict)
    sentences: dict = field(default_factory=dict)

    @cached_property
    def theme_codes(self):
        return sorted(self.themes)

    @cached_property
    def chemical_numbers(self):
        return sorted(self.chemicals)

    def terms_of(self, theme):
        """A broad field of expertise and all that is narrower."""
        return self.themes[theme]

    def in_sentence(self, thing, language):
        """A term, chemical or country as it stands inside a sentence of a language."""
        key = (type(thing), thing.pk, language)
        if key not in self.sentences:
            name = getattr(thing, f"name_{language}") or thing.name_en
            if isinstance(thing, Country):
                self.sentences[key] = country_within_sentence(thing, name, language)
            elif isinstance(thing, Chemical):
                self.sentences[key] = _short_chemical(thing, name, language)
            else:
                self.sentences[key] = within_sentence(name, language)
        return self.sentences[key]


def _short_chemical(chemical, name, language):
    """A chemical as people speak of it: the abbreviation where the name is a list of substances."""
    name = name.split(" (")[0].split("（")[0]
    if chemical.abbreviation and (len(name) > 40 or "," in name):
        return chemical.abbreviation.split("/")[0]
    return within_sentence(name, language)


def read_vocabulary(is_whole=False):
    """Everything the generator refers to, in a dozen queries.

    People of the network are drawn from the fields there were when it was first made, so that they stay who they
    are when the vocabulary grows; ``is_whole`` takes in the fields that were added since.
    """
    known = {country.iso2: country for country in Country.objects.filter(iso2__in=places())}
    themes = {}
    terms = list(ExpertiseTerm.objects.filter(status="controlled").order_by("position", "pk"))
    if not is_whole:
        terms = [term for term in terms if term.slug in first_terms()]
    broad = {term.pk: term for term in terms if term.parent_id is None}
    for term in terms:
        top = broad.get(term.parent_id, term)
        themes.setdefault(top.slug, []).append(term)
    vocabulary = Vocabulary(
        countries=known,
        parties=sorted(
            Country.objects.filter(party__is_party=True, iso2__in=places()).values_list("iso2", flat=True)
        ),
        categories=_by_code(Category),
        stakeholder_groups=_by_code(StakeholderGroup),
        institution_types=_by_code(InstitutionType),
        services=_by_code(Service),
        languages=_by_code(Language),
        economic_sectors=list(Sector.objects.filter(kind="economic").order_by("code")),
        social_sectors=list(Sector.objects.filter(kind="social").order_by("code")),
        articles=_by_code(ConventionArticle),
        chemicals={int(code.split("-")[-1]): chemical for code, chemical in _by_code(Chemical).items()},
        themes=themes,
    )
    lists = [getattr(vocabulary, name) for name in ("countries", "parties", "categories", "themes", "chemicals")]
    if not all(lists):
        raise MissingReferenceDataError("Load the reference data first: manage.py load_reference_data")
    return vocabulary


@cache
def first_terms():
    """The codes of the fields from which the network was first drawn."""
    return frozenset((HERE / "terms.txt").read_text(encoding="utf-8").split())


def _by_code(model):
    return {entry.code: entry for entry in model.objects.order_by("code")}
