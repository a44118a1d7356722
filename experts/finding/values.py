"""Facet values that follow from what entries say: fields with all below them, levels, who is available today."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from directory.choices import LanguageLevel
from directory.models import ExpertiseTerm
from directory.words import words
from experts.choices import AvailabilityKind

SOON = 90  # days


class AvailableWhen(models.TextChoices):
    """When an expert is available, seen from today."""

    NOW = "now", _("Available now")
    PART = "part", _("Available in part")
    SOON = "soon", _("Available within three months")
    AWAY = "away", _("Not available now")


class AtLeast(models.TextChoices):
    """How well an expert knows one of the chosen languages."""

    GOOD = "2", _("At least good")
    EXCELLENT = "3", _("At least excellent")
    MOTHER_TONGUE = "4", _("Mother tongue")


class Tree:
    """The tree of fields, by code."""

    def __init__(self, terms):
        by_key = {term.pk: term for term in terms}
        self.parent = {
            term.code: by_key[term.parent_id].code if term.parent_id in by_key else None for term in by_key.values()
        }
        self._children: dict[str, list[str]] = {}
        for code, parent in self.parent.items():
            if parent is not None:
                self._children.setdefault(parent, []).append(code)

    def below(self, code):
        """All narrower terms."""
        found = []
        for child in self._children.get(code, ()):
            found += [child, *self.below(child)]
        return found

    def above(self, code):
        """All broader terms, the nearest first."""
        found = []
        while (code := self.parent.get(code)) is not None and code not in found:
            found.append(code)
        return found

    def beside(self, code):
        """The other terms under the same broader one, and those of other branches that are about related things."""
        parent = self.parent.get(code)
        siblings = self._children.get(parent, ()) if parent else ()
        return list(dict.fromkeys([*(child for child in siblings if child != code), *related().get(code, ())]))


@lru_cache
def related():
    """Fields related across the branches of the tree, as in a thesaurus: disposal of PCBs, and destruction."""
    found: dict[str, list[str]] = {}
    with _RELATED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["one"], []).append(row["other"])
            found.setdefault(row["other"], []).append(row["one"])
    return found


_RELATED = Path(__file__).with_name("data") / "related.csv"
_trees: dict = {}


def tree():
    """The tree as the vocabulary has it now."""
    rows = words(ExpertiseTerm)
    made_of, made = _trees.get("tree", (None, None))
    if made_of is not rows:
        made = Tree(rows.values())
        _trees["tree"] = (rows, made)
    return made


@dataclass(frozen=True)
class Rolled:
    """Records by field, those of narrower fields among them. `edges` are the tree: another tree counts anew."""

    facet: str
    edges: frozenset

    def __call__(self, columns, audience):
        parents = dict(self.edges)
        rolled: dict[str, list[BitMap]] = {}
        for code, records in columns.values(self.facet, audience).items():
            seen = set()
            while code is not None and code not in seen:
                rolled.setdefault(code, []).append(records)
                seen.add(code)
                code = parents.get(code)
        return {code: BitMap.union(*parts) for code, parts in rolled.items()}


@dataclass(frozen=True)
class Skilled:
    """Records by level, from there up, in any of these languages."""

    languages: tuple

    def __call__(self, columns, audience):
        skills = columns.values("skill", audience)
        return {
            least: BitMap.union(BitMap(), *skilled_in(skills, self.languages, int(least))) for least in AtLeast.values
        }


def skilled_in(skills, languages, least):
    """The records of each language and level from ``least`` up."""
    return [
        skills[f"{language}:{level}"]
        for language in languages
        for level in LanguageLevel.values
        if level >= least and f"{language}:{level}" in skills
    ]


@dataclass(frozen=True)
class Available:
    """Records by when they are available, seen from a day. Who says nothing is in none."""

    day: date

    def __call__(self, columns, audience):
        today = self.day.toordinal()
        soon = today + SOON
        kinds: dict[str, list[BitMap]] = {kind: [] for kind in AvailabilityKind.values}
        later: list[BitMap] = []
        for value, records in columns.values("period", audience).items():
            kind, start, end = value.split(":")
            if int(start) <= today <= int(end):
                kinds[kind].append(records)
            elif kind != AvailabilityKind.NONE and today < int(start) <= soon:
                later.append(records)
        # Periods may overlap; who is away is away.
        away = BitMap.union(BitMap(), *kinds[AvailabilityKind.NONE])
        part = BitMap.union(BitMap(), *kinds[AvailabilityKind.PART]) - away
        now = BitMap.union(BitMap(), *kinds[AvailabilityKind.FULL]) - away - part
        return {
            AvailableWhen.NOW.value: now,
            AvailableWhen.PART.value: part,
            AvailableWhen.SOON.value: BitMap.union(BitMap(), *later) - now - part,
            AvailableWhen.AWAY.value: away,
        }


def derived(day, languages=()):
    """The facets that are made of others, as a question to the index wants them."""
    edges = frozenset(tree().parent.items())
    made = {"expertise": Rolled("expertise", edges), "availability": Available(day)}
    if languages:
        made["skilled"] = Skilled(tuple(sorted(languages)))
    return made
