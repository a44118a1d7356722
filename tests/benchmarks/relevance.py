"""How well experts are found: sixty judged questions over the demonstration roster, for the finder and a stock one.

``judged_questions.toml`` says what makes an answer good and how it is graded. For each ranking this gives

* nDCG@10: the gains 2^grade - 1 of the first ten, discounted by log2(place + 1), over those of the best ten;
* recall@10: how many of the first ten are good answers (grades 2 and 3), over as many as could be: the smaller of ten
  and the number of good answers. Questions nobody of the roster answers well are left out of recall, and those nobody
  answers at all out of both; how many these are is printed.

The stock engine is haystack's Whoosh backend as it comes: its analyser, schema and BM25F over one text for each
entry, which holds all that the same reader may see, with the names of fields and countries in six languages. Its
parser joins words by "or", which helps it with whole sentences; a second run adds every synonym of the vocabulary.
"""

import json
import os
import shutil
import tempfile
import tomllib
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import mean

import django

QUESTIONS = Path(__file__).with_name("judged_questions.toml")
FIRST = 10
GOOD = 2


@dataclass(frozen=True)
class Judged:
    """A question with what an answer must have: codes of fields, places and languages, as a person read it."""

    text: str
    language: str
    subject: frozenset
    near: frozenset
    place: "Place | None"
    around: "Place | None"
    speaks: tuple
    willing: tuple

    def grade(self, entry):
        """From 0 to 3; ``entry`` is disclosed to who asks. The rule stands at the head of the file of questions."""
        subject = self._subject(entry)
        if not subject:
            return 0
        others = [*self._place(entry), *self._speaks(entry), *self._willing(entry)]
        lacking = others.count(0)
        parts = others.count(1) + (subject == 1)
        if lacking:
            return 1 if subject == 2 and lacking == 1 and parts == 0 and len(others) >= 2 else 0
        return (3, 2)[parts] if parts < 2 else 1

    def _subject(self, entry):
        met = 0
        for field in entry.fields:
            if field.term.slug in self.subject:
                if field.level == 3 or (field.level == 2 and field.is_endorsed):
                    return 2
                met = 1
            elif field.term.slug in self.near and field.level >= 2:
                met = 1
        return met

    def _place(self, entry):
        if self.place is None:
            return []
        if self.place.holds(entry):
            return [2]
        return [1 if self.around is not None and self.around.holds(entry) else 0]

    def _speaks(self, entry):
        levels = {skill.language.code: skill.level for skill in entry.person.languages}
        return [(0, 0, 1, 2, 2)[levels.get(code, 0)] for code in self.speaks]

    def _willing(self, entry):
        return [2 if kind in entry.willing_to else 0 for kind in self.willing]


@dataclass(frozen=True)
class Place:
    countries: frozenset
    regions: frozenset

    def holds(self, entry):
        country = entry.person.country
        return (
            (country is not None and country.iso2 in self.countries)
            or any(country.iso2 in self.countries for country in entry.countries_worked_in)
            or any(region.code in self.regions for region in entry.regions_worked_in)
        )


def read_questions(narrower):
    """The judged questions; ``narrower`` gives a field's code with the codes below it."""
    written = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))
    places = {
        name: Place(frozenset(place["countries"]), frozenset(place.get("regions", ())))
        for name, place in written["places"].items()
    }

    def with_narrower(codes):
        return frozenset(below for code in codes for below in narrower[code])

    for question in written["question"]:
        named = frozenset(question.get("countries", ()))
        yield Judged(
            text=question["text"],
            language=question["language"],
            subject=with_narrower(question["subject"]),
            near=with_narrower(question["near"]),
            place=places[question["place"]] if "place" in question else Place(named, frozenset()) if named else None,
            around=places[question["around"]] if "around" in question else None,
            speaks=tuple(question.get("speaks", ())),
            willing=tuple(question.get("willing", ())),
        )


# --- Measures -------------------------------------------------------------------------------------------


def ndcg(found, grades):
    """Discounted gain of the first ten over that of the best ten; None where nobody is an answer."""
    ideal = _gain(sorted(grades.values(), reverse=True)[:FIRST])
    return _gain([grades.get(key, 0) for key in found[:FIRST]]) / ideal if ideal else None


def _gain(grades):
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))


def recall(found, grades):
    """Good answers among the first ten, over as many as could be there; None where there are none."""
    good = {key for key, grade in grades.items() if grade >= GOOD}
    return len(good.intersection(found[:FIRST])) / min(FIRST, len(good)) if good else None


def measured(rankings, questions, entries):
    """Figures of each ranking: the means, and what each question got. Rankings take a text and give keys."""
    judged = []
    for question in questions:
        grades = {entry.pk: grade for entry in entries if (grade := question.grade(entry))}
        judged.append((question, grades))
    figures = {}
    for name, ranking in rankings.items():
        rows = []
        for question, grades in judged:
            found = ranking(question.text)
            counts = [sum(grade == wanted for grade in grades.values()) for wanted in (3, 2, 1)]
            rows.append(
                {
                    "question": question.text,
                    "language": question.language,
                    "answers": counts,
                    "ndcg": ndcg(found, grades),
                    "recall": recall(found, grades),
                }
            )
        figures[name] = {"ndcg": _mean(rows, "ndcg"), "recall": _mean(rows, "recall"), "rows": rows}
    return figures


def _mean(rows, measure):
    return round(mean(row[measure] for row in rows if row[measure] is not None), 4)


# --- Rankings -------------------------------------------------------------------------------------------


def finder(viewer):
    """The roster's own: what is proposed to who asks."""
    from experts.finding.propose import propose

    return lambda text: [match.entry_pk for match in propose(text, viewer, limit=FIRST)]


