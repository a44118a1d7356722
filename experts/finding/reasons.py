"""Why an expert was found, and what is missing, in words: from the disclosed entry alone, so from nothing hidden."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from search.analysis import normalise, sought
from search.facets import name_of

from directory.disclosure import FIELD_LABELS as PERSON_LABELS
from directory.models import Chemical, Country, ExpertiseTerm, Language, Region
from directory.templatetags.directory import enumerated
from directory.words import words
from experts.choices import AvailabilityKind, ExpertiseLevel, Willingness
from experts.disclosure import FIELD_LABELS

from . import weights
from .facets import name_of_place
from .ranking import EXPERIENCED, PLACES, SUBJECTS, around, telling_subjects
from .search_indexes import texts_of
from .values import SOON, tree

_WORD = re.compile(r"[^\W_]+")
_MOST_NAMED = 3


@dataclass(frozen=True)
class Explanation:
    reasons: list
    missing: list


def explain(understanding, entry, usage=None):
    """Reasons and what is missing for one disclosed entry."""
    reasons, missing = [], []
    places = [criterion for criterion in understanding.criteria if criterion.kind in PLACES]
    subjects = tuple(criterion for criterion in understanding.criteria if criterion.kind in SUBJECTS)
    if subjects:
        told, lacks = _subjects(subjects, entry)
        reasons += told
        missing += lacks
    for criterion in understanding.criteria:
        if criterion.kind in _EXPLAINED:
            reason, lack = _EXPLAINED[criterion.kind](criterion, entry)
            reasons.append(reason)
            missing.append(lack)
    if places:
        reason, lack = _place(places, entry)
        reasons.append(reason)
        missing.append(lack)
    if understanding.leftover:
        found, lacking = _words(understanding.leftover, entry)
        reasons.append(found)
        if not understanding.criteria:
            missing.append(lacking)
    reasons.append(_answers(usage or {}))
    return Explanation([reason for reason in reasons if reason], [lack for lack in missing if lack])


def in_a_line(reasons):
    """Reasons one after the other, with the sign of the reader's language between them."""
    return pgettext("between two reasons", "; ").join(reasons)


def name_of_criterion(criterion):
    """What a criterion is called in the reader's language."""
    kind, value = criterion.kind, criterion.value
    if kind == "field":
        name = _by_code(ExpertiseTerm, value, "label")
    elif kind == "chemical":
        name = _by_code(Chemical, value, "short_name")
    elif kind in PLACES:
        # A part of the world that is no region of M49 is called as it was typed.
        name = criterion.words if len(criterion.others) > 1 else name_of_place(value)
    elif kind == "language":
        name = _language(criterion)
    elif kind == "willing":
        name = name_of("willing", value)
    elif kind == "available":
        name = _("Available now")
    else:
        name = name_of(kind, value)
    return str(name)


def _language(criterion):
    name = _by_code(Language, criterion.value, "name")
    if not criterion.least:
        return name
    return {
        1: _("%(language)s, at least fair"),
        2: _("%(language)s, at least good"),
        3: _("%(language)s, at least excellent"),
        4: _("%(language)s as mother tongue"),
    }[criterion.least] % {"language": name}


def _by_code(model, code, attribute):
    return next((str(getattr(row, attribute)) for row in words(model).values() if row.code == code), code)


# --- Subjects -------------------------------------------------------------------------------------------


def _subjects(criteria, entry):
    """One of the subjects is enough; who has none lacks the first."""
    telling, beside = telling_subjects(criteria)
    told = [_subject(criterion, entry) for criterion in telling]
    if any(reasons and not lack for reasons, lack in told):
        told += [_subject(criterion, entry) for criterion in beside]
        return list(dict.fromkeys(reason for reasons, lack in told if not lack for reason in reasons))[
            :_MOST_NAMED
        ], []
    reasons, lack = next((pair for pair in told if pair[0]), told[0])
    return reasons, [lack]


