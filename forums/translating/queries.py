"""Questions about what is translated, and what should be."""

from django.db.models import Count, Exists, F, OuterRef, Q

from forums.models import Post

from .choices import LATEST_THREADS, MOST_IN_QUEUE, Origin
from .models import SendingOutside, Translation, Wish


def translations_of(post):
    """All translations of a post, by language."""
    return {each.language: each for each in post.translations.select_related("by__person", "checked_by")}


def wanting(user, language):
    """Posts this user reads that lack a translation into a language, by reach: what most wish for first, then first
    posts of the threads with the latest posts, those of the largest groups first. A translation that is outdated or a
    machine's does not count.
    """
    readable = Post.objects.visible_to(user).published().exclude(language=language)
    good = Translation.objects.filter(post=OuterRef("pk"), language=language, origin=Origin.HUMAN)
    lacking = ~Exists(good.filter(of_edit=OuterRef("edit_count")))
    wished = list(
        readable.filter(lacking, pk__in=Wish.objects.filter(language=language).values("post"))
        .annotate(wishes=Count("translation_wishes", filter=Q(translation_wishes__language=language)))
        .select_related("thread__group")
        .order_by("-wishes", "-thread__group__member_count", "-pk")[:MOST_IN_QUEUE]
    )
    known = {post.pk for post in wished}
    latest = list(
        readable.filter(lacking, number=1)
        .select_related("thread__group")
        .order_by("-thread__last_post_at", "-pk")[:LATEST_THREADS]
    )
    latest.sort(key=lambda post: -post.thread.group.member_count)
    rest = [post for post in latest if post.pk not in known]
    return [*wished, *rest][:MOST_IN_QUEUE]


def sends_outside(group):
    return SendingOutside.objects.filter(group=group).exists()


def by_number():
    """How many translations there are into each language, by whom they are made, and how many are outdated."""
    return (
        Translation.objects.values("language")
        .annotate(
            human=Count("pk", filter=Q(origin=Origin.HUMAN)),
            machine=Count("pk", filter=Q(origin=Origin.MACHINE)),
            outdated=Count("pk", filter=~Q(of_edit=F("post__edit_count"))),
        )
        .order_by("language")
    )
