"""Questions about the upkeep: who is to be asked, who has answered, whom mail does not reach."""

from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, DateTimeField, Exists, F, OuterRef, Q, Value
from django.utils import timezone
from notifications.models import UnreachableAddress
from notifications.reachability import unreachable_among

from ..choices import ContactKind, Freshness, RecordStatus
from ..models import Affiliation, Country, Designation, Institution, Person
from ..models.freshness import confirmed_between
from . import kinds
from .addressees import addressees_of, with_addresses
from .choices import ANSWERED, Answer
from .models import ConfirmationRequest, Task

MODELS = (Person, Institution)


def _word(model):
    return model._meta.model_name


# --- Asking -----------------------------------------------------------------------------------------------


def due(model, now):
    """Listed records that were neither confirmed nor asked about for half a year."""
    long_ago = now - timedelta(days=settings.UPKEEP_ASK_AFTER_DAYS)
    asked = ConfirmationRequest.objects.filter(**{_word(model): OuterRef("pk")}, asked_at__gt=long_ago)
    return model.objects.listed().filter(Q(confirmed_at=None) | Q(confirmed_at__lte=long_ago), ~Exists(asked))


def unanswered(model, since=None):
    """Open questions about listed records of a kind which were not confirmed since."""
    word = _word(model)
    return ConfirmationRequest.objects.open().filter(
        Q(**{f"{word}__confirmed_at": None}) | Q(**{f"{word}__confirmed_at__lt": F("asked_at")}),
        **{f"{word}__status": RecordStatus.LISTED},
    )


def to_remind(model, now):
    """Open questions that are old enough to be repeated, and not so old that the next half-year asks anew."""
    return unanswered(model).filter(
        reminded_at=None,
        asked_at__lte=now - timedelta(days=settings.UPKEEP_REMIND_AFTER_DAYS),
        asked_at__gt=now - timedelta(days=settings.UPKEEP_ASK_AFTER_DAYS),
    )


def with_record_key(requests, model):
    return requests.annotate(record_key=F(f"{_word(model)}_id"))


def asked_twice_in_vain(now):
    """Questions repeated a month ago and not answered, about which no task was opened since."""
    for model in MODELS:
        opened = Task.objects.filter(
            kind=kinds.UNANSWERED,
            content_type=ContentType.objects.get_for_model(model),
            object_id=OuterRef(f"{_word(model)}_id"),
            opened_at__gte=OuterRef("reminded_at"),
        )
        yield from (
            unanswered(model)
            .filter(reminded_at__lte=now - timedelta(days=settings.UPKEEP_REMIND_AFTER_DAYS))
            .exclude(Exists(opened))
            .select_related(_word(model))
        )


def is_settled(request, record):
    """Whether the record was confirmed in another way since the question was asked."""
    return record.confirmed_at is not None and record.confirmed_at >= request.asked_at


def settled():
    """Open questions that settled themselves, each with ``settled_at``, by the answer that stands for it."""
    for model in MODELS:
        word = _word(model)
        requests = ConfirmationRequest.objects.open().filter(**{f"{word}__isnull": False})
        yield (
            Answer.ON_SITE,
            requests.filter(**{f"{word}__confirmed_at__gte": F("asked_at")}).annotate(
                settled_at=F(f"{word}__confirmed_at")
            ),
        )
        yield (
            Answer.CHANGED,
            requests.filter(
                **{
                    f"{word}__latest_revision__created_at__gt": F("asked_at"),
                    f"{word}__latest_revision__user": F("recipient"),
                }
            ).annotate(settled_at=F(f"{word}__latest_revision__created_at")),
        )
        yield (
            Answer.WITHDRAWN,
            requests.exclude(**{f"{word}__status": RecordStatus.LISTED}).annotate(
                settled_at=Value(timezone.now(), DateTimeField())
            ),
        )


def holds_office(record):
    """Whether a person or institution speaks for a Party today."""
    return record.designations.current().official().exists()


# --- Addresses --------------------------------------------------------------------------------------------


