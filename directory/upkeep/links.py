"""The links in letters: signed, for one question about one record, for sixty days."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from ..choices import RecordStatus
from .addressees import addressees_of
from .choices import LINK_WORKS_DAYS, Answer
from .models import ConfirmationRequest

SALT = "directory.upkeep.confirm"

OPEN, ANSWERED, EXPIRED, SUPERSEDED, WITHDRAWN = "open", "answered", "expired", "superseded", "withdrawn"


@dataclass(frozen=True)
class Followed:
    """A link that somebody followed: the question it belongs to, and how that stands."""

    request: ConfirmationRequest
    state: str
    on: object = None

    @property
    def record(self):
        return self.request.record


def token_of(request):
    return signing.dumps([request.pk, request.record._meta.model_name, request.record.pk], salt=SALT)


def address_of(request, name):
    """The whole address of a page about a question, in the language of its letter."""
    with override(request.language):
        return settings.BASE_URL.rstrip("/") + reverse(f"upkeep:{name}", args=[token_of(request)])


def follow(token):
    """What a link stands for; None if it was not made here, or not for this."""
    try:
        number, kind, key = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    request = ConfirmationRequest.objects.select_related("person__user", "institution").filter(pk=number).first()
    if request is None or (request.record._meta.model_name, request.record.pk) != (kind, key):
        return None
    return Followed(request, *_state(request, token))


def _state(request, token):
    record = request.record
    if request.answer == Answer.SUPERSEDED:
        return SUPERSEDED, None
    if request.is_answered:
        return ANSWERED, request.answered_at
    if record.status != RecordStatus.LISTED or request.answer == Answer.WITHDRAWN:
        return WITHDRAWN, None
    if record.confirmed_at and record.confirmed_at >= request.asked_at:
        return ANSWERED, record.confirmed_at
    if request.address.lower() not in {addressee.address.lower() for addressee in addressees_of(record)}:
        # The letter lies in a mailbox the record does not name any more.
        return WITHDRAWN, None
    try:
        signing.loads(token, salt=SALT, max_age=timedelta(days=LINK_WORKS_DAYS))
    except signing.SignatureExpired:
        return EXPIRED, None
    return OPEN, None
