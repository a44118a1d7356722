"""What of the directory can be reported to the Secretariat."""

from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _
from moderation.choices import ReportReason
from moderation.registry import Reportable, register

from .choices import MESSAGE_KEPT_DAYS
from .models import Institution, Person, RelayedMessage
from .notifications.correspondence import REPORT_SALT, name_of

RECORD_REASONS = (
    ReportReason.WRONG,
    ReportReason.OUTDATED,
    ReportReason.DUPLICATE,
    ReportReason.IMPERSONATION,
    ReportReason.ABUSE,
    ReportReason.OTHER,
)
MESSAGE_REASONS = (ReportReason.ABUSE, ReportReason.SPAM, ReportReason.IMPERSONATION, ReportReason.OTHER)


def find_message(signed, user):
    """The message of a letter's link: only its recipient has that link, signed in or not."""
    try:
        pk = signing.loads(signed, salt=REPORT_SALT, max_age=timedelta(days=MESSAGE_KEPT_DAYS))
    except signing.BadSignature:
        return None
    return RelayedMessage.objects.filter(pk=pk, erased_at=None).first()


def register_all():
    for kind, model in (("person", Person), ("institution", Institution)):
        register(
            Reportable(
                kind,
                find=lambda slug, user, model=model: model.objects.visible_to(user).filter(slug=slug).first(),
                name_of=name_of,
                reasons=RECORD_REASONS,
            )
        )
    register(
        Reportable(
            "message",
            find=find_message,
            name_of=lambda message: _("Message from %(name)s") % {"name": message.sender_name},
            reasons=MESSAGE_REASONS,
        )
    )
