"""Following, and no longer."""

from audit.actions import record as note
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from directory.models import Designation, Institution, Person

from . import searches
from .choices import MOST_FOLLOWS, Frequency, List
from .looking import audience_told, begin
from .models import Follow

_AT_ONCE = 5_000


class TooManyFollows(Exception):  # noqa: N818 - read aloud where it is raised
    """One person follows so many things that nobody would read the letters."""


def follow(user, thing, *, frequency=Frequency.DAILY):
    """Follow a person, an institution, a country, or a search given as (list, query). Returns the follow.

    Whoever follows it already keeps following it as before.
    """
    target = _target(thing)
    if standing := Follow.objects.filter(user=user, **target).first():
        return standing
    if Follow.objects.filter(user=user).count() >= MOST_FOLLOWS:
        raise TooManyFollows
    wish = Follow(user=user, frequency=frequency, **target)
    # What is seen today is no news tomorrow. What changes while we look is found by looking once more.
    begin(wish, audience_told(user))
    wish.changed_at = timezone.now()
    try:
        with transaction.atomic():
            wish.save()
            note("following.follow.begun", wish, by=user)
    except IntegrityError:
        # A second click was faster.
        return Follow.objects.get(user=user, **target)
    return wish


def _target(thing):
    if isinstance(thing, tuple):
        name, query = thing
        return {"list": List(name), "query": searches.normal(name, query)}
    return {thing._meta.model_name: thing}


@transaction.atomic
def change_follow(wish, *, by, frequency, name=""):
    """Write more or less often, or call a search by another name. Returns False if nothing changes."""
    wish = Follow.objects.select_for_update().get(pk=wish.pk)
    name = name.strip()[:120] if wish.is_search else ""
    if (wish.frequency, wish.name) == (frequency, name):
        return False
    if wish.frequency == Frequency.NEVER:
        _begin_again(wish)
    wish.frequency, wish.name = frequency, name
    wish.save()
    note("following.follow.changed", wish, by=by, changes={"frequency": frequency})
    return True


def _begin_again(wish):
    """Letters begin with what is new from now on, not with what happened in the silence."""
    begin(wish, audience_told(wish.user))
    wish.changed_at = timezone.now()


@transaction.atomic
def stop_following(wish, *, by):
    """Follow something no longer. Returns False if it was stopped already."""
    wish = Follow.objects.select_for_update().filter(pk=wish.pk).first()
    if wish is None:
        return False
    note("following.follow.ended", wish, by=by)
    wish.delete()
    return True


@transaction.atomic
def stop_letters(user, keys):
    """Stop the letters about these follows, as asked from a letter. Returns those that are silent now."""
    wishes = list(Follow.objects.select_for_update().filter(user=user, pk__in=keys))
    for wish in wishes:
        if wish.frequency != Frequency.NEVER:
            wish.frequency, wish.changed_at = Frequency.NEVER, None
            wish.save(update_fields=["frequency", "changed_at"])
            note("following.follow.silenced", wish, by=user)
    return wishes


def note_changes(identities):
    """Mark the follows that changed records may concern, in the transaction of the change."""
    people, institutions = _keys(identities, "person"), _keys(identities, "institution")
    now = timezone.now()
    for start in range(0, max(len(people), len(institutions)), _AT_ONCE):
        some_people, some_institutions = (keys[start : start + _AT_ONCE] for keys in (people, institutions))
        posts = Designation.objects.filter(Q(person__in=some_people) | Q(institution__in=some_institutions))
        concerned = (
            ~Q(list="")
            | Q(person__in=some_people)
            | Q(institution__in=some_institutions)
            | Q(country__in=Person.objects.filter(pk__in=some_people).values("country"))
            | Q(country__in=Institution.objects.filter(pk__in=some_institutions).values("country"))
            | Q(country__in=posts.values("country"))
        )
        Follow.objects.filter(concerned, changed_at=None).exclude(frequency=Frequency.NEVER).update(changed_at=now)


def _keys(identities, model):
    return [int(identity.rpartition(".")[2]) for identity in identities if identity.startswith(f"directory.{model}.")]


def forget_left_follows():
    """Delete what people followed who have left. Returns how many."""
    return Follow.objects.filter(user__is_active=False).delete()[0]
