"""Questions people ask of the directory."""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from .choices import Audience, ContactKind, RecordStatus, RegionLevel
from .disclosure import disclose_all, disclose_institutions
from .gathering import ROW
from .models import (
    Affiliation,
    Chemical,
    Country,
    Designation,
    Institution,
    Party,
    Person,
    Region,
    audience_of,
    seen_by,
)
from .permissions import kept_institutions


def people_of(country, viewer):
    """The people who represent a country, as far as the viewer may know of them."""
    return Person.objects.visible_to(viewer).listed().filter(country=country)


def spokespersons_of(country, on=None):
    """Designations in force: who speaks for a country on a day (today)."""
    return (
        Designation.objects.current(on)
        .official()
        .filter(country=country)
        .select_related("category", "person", "institution", "country")
        .order_by("category__position", "starts_on")
    )


def countries_without(category, on=None):
    """Parties for which nobody holds a category on a day: the Secretariat's list of gaps."""
    held = Designation.objects.current(on).filter(category=category, country__isnull=False)
    return Country.objects.parties().exclude(pk__in=held.values("country"))


def network_in_numbers(on=None):
    """True numbers for the home page: only what every visitor may count."""
    on = on or timezone.localdate()
    official = Designation.objects.current(on).filter(category__code="national-focal-point", country__isnull=False)
    people = Person.objects.visible_to(None).aggregate(members=Count("pk"), countries=Count("country", distinct=True))
    return {
        **people,
        "institutions": Institution.objects.listed().count(),
        "parties": Country.objects.parties().count(),
        "parties_with_focal_point": official.filter(
            Q(person__isnull=True) | Q(person__in=Person.objects.visible_to(None))
        ).aggregate(number=Count("country", distinct=True))["number"],
    }


def people_in_rows(people, viewer):
    """People as rows show them: disclosed, with what a row needs."""
    return disclose_all(people, viewer, ROW)


def institutions_in_rows(institutions, viewer):
    """Institutions as rows show them."""
    return disclose_institutions(institutions.select_related("type", "country"), viewer, ("services",))


def person_of_page(slug, viewer):
    """The whole record of one person as the viewer may see it; None when they may not know of it."""
    found = Person.objects.visible_to(viewer).select_related("user").filter(slug=slug)
    return next(iter(disclose_all(found, viewer)), None)


def institution_of_page(slug, viewer):
    """The whole record of one institution as the viewer may see it, or None."""
    found = (
        Institution.objects.visible_to(viewer)
        .select_related("type", "country", "parent", "stakeholder_group")
        .filter(slug=slug)
    )
    return next(iter(disclose_institutions(found, viewer)), None)


def people_at(institution, viewer):
    """People who say that they work at an institution today, to those who may see where they work."""
    # Whoever has not narrowed the audience of the field shows it to everyone.
    shown = Q(field_audiences__affiliations__isnull=True) | Q(field_audiences__affiliations__lte=audience_of(viewer))
    if getattr(viewer, "is_authenticated", False):
        shown |= Q(user=viewer)
    working = Affiliation.objects.filter(institution=institution).exclude(ends_on__lt=timezone.localdate())
    return Person.objects.visible_to(viewer).listed().filter(shown, pk__in=working.values("person"))


def countries_in(region=None):
    """Countries and areas of a region of any level; all of them, and the European Union, without one."""
    countries = Country.objects.select_related("party")
    if region is None or region.level == RegionLevel.WORLD:
        return countries
    return countries.filter(Q(region=region) | Q(subregion=region) | Q(intermediate_region=region))


def countries_in_numbers(audience):
    """Per country (by key): people and institutions an audience may count, and whether a focal point is listed.

    Counted at most once a minute for each audience.
    """
    return cache.get_or_set(f"directory:countries:{int(audience)}", lambda: _count_countries(audience), 60)


def _count_countries(audience):
    seen = Person.objects.visible_to(Audience(audience)).listed()
    held = Designation.objects.current().filter(category__code="national-focal-point", country__isnull=False)
    return {
        "people": dict(seen.filter(country__isnull=False).order_by().values_list("country").annotate(Count("pk"))),
        "institutions": dict(
            Institution.objects.listed()
            .filter(country__isnull=False)
            .order_by()
            .values_list("country")
            .annotate(Count("pk"))
        ),
        "focal_points": set(
            held.filter(Q(person__isnull=True) | Q(person__in=seen)).values_list("country", flat=True)
        ),
    }