def _subject(criterion, entry):
    codes = [value for kind, value in criterion.meanings if kind == "field"]
    known = tree()
    fitting = [*codes, *(code for one in codes for code in known.below(one))]
    fields = sorted(
        (field for field in entry.fields if field.term.code in fitting),
        key=lambda field: (not field.is_endorsed, fitting.index(field.term.code), -field.level),
    )
    if fields:
        return [_field(field) for field in fields[:2]], ""
    for kind, held, sentence in (
        ("chemical", entry.person.chemicals, _("works on %(names)s")),
        ("article", entry.person.articles, _("works on %(names)s")),
        ("sector", entry.person.sectors, _("sector: %(names)s")),
    ):
        asked = {value for meant, value in criterion.meanings if meant == kind}
        if names := [getattr(one, "short_name", one.name) for one in held if one.code in asked]:
            if kind == "chemical" and codes:
                lack = _("%(wanted)s: only the chemical, none of the fields") % {
                    "wanted": name_of_criterion(criterion)
                }
                return [sentence % {"names": enumerated(names[:_MOST_NAMED])}], lack
            return [sentence % {"names": enumerated(names[:_MOST_NAMED])}], ""
    wanted = name_of_criterion(criterion)
    above = [code for one in codes for code in known.above(one)]
    beside = [code for one in codes for code in known.beside(one)]
    for near, sentence in ((above, _("only the broader %(field)s")), (beside, _("only the neighbouring %(field)s"))):
        held = [field for field in entry.fields if field.term.code in near and field.level in EXPERIENCED]
        if held:
            lack = _("%(wanted)s: %(near)s") % {
                "wanted": wanted,
                "near": sentence % {"field": held[0].term.label},
            }
            return [_field(held[0])], lack
    return [], wanted


def _field(field):
    if field.is_endorsed:
        return _("%(field)s, endorsed") % {"field": field.term.label}
    if field.level == ExpertiseLevel.LEADING:
        return _("%(field)s, leading expert by their own account") % {"field": field.term.label}
    return _("%(field)s, self-declared") % {"field": field.term.label}


# --- Places ---------------------------------------------------------------------------------------------


def _place(criteria, entry):
    codes = {code for criterion in criteria for _kind, code in criterion.meanings}
    here = [country for country in _countries_of(entry) if codes & _places_of(country)]
    worked = [country for country in entry.countries_worked_in if codes & _places_of(country)]
    if not worked:
        worked = [region for region in entry.regions_worked_in if codes & _wider(region)]
    parts = []
    if here:
        parts.append(_("works in %(places)s") % {"places": _named(here)})
    if worked:
        parts.append(_("worked in %(places)s") % {"places": _named(worked)})
    if parts:
        return "; ".join(parts), ""
    lack = _("has not worked in %(places)s") % {
        "places": enumerated(name_of_criterion(criterion) for criterion in criteria)
    }
    near = {code for criterion in criteria for code in around(criterion.kind, criterion.value) if code}
    close = [country for country in _countries_of(entry) if near & _places_of(country)]
    if close:
        return _("works in %(places)s") % {"places": _named(close)}, lack
    close = [country for country in entry.countries_worked_in if near & _places_of(country)]
    return (_("worked in %(places)s") % {"places": _named(close)} if close else ""), lack


def _countries_of(entry):
    person = entry.person
    countries = [person.country, *(held.country for held in person.current_designations)]
    return list(dict.fromkeys(country for country in countries if country is not None))


def _places_of(country):
    # From memory, with its regions.
    country = words(Country).get(country.pk, country)
    regions = (country.region, country.subregion, country.intermediate_region)
    return {country.code, *(region.code for region in regions if region)}


def _wider(region):
    found, rows = set(), words(Region)
    key = region.pk
    while key in rows:
        found.add(rows[key].code)
        key = rows[key].parent_id
    return found