def stock(entries, folder, has_synonyms):
    """Haystack's Whoosh backend as it comes, over one text for each entry."""
    from haystack.backends.whoosh_backend import WhooshSearchBackend
    from haystack.fields import CharField
    from whoosh.filedb.filestore import FileStorage
    from whoosh.qparser import OrGroup, QueryParser

    backend = WhooshSearchBackend("default", PATH=str(folder))
    text = CharField(document=True)
    text.set_instance_name("text")
    content, schema = backend.build_schema({"text": text})
    folder.mkdir()
    index = FileStorage(str(folder)).create_index(schema)
    writer = index.writer()
    for entry in entries:
        writer.add_document(id=str(entry.pk), text="\n".join(_all_words(entry, has_synonyms)))
    writer.commit()
    searcher, parser = index.searcher(), QueryParser(content, schema, group=OrGroup)

    def ranking(question):
        return [int(hit["id"]) for hit in searcher.search(parser.parse(question), limit=FIRST)]

    return ranking


def _all_words(entry, has_synonyms):
    """Everything the reader may see of an entry, written out."""
    person = entry.person
    yield from (person.romanised_name, person.original_name, entry.headline, *entry.terms_in_words, person.position)
    places = [person.country, *entry.countries_worked_in, *entry.regions_worked_in]
    things = [
        *(field.term for field in entry.fields),
        *(place for place in places if place),
        *(skill.language for skill in person.languages),
        *person.chemicals,
        *person.articles,
        *person.sectors,
    ]
    for thing in things:
        names = thing.all_names if has_synonyms else [getattr(thing, f"name_{code}") for code in SIX]
        yield " ; ".join(dict.fromkeys(name for name in names if name))
    for affiliation in person.current_affiliations:
        yield " ".join(filter(None, (affiliation.name, affiliation.position, affiliation.department)))
    yield from (panel.name for panel in entry.panels)
    yield from (publication.title for publication in entry.publications)
    yield from (qualification.title for qualification in entry.qualifications)
    yield from (f"{studied.title} {studied.subject} {studied.institution_name}" for studied in entry.education)
    yield entry.additional_information
    yield from (biography.text for biography in person.biographies)


SIX = ("en", "ar", "es", "fr", "ru", "zh")


# --- Running --------------------------------------------------------------------------------------------


def main():
    from .measure import create_database, drop_database

    create_database()
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from experts.models import RosterEntry

    keep = bool(os.environ["BENCH_KEEP"])
    if not keep:
        shutil.rmtree(settings.VAR_DIR, ignore_errors=True)
    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    if not RosterEntry.objects.exists():
        call_command("load_reference_data", verbosity=0)
        call_command("load_terms_of_reference", verbosity=0)
        call_command(
            "make_demonstration_network",
            people=200,
            experts=int(os.environ["BENCH_PEOPLE"]),
            seed=int(os.environ["BENCH_SEED"]),
            verbosity=0,
        )
    from search.actions import index_is_built, rebuild_index

    if not (keep and index_is_built()):
        rebuild_index()
    print(json.dumps({"engine": settings.SEARCH_ENGINE, **relevance()}))
    if not keep:
        drop_database()


def relevance():
    """The figures on the site as it stands: who asks is the focal point of Senegal."""
    from directory.models import ExpertiseTerm, User
    from experts.disclosure import disclose_entries
    from experts.models import RosterEntry

    viewer = User.objects.get(email="senegal@example.org")
    seen = RosterEntry.objects.visible_to(viewer).listed().select_related("person")
    entries = disclose_entries(seen, viewer)
    narrower = {}
    for code, parent in ExpertiseTerm.objects.values_list("slug", "parent__slug"):
        narrower.setdefault(code, set()).add(code)
        if parent:
            narrower.setdefault(parent, set()).add(code)
    questions = list(read_questions(narrower))
    with tempfile.TemporaryDirectory() as folder:
        rankings = {
            "finder": finder(viewer),
            "stock": stock(entries, Path(folder) / "stock", has_synonyms=False),
            "stock with synonyms": stock(entries, Path(folder) / "synonyms", has_synonyms=True),
        }
        return {"experts": len(entries), "rankings": measured(rankings, questions, entries)}


def print_relevance(result, worst=0):
    """The means of each ranking, by language too, and the questions that did worst."""
    rows = result["rankings"]["finder"]["rows"]
    unanswered = sum(row["ndcg"] is None for row in rows)
    poor = sum(row["recall"] is None for row in rows) - unanswered
    print(
        f"{result['engine']:10} {result['experts']:>7} listed experts, {len(rows)} judged questions"
        f" ({unanswered} without any answer, {poor} without a good one)"
    )
    languages = list(dict.fromkeys(row["language"] for row in rows))
    print(f"{'':18} {'ranking':22} {'nDCG@10':>8} {'recall@10':>10}   nDCG@10 by language: {' '.join(languages)}")
    for name, figures in result["rankings"].items():
        shares = []
        for language in languages:
            of_language = [row for row in figures["rows"] if row["language"] == language]
            shares.append(f"{_mean(of_language, 'ndcg'):.2f}")
        print(f"{'':18} {name:22} {figures['ndcg']:>8.3f} {figures['recall']:>10.3f}   {' '.join(shares)}")
    answered = [row for row in rows if row["ndcg"] is not None]
    for row in sorted(answered, key=lambda row: row["ndcg"])[:worst]:
        found = "-" if row["recall"] is None else f"{row['recall']:.2f}"
        print(f"{'':18} {row['ndcg']:.2f} {found} {row['answers']} {row['question']}")


if __name__ == "__main__":
    main()
