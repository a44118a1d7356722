"""Numbers kept beside threads and groups, so that no page counts."""

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce

from ..choices import MembershipState, PostState, ThreadState
from ..models import Group, Membership, Post, Thread


def count_post(thread, post, by, *, write=True):
    """Count a post that is shown from now on (``by`` 1) or no longer (-1).

    The caller holds the thread's lock. Returns the thread's changes; without ``write`` the caller makes them itself.
    """
    changes = {"post_count": F("post_count") + by}
    if by > 0:
        changes |= {
            "last_post_at": post.posted_at,
            "last_person": post.person,
            "last_author_name": post.author_name,
        }
    else:
        last = thread.posts.filter(state=PostState.PUBLISHED).exclude(pk=post.pk).order_by("-number").first() or post
        changes |= {
            "last_post_at": last.posted_at,
            "last_person": last.person,
            "last_author_name": last.author_name,
        }
    if write:
        Thread.objects.filter(pk=thread.pk).update(**changes)
    return changes


def recount_groups(groups=None):
    """Bring the numbers of groups up to date: once a minute by the clock, and after moving threads.

    Writers of one group would wait for one another if each post changed its group's row.
    """
    groups = groups if groups is not None else Group.objects.all()
    for group in groups:
        threads = Thread.objects.filter(group=group, state=ThreadState.SHOWN)
        told = threads.aggregate(
            thread_count=Count("pk"),
            # Before the sum, which from then on is what `post_count` means.
            last_post_at=Max("last_post_at", filter=Q(post_count__gt=0)),
            post_count=Coalesce(Sum("post_count"), 0),
        )
        told["member_count"] = Membership.objects.filter(group=group, state=MembershipState.ACTIVE).count()
        if any(getattr(group, name) != value for name, value in told.items()):
            Group.objects.filter(pk=group.pk).update(**told, version=F("version") + 1)


def recount_thread(thread):
    """Count a thread anew, after its posts moved. The caller holds the lock."""
    shown = Post.objects.filter(thread=thread, state=PostState.PUBLISHED)
    last = shown.order_by("-number").first()
    changes = {
        "post_count": shown.count(),
        "last_number": max(thread.last_number, thread.posts.aggregate(last=Max("number"))["last"] or 0),
    }
    if last:
        changes |= {
            "last_post_at": last.posted_at,
            "last_person": last.person,
            "last_author_name": last.author_name,
        }
    Thread.objects.filter(pk=thread.pk).update(**changes)
    return changes
