"""Texts put together from whole sentences written by hand in the six languages, and the titles of posts."""

import csv
from functools import cache

from .naming import FEMININE
from .places import HERE, SITE_LANGUAGES

# Names the Convention's documents use before a comma or in brackets read badly within a sentence.
_WITH_ARTICLE = ("United ", "Republic ", "Russian ", "Syrian ", "Lao ", "Democratic ", "Central ", "Dominican ")
_ARTICLE_TOO = {"BS", "CK", "EU", "GM", "KM", "MH", "MV", "NL", "PH", "SB", "SC"}


@cache
def sentences(language):
    """The sentences of a language by the place they take in a text."""
    sections = {}
    for part in (HERE / "texts" / f"{language}.txt").read_text(encoding="utf-8").split("[")[1:]:
        title, body = part.split("]", 1)
        sections[title] = tuple(line for line in body.splitlines() if line)
    return sections


@cache
def posts():
    """Titles of positions and departments by group of institutions, kind and language."""
    titles = {}
    with (HERE / "texts" / "posts.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            for language in SITE_LANGUAGES:
                titles.setdefault((row["group"], row["kind"], language), []).append(row[language])
    return titles


def draw_post(random, group, kind, language, form):
    """A position or department as it is called in a language, in the form that fits its holder."""
    masculine, _, feminine = random.choice(posts()[group, kind, language]).partition("|")
    return feminine if feminine and form == FEMININE else masculine


def compose(random, language, facts, length):
    """A text of whole sentences about somebody; ``facts`` are the words that vary in them."""
    written = sentences(language)
    plan = ["opening", "work", *random.sample(["work", "experience", "result", "together"], length), "closing"]
    order = ("opening", "work", "experience", "result", "together", "closing")
    chosen = []
    for section in sorted(plan, key=order.index):
        sentence = random.choice(written[section])
        if sentence not in chosen:
            chosen.append(sentence)
    return _joined(language, chosen, random, facts)


def describe(random, language, facts):
    """What an institution does, in three sentences."""
    return _joined(language, random.sample(sentences(language)["institution"], 3), random, facts)


def _joined(language, chosen, random, facts):
    between = "" if language == "zh" else " "
    return between.join(_capitalised(sentence.format_map(_vary(random, facts))) for sentence in chosen)


def _capitalised(sentence):
    return sentence[0].upper() + sentence[1:]


def _vary(random, facts):
    """The facts with numbers of their own for each sentence, so that two sentences do not repeat one."""
    year = random.randrange(facts["on"].year - 22, facts["on"].year - 5)
    years = random.randrange(3, 24)
    return {
        **facts,
        "year": year,
        "later_year": random.randrange(year + 2, facts["on"].year),
        "years": years,
        "years_ru": _russian_years(years),
        "years_ar": _arabic_years(years),
        "count": random.choice((12, 15, 18, 20, 24, 30, 36, 40, 45, 60, 75, 80, 110, 120, 150, 180, 240, 300)),
    }


def _russian_years(number):
    if number % 10 == 1 and number != 11:
        return f"{number} год"
    if number % 10 in (2, 3, 4) and not 12 <= number <= 14:
        return f"{number} года"
    return f"{number} лет"


def _arabic_years(number):
    return f"{number} سنوات" if number <= 10 else f"{number} سنة"


def within_sentence(words, language):
    """A term as it stands inside a sentence: small first letter unless it is an abbreviation."""
    if language in ("ar", "zh") or len(words) < 2 or not words[1].islower():
        return words
    return words[0].lower() + words[1:]


def country_within_sentence(country, name, language):
    """The name of a country inside a sentence, without what stands in brackets."""
    short = name.split(" (")[0].split("（")[0]
    if language == "en" and (country.iso2 in _ARTICLE_TOO or short.startswith(_WITH_ARTICLE)):
        return f"the {short}"
    return short
