"""The facets of the list of experts."""

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from search import facets

from directory.models import Country, ExpertiseTerm, Institution, Region
from directory.words import words
from experts.choices import Gender, Willingness

from .values import AtLeast, AvailableWhen, tree

# Those in `PLAIN` are offered without an engine too, for nothing of them is hidden from whoever sees an entry.
OF_EXPERTS = (
    *("expertise", "region", "subregion", "country", "worked", "language", "skilled", "availability"),
    *("willing", "chemical", "sector", "nominator", "gender"),
)
PLAIN = ("region", "subregion", "country", "nominator", "expertise")


def register_all():
    facets.register("worked", _("Worked in"), name_of_place)
    facets.register("skilled", _("How well"), _among(AtLeast), AtLeast.values)
    facets.register("availability", _("Availability"), _among(AvailableWhen), AvailableWhen.values)
    facets.register("willing", _("Willing to"), _among(Willingness), Willingness.values)
    facets.register("gender", _("Gender"), _among(Gender), [value for value in Gender.values if value])
    facets.register("nominator", _("Nominated by"), name_of_nominator)


def _among(choices):
    return lambda value: str(dict(choices.choices).get(_typed(choices, value), value))


def _typed(choices, value):
    return type(choices.values[0])(value) if str(value).isdigit() else value


def name_of_place(value):
    """The name of a country or region; countries have letters, regions digits."""
    model = Region if value.isdigit() else Country
    return next((place.name for place in words(model).values() if place.code == value), value)


def name_of_nominator(value):
    """The country, or the institution by its address."""
    if not value.startswith("i-"):
        return name_of_place(value)
    return cache.get_or_set(f"finding:nominator:{value}", lambda: _institution(value.removeprefix("i-")), 300)


def _institution(slug):
    # Institutions are listed for everybody, or not at all.
    return Institution.objects.listed().filter(slug=slug).values_list("name", flat=True).first() or slug


def of_depth(values):
    """Fields in the order of their tree, narrower ones set in."""
    known = tree()
    places = {term.code: place for place, term in enumerate(words(ExpertiseTerm).values())}

    def path(value):
        line = [*reversed(known.above(value["value"])), value["value"]]
        return [(places.get(code, len(places)), code) for code in line]

    return [
        {**value, "label": "\u2003" * len(known.above(value["value"])) + str(value["label"])}
        for value in sorted(values, key=path)
    ]
