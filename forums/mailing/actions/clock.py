"""What the mail of the forums does by the clock."""

from django.utils import timezone

from ..choices import KEPT_FOR, DeliveryState
from ..models import Delivery, Digest, Mailing
from .digesting import write_digests
from .sending import send_due
from .spreading import spread_due


def mail_out():
    """Spread new posts, write what is due at once, and the digests of this morning. Safe in several processes."""
    spread_due()
    sent = send_due()
    return sent + write_digests()


def forget_old_deliveries():
    """Delete the records of what was sent long ago. Returns how many."""
    long_ago = timezone.now() - KEPT_FOR
    Mailing.objects.filter(done_at__lt=long_ago).delete()
    closed = Delivery.objects.filter(queued_at__lt=long_ago).exclude(state=DeliveryState.WAITING)
    forgotten = closed.delete()[0]
    Digest.objects.filter(written_at__lt=long_ago).delete()
    return forgotten
