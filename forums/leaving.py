"""What stays of somebody who leaves: their posts, without a name but where they spoke for a Party."""

from django.db.models import F
from django.utils import timezone

from .choices import Capacity, MembershipState
from .models import (
    Attachment,
    Draft,
    FeedKey,
    Group,
    Membership,
    Mention,
    Once,
    Post,
    ReadingMark,
    Thread,
    Visit,
    Watch,
)


def name_who_spoke_for_a_party(person, *, by):
    """Write the name into the posts in which somebody spoke for a Party: the record of the Party's words keeps it.

    Everything else is shown as a former member's, for the record is closed.
    """
    Post.objects.filter(person=person, capacity=Capacity.PARTY).update(author_name=person.romanised_name[:255])
    Post.objects.filter(person=person).exclude(capacity=Capacity.PARTY).update(author_name="")
    Thread.objects.filter(last_person=person).update(last_author_name="")
    Mention.objects.filter(person=person).delete()
    Watch.objects.filter(person=person).delete()


def erase_what_is_theirs(user):
    """Drafts, watches, marks, keys and places in groups go with the sign-in; posts stay."""
    Attachment.objects.filter(draft__user=user).delete()
    for model in (Draft, FeedKey, ReadingMark, Visit, Watch, Once):
        model.objects.filter(user=user).delete()
    left = Membership.objects.active().filter(user=user)
    groups = list(left.values_list("group", flat=True))
    left.update(state=MembershipState.LEFT, left_at=timezone.now())
    Group.objects.filter(pk__in=groups).update(member_count=F("member_count") - 1, version=F("version") + 1)
