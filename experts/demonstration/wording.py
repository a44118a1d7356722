"""Words of experts in the six languages: headlines, titles of publications, degrees and so on."""

import csv
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def _texts(language):
    sections = {}
    for part in (HERE / "texts" / f"{language}.txt").read_text(encoding="utf-8").split("[")[1:]:
        title, body = part.split("]", 1)
        sections[title] = tuple(line for line in body.splitlines() if line)
    return sections


def phrases(section, language):
    """The lines of a section of a language's file."""
    return _texts(language)[section]


@cache
def _themes():
    with (HERE / "texts" / "themes.csv").open(encoding="utf-8", newline="") as rows:
        return {(row["theme"], row["kind"]): row for row in csv.DictReader(rows)}


def free_terms(theme, language):
    """What people of a theme write that the vocabulary has no term for."""
    row = _themes().get((theme, "free"))
    return tuple(filter(None, (term.strip() for term in row[language].split(";")))) if row else ()


def subject_of(theme, language):
    """What people of a theme have studied."""
    row = _themes().get((theme, "subject")) or _themes()["", "subject"]
    return row[language]


def degrees(language):
    """Titles of a doctor, a master and a bachelor."""
    return phrases("degree", language)


def qualifications(language):
    """(title, whether it is a membership), for anybody."""
    return [
        *((title, False) for title in phrases("qualification", language)),
        *((title, True) for title in phrases("membership", language)),
    ]
