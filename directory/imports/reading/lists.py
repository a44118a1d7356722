"""The lists of words beside the code: short, in many languages, and longer with every file somebody brings."""

import csv
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lists"


@lru_cache
def table(name):
    """The rows of a list with columns."""
    with open(FOLDER / f"{name}.csv", encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@lru_cache
def words(name):
    """The lines of a list of words."""
    return tuple((FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n")[:-1])
