"""What the site holds of somebody's translations, to take away with the rest of their data."""

from .models import Translation, Wish


def translations_of(user):
    """Translations that stand as they wrote them, and those they wished for. One row each."""
    for translation in Translation.objects.filter(by=user):
        yield {
            "words": f"#{translation.post_id} ({translation.language})",
            "title": translation.title,
            "text": translation.text,
            "made_at": translation.made_at,
        }
    for wish in Wish.objects.filter(user=user):
        yield {"words": f"#{wish.post_id} ({wish.language})", "wished_at": wish.at}
