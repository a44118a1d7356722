"""Questions the pages of groups ask: who belongs, in what standing, whom the rules fit."""

from django.db.models import Count, Q
from django.utils.translation import get_language

from directory.choices import RecordStatus
from directory.models import Country, Designation, Person
from directory.models.names import direction

from ..choices import Role
from ..models import Group, Membership
from .choices import RequestState
from .models import AutomaticRule, GroupInvitation, JoinRequest


def facilitators_of(group):
    """The users who keep order in a group today and may still do so."""
    memberships = Membership.objects.facilitators().filter(
        group=group, user__is_active=True, user__person__status=RecordStatus.LISTED
    )
    return [membership.user for membership in memberships.select_related("user__person").order_by("pk")]


def text_in_parts(group):
    """Description, rules and terms of reference, each in the reader's language or the nearest that is written.

    Gives ``{part: {"text", "language", "direction", "is_other"}}`` for the parts that are written at all.
    """
    texts = {text.language: text for text in group.texts.all()}
    wanted = get_language() or "en"
    order = list(dict.fromkeys([wanted, group.language, "en", *texts]))
    found = {}
    for part in ("description", "rules", "terms_of_reference"):
        for language in order:
            words = getattr(texts.get(language), part, "")
            if words:
                found[part] = {
                    "text": words,
                    "language": language,
                    "direction": direction(language),
                    "is_other": language != wanted,
                }
                break
    return found


def requests_waiting(group):
    return (
        JoinRequest.objects.waiting()
        .filter(group=group, user__is_active=True)
        .select_related("user__person", "group")
    )


def invitations_of(user):
    """Open invitations of a user to groups they are not in."""
    inside = Membership.objects.active().filter(user=user).values("group")
    return (
        GroupInvitation.objects.open()
        .filter(user=user, group__archived_at=None)
        .exclude(group__in=inside)
        .select_related("group")
    )


def desks_with_requests(user):
    """Groups a user is facilitator of in which requests wait, with their number."""
    facilitated = Membership.objects.facilitators().filter(user=user).values("group")
    waiting = Count("join_requests", filter=Q(join_requests__state=RequestState.WAITING))
    groups = Group.objects.filter(pk__in=facilitated).annotate(waiting_number=waiting)
    return list(groups.filter(waiting_number__gt=0).order_by("name_en", "pk"))


# --- Rules ------------------------------------------------------------------------------------------------


def countries_of_rule(rule):
    """The keys of the countries a rule is about; None when it names no place."""
    regions = [region.pk for region in rule.regions.all()]
    named = [country.pk for country in rule.countries.all()]
    if not (regions or named or rule.regional_group):
        return None
    where = Q(pk__in=named)
    if regions:
        where |= Q(region__in=regions) | Q(subregion__in=regions) | Q(intermediate_region__in=regions)
        where |= Q(region__parent__in=regions)
    if rule.regional_group:
        where |= Q(regional_group=rule.regional_group)
    return set(Country.objects.filter(where).values_list("pk", flat=True))


def users_fitting(rule, people=None):
    """The keys of the users a rule fits today, of all or of some people: members of the network only."""
    countries = countries_of_rule(rule)
    categories = [category.pk for category in rule.categories.all()]
    if countries is None and not categories:
        return set()
    members = Person.objects.listed().filter(user__isnull=False, user__is_active=True)
    if people is not None:
        members = members.filter(pk__in=people)
    if categories:
        held = Designation.objects.current().filter(category__in=categories, person__isnull=False)
        if countries is not None:
            held = held.filter(Q(country__in=countries) | Q(country=None, person__country__in=countries))
        members = members.filter(pk__in=held.values("person"))
    else:
        members = members.filter(country__in=countries)
    return set(members.values_list("user", flat=True))


def fitting(group, people=None):
    """The keys of the users whom any rule of a group fits."""
    rules = AutomaticRule.objects.filter(group=group).prefetch_related("categories", "regions", "countries")
    return set().union(*(users_fitting(rule, people) for rule in rules))


def memberships_of(user):
    """The groups a user belongs to, as their own page shows them."""
    return (
        Membership.objects.active()
        .filter(user=user)
        .select_related("group__region")
        .order_by("group__kind", "group__name_en", "pk")
    )


def is_only_facilitator(membership):
    """Whether nobody would keep order in a group without this member."""
    others = Membership.objects.facilitators().filter(group=membership.group).exclude(pk=membership.pk)
    return membership.role == Role.FACILITATOR and not others.exists()
