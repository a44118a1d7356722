"""Invented names, put together from the lists in ``names/``: one file for each area that shares its names."""

from dataclasses import dataclass
from functools import cache

from anyascii import anyascii

from .places import HERE

FEMININE, MASCULINE, EITHER = "f", "m", "n"


@dataclass(frozen=True)
class Spelling:
    """A name as its bearer writes it, and in Latin letters (the same where the script is Latin)."""

    own: str
    latin: str


@dataclass(frozen=True)
class NameList:
    language: str
    family_name_first: bool
    given: dict[str, tuple[Spelling, ...]]
    family: tuple[dict[str, Spelling], ...]


@dataclass(frozen=True)
class Name:
    given_name: str
    family_name: str
    original_given_name: str
    original_family_name: str
    language: str
    family_name_first: bool
    form: str


@cache
def name_list(area):
    """The names of an area. A line holds names separated by commas, ``own=Latin`` where the script is another.

    A family name with two forms is written ``masculine/feminine``.
    """
    head, *sections = (HERE / "names" / f"{area}.txt").read_text(encoding="utf-8").split("[")
    facts = dict(line.split(": ", 1) for line in head.strip().splitlines())
    lists = {}
    for section in sections:
        title, body = section.split("]", 1)
        lists[title] = [entry.strip() for entry in body.replace("\n", " ").split(",") if entry.strip()]
    fold = facts["language"] == "vi"
    given = {
        form: tuple(_spelling(entry, fold) for entry in lists.get(f"given {form}", ()))
        for form in (FEMININE, MASCULINE, EITHER)
    }
    return NameList(
        language=facts["language"],
        family_name_first=facts["order"] == "family given",
        given={form: names for form, names in given.items() if names},
        family=tuple(_two_forms(entry, fold) for entry in lists["family"]),
    )


def _spelling(entry, fold=False):
    own, _, latin = entry.partition("=")
    # Vietnamese is written in Latin letters that few keyboards have; its plain form is given beside it.
    return Spelling(own, latin or (anyascii(own) if fold else own))


def _two_forms(entry, fold):
    own, _, latin = entry.partition("=")
    owns, latins = own.split("/"), latin.split("/")
    masculine = _spelling(f"{owns[0]}={latins[0]}" if latin else owns[0], fold)
    feminine = _spelling(f"{owns[-1]}={latins[-1]}" if latin else owns[-1], fold)
    return {FEMININE: feminine, MASCULINE: masculine, EITHER: masculine}


def draw_name(random, area, wanted=None):
    """One invented name of an area; a woman's or a man's where it is ``wanted`` and the area tells them apart."""
    names = name_list(area)
    forms = [form for form in names.given if wanted is None or form == wanted] or list(names.given)
    form = random.choices(forms, [len(names.given[form]) for form in forms])[0]
    return put_together(names, random.choice(names.given[form]), random.choice(names.family)[form], form)


def put_together(names, given, family, form):
    is_latin = given.own == given.latin and family.own == family.latin
    return Name(
        given_name=given.latin,
        family_name=family.latin,
        original_given_name="" if is_latin else given.own,
        original_family_name="" if is_latin else family.own,
        language=names.language,
        family_name_first=names.family_name_first,
        form=form,
    )
