"""Assignments of the demonstration roster: invented, marked as such, the same for one seed and day."""

from datetime import UTC, datetime, time, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from directory.models import Country
from experts.models import RosterEntry

from .choices import Again, AssignmentKind, AssignmentState, RecordedBy, Satisfaction, Side
from .models import Assignment, AssignmentReport

NUMBER = 80
# For whom and where: uneven, as the roster is.
COUNTRIES = ("SN", "SN", "GH", "CI", "ML", "KE", "KE", "NG", "EG", "JO", "IN", "CN", "BR", "UY", "MX", "RU", "FR")
# The expert of the demonstration sign-ins works for Senegal.
OWN, OWN_COUNTRY = "expert@example.org", "SN"

WORK = {
    "en": (
        ("mission", "Inventory of transformers with PCBs", "Plan it with the grid company and train three teams."),
        ("mission", "Safe storage of obsolete pesticides", "See eleven stores and say what comes first."),
        ("review", "Review of the national implementation plan", "Comment on costs and priorities."),
        ("review", "Review of guidance on open burning", "Check emission factors and advice to towns."),
        ("training", "Training of customs officers", "Two days on listed chemicals, labels and papers."),
        ("training", "Sampling of soil and breast milk", "A week in the laboratory and in the field."),
        ("advice", "Terms for a tender on PCB disposal", "Help to write what bidders must show."),
        ("advice", "Choosing an alternative to PFOS foams", "Compare three products for airports."),
    ),
    "fr": (
        ("mission", "Inventaire des transformateurs contenant des PCB", "Préparer, et former trois équipes."),
        ("mission", "Stockage des pesticides périmés", "Visiter onze dépôts et dire ce qu’il faut reconditionner."),
        ("review", "Relecture du plan national de mise en œuvre", "Commenter les coûts et les priorités."),
        ("training", "Formation des douaniers", "Deux jours sur les substances inscrites et les documents."),
        ("advice", "Cahier des charges pour l’élimination des PCB", "Aider à rédiger les exigences."),
    ),
}  # fmt: skip
REPORTS = {
    "en": (
        ("We visited the sites and worked with the teams.", "A list of priorities that the ministry has adopted."),
        ("Two drafts were read and discussed by telephone.", "A text that could go to the committee."),
        ("The course was held as planned, with 24 people.", "The teams work on their own since."),
    ),
    "fr": (
        ("Nous avons visité les sites avec les équipes.", "Une liste de priorités adoptée par le ministère."),
        ("La formation a eu lieu comme prévu, avec 24 personnes.", "Les équipes travaillent seules depuis."),
    ),
}
LESSONS = {"en": "Begin with the papers of the grid company; they know more than they think.",
           "fr": "Commencer par les archives de la compagnie d’électricité."}  # fmt: skip
FRENCH = {"SN", "CI", "ML", "FR"}


@transaction.atomic
def make_assignments(seed, on):
    """Bring assignments into a demonstration roster without any. Returns how many."""
    entries = RosterEntry.objects.listed().filter(is_demo=True).select_related("person")
    if Assignment.objects.filter(is_demo=True).exists() or not entries.exists():
        return 0
    random = Random(f"{seed}/assignments")  # noqa: S311
    countries = {country.iso2: country for country in Country.objects.filter(iso2__in=COUNTRIES)}
    # A few are asked often, most never: each of the first is drawn several times.
    people = [entry.person for entry in entries.order_by("person__slug")[:400]]
    often = random.sample(people, min(len(people), 25))
    made = _own(entries, countries, on)
    for number in range(NUMBER):
        country = countries.get(random.choice(COUNTRIES))
        expert = random.choice(often if random.random() < 0.7 else people)
        if country is not None and expert.user_id is None:
            day = on - timedelta(random.randrange(-60, 1400))
            made.append(_assignment(random, f"{seed}/{number}", expert, country, day, on))
    Assignment.objects.bulk_create(made)
    AssignmentReport.objects.bulk_create(report for each in made for report in _reports(random, each, on))
    return len(made)


@transaction.atomic
def remove_assignments():
    return Assignment.objects.filter(is_demo=True).delete()[0]


def _own(entries, countries, on):
    """What the expert who signs in has: one closed, one that waits for the report, one that waits for an answer."""
    entry = entries.filter(person__user__email=OWN).first()
    country = countries.get(OWN_COUNTRY)
    if entry is None or country is None:
        return []
    begins = {0: on - timedelta(300), 1: on - timedelta(25), 4: on + timedelta(40)}
    return [
        _written(f"own/{place}", WORK["fr"][place], entry.person, country, day, on) for place, day in begins.items()
    ]


def _assignment(random, key, expert, country, day, on):
    language = "fr" if country.iso2 in FRENCH else "en"
    return _written(key, random.choice(WORK[language]), expert, country, day, on, random)


def _written(key, work, expert, country, day, on, random=None):
    kind, title, purpose = work
    ends_on = day + timedelta(random.choice((1, 4, 11, 25)) if random else 11)
    recorded = datetime.combine(day - timedelta(45), time(9), UTC)
    is_planned = day > on and (random is None or random.random() < 0.6)
    chance = random.random() if random else 1
    state = AssignmentState.PLANNED if is_planned else AssignmentState.ACCEPTED
    if not is_planned and chance < 0.06:
        state = AssignmentState.DECLINED
    elif not is_planned and chance < 0.1:
        state = AssignmentState.CANCELLED
    elif ends_on < on - timedelta(30) and chance > 0.25:
        state = AssignmentState.CLOSED
    return Assignment(
        key=uuid5(NAMESPACE_URL, f"demonstration/assignments/{key}"),
        expert=expert,
        kind=AssignmentKind(kind),
        title=title,
        purpose=purpose,
        country=country,
        place_country=country if kind in (AssignmentKind.MISSION, AssignmentKind.TRAINING) else None,
        place=country.capital if kind in (AssignmentKind.MISSION, AssignmentKind.TRAINING) else "",
        starts_on=day,
        ends_on=ends_on,
        recorded_by=RecordedBy.REQUESTER,
        recorded_at=recorded,
        state=state,
        answered_at=None if is_planned else recorded + timedelta(3),
        over_at=datetime.combine(ends_on + timedelta(20), time(9), UTC)
        if state in (AssignmentState.CLOSED, AssignmentState.CANCELLED)
        else None,
        reason="The budget was moved to the next year." if state == AssignmentState.CANCELLED else "",
        is_demo=True,
    )


def _reports(random, assignment, on):
    """Both reports of what is closed; of what is over, sometimes one."""
    if not assignment.is_agreed or assignment.ends_on >= on:
        return
    language = "fr" if assignment.country.iso2 in FRENCH else "en"
    is_closed = assignment.state == AssignmentState.CLOSED
    for side in Side:
        # The expert who signs in still has a report to write; the ministry has written its own.
        if not is_closed and (side == Side.EXPERT or random.random() < 0.4) and assignment.expert.user_id is None:
            continue
        if not is_closed and side == Side.EXPERT:
            continue
        done, results = random.choice(REPORTS[language])
        graded = side == Side.REQUESTER
        yield AssignmentReport(
            assignment=assignment,
            side=side,
            done="" if graded else done,
            results=results,
            lessons=LESSONS[language] if random.random() < 0.3 else "",
            satisfaction=random.choices(Satisfaction.values, (45, 35, 16, 4))[0] if graded else "",
            would_ask_again=random.choices(Again.values, (75, 18, 7))[0] if graded else "",
            written_at=datetime.combine(assignment.ends_on + timedelta(random.randrange(2, 20)), time(9), UTC),
        )
