"""Who belongs to a group, listed as treaty forums list them: Parties with who speaks for them, other States,
organisations, and those in a personal capacity. Names are those the viewer may read; the others are only counted.

A list costs the same number of queries for three members as for three thousand.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language

from directory.collation import collation_key
from directory.disclosure import audience_of_field, disclose_all
from directory.gathering import ROW
from directory.models import Affiliation, Country, Designation, Party, Person, audience_of
from directory.words import word

from ..choices import Role
from ..models import Group, Membership
from .choices import MEMBERS_ON_A_PAGE, Standing


@dataclass
class Member:
    """One member, in one standing: for a country, for an organisation, or for themselves."""

    membership: int
    person: Person
    standing: Standing
    joined_at: object
    is_facilitator: bool
    country: Country | None = None
    offices: list = field(default_factory=list)
    organisation: str = ""
    # Set for those a page or a file shows.
    disclosed: object = None

    @property
    def key(self):
        language = get_language() or "en"
        first = self.country.name if self.country else self.organisation
        return collation_key(first, language), collation_key(self.person.romanised_name, language), self.person.pk


class Roster:
    """The members of a group as one viewer may list them."""

    def __init__(self, group: Group, viewer):
        self.group, self.viewer = group, viewer

    @cached_property
    def _rows(self):
        rows = Membership.objects.active().filter(group=self.group)
        return {
            user: (pk, role, joined_at)
            for pk, user, role, joined_at in rows.values_list("pk", "user_id", "role", "joined_at")
        }

    @cached_property
    def members(self):
        """Every member whose record the viewer may see, in order."""
        inside = Membership.objects.active().filter(group=self.group).values("user")
        people = Person.objects.visible_to(self.viewer).filter(user__in=inside)
        posts, works = self._posts(inside), self._works(inside)
        found = []
        for person in people:
            if person.user_id in self._rows:
                found.append(self._member(person, posts[person.pk], works.get(person.pk)))
        order = list(Standing)
        return sorted(found, key=lambda member: (order.index(member.standing), member.key))

    def _member(self, person, posts, work):
        pk, role, joined_at = self._rows[person.user_id]
        member = Member(pk, person, Standing.PERSONAL, joined_at, role == Role.FACILITATOR)
        if posts:
            country = posts[0][0]
            member.country = word(Country, country)
            member.offices = [category for at, category in posts if at == country]
            member.standing = Standing.PARTY if country in self._parties else Standing.OBSERVER
        elif work and audience_of(self.viewer) >= self._least_audience(person):
            member.organisation, member.standing = work, Standing.ORGANISATION
        return member

    def _least_audience(self, person):
        return 0 if person.user_id == getattr(self.viewer, "pk", None) else audience_of_field(person, "affiliations")

    @cached_property
    def _parties(self):
        return set(Party.objects.filter(is_party=True).values_list("country_id", flat=True))

    def _posts(self, inside):
        """The countries each person speaks for today, with the names of their posts; first contacts first."""
        from directory.models import Category

        held = Designation.objects.current().official().filter(person__user__in=inside, country__isnull=False)
        found = defaultdict(list)
        for person, country, category in held.order_by("-is_primary", "starts_on", "pk").values_list(
            "person_id", "country_id", "category_id"
        ):
            found[person].append((country, word(Category, category)))
        return found

    def _works(self, inside):
        """Where each person works today, the main place first."""
        today = timezone.localdate()
        current = Affiliation.objects.filter(person__user__in=inside).filter(
            Q(starts_on=None) | Q(starts_on__lte=today), Q(ends_on=None) | Q(ends_on__gte=today)
        )
        found = {}
        for person, name, written in current.values_list("person_id", "institution__name", "institution_name"):
            found.setdefault(person, name or written)
        return found

    @cached_property
    def counts(self):
        """How many in each standing, in order: ``[(standing, number)]``."""
        numbers = defaultdict(int)
        for member in self.members:
            numbers[member.standing] += 1
        return [(standing, numbers[standing]) for standing in Standing if numbers[standing]]

    @property
    def party_count(self):
        return len({member.country.pk for member in self.members if member.standing == Standing.PARTY})

    @property
    def unnamed(self):
        """How many members the viewer may not read the names of."""
        return len(self._rows) - len(self.members)

    def of(self, standing):
        return [member for member in self.members if not standing or member.standing == standing]

    def page(self, number, standing=""):
        """One page of members, disclosed, with the number of pages."""
        members = self.of(standing)
        pages = max(1, -(-len(members) // MEMBERS_ON_A_PAGE))
        number = min(max(1, number), pages)
        shown = members[(number - 1) * MEMBERS_ON_A_PAGE : number * MEMBERS_ON_A_PAGE]
        return self.disclosed(shown), number, pages

    def disclosed(self, members):
        people = disclose_all([member.person for member in members], self.viewer, ROW)
        for member, person in zip(members, people, strict=True):
            member.disclosed = person
        return members
