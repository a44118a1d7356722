"""What the pages ask of the rooms below."""

from django.core.cache import cache

from directory.choices import Audience
from directory.disclosure import disclose_all
from directory.gathering import ROW
from directory.models import Institution, Person
from directory.queries import network_in_numbers
from directory.templatetags.directory import institution_names, names_for_reader

# The numbers of the front page are at most this many seconds old.
NUMBERS_FRESH_FOR = 120


def network_numbers():
    """The network in true numbers, counted afresh every two minutes."""
    return cache.get_or_set("cms:network-in-numbers", network_in_numbers, NUMBERS_FRESH_FOR)


def newest_people(number=4):
    """The people last listed, as rows every visitor may see; asked each time, so that nobody lingers who has left."""
    people = Person.objects.visible_to(Audience.EVERYONE).select_related("country").order_by("-created_at")[:number]
    rows = []
    for person in disclose_all(people, Audience.EVERYONE, parts=ROW):
        names = names_for_reader(person)
        rows.append(
            {
                "name": names.first,
                "also": names.second,
                "url": person.get_absolute_url(),
                "role": person.position,
                "facts": [person.country.name] if person.country else [],
            }
        )
    return rows


def newest_institutions(number=3):
    """The institutions last listed, as rows."""
    institutions = (
        Institution.objects.visible_to(Audience.EVERYONE)
        .select_related("country", "type")
        .order_by("-created_at")[:number]
    )
    rows = []
    for institution in institutions:
        names = institution_names(institution)
        rows.append(
            {
                "name": names.first,
                "also": names.second,
                "url": institution.get_absolute_url(),
                "role": institution.type.name if institution.type else "",
                "facts": [institution.country.name] if institution.country else [],
            }
        )
    return rows
