"""What is done by the clock: reading what waits, and forgetting what nobody needs."""

from django.db import transaction
from django.utils import timezone

from ..choices import ROWS_KEPT_FOR, WORDS_KEPT_FOR, MailState, Outcome
from ..models import RawMail, ReceivedMail, Told
from .working import work_due


def read_waiting_mail():
    """Once a minute: read what no worker came to, and let go of what nobody confirmed."""
    work_due()
    now = timezone.now()
    for pk in list(ReceivedMail.objects.held().filter(held_until__lte=now).values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            over = (
                ReceivedMail.objects.held()
                .filter(pk=pk)
                .update(state=MailState.DONE, outcome=Outcome.EXPIRED, done_at=now, held_until=None)
            )
            if over:
                RawMail.objects.filter(mail=pk).delete()


def forget_received_mail():
    """Once a day: erase the words of mails that were not posted, and after a year that they came at all."""
    now = timezone.now()
    closed = ReceivedMail.objects.exclude(state__in=[MailState.NEW, MailState.HELD])
    old = closed.filter(received_at__lt=now - WORDS_KEPT_FOR)
    RawMail.objects.filter(mail__in=old).delete()
    old.exclude(subject="").update(subject="")
    closed.filter(received_at__lt=now - ROWS_KEPT_FOR).delete()
    Told.objects.filter(at__lt=now - ROWS_KEPT_FOR).delete()
