"""What an edition is made of, and which editions there are."""

from django.db.models import Q

from directory.choices import RecordStatus
from directory.models import Designation, Institution, Person, seen_by

from .choices import EditionState
from .models import Edition, KeptColumns


def editions_shown(viewer):
    """Published editions the viewer may know of, the newest first, with their files."""
    return Edition.objects.visible_to(viewer).filter(state=EditionState.PUBLISHED).prefetch_related("files")


def drafts_in_work():
    """What the Secretariat has still to publish or discard."""
    return Edition.objects.drafts().prefetch_related("files")


def edition_before(edition):
    """The last one published before this one of the same place, language and audience; None for the first.

    One that was withdrawn is passed over: what it said no longer counts.
    """
    series = Edition.objects.series(edition.place, edition.language, edition.audience, edition.subject).published()
    return series.exclude(pk=edition.pk).order_by("-year", "-number").first()


def holders_shown(audience):
    """Designations whose holder is listed for an audience."""
    return Designation.objects.filter(
        (seen_by(audience, "person__") & Q(person__status=RecordStatus.LISTED))
        | Q(person__isnull=True, institution__status=RecordStatus.LISTED)
    )


def spokespersons_in(countries, audience, on):
    """Who speaks for each of these countries on a day, as far as the audience may know of them."""
    return (
        holders_shown(audience)
        .current(on)
        .official()
        .filter(country__in=countries)
        .select_related("person", "institution")
        .order_by("category__position", "-is_primary", "starts_on", "pk")
    )


def people_in(countries, audience, *, and_of_none):
    """People listed for an audience who represent these countries, or none."""
    return Person.objects.visible_to(audience).listed().filter(_of(countries, and_of_none))


def institutions_in(countries, audience, *, and_of_none):
    return Institution.objects.visible_to(audience).listed().filter(_of(countries, and_of_none))


def _of(countries, and_of_none):
    condition = Q(country__in=countries)
    return condition | Q(country__isnull=True) if and_of_none else condition


def kept_columns_of(user, kind):
    """The columns somebody had remembered for lists of one kind, or None."""
    if not user.is_authenticated:
        return None
    return KeptColumns.objects.filter(user=user, kind=kind).values_list("options", flat=True).first()