def records_at(address):
    """Listed people and institutions letters about whom may go to an address."""
    at_contact = {"contacts__kind": ContactKind.EMAIL, "contacts__value__iexact": address}
    people = Person.objects.listed().filter(Q(user__email__iexact=address) | Q(**at_contact))
    kept = Q(
        affiliations__maintains_institution=True,
        affiliations__person__user__email__iexact=address,
        affiliations__person__user__is_active=True,
    )
    institutions = Institution.objects.listed().filter(kept | Q(**at_contact))
    return [*people.distinct(), *institutions.distinct()]


def colleagues_of(record):
    """Other holders of official posts of the countries a person or institution speaks for today, each once."""
    countries = record.designations.current().official().filter(country__isnull=False).values("country")
    held = (
        Designation.objects.current()
        .official()
        .filter(country__in=countries)
        .select_related("person", "institution")
        .order_by("category__position", "pk")
    )
    holders = {held.holder: None for held in held if held.holder.status == RecordStatus.LISTED}
    return [holder for holder in holders if holder != record]


def reachable(record):
    """The first address at which mail about a record arrives, or None."""
    found = addressees_of(record)
    lost = unreachable_among(each.address for each in found)
    return next((each for each in found if each.address.lower() not in lost), None)


def unreachable_keys(model):
    """Keys of listed records of a kind none of whose addresses mail arrives at, in a constant number of queries.

    Begins with the addresses that are lost, which are few, not with the records.
    """
    # Values of contacts are compared in small letters, for people write them as they like.
    lost = set(UnreachableAddress.objects.now().values_list("address", flat=True))
    if not lost:
        return set()
    candidates = with_addresses(model.objects.listed().filter(_at_lost_address(model)).distinct())
    keys = set()
    for record in candidates:
        found = {each.address.lower() for each in addressees_of(record)}
        if found and found <= lost:
            keys.add(record.pk)
    return keys


def _at_lost_address(model):
    lost = UnreachableAddress.objects.now().values("address")
    by_contact = Q(contacts__kind=ContactKind.EMAIL, contacts__value__lower__in=lost)
    if model is Person:
        return Q(user__email__lower__in=lost) | by_contact
    return by_contact | Q(affiliations__maintains_institution=True, affiliations__person__user__email__lower__in=lost)


def open_questions_at(address, most=20):
    """Open questions whose letter went to an address."""
    return (
        ConfirmationRequest.objects.open()
        .filter(address__iexact=address)
        .select_related("person", "institution")[:most]
    )


# --- The whole state --------------------------------------------------------------------------------------

PEOPLE, INSTITUTIONS, OFFICIAL = "people", "institutions", "official"
UNREACHABLE, UNANSWERED_QUESTION, WITHOUT = "unreachable", "unanswered", "without-address"
STATES = (*Freshness.values, UNREACHABLE, UNANSWERED_QUESTION, WITHOUT)


def model_of(kind):
    return Institution if kind == INSTITUTIONS else Person


def listed(kind):
    """Listed people, institutions, or people who hold an official post today."""
    if kind == OFFICIAL:
        held = Designation.objects.current().official().filter(person=OuterRef("pk"))
        return Person.objects.listed().filter(Exists(held))
    return model_of(kind).objects.listed()


def conditions(now, through=""):
    """How long ago a record was confirmed, as conditions by freshness."""
    at = f"{through}confirmed_at"
    found = {Freshness.NEVER: Q(**{at: None})}
    for freshness in (Freshness.CURRENT, Freshness.DUE, Freshness.OUTDATED):
        after, until = confirmed_between(freshness, now)
        found[freshness] = Q(**{f"{at}__isnull": False})
        if after is not None:
            found[freshness] &= Q(**{f"{at}__gte": after})
        if until is not None:
            found[freshness] &= Q(**{f"{at}__lt": until})
    return found


def in_state(records, state, now):
    """Those of some listed records that are in a state."""
    model = records.model
    if state == UNREACHABLE:
        return records.filter(pk__in=unreachable_keys(model))
    if state == UNANSWERED_QUESTION:
        return records.filter(pk__in=unanswered(model).values(_word(model)))
    if state == WITHOUT:
        return records.filter(_without_address(model))
    return records.filter(conditions(now)[state]) if state else records


