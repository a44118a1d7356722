"""Membership by category and region, kept up when posts begin and end.

Changed records are noted in the transaction of the change and looked at after it; posts that begin or end today are
announced by the search index's own clock. Whoever left by their own will, or was taken out, is not put back.
"""

from audit.actions import record
from django.db import transaction
from django.utils import timezone

from directory.models import Person

from ...actions.counting import recount_groups
from ...choices import Joining, MembershipState, Role
from ...models import Group, Membership
from .. import letters, queries
from ..choices import MOST_TOLD_AT_ONCE
from ..models import AutomaticRule, Lapse, PersonToLookAt

_PERSON = "directory.person."
_AT_ONCE = 500


def note_changes(identities):
    """Remember whose records changed, while any group has rules."""
    keys = [identity.removeprefix(_PERSON) for identity in identities if identity.startswith(_PERSON)]
    if not keys or not AutomaticRule.objects.exists():
        return
    people = Person.objects.filter(pk__in=keys, user__isnull=False).values_list("pk", flat=True)
    PersonToLookAt.objects.bulk_create(
        [PersonToLookAt(person_id=pk) for pk in people], batch_size=_AT_ONCE, ignore_conflicts=True
    )
    transaction.on_commit(_look_later, robust=True)


def keep_groups_up():
    """Look at everybody whose record changed. Returns how many people were looked at."""
    done = 0
    while waiting := list(PersonToLookAt.objects.order_by("pk")[:_AT_ONCE]):
        people = [row.person_id for row in waiting]
        with transaction.atomic():
            # Gone before they are looked at, so that who changes again meanwhile is looked at again.
            PersonToLookAt.objects.filter(pk__in=[row.pk for row in waiting]).delete()
            for group in groups_with_rules():
                keep_up(group, people=people)
        done += len(waiting)
    return done


def keep_all_groups_up():
    """Look at everybody, once a day: what no record told of."""
    for group in groups_with_rules():
        keep_up(group)


def groups_with_rules():
    return Group.objects.open().filter(joining=Joining.AUTOMATIC, automatic_rules__isnull=False).distinct()


@transaction.atomic
def add_rule(group, *, by, categories=(), regions=(), countries=(), regional_group=""):
    """Let whom a rule fits belong to a group without asking. Returns the rule."""
    rule = AutomaticRule.objects.create(group=group, regional_group=regional_group)
    rule.categories.set(categories)
    rule.regions.set(regions)
    rule.countries.set(countries)
    record("joining.rule.added", group, by=by, changes={"rule": str(rule)})
    if group.joining == Joining.AUTOMATIC and not group.is_archived:
        keep_up(group, by=by)
    return rule


@transaction.atomic
def remove_rule(rule, *, by):
    """Let a rule hold no more: whom no other rule of the group fits leaves it."""
    group, words = rule.group, str(rule)
    rule.delete()
    record("joining.rule.removed", group, by=by, changes={"rule": words})
    if group.joining == Joining.AUTOMATIC and not group.is_archived:
        keep_up(group, by=by)


@transaction.atomic
def keep_up(group, *, people=None, by=None, tell=True):
    """Bring the members of a group to what its rules say. Returns how many came and how many went.

    ``people`` are the keys of the people to look at, everybody if None. A facilitator stays, for they were named.
    """
    # One at a time for a group; what follows is written in a few statements, for five people or five thousand.
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    fits = queries.fitting(group, people)
    known = Membership.objects.filter(group=group).select_related("lapse")
    if people is not None:
        known = known.filter(user__person__in=people)
    known = {membership.user_id: membership for membership in known}
    came = _put_in(group, fits - known.keys(), [known[user] for user in fits & known.keys() if _lapsed(known[user])])
    went = _take_out([membership for user, membership in known.items() if user not in fits and _may_go(membership)])
    if came or went:
        recount_groups([group])
        record(
            "joining.automatic",
            group,
            by=by,
            changes={"came": len(came), "went": len(went), "members": sorted([*came, *went])[:500]},
        )
    if tell and came and len(came) <= MOST_TOLD_AT_ONCE:
        letters.put_in(group, came)
    return len(came), len(went)


def _lapsed(membership):
    """Whether the rules ended it, and nobody's will."""
    lapse = getattr(membership, "lapse", None)
    return (
        membership.state == MembershipState.LEFT
        and membership.is_automatic
        and lapse is not None
        and lapse.at == membership.left_at
    )


def _may_go(membership):
    return membership.is_active and membership.is_automatic and membership.role != Role.FACILITATOR


def _put_in(group, new, back):
    """Make members of users (keys), and of those whose memberships lapsed. Returns the keys of all of them."""
    Membership.objects.bulk_create(
        [
            Membership(group=group, user_id=user, is_automatic=True, mail_level=group.default_mail_level)
            for user in sorted(new)
        ],
        batch_size=_AT_ONCE,
        ignore_conflicts=True,
    )
    keys = [membership.pk for membership in back]
    Membership.objects.filter(pk__in=keys).update(
        state=MembershipState.ACTIVE, left_at=None, joined_at=timezone.now()
    )
    Lapse.objects.filter(membership__in=keys).delete()
    return [*new, *(membership.user_id for membership in back)]


def _take_out(memberships):
    now, keys = timezone.now(), [membership.pk for membership in memberships]
    Membership.objects.filter(pk__in=keys).update(state=MembershipState.LEFT, left_at=now)
    Lapse.objects.filter(membership__in=keys).delete()
    Lapse.objects.bulk_create([Lapse(membership_id=key, at=now) for key in keys], batch_size=_AT_ONCE)
    return [membership.user_id for membership in memberships]


def _look_later():
    from ..tasks import look_at_people

    look_at_people.enqueue()