def _named(places):
    """ "Ghana and Togo", "Ghana, Togo and 3 more"."""
    names = [place.name for place in places]
    if len(names) > _MOST_NAMED:
        more = len(names) - _MOST_NAMED + 1
        return ngettext("%(names)s and %(number)s more", "%(names)s and %(number)s more", more) % {
            "names": enumerated(names[: _MOST_NAMED - 1]),
            "number": more,
        }
    if len(names) > 1:
        return _("%(first)s and %(last)s") % {"first": enumerated(names[:-1]), "last": names[-1]}
    return names[0]


# --- Languages, willingness, availability ---------------------------------------------------------------


def _spoken(criterion, entry):
    skill = next((skill for skill in entry.person.languages if skill.language.code == criterion.value), None)
    if skill is None:
        return "", _by_code(Language, criterion.value, "name")
    said = _("%(language)s: %(level)s") % {
        "language": skill.language.name,
        "level": str(skill.get_level_display()).lower(),
    }
    if skill.level >= (criterion.least or weights.LANGUAGE_LEAST):
        return said, ""
    return "", _("%(language)s only: %(level)s") % {
        "language": skill.language.name,
        "level": str(skill.get_level_display()).lower(),
    }


def _willing(criterion, entry):
    label = str(dict(Willingness.choices).get(criterion.value, criterion.value))
    if criterion.value in entry.willing_to:
        return _("willing to: %(what)s") % {"what": label.lower()}, ""
    return "", label


def _available(criterion, entry):
    kind = entry.available_on()
    if kind == AvailabilityKind.FULL:
        return _("available now"), ""
    if kind == AvailabilityKind.PART:
        return _("available in part"), ""
    if kind == AvailabilityKind.NONE:
        return "", _("not available now")
    soon = _next_period(entry)
    if soon:
        return "", _("available from %(day)s only") % {"day": soon}
    return "", _("does not say when available")


def _next_period(entry):
    from django.utils import timezone
    from django.utils.formats import date_format

    today = timezone.localdate()
    for period in entry.availability:
        if period.kind != AvailabilityKind.NONE and 0 < (period.starts_on - today).days <= SOON:
            return date_format(period.starts_on, "DATE_FORMAT")
    return ""


# --- Words, answers -------------------------------------------------------------------------------------

_LABELS = {**PERSON_LABELS, **FIELD_LABELS}


def _words(leftover, entry):
    """Where the words nobody knows stand, and which stand nowhere."""
    found, lacking = {}, []
    passages = list(texts_of(entry))
    for word in leftover:
        wanted = sought(normalise(word))
        place = next((label for _kind, label, text, _language in passages if _holds(text, wanted)), None)
        if place is None:
            lacking.append(word)
        else:
            found.setdefault(place, []).append(word)
    parts = []
    for place, typed in found.items():
        quoted = enumerated(f"“\u2068{word}\u2069”" for word in typed)
        if place == "name":
            parts.append(_("named %(words)s") % {"words": quoted})
        elif place == "free_terms":
            parts.append(_("%(words)s among their own terms") % {"words": quoted})
        else:
            parts.append(_("%(words)s under “%(part)s”") % {"words": quoted, "part": _LABELS.get(place, place)})
    lack = _("the words %(words)s") % {"words": enumerated(f"“\u2068{word}\u2069”" for word in lacking)}
    return "; ".join(parts), lack if lacking else ""


def _holds(text, wanted):
    for match in _WORD.finditer(text):
        written = sought(normalise(match[0]))
        if written.text in wanted.in_text or written.text in wanted.in_names or wanted.in_text & written.in_text:
            return True
    return wanted.text in normalise(text) if not wanted.text.isascii() else False


def _answers(usage):
    asked, answered = usage.get("asked", 0), usage.get("answered", 0)
    if not asked:
        return ""
    return ngettext(
        "answered %(answered)s of %(asked)s question", "answered %(answered)s of %(asked)s questions", asked
    ) % {"answered": answered, "asked": asked}


_EXPLAINED = {"language": _spoken, "willing": _willing, "available": _available}
