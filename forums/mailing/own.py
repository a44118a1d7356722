"""What somebody's pages, copy and departure have to do with the mail they get."""

from django.template.loader import render_to_string

from .models import Delivery, Digest, MailPreferences
from .queries import preferences_of


def link_to_wishes(user, request):
    """A panel of the page of one's own matters in the forums. It asks nothing."""
    return render_to_string("forum_mailing/mine.html", {}, request)


def mail_of(user):
    """Wishes about mail, and what was sent, to take away with the rest of one's data."""
    wishes = preferences_of(user)
    if wishes.pk:
        yield {
            "words": wishes.get_most_kilobytes_display(),
            "text_only": wishes.is_text_only,
            "most_a_day": wishes.most_a_day,
        }
    sent = Delivery.objects.filter(user=user).select_related("post__thread")
    for delivery in sent.iterator(chunk_size=500):
        yield {
            "words": f"{delivery.post}: {delivery.get_state_display()}",
            "because": delivery.get_reason_display(),
            "queued_at": delivery.queued_at,
            "sent_at": delivery.sent_at,
        }


def erase(user):
    """Nothing goes to who left, and nothing says what they got."""
    for model in (Delivery, Digest, MailPreferences):
        model.objects.filter(user=user).delete()