def shown_in_office(viewer):
    """The condition under which a viewer may know who held an official post.

    Those whose record they may see, and those who left the network: their names stay with the posts they held.
    """
    seen = seen_by(viewer, "person__") & Q(person__status=RecordStatus.LISTED)
    return Q(person__isnull=True) | seen | Q(person__status=RecordStatus.CLOSED)


def spokespersons_shown(country, viewer, on=None):
    """Who speaks for a country on a day (today), as far as the viewer may know of them."""
    return spokespersons_of(country, on).filter(shown_in_office(viewer))


def official_history(country, viewer):
    """Everybody who held, holds or will hold an official post for a country, the latest first in each post."""
    return (
        Designation.objects.official()
        .filter(shown_in_office(viewer), country=country)
        .select_related("category", "person", "institution", "country")
        .order_by("category__position", "-starts_on", "-pk")
    )


def vacant_since(country, categories, on):
    """For each post nobody holds on a day: the first day of the vacancy, or None where nobody held it before."""
    held = Designation.objects.filter(country=country, category__in=categories, starts_on__lte=on)
    ended = held.values("category").annotate(
        last=Max("ends_on"), standing=Count("pk", filter=Q(ends_on__isnull=True))
    )
    return {
        row["category"]: row["last"] + timedelta(days=1)
        for row in ended.order_by()
        if not row["standing"] and row["last"] is not None and row["last"] < on
    }


def focal_points_of_parties(viewer, codes, on=None):
    """Official posts in force on a day, of all Parties: who holds the categories ``codes``, by country and code."""
    held = (
        Designation.objects.current(on)
        .filter(shown_in_office(viewer), category__code__in=codes, country__isnull=False)
        .select_related("category", "person", "institution")
        .order_by("-is_primary", "starts_on")
    )
    by_country = {}
    for designation in held:
        by_country.setdefault(designation.country_id, {}).setdefault(designation.category.code, []).append(
            designation
        )
    return by_country


def regions_with_subregions():
    """The contents of the gazetteer: regions, each with its ``subregions``."""
    return Region.objects.filter(level=RegionLevel.REGION).prefetch_related(
        Prefetch("parts", Region.objects.filter(level=RegionLevel.SUBREGION), to_attr="subregions")
    )


def not_confirmed():
    """What the Secretariat has still to check against a document, by kind; each says why in ``unconfirmed_note``."""
    return {
        "Parties": Party.objects.filter(is_confirmed=False).select_related("country").order_by("country__name_en"),
        "chemicals": Chemical.objects.filter(is_confirmed=False),
        "institutions": Institution.objects.filter(is_confirmed=False),
    }


def letters_go_to(record):
    """The user, or else the mail address, a message to a person or institution is sent to; None without one."""
    if isinstance(record, Person) and record.user_id and record.user.is_active:
        return record.user
    address = next((held.value for held in record.contacts.all() if held.kind == ContactKind.EMAIL), None)
    if address or isinstance(record, Person):
        return address
    kept_by = record.affiliations.filter(maintains_institution=True, person__user__is_active=True)
    keeper = next((held for held in kept_by.select_related("person__user") if held.is_current), None)
    return keeper.person.user if keeper else None


def language_of_letters_to(record):
    """The language of the site somebody without a user is written to in: the one they know best, or English."""
    if isinstance(record, Person):
        codes = [skill.language.code for skill in record.language_skills.select_related("language")]
    else:
        codes = [record.name_language, *(language.code for language in record.languages.all())]
    site = {code.split("-")[0]: code for code, _name in settings.LANGUAGES}
    return next((site[code.split("-")[0]] for code in codes if code.split("-")[0] in site), "en")


# So many institutions somebody keeps are named on their page; a ministry's country may have hundreds.
MOST_KEPT_NAMED = 20


def institutions_kept_by(user):
    """Institutions whose records this user keeps, those they were made keeper of first: name and address."""
    found = Institution.objects.listed().filter(kept_institutions(user)).distinct()
    made_keeper = Affiliation.objects.filter(
        institution=OuterRef("pk"), person__user=user, maintains_institution=True
    )
    found = found.order_by(Exists(made_keeper).desc(), "sort_name", "pk")[:MOST_KEPT_NAMED]
    return [
        {
            "words": institution.name,
            "language": institution.name_language,
            "address": reverse("directory:institution-record", args=[institution.slug]),
        }
        for institution in found
    ]
