"""Who may nominate whom, what waits for whom, and what lapses when."""

import calendar
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.choices import Audience, RecordStatus
from directory.models import Affiliation, Category, Country, Designation, Institution, Person, User, audience_of
from directory.permissions import SPEAKERS

from .choices import EntryState, NominationState, TermsCode
from .models import Endorsement, NominatingInstitution, Nomination, RosterEntry, RosterRules

STANDING = (NominationState.OPEN, NominationState.IN_FORCE)
# Of whom nobody on the roster may be.
GONE = (RecordStatus.DECLINED, RecordStatus.CLOSED)


# --- Who nominates ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Capacity:
    """For whom somebody nominates today, and by virtue of which post (none for an institution)."""

    nominator: Country | Institution
    post: Category | None = None

    @property
    def key(self):
        return f"{self.nominator._meta.model_name}-{self.nominator.pk}"

    @property
    def is_country(self):
        return isinstance(self.nominator, Country)


def capacities(user):
    """All capacities in which somebody may nominate today, one for each Party or organisation."""
    if audience_of(user) < Audience.MEMBERS or not user.is_authenticated:
        return []
    posts = (
        Designation.objects.current()
        .filter(person__user=user, category__code__in=SPEAKERS, country__isnull=False)
        .select_related("country", "category")
        .order_by("category__position", "starts_on")
    )
    rights = NominatingInstitution.objects.current().filter(nominators=user).select_related("institution")
    found = [Capacity(post.country, post.category) for post in posts]
    found += [Capacity(right.institution) for right in rights]
    return list({capacity.key: capacity for capacity in reversed(found)}.values())[::-1]


def capacity_for(user, nominator):
    """The capacity in which somebody nominates for this Party or organisation today, or None."""
    return next((capacity for capacity in capacities(user) if capacity.nominator == nominator), None)


def capacities_for(user, entry):
    """The capacities in which somebody may nominate this expert. Nobody nominates themselves."""
    if entry.person.user_id == user.pk:
        return []
    return [capacity for capacity in capacities(user) if _reaches(capacity, entry)]


def _reaches(capacity, entry):
    if capacity.is_country:
        return entry.person.country_id == capacity.nominator.pk
    return RosterEntry.objects.filter(_within([capacity]), pk=entry.pk).exists()


def _within(held):
    """The condition of the entries that nominators in these capacities may put forward.

    A Party nominates those who represent it; an organisation those who work for it, and whom it proposed.
    """
    countries = [capacity.nominator.pk for capacity in held if capacity.is_country]
    institutions = [capacity.nominator.pk for capacity in held if not capacity.is_country]
    condition = Q(person__country__in=countries)
    if institutions:
        works = Affiliation.objects.filter(person=OuterRef("person"), institution__in=institutions).exclude(
            ends_on__lt=timezone.localdate()
        )
        rights = NominatingInstitution.objects.current().filter(institution__in=institutions)
        condition |= Q(Exists(works)) | Q(proposed_by__in=rights.values("nominators"))
    return condition


def who_nominates_for(nominator, on=None):
    """Users who nominate for a Party or an organisation on a day (today)."""
    if isinstance(nominator, Country):
        posts = Designation.objects.current(on).filter(category__code__in=SPEAKERS, country=nominator)
        users = User.objects.filter(person__in=posts.values("person"))
    else:
        rights = NominatingInstitution.objects.current(on).filter(institution=nominator)
        users = User.objects.filter(pk__in=rights.values("nominators"))
    return list(users.filter(is_active=True).order_by("pk").distinct())


def may_still_nominate(nomination):
    """Whether whoever signed a nomination may sign it today.

    One on paper, or whose signer does not sign in, stands as long as the authority does.
    """
    by_authority = nomination.is_paper or nomination.nominated_by_id is None
    if nomination.country_id is not None and by_authority:
        return True
    if nomination.institution_id is not None:
        current = NominatingInstitution.objects.current().filter(institution=nomination.institution_id)
        if by_authority:
            return current.exists()
        return current.filter(nominators=nomination.nominated_by_id, nominators__is_active=True).exists()
    return (
        Designation.objects.current()
        .filter(
            person__user=nomination.nominated_by_id,
            person__user__is_active=True,
            category__code__in=SPEAKERS,
            country=nomination.country_id,
        )
        .exists()
    )


def nominators_of(entry):
    """Users who may nominate this expert today."""
    found = []
    if entry.person.country_id is not None:
        found += who_nominates_for(entry.person.country)
    today = timezone.localdate()
    works = Affiliation.objects.filter(person=entry.person_id).exclude(ends_on__lt=today)
    rights = NominatingInstitution.objects.current().filter(
        Q(institution__in=works.values("institution")) | Q(nominators=entry.proposed_by_id, nominators__isnull=False)
    )
    found += User.objects.filter(pk__in=rights.values("nominators"), is_active=True).order_by("pk")
    return [user for user in dict.fromkeys(found) if user.pk != entry.person.user_id]


