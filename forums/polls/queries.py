"""What is asked aloud about polls."""

from django.db.models import Exists, OuterRef

from directory.models import Country

from ..choices import Capacity
from ..queries import capacities_of
from .choices import FEWEST_SECRET_VOTES, ResultsShown
from .models import Ballot, Poll, SecretVoter


def parties_of(user):
    """The Parties to the Convention somebody speaks for today."""
    if not getattr(user, "is_authenticated", False):
        return []
    spoken = [
        country for value, country, _institution in capacities_of(user) if value.startswith(f"{Capacity.PARTY}:")
    ]
    parties = set(Country.objects.parties().filter(pk__in=[each.pk for each in spoken]).values_list("pk", flat=True))
    return [country for country in spoken if country.pk in parties]


def polls_of(thread, viewer):
    """The polls of a thread that a reader may see, the oldest first, with their options in two queries."""
    return list(
        Poll.objects.filter(thread=thread)
        .visible_to(viewer)
        .select_related("post", "thread__group")
        .prefetch_related("options")
        .order_by("opened_at", "pk")
    )


def own_votes(poll, user, parties=()):
    """The counting votes of somebody in an open poll: of themselves, or of the Parties they speak for."""
    if not getattr(user, "is_authenticated", False):
        return []
    votes = Ballot.objects.counting().filter(poll=poll).select_related("country", "person")
    return list(votes.filter(country__in=parties) if poll.is_by_party else votes.filter(user=user))


def has_voted(poll, user, parties=None):
    """Whether somebody, or a Party they speak for, has voted."""
    if not getattr(user, "is_authenticated", False):
        return False
    rows = poll.secret_voters if poll.is_secret else poll.ballots.filter(replaced_at=None)
    if poll.is_by_party:
        return rows.filter(country__in=parties_of(user) if parties is None else parties).exists()
    return rows.filter(user=user).exists()


def sees_results(poll, user, parties=None):
    """Whether the votes are shown to a reader now. Nobody sees more: not who opened the poll, nor the Secretariat."""
    if poll.is_cancelled:
        return False
    if poll.is_secret and (poll.is_running or poll.vote_count < FEWEST_SECRET_VOTES):
        return False
    if poll.results == ResultsShown.ALWAYS or poll.is_over:
        return True
    return poll.results == ResultsShown.VOTED and has_voted(poll, user, parties)


def waiting_for(user):
    """Polls that run in one's groups, in which every member votes and one has not: the first to end first."""
    voted = Ballot.objects.filter(poll=OuterRef("pk"), user=user, country=None)
    sealed = SecretVoter.objects.filter(poll=OuterRef("pk"), user=user, country=None)
    return (
        Poll.objects.running()
        .visible_to(user)
        .filter(voters="person", thread__group__memberships__user=user, thread__group__memberships__state="active")
        .exclude(Exists(voted))
        .exclude(Exists(sealed))
        .select_related("thread")
        .order_by("closes_at", "pk")
    )
