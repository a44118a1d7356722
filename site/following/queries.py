"""Questions followers ask."""

from directory.disclosure import disclose_all, disclose_institutions
from directory.models import Country, Institution, Person
from directory.templatetags.directory import institution_names, names_for_reader

from . import searches
from .choices import List
from .models import Follow


def standing(user, thing):
    """How somebody follows a thing today, or None."""
    if not user.is_authenticated:
        return None
    if isinstance(thing, tuple):
        name, query = thing
        return Follow.objects.filter(user=user, list=name, query=searches.normal(name, query)).first()
    return Follow.objects.filter(user=user, **{f"{thing._meta.model_name}": thing}).first()


def thing_asked(parameters, viewer):
    """What an address wants to follow, as far as the viewer may see it: a record, a country, a search; or None."""
    if name := parameters.get("list"):
        # First, for a list may be narrowed to a country.
        return (name, parameters.urlencode()) if name in List.values else None
    if slug := parameters.get("person"):
        return Person.objects.visible_to(viewer).listed().filter(slug=slug).first()
    if slug := parameters.get("institution"):
        return Institution.objects.visible_to(viewer).listed().filter(slug=slug).first()
    if code := parameters.get("country"):
        return Country.objects.filter(iso2=code.upper()).first()
    return None


def name_of(thing, viewer):
    """What a thing is called, as the reader may know it."""
    if isinstance(thing, tuple):
        return searches.name_of(*thing)
    if isinstance(thing, Person):
        return names_for_reader(disclose_all([thing], viewer, ())[0]).first.text
    if isinstance(thing, Institution):
        return institution_names(thing).first.text
    return thing.name


def address_of(thing):
    return searches.address_of(*thing) if isinstance(thing, tuple) else thing.get_absolute_url()


def rows_of(user):
    """Everything somebody follows, named and addressed, in a constant number of queries.

    What they may not see any more has no name and no address.
    """
    follows = list(Follow.objects.of(user).with_targets())
    people = {follow.person_id for follow in follows if follow.person_id}
    houses = {follow.institution_id for follow in follows if follow.institution_id}
    seen_people = {
        shown.pk: shown
        for shown in disclose_all(Person.objects.visible_to(user).listed().filter(pk__in=people), user, ())
    }
    seen_houses = {
        shown.pk: shown
        for shown in disclose_institutions(
            Institution.objects.visible_to(user).listed().filter(pk__in=houses), user, ()
        )
    }
    for follow in follows:
        if follow.is_search:
            thing = (follow.list, follow.query)
            yield {"follow": follow, "name": searches.name_of(*thing), "address": searches.address_of(*thing)}
            continue
        if follow.country_id:
            yield {"follow": follow, "name": follow.country.name, "address": follow.country.get_absolute_url()}
            continue
        shown = seen_people.get(follow.person_id) or seen_houses.get(follow.institution_id)
        names = names_for_reader if follow.person_id else institution_names
        yield {
            "follow": follow,
            "name": names(shown).first.text if shown else "",
            "address": shown.get_absolute_url() if shown else "",
        }


def told_of(user):
    """What somebody follows, for taking away with everything else the site holds about them."""
    for row in rows_of(user):
        follow = row["follow"]
        yield {
            "words": f"{follow.name or row['name'] or '–'} · {follow.get_frequency_display()}",
            "frequency": follow.frequency,
            "search": follow.query,
            "since": follow.created_at,
            "last_letter": follow.told_at,
        }
