"""What stands between writing and the thread of a consultation: its dates."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ..choices import ThreadKind
from .exceptions import ConsultationError
from .models import Consultation, Contribution


def is_in_time(group, thread, author, text, way):
    """After its instant a consultation takes nothing, or only what it marks as late. Who leads it may write."""
    if thread is None or thread.kind != ThreadKind.CONSULTATION:
        return False
    consultation = Consultation.objects.select_related("group").filter(thread=thread).first()
    if consultation is None or consultation.takes_contributions:
        return False
    if author is not None and author.has_perm("forum_consultations.lead", consultation):
        return False
    raise ConsultationError(closed_words(consultation), "closed")


def stays_as_it_is(post, author, text):
    """Who contributed changes it while contributions are taken: what is summed up and cited afterwards stays. It may
    be withdrawn, and others may translate it.
    """
    if post.thread.kind != ThreadKind.CONSULTATION or author is None or author.pk != post.author_id:
        return
    contribution = Contribution.objects.select_related("consultation").filter(post=post).first()
    if contribution is not None and not contribution.consultation.takes_contributions:
        raise ConsultationError(
            _("The consultation %(reference)s is closed: contributions stay as they are. You may withdraw yours.")
            % {"reference": contribution.consultation.reference},
            "closed",
        )


def closed_words(consultation):
    end = consultation.closes_at
    if consultation.accepts_late and consultation.late_until:
        end = consultation.late_until
    return _("The consultation %(reference)s closed on %(time)s: contributions are not taken any more.") % {
        "reference": consultation.reference,
        "time": date_format(localtime(end), "DATETIME_FORMAT"),
    }
