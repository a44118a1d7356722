"""Who holds which category in the demonstration network, from when to when.

What a country's people hold follows from the country and from their number in it, so that a network that grows
keeps its posts: the first person is, was or never became national focal point, and so on.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from directory.choices import RecordStatus
from directory.models import Designation

SOURCE = "Demonstration record"
THEMES = (
    "Polychlorinated biphenyls",
    "DDT",
    "Dioxins and furans",
    "Industrial chemicals",
    "Stockpiles",
    "Monitoring",
)
PERSONAL = ("expert", "information-provider", "information-user", "information-owner", "information-manager")


@dataclass(frozen=True)
class CountryPosts:
    """The course of the two official posts of one Party."""

    focal_point: str  # "current", "expired" or "never"
    focal_point_since: date
    focal_point_until: date | None
    contact_point: str  # "same", "second", "institution" or "vacant"
    contact_point_since: date
    predecessor: str  # "person", "institution" or "none"


def draw_country_posts(random, iso2, on):
    if iso2 in ("KE", "SN"):
        # The countries of the sign-ins have everything: both posts held, with history.
        return CountryPosts("current", _before(on, date(2024, 5, 3)), None, "second", on - timedelta(700), "person")
    since = on - timedelta(days=random.randrange(200, 2600))
    focal_point = random.choices(("current", "expired", "never"), (84, 9, 7))[0]
    until = on - timedelta(days=random.randrange(5, 150)) if focal_point == "expired" else None
    return CountryPosts(
        focal_point,
        since,
        until,
        random.choices(("same", "second", "institution", "vacant"), (45, 20, 27, 8))[0],
        on - timedelta(days=random.randrange(100, 3000)),
        random.choices(("person", "institution", "none"), (25, 40, 35))[0],
    )


def _before(on, day):
    return day if day < on - timedelta(days=30) else on - timedelta(days=400)


def posts_of_institution(posts, country, ministry, categories):
    """What the ministry itself holds or held for its Party, where no person was named."""
    held = []
    if posts.predecessor == "institution" and posts.focal_point != "never":
        ended = posts.focal_point_since - timedelta(days=1)
        held.append(
            _post(
                categories, "national-focal-point", country, ended - timedelta(days=2500), ended, institution=ministry
            )
        )
    if posts.contact_point == "institution":
        held.append(
            _post(
                categories, "official-contact-point", country, posts.contact_point_since, None, institution=ministry
            )
        )
    return held


def posts_of_person(random, sketch, person, posts, country, categories, on):
    """What somebody holds or held: official posts by their number in the country, and categories of their own."""
    held = []
    if posts is not None:
        held += _official(sketch, person, posts, country, categories, on)
    if not held or random.random() < 0.4:
        held += _personal(random, sketch, person, country, categories, on)
    if person.status == RecordStatus.CLOSED:
        # Whoever has left holds nothing any more; what they held stays in the record.
        for designation in held:
            designation.ends_on = designation.ends_on or max(designation.starts_on, on - timedelta(days=40))
    return held


def _official(sketch, person, posts, country, categories, on):
    def post(code, since, until=None):
        return _post(categories, code, country, since, until, person=person)

    number = sketch.ordinal
    if country.iso2 == "SN" and number < 2:
        # In Senegal the first person, who has a sign-in, is the official contact point.
        number = 1 - number
    if number == 0 and posts.focal_point != "never":
        held = [post("national-focal-point", posts.focal_point_since, posts.focal_point_until)]
        if posts.contact_point == "same":
            held.append(post("official-contact-point", max(posts.contact_point_since, posts.focal_point_since)))
        return held
    if number == 1 and posts.contact_point == "second":
        return [post("official-contact-point", posts.contact_point_since)]
    if number == 2 and posts.predecessor == "person" and posts.focal_point != "never":
        ended = posts.focal_point_since - timedelta(days=1)
        return [post("national-focal-point", ended - timedelta(days=2900), ended)]
    if number == 3 and posts.contact_point != "vacant":
        since = min(posts.contact_point_since, on) - timedelta(days=1)
        return [post("official-contact-point", since - timedelta(days=1900), since)]
    return []


def _personal(random, sketch, person, country, categories, on):
    group = person.stakeholder_group.code
    codes = random.sample(PERSONAL, random.choice((1, 1, 1, 2, 2, 3)))
    if not sketch.represents:
        group = ""
    if group == "government" and random.random() < 0.1:
        codes.append("thematic-focal-point")
    if group == "ngo" and random.random() < 0.3:
        codes.append("ngo-focal-point")
    held = []
    for code in codes:
        since = on - timedelta(days=random.randrange(30, 2900))
        until = None
        if random.random() < 0.15:
            # Some have run out; some end soon.
            until = max(since, on + timedelta(days=random.choice((-400, -90, -20, 25, 120))))
        speaks_for = country if code == "thematic-focal-point" else None
        designation = _post(categories, code, speaks_for, since, until, person=person)
        if code == "thematic-focal-point":
            designation.theme = random.choice(THEMES)
        held.append(designation)
    return held


def _post(categories, code, country, since, until, **holder):
    official = categories[code].is_official and country is not None
    return Designation(
        category=categories[code],
        country=country,
        starts_on=since,
        ends_on=until,
        designated_by="Ministry of Foreign Affairs" if official else "",
        source=SOURCE,
        **holder,
    )
