"""Institutions by what people call them: nobody scrolls through a thousand names."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.models import Country, Institution

MOST_NAMED = 6


def institution_called(name, known=None):
    """The key of the listed institution a name or acronym means. ValidationError, with those it may mean, if unclear.

    ``known`` maps names that stand in the form already to what they mean.
    """
    if known and name in known:
        return known[name]
    listed = Institution.objects.listed()
    exact = list(listed.filter(Q(name__iexact=name) | Q(name_en__iexact=name) | Q(acronym__iexact=name))[:MOST_NAMED])
    if not exact and name.rpartition("#")[2].isdigit():
        exact = list(listed.filter(pk=int(name.rpartition("#")[2][:12])))
    if len(exact) == 1:
        return exact[0].pk
    found = exact or _similar(listed, name)
    if not found:
        raise ValidationError(_("No institution of the directory is called so."), code="unknown")
    # With its number each can be told from one of the same name.
    names = pgettext("between the items of a list", ", ").join(f"{each.name} #{each.pk}" for each in found)
    raise ValidationError(
        _("Several may be meant. Write one of these: %(names)s"), code="unclear", params={"names": names}
    )


def _similar(listed, name):
    words = [word for word in re.findall(r"\w+", name) if len(word) > 2][:8]
    if not words:
        return []
    holds = Q()
    for word in words:
        holds &= Q(name__icontains=word) | Q(name_en__icontains=word)
    return list(listed.filter(holds)[:MOST_NAMED])


def country_called(name):
    """The key of the country a name in any of the six languages, or a code, means."""
    called = Q(iso2__iexact=name) | Q(iso3__iexact=name)
    for language in ("en", "ar", "es", "fr", "ru", "zh"):
        called |= Q(**{f"name_{language}__iexact": name})
    found = list(Country.objects.filter(called)[:2])
    if len(found) != 1:
        raise ValidationError(
            _("No country or Party is called so. Its ISO code works in any language."), code="unknown"
        )
    return found[0].pk
