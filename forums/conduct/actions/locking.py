"""The order in which rows are locked: the thread first, then the matter, as everything that happens does."""

from forums.actions.events import locked

from ..models import Matter


def locked_matter(matter):
    """The matter as it is now, kept from others until the transaction ends."""
    if post := _post_of(matter):
        locked(post.thread)
    return (
        Matter.objects.select_for_update(of=("self",))
        .select_related("post__thread__group", "ruling")
        .get(pk=matter.pk)
    )


def _post_of(matter):
    return matter.post or (matter.ruling and matter.ruling.post)
