"""What the site holds of somebody's votes, to take away with the rest of their data."""

from .models import Ballot, SecretVoter


def votes_of(user):
    """Votes in open polls with what was chosen; of secret polls only that one voted, for more is not known."""
    for vote in Ballot.objects.filter(user=user).select_related("poll", "country"):
        yield {
            "words": f"{vote.poll.asks}: {', '.join(str(number) for number in vote.choices)}",
            "party": vote.country.iso2 if vote.country else "",
            "cast_at": vote.cast_at,
            "replaced_at": vote.replaced_at,
        }
    for row in SecretVoter.objects.filter(user=user).select_related("poll"):
        yield {"words": str(row.poll.asks), "is_secret": True}
