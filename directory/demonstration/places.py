"""What the demonstration network knows of a country besides the reference data: tongues, capital, clock, dialling."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent

# The languages of the site by the code used in lists of languages.
SITE_LANGUAGES = {"en": "en", "ar": "ar", "es": "es", "fr": "fr", "ru": "ru", "zh": "zh-hans"}


@dataclass(frozen=True)
class Place:
    iso2: str
    names: tuple[str, ...]
    mother_tongues: tuple[str, ...]
    other_languages: tuple[str, ...]
    own_name: str
    capital: str
    own_capital: str
    latitude: float
    longitude: float
    time_zone: str
    dial: str


@cache
def places():
    """Every country people of the demonstration network come from, by its code of two letters."""
    with (HERE / "countries.csv").open(encoding="utf-8", newline="") as rows:
        return {row["iso2"]: _place(row) for row in csv.DictReader(rows)}


def _place(row):
    words = {name: tuple(row[name].split()) for name in ("names", "mother_tongues", "other_languages")}
    return Place(**{**row, **words, "latitude": float(row["latitude"]), "longitude": float(row["longitude"])})


def draw_telephone(random, place):
    """A number of the right form that nobody has, from ranges kept for fiction where a country has one."""
    number = random.randrange(10000)
    if place.dial.startswith("1"):
        area = place.dial.removeprefix("1").strip() or "202"
        return f"+1 {area} 555 01{number % 100:02}"
    if place.iso2 == "GB":
        return f"+44 20 7946 0{number % 1000:03}"
    if place.iso2 == "FR":
        return f"+33 1 99 00 {number // 100:02} {number % 100:02}"
    if place.iso2 == "AU":
        return f"+61 2 5550 {number:04}"
    return f"+{place.dial} 20 555 {number:04}"
