"""The tables of the balance page: numbers in rows and columns, small ones hidden from the public."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from directory.choices import RegionalGroup
from directory.models import ExpertiseTerm, Language, Sector
from directory.words import words

from ..choices import Gender
from . import counting


@dataclass(frozen=True)
class Cell:
    """One number; None when it is hidden. ``share`` is its part of the largest in hundredths, for the bar."""

    number: int | None
    share: str = "0"
    is_gap: bool = False


@dataclass(frozen=True)
class Row:
    words: str
    cells: list
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table with one heading a column; ``bars`` draws the only column as bars."""

    code: str
    caption: str
    head: str
    columns: list
    rows: list = field(default_factory=list)
    bars: bool = False
    note: str = ""

    def lines(self):
        """(table, row, column, number) for files; a hidden number is empty."""
        for row in self.rows:
            for column, cell in zip(self.columns, row.cells, strict=True):
                yield self.caption, row.words, column, cell.number


def bar_table(code, caption, head, counts, names, *, note=""):
    """A table of one column; ``counts`` may hold None for what is hidden, ``names`` gives words and addresses."""
    most = max((number for number in counts.values() if number), default=0) or 1
    rows = [
        Row(words_of, [Cell(counts[key], f"{100 * (counts[key] or 0) / most:.1f}")], address, said)
        for key, words_of, address, said in names
        if key in counts
    ]
    return Table(code, caption, head, [_("Experts")], rows, bars=True, note=note)


def regions(balance, hide):
    """Experts by regional group, with the Parties there."""
    counts = balance.by(lambda expert: (expert.group,))
    parties = counting.parties_by_group()
    counts = {group: counts.get(group, 0) for group in _groups(counts)}
    shown = hide(counts, are_parts=True)
    names = [
        (
            group,
            name_of_group(group),
            "",
            _("%(number)s Parties") % {"number": parties[group]} if parties[group] else "",
        )
        for group in counts
    ]
    return bar_table("regions", _("Experts by regional group"), _("Regional group"), shown, names)


def genders(balance, hide_table):
    """Experts by gender in each regional group."""
    choices = (Gender.WOMAN, Gender.MAN, Gender.OTHER, Gender.NOT_GIVEN)
    by_group = balance.by_group_and(lambda expert: (expert.gender,))
    groups = _groups(balance.by(lambda expert: (expert.group,)))
    whole = balance.by(lambda expert: (expert.gender,))
    lines = [(_("All regional groups"), {choice.value: whole[choice.value] for choice in choices})]
    lines += [
        (name_of_group(group), {choice.value: _cell(by_group, choice.value, group) for choice in choices})
        for group in groups
    ]
    shown = hide_table([counts for _name, counts in lines])
    rows = [
        Row(name, [Cell(counts[choice.value]) for choice in choices])
        for (name, _counts), counts in zip(lines, shown, strict=True)
    ]
    return Table(
        "genders",
        _("Experts by gender and regional group"),
        _("Regional group"),
        [str(choice.label) for choice in choices],
        rows,
        note=_("Gender is given by the experts themselves, or not at all. It counts for balance, never for ranking."),
    )


def fields(balance, hide, parent, fewer, address_of):
    """Experts by field, and in which regional groups there are fewer than wished."""
    terms = counting.fields_below(parent)
    table = balance.by_group_and(lambda expert: expert.fields)
    groups = _groups(balance.by(lambda expert: (expert.group,)))
    rows = []
    for term in terms:
        counts = {group: _cell(table, term.pk, group) for group in groups}
        shown = hide(counts, are_parts=True)
        has_narrower = bool(counting.fields_below(term))
        rows.append(
            Row(
                term.label,
                [Cell(shown[group], is_gap=counts[group] < fewer) for group in groups],
                address_of(term) if has_narrower else "",
            )
        )
    caption = (
        _("Experts in the fields below “%(field)s”, by regional group") % {"field": parent.label}
        if parent
        else _("Experts by field and regional group")
    )
    return Table("fields", caption, _("Field of expertise"), [name_of_group(group) for group in groups], rows)


def gaps(balance, parent, fewer):
    """Fields with fewer experts than wished, each with the regional groups that lack them: (field, [names])."""
    table = balance.by_group_and(lambda expert: expert.fields)
    groups = [group.value for group in RegionalGroup]
    found = []
    for term in counting.fields_below(parent):
        lacking = [name_of_group(group) for group in groups if _cell(table, term.pk, group) < fewer]
        if lacking:
            found.append((term, lacking))
    return found


def languages(balance, hide):
    """Experts by language spoken well or better; those whose number is hidden are counted together."""
    known = words(Language)
    counts = balance.by(lambda expert: expert.languages)
    shown = hide({key: counts[key] for key in sorted(counts, key=lambda key: (-counts[key], known[key].name))})
    named = {key: number for key, number in shown.items() if number is not None}
    rare = len(shown) - len(named)
    note = _("Most experts speak several languages, so that these numbers do not add up.")
    if rare:
        note += " " + ngettext(
            "%(number)s more language is spoken by fewer than five experts.",
            "%(number)s more languages are spoken by fewer than five experts each.",
            rare,
        ) % {"number": localize(rare)}
    caption = _("Experts by language, spoken well or better")
    names = [(key, known[key].name, "", "") for key in named]
    return bar_table("languages", caption, _("Language"), named, names, note=note)


def sectors(balance, hide):
    """Experts by economic and social sector."""
    known = words(Sector)
    counts = balance.by(lambda expert: expert.sectors)
    shown = hide({key: counts[key] for key in sorted(counts, key=lambda key: (-counts[key], known[key].name))})
    return bar_table(
        "sectors",
        _("Experts by sector"),
        _("Sector"),
        shown,
        [(key, known[key].name, "", "") for key in shown],
        note=_("An expert may work in several sectors."),
    )


def course(hide, nominations, of_use):
    """Quarters in rows: nominations, which are people, and what was asked and answered, which is not."""
    starts = counting.quarters()
    columns = [(_("Nominations"), hide(nominations)), *of_use]
    rows = [
        Row(quarter_in_words(start), [Cell(numbers.get(start, 0)) for _words, numbers in columns]) for start in starts
    ]
    heads = [str(words_of) for words_of, _numbers in columns]
    return Table("course", _("Nominations and use over time"), _("Quarter"), heads, rows)


def quarter_in_words(start):
    """“3rd quarter” is said differently everywhere; the months of it are not."""
    last = start.replace(month=start.month + 2)
    return _("%(first)s to %(last)s") % {
        "first": date_format(start, "M Y"),
        "last": date_format(last, "M Y"),
    }


def term_of(code):
    """The controlled field an address names, or None."""
    return next((term for term in words(ExpertiseTerm).values() if term.slug == code), None)


def name_of_group(group):
    return str(RegionalGroup(group).label) if group else pgettext("regional group", "None")


def _groups(counts):
    """The regional groups in their order, and experts without one where there are any."""
    known = [group.value for group in RegionalGroup]
    return [*known, *([counting.NO_GROUP] if counts.get(counting.NO_GROUP) else [])]


def _cell(table, value, group):
    return table.get(value, Counter()).get(group, 0)
