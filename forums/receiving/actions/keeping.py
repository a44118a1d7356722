"""Keeping a mail before anything else is done with it."""

import hashlib
from functools import partial

from django.db import IntegrityError, transaction

from .. import headers
from ..models import RawMail, ReceivedMail


def keep(content, message, addresses):
    """Write a mail down and have it read afterwards. Returns the row, or None if it came before."""
    from ..tasks import read_mail

    message_id = headers.message_id(message)[:255]
    sender = headers.sender(message)
    named = f"{message_id}\n{sender}".encode() if message_id else content
    addresses = list(dict.fromkeys(address.strip().strip("<>")[:320] for address in addresses))
    try:
        with transaction.atomic():
            mail = ReceivedMail.objects.create(
                key=hashlib.sha256(named).hexdigest(),
                message_id=message_id,
                recipients=addresses,
                sender=sender,
                subject=headers.line(message, "Subject")[:255],
                size=len(content),
            )
            RawMail.objects.create(mail=mail, content=content)
    except IntegrityError:
        return None
    # Robust: should the queue be out of reach, the sweep finds the mail.
    transaction.on_commit(partial(read_mail.enqueue, mail.pk), robust=True)
    return mail
