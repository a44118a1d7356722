"""Visitors report a post to the Secretariat as they report anything else on the site."""

from django.utils.translation import gettext as _
from moderation.choices import ReportReason
from moderation.registry import Reportable, register

from forums.models import Post

REASONS = (
    ReportReason.WRONG,
    ReportReason.IMPERSONATION,
    ReportReason.ABUSE,
    ReportReason.SPAM,
    ReportReason.OTHER,
)


def find_post(key, user):
    """A post this user may read, and that is shown."""
    if not key.isdecimal() or len(key) > 18:
        return None
    return Post.objects.visible_to(user).published().filter(pk=key).select_related("thread").first()


def name_of(post):
    return _("Post %(number)s in “%(thread)s”") % {"number": f"#{post.pk}", "thread": post.thread.title}


def register_all():
    register(Reportable("post", find=find_post, name_of=name_of, reasons=REASONS))