def _without_address(model):
    contacts = model._meta.get_field("contacts").related_model.objects.filter(
        **{_word(model): OuterRef("pk")}, kind=ContactKind.EMAIL
    )
    if model is Person:
        return ~Exists(contacts) & (Q(user=None) | Q(user__is_active=False))
    kept = Affiliation.objects.filter(
        institution=OuterRef("pk"), maintains_institution=True, person__user__is_active=True
    ).exclude(ends_on__lt=timezone.localdate())
    return ~Exists(contacts) & ~Exists(kept)


def numbers(kind, now, by=None):
    """How many records of a kind are in each state, as ``{group: {state: number}}``; all in one group without ``by``.

    A constant number of statements, however many groups there are.
    """
    records = listed(kind).order_by()
    counted = {
        "all": records,
        **{state: in_state(records, state, now) for state in (UNREACHABLE, UNANSWERED_QUESTION, WITHOUT)},
    }
    group = F(by) if by else Value(0)
    fresh = {state.value: Count("pk", filter=condition) for state, condition in conditions(now).items()}
    found: dict = {}
    for row in counted["all"].annotate(group=group).values("group").annotate(all=Count("pk"), **fresh):
        found[row["group"]] = {**dict.fromkeys(STATES, 0), **row}
    for state in (UNREACHABLE, UNANSWERED_QUESTION, WITHOUT):
        for row in counted[state].annotate(group=group).values("group").annotate(number=Count("pk")):
            found[row["group"]][state] = row["number"]
    return found


def numbers_by_category(now):
    """The same for people by the categories they hold today; somebody who holds two counts in both."""
    held = Designation.objects.current().filter(person__status=RecordStatus.LISTED).order_by()
    fresh = {
        state.value: Count("person", distinct=True, filter=condition)
        for state, condition in conditions(now, "person__").items()
    }
    found = {
        row["category"]: {**dict.fromkeys(STATES, 0), **row}
        for row in held.values("category").annotate(all=Count("person", distinct=True), **fresh)
    }
    people = Person.objects.listed()
    for state in (UNREACHABLE, UNANSWERED_QUESTION, WITHOUT):
        among = held.filter(person__in=in_state(people, state, now).values("pk"))
        for row in among.values("category").annotate(number=Count("person", distinct=True)):
            found[row["category"]][state] = row["number"]
    return found


def mailings(now):
    """The mailings of the last half-year, the latest first: how many were asked, reminded, and have answered."""
    since = now - timedelta(days=settings.UPKEEP_ASK_AFTER_DAYS)
    # What was confirmed on the site counts before it is settled.
    answered = Q(answer__in=ANSWERED) | Q(
        Q(person__confirmed_at__gte=F("asked_at")) | Q(institution__confirmed_at__gte=F("asked_at")),
        answered_at=None,
    )
    return list(
        ConfirmationRequest.objects.filter(asked_at__gt=since)
        .order_by("-cycle")
        .values("cycle")
        .annotate(
            asked=Count("pk"),
            reminded=Count("pk", filter=Q(reminded_at__isnull=False)),
            answered=Count("pk", filter=answered),
            by_letter=Count("pk", filter=Q(answer=Answer.BY_LETTER)),
        )
    )


def parties_out_of_reach():
    """Parties that have official contacts, none of whom mail reaches."""
    held = (
        Designation.objects.current()
        .official()
        .filter(country__party__is_party=True)
        .filter(
            Q(person__status=RecordStatus.LISTED) | Q(person__isnull=True, institution__status=RecordStatus.LISTED)
        )
        .values_list("country", "person", "institution")
    )
    people, institutions = unreachable_keys(Person), unreachable_keys(Institution)
    if not people and not institutions:
        return []
    reached, lost = set(), set()
    for country, person, institution in held:
        is_lost = person in people if person else institution in institutions
        (lost if is_lost else reached).add(country)
    return list(Country.objects.filter(pk__in=lost - reached))
