"""Questions people ask of the directory."""

from django.db.models import Count, Q
from django.utils import timezone

from .models import Country, Designation, Institution, Person


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
