"""Questions people ask of enrolment."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils import timezone
from django.utils.translation import get_language

from directory.choices import Appointment, Audience, RecordStatus
from directory.collation import collation_key
from directory.models import Category, Country, Designation, Person, audience_of
from directory.words import word, words

from .models import Acceptance, CategoryQuestion, CategoryRequest, TermsOfReference

# --- Terms of reference -----------------------------------------------------------------------------------


def terms_to_accept(person):
    """The versions in force somebody has still to accept, for categories held today or designated for later.

    Each carries ``accepted_number``: the version accepted before, or None. One query.
    """
    if person is None or person.pk is None:
        return []
    asked = TermsOfReference.objects.asked_of(person).order_by("category__position", "category__code")
    return _with_words(asked)


def terms_in_force(category, on=None):
    """The version of a category that holds on a day (today), or None."""
    return TermsOfReference.objects.current(on).filter(category=category).first()


def terms_of_all_categories():
    """Every category in its order, each with ``in_force``: the version that holds today, or None. Two queries."""
    current = {terms.category_id: terms for terms in TermsOfReference.objects.current()}
    categories = list(Category.objects.all())
    for category in categories:
        category.in_force = current.get(category.pk)
    return categories


@dataclass(frozen=True)
class Undertaking:
    """What somebody promised by accepting terms: the version, when, and whether a later one is to be accepted."""

    terms: TermsOfReference
    accepted_at: datetime

    @property
    def category(self):
        return self.terms.category


def accepted_undertakings(person):
    """What somebody undertakes today: for each category held, the latest version accepted. One query."""
    held = Designation.objects.current().filter(person=person)
    rows = (
        Acceptance.objects.filter(person=person, terms__category__in=held.values("category"))
        .filter(terms__in=TermsOfReference.objects.in_force())
        .select_related("terms")
        .order_by("terms__category__position", "terms__category__code", "-terms__number")
    )
    latest = {}
    for row in rows:
        latest.setdefault(row.terms.category_id, row)
    for row in latest.values():
        row.terms.category = word(Category, row.terms.category_id)
    return [Undertaking(row.terms, row.accepted_at) for row in latest.values()]


def holders_to_tell(terms):
    """People with an account whom nobody told yet that these terms are theirs to accept."""
    held = Designation.objects.filter(category=terms.category_id).exclude(ends_on__lt=timezone.localdate())
    settled = Acceptance.objects.filter(terms__category=terms.category_id, terms__number__gte=terms.number)
    return (
        Person.objects.listed()
        .filter(user__is_active=True, pk__in=held.values("person"))
        .exclude(pk__in=settled.values("person"))
        .exclude(pk__in=terms.notices.values("person"))
        .order_by("pk")
    )


def _with_words(versions):
    versions = list(versions)
    for terms in versions:
        terms.category = word(Category, terms.category_id)
    return versions


def terms_to_keep():
    """Every category for the Secretariat: ``in_force``, ``announced``, ``draft``, ``holders`` and who ``accepted``.

    Counted are people who hold the category today, and those of them who accepted what asks to be accepted.
    Constant queries.
    """
    versions = {}
    for terms in TermsOfReference.objects.order_by("category", "number"):
        versions.setdefault(terms.category_id, []).append(terms)
    today = timezone.localdate()
    held = set(
        Designation.objects.current().filter(person__status=RecordStatus.LISTED).values_list("category", "person")
    )
    accepted = {}
    for category, person, number in Acceptance.objects.values_list("terms__category", "person", "terms__number"):
        accepted[category, person] = max(number, accepted.get((category, person), 0))
    for category in Category.objects.all():
        known = versions.get(category.pk, [])
        standing = [terms for terms in known if not terms.is_draft]
        category.in_force = next((terms for terms in reversed(standing) if terms.in_force_from <= today), None)
        category.announced = next((terms for terms in standing if terms.in_force_from > today), None)
        category.draft = next((terms for terms in known if terms.is_draft), None)
        holders = [person for held_category, person in held if held_category == category.pk]
        asked_since = max(
            (terms.number for terms in standing if terms.in_force_from <= today and terms.asks_again), default=0
        )
        category.holders = len(holders)
        category.accepted = sum(accepted.get((category.pk, person), 0) >= asked_since for person in holders)
        yield category


def holders_of(category):
    """How many people with an account hold a category today or are to hold it: whom new terms would be sent to."""
    held = Designation.objects.filter(category=category).exclude(ends_on__lt=timezone.localdate())
    return Person.objects.listed().filter(user__is_active=True, pk__in=held.values("person")).count()


# --- Categories, their members, their questions -----------------------------------------------------------


def categories_on_request():
    """Categories somebody may be given by a link or on request; all others are designated or enrolled for a Party."""
    return [category for category in words(Category).values() if is_given_on_request(category)]


def is_given_on_request(category):
    return not category.is_official and category.appointment in (
        Appointment.BY_REQUEST,
        Appointment.BY_ORGANIZATION,
    )


# Reasons of rooms above why a category cannot be laid down here.
_kept_while = []


def keep_while(reason):
    """Let a room above keep a category: ``reason(designation)`` says why in a sentence, or nothing."""
    if reason not in _kept_while:
        _kept_while.append(reason)


def why_kept(designation):
    """Why somebody cannot lay this category down here, as a sentence; empty when they can."""
    return next((str(words) for reason in _kept_while if (words := reason(designation))), "")


def held_by(person):
    """Designations somebody holds today or is to hold, in the order of their categories."""
    return (
        Designation.objects.filter(person=person)
        .exclude(ends_on__lt=timezone.localdate())
        .select_related("category", "country")
        .order_by("category__position", "starts_on")
    )


def requests_of(person):
    """What somebody asked for, the latest first."""
    return CategoryRequest.objects.filter(person=person).select_related("category")


def questions_of(categories):
    """The questions asked of whoever asks for these categories, in order."""
    return CategoryQuestion.objects.filter(category__in=categories, withdrawn_at__isnull=True).select_related(
        "category"
    )


def members_by_category(viewer):
    """How many people hold each category today, by key of the category, as far as the viewer may know of them."""
    return dict(
        _held_by_the_seen(viewer).values_list("category").annotate(people=Count("person", distinct=True)).order_by()
    )


def members_of(category, viewer):
    """People who hold a category today, as far as the viewer may know of them: by region, country and name.

    Regions and countries stand as the reader's language sorts them.
    """
    held = Designation.objects.current().filter(category=category, person__isnull=False)
    return (
        Person.objects.visible_to(viewer)
        .listed()
        .filter(pk__in=held.values("person"))
        .order_by(_place_in_reading_order(), "sort_name", "pk")
    )


def _place_in_reading_order():
    language = get_language() or "en"
    countries = sorted(
        words(Country).values(),
        key=lambda country: (
            country.region is None,
            collation_key(country.region.name, language) if country.region else collation_key("", language),
            collation_key(country.name, language),
        ),
    )
    places = [When(country=country.pk, then=Value(place)) for place, country in enumerate(countries)]
    return Case(*places, default=Value(len(places)), output_field=IntegerField())


def counted_by_region(people):
    """How many of these people represent a country of each region, by key; None for those without a country."""
    return Counter(dict(people.order_by().values_list("country__region").annotate(Count("pk"))))


def counted_by_group(people, viewer):
    """How many of these people are of each stakeholder group, by key, as far as they show it to the viewer."""
    return Counter(
        dict(
            show_their_group(people, viewer)
            .filter(stakeholder_group__isnull=False)
            .order_by()
            .values_list("stakeholder_group")
            .annotate(Count("pk"))
        )
    )


def show_their_group(people, viewer):
    """Those of these people who show the viewer their stakeholder group."""
    shown = Q(field_audiences__stakeholder_group__isnull=True) | Q(
        field_audiences__stakeholder_group__lte=int(audience_of(viewer))
    )
    if getattr(viewer, "is_authenticated", False):
        shown |= Q(user=viewer)
    return people.filter(shown)


def _held_by_the_seen(viewer):
    seen = Q(person__status=RecordStatus.LISTED)
    if audience_of(viewer) < Audience.SECRETARIAT:
        seen &= Q(person__in=Person.objects.visible_to(viewer))
    return Designation.objects.current().filter(seen)
