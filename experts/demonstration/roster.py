"""Write a demonstration roster, let it grow, and take it away."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from random import Random

from django.db import transaction
from django.db.models import Q

from directory.demonstration.network import BATCH, Made, make_institutions, save, undisturbed, write
from directory.demonstration.people import draw_person
from directory.demonstration.sign_ins import ACCOUNTS, EXPERTS, make_user
from directory.demonstration.vocabulary import read_vocabulary
from directory.enrolment.choices import AcceptedHow
from directory.enrolment.models import Acceptance, TermsOfReference
from directory.models import Designation, Institution, Person, User

from ..choices import TermsCode
from ..models import (
    Availability,
    Education,
    Endorsement,
    FieldOfExpertise,
    NominatingInstitution,
    Nomination,
    Panel,
    Publication,
    Qualification,
    Reminder,
    RosterEntry,
    RosterStep,
)
from .drawing import draw_entry
from .life import SOURCE, draw_life
from .sketching import World, sketch_experts

# The tables that hold nothing but rows of an entry, in the order in which they can be emptied.
PARTS = (
    Endorsement,
    RosterStep,
    Nomination,
    Reminder,
    Availability,
    Education,
    FieldOfExpertise,
    Panel,
    Publication,
    Qualification,
)


@dataclass
class RosterMade:
    people: int = 0
    entries: int = 0


def make_roster(number, seed, on, tell=lambda made: None):
    """Bring the demonstration roster up to a number of experts; what is there stays as it is.

    The same seed, number and day give the same entries. Returns what was added.
    """
    made = RosterMade()
    if not number:
        return made
    vocabulary = read_vocabulary(is_whole=True)
    world = World.of(vocabulary)
    slugs = Person.objects.filter(is_demo=True, roster_entry__isnull=False).values_list("slug", flat=True)
    standing = set(slugs)
    taken = set(Person.objects.values_list("slug", flat=True)) - standing
    sketches = list(sketch_experts(number, seed, world, taken))
    missing = [sketch for sketch in sketches if sketch.slug not in standing and not _has_left(sketch)]
    with undisturbed():
        with transaction.atomic():
            houses = make_institutions(missing, seed, vocabulary, on, Made())
            nominators, endorsed = _nominators(on), _endorsed()
        users = {account.email: make_user(account) for account in EXPERTS[:number]}
        secretariat = User.objects.filter(email=ACCOUNTS[-1].email).first()
        rest = iter(missing)
        while batch := list(islice(rest, BATCH)):
            with transaction.atomic():
                _write_batch(batch, seed, world, houses, nominators, endorsed, users, secretariat, on)
            made.people += len(batch)
            made.entries += len(batch)
            tell(made)
    return made


def _has_left(sketch):
    """Whether a sign-in stands with a record that somebody has given it since."""
    return bool(sketch.account) and Person.objects.filter(user__email=sketch.account.email).exists()


def _nominators(on):
    """The regional centres, which the demonstration lets nominate, by the country they serve."""
    centres = Institution.objects.listed().filter(type__code="regional-centre").prefetch_related("parties_served")
    since = on.replace(year=on.year - 8, day=1)
    by_country = {}
    for centre in centres.order_by("slug"):
        NominatingInstitution.objects.get_or_create(
            institution=centre, defaults={"since": since, "source": f"{SOURCE}: a regional centre of the Convention."}
        )
        for country in {*centre.parties_served.all(), centre.country} - {None}:
            by_country.setdefault(country.pk, []).append(centre)
    return by_country


def _endorsed():
    """How many experts a country has endorsed in a field, by (country, field)."""
    standing = Endorsement.objects.filter(withdrawn_at=None, nomination__country__isnull=False)
    return Counter(standing.values_list("nomination__country", "term"))


def _write_batch(sketches, seed, world, houses, nominators, endorsed, users, secretariat, on):
    drawn = []
    for sketch in sketches:
        random = Random(f"{seed}/expert/{sketch.number}/record")
        person, relations = draw_person(random, sketch, houses[sketch.iso2], world.vocabulary, on)
        entry, rows = draw_entry(random, sketch, person, relations, houses[sketch.iso2], world, on)
        life = draw_life(random, sketch, person, entry, rows, nominators, endorsed, on)
        if sketch.account:
            person.user = users[sketch.account.email]
        drawn.append((sketch, person, relations, entry, rows, life))
    save(Person, "person", [(person, relations) for _sketch, person, relations, *_ in drawn])
    for _sketch, person, _relations, entry, *_ in drawn:
        entry.person_id = person.pk
    save(RosterEntry, "entry", [(entry, rows) for *_, entry, rows, _life in drawn])
    _write_lives(drawn, secretariat)
    _write_terms(drawn, world.vocabulary)


def _write_lives(drawn, secretariat):
    """Nominations have numbers that endorsements and steps refer to; so they are written first."""
    lives = [(entry, person, life) for _sketch, person, _relations, entry, _rows, life in drawn]
    for entry, _person, life in lives:
        for nomination in life.nominations:
            nomination.entry_id = entry.pk
    Nomination.objects.bulk_create(
        (nomination for _entry, _person, life in lives for nomination in life.nominations), batch_size=1000
    )
    rows = {}
    for entry, person, life in lives:
        for thing in (*life.endorsements, *life.steps, *life.reminders):
            thing.entry_id = entry.pk
            if getattr(thing, "nomination", None) is not None:
                thing.nomination_id = thing.nomination.pk
            rows.setdefault(type(thing), []).append(thing)
        for step in life.steps:
            step.by_id = secretariat.pk if step.is_of_secretariat and secretariat else None
            if step.is_own and person.user_id:
                step.by_id = person.user_id
    for table, things in rows.items():
        write(table, things)


def _write_terms(drawn, vocabulary):
    """Whoever offered an entry has accepted the terms, in the language they read; the listed hold the category."""
    category = vocabulary.categories[TermsCode.EXPERT]
    terms = TermsOfReference.objects.current().filter(category=category).first()
    posts, acceptances = [], []
    for sketch, person, _relations, entry, _rows, life in drawn:
        if life.listed_at is not None:
            posts.append(
                Designation(
                    category=category,
                    person_id=person.pk,
                    starts_on=life.listed_at.date(),
                    ends_on=entry.lapses_on if life.has_ended else None,
                    source=SOURCE,
                )
            )
        if terms is not None and life.accepted_at is not None:
            acceptances.append(
                Acceptance(
                    person_id=person.pk,
                    terms=terms,
                    accepted_at=life.accepted_at,
                    language=sketch.writes_in,
                    how=AcceptedHow.ON_LINE,
                )
            )
    write(Designation, posts)
    write(Acceptance, acceptances)


@transaction.atomic
def remove_roster():
    """Take the entries of demonstration people away, before these are. Returns how many went."""
    entries = RosterEntry.objects.filter(Q(is_demo=True) | Q(person__is_demo=True))
    gone = entries.count()
    for relation in RosterEntry._meta.many_to_many:
        through = relation.remote_field.through
        through.objects.filter(rosterentry__in=entries.values("pk"))._raw_delete(entries.db)
    for table in PARTS:
        table.objects.filter(entry__in=entries.values("pk"))._raw_delete(entries.db)
    entries.delete()
    # A centre that has nominated somebody real by now keeps its right.
    NominatingInstitution.objects.filter(source__startswith=SOURCE).exclude(
        institution__in=Nomination.objects.exclude(institution=None).values("institution")
    ).delete()
    return gone
