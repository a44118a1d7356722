"""What the forums hold of somebody, to take away with the rest of their data."""

from .models import Draft, Membership, Post, Watch


def forums_of(user):
    """Groups, posts, drafts and what one follows. One row each."""
    for membership in Membership.objects.filter(user=user).select_related("group"):
        yield {
            "words": f"{membership.group.name}: {membership.get_state_display()}",
            "role": membership.role,
            "mail": membership.mail_level,
            "since": membership.joined_at,
            "until": membership.left_at,
        }
    for post in Post.objects.filter(author=user).select_related("thread").order_by("pk").iterator(chunk_size=500):
        yield {
            "words": f"{post} {post.thread.title}: {post.get_state_display()}",
            "text": post.text,
            "language": post.language,
            "capacity": post.capacity,
            "posted_at": post.posted_at,
            "edited_at": post.edited_at,
        }
    for draft in Draft.objects.filter(user=user):
        yield {"words": str(draft), "title": draft.title, "text": draft.text, "saved_at": draft.saved_at}
    for watch in Watch.objects.filter(user=user).select_related("thread", "tag", "person"):
        yield {"words": str(watch.thread or watch.tag or watch.person), "muted": watch.is_muted, "since": watch.since}