# --- What waits for whom ----------------------------------------------------------------------------------


def entries_within(user):
    """Entries of people somebody may nominate, in whatever state; never their own."""
    held = capacities(user)
    if not held:
        return RosterEntry.objects.none()
    return (
        RosterEntry.objects.filter(_within(held))
        .exclude(person__user=user)
        .filter(person__status=RecordStatus.LISTED)
        .select_related("person__country")
    )


def waiting_for(user):
    """Entries that wait for this user to nominate them, the longest waiting first."""
    return entries_within(user).filter(state=EntryState.OFFERED).order_by("updated_at", "pk")


def nominations_of(user):
    """Nominations of the Parties and organisations somebody nominates for today, the latest first."""
    held = capacities(user)
    countries = [capacity.nominator.pk for capacity in held if capacity.is_country]
    institutions = [capacity.nominator.pk for capacity in held if not capacity.is_country]
    return Nomination.objects.filter(Q(country__in=countries) | Q(institution__in=institutions)).select_related(
        "entry__person__country", "country", "institution", "signer_post"
    )


def people_to_propose(user):
    """People of the countries somebody nominates for who are in the directory and not on the roster."""
    countries = [capacity.nominator.pk for capacity in capacities(user) if capacity.is_country]
    return (
        Person.objects.visible_to(user)
        .listed()
        .filter(country__in=countries, roster_entry__isnull=True)
        .exclude(user=user)
        .order_by("sort_name", "pk")
    )


def waiting_for_secretariat():
    """Entries the Secretariat decides about, the longest waiting first."""
    return (
        RosterEntry.objects.filter(state=EntryState.NOMINATED, nominations__state=NominationState.OPEN)
        .select_related("person__country")
        .order_by("nominations__nominated_at", "pk")
    )


def entry_of(user):
    """The entry of somebody who signs in, or None."""
    if not getattr(user, "is_authenticated", False):
        return None
    return RosterEntry.objects.filter(person__user=user).select_related("person__country", "person__user").first()


def open_nomination(entry):
    return entry.nominations.filter(state=NominationState.OPEN).select_related("country", "institution").first()


def nomination_in_force(entry):
    return entry.nominations.filter(state=NominationState.IN_FORCE).select_related("country", "institution").first()


# --- Limits -----------------------------------------------------------------------------------------------


def experts_of(country, *, except_for=None, states=STANDING):
    """How many experts a country has nominated, those before the Secretariat included."""
    nominations = Nomination.objects.filter(country=country, state__in=states)
    if except_for is not None:
        nominations = nominations.exclude(entry=except_for)
    return nominations.values("entry").distinct().count()


def experts_by_field(country, terms, *, except_for=None, states=STANDING):
    """How many experts a country endorses in each of these fields, by key of the field."""
    endorsements = Endorsement.objects.filter(
        withdrawn_at__isnull=True, term__in=terms, nomination__country=country, nomination__state__in=states
    )
    if except_for is not None:
        endorsements = endorsements.exclude(entry=except_for)
    return Counter(term for term, _entry in endorsements.values_list("term", "entry").distinct())


# --- Lapse ------------------------------------------------------------------------------------------------


def months_after(day, months):
    """The same day so many months later (earlier, if negative); the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def renewal_opens_on(entry, rules=None):
    """The first day on which a listed entry can be renewed: that of the earliest reminder."""
    if entry.lapses_on is None:
        return None
    rules = rules or RosterRules.current()
    return months_after(entry.lapses_on, -max(rules.reminder_months))


def can_be_renewed(entry, on=None):
    opens = renewal_opens_on(entry) if entry.state == EntryState.LISTED else None
    return opens is not None and opens <= (on or timezone.localdate())


def lapsing_until(day):
    """Listed entries that lapse by a day, the first first."""
    return (
        RosterEntry.objects.filter(state=EntryState.LISTED, lapses_on__lte=day)
        .select_related("person__country", "person__user")
        .order_by("lapses_on", "pk")
    )


def holders_of_the_category():
    """Keys of people who hold the category of experts today."""
    return (
        Designation.objects.current().filter(category__code=TermsCode.EXPERT, person__isnull=False).values("person")
    )


def why_category_is_kept(designation):
    """Whoever is listed lays the category of experts down by withdrawing the entry."""
    if designation.category.code != TermsCode.EXPERT or designation.person_id is None:
        return ""
    if not RosterEntry.objects.filter(person=designation.person_id, state=EntryState.LISTED).exists():
        return ""
    return _("You hold it while you are listed on the roster of experts. Withdraw your entry there.")
