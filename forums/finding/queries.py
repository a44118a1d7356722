"""Which posts fit, in pages that cost the same however many do."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from search.parsing import read

from directory.models.people import seen_by
from forums.models import Post

from .asking import BEST
from .fields import Rank
from .models import PostTerms

ON_A_PAGE = 20
# Nobody reads further; counting stops here as well, and so does ordering by how well a post fits.
MOST_COUNTED = 1000


class Found(NamedTuple):
    posts: list
    count: int
    clauses: tuple

    @property
    def is_more(self):
        """Whether there are more than were counted."""
        return self.count > MOST_COUNTED


def find(asked, viewer, page=1):
    """The posts of one page that fit what a valid ``Asked`` says, with how many there are."""
    narrowed = asked.cleaned_data
    clauses = read(narrowed.get("q", ""))
    rows = _narrowed(PostTerms.objects.visible_to(viewer), narrowed, viewer)
    if clauses:
        rows = rows.filter(terms__match=clauses)
    elif narrowed.get("q") or "q" in asked.errors:
        rows = rows.none()
    latest = rows.order_by("-posted_at", "-post_id")
    keys = list(latest.values_list("pk", flat=True)[: MOST_COUNTED + 1])
    count = len(keys)
    if narrowed.get("sort") == BEST and clauses and connection.vendor == "postgresql":
        among = PostTerms.objects.filter(pk__in=keys[:MOST_COUNTED]).annotate(rank=Rank("terms", clauses))
        keys = among.order_by("-rank", "-posted_at", "-post_id").values_list("pk", flat=True)
    start = (page - 1) * ON_A_PAGE
    keys = list(keys[start : start + ON_A_PAGE])
    posts = (
        Post.objects.defer("text", "folded")
        .select_related("thread__group", "person", "country", "institution")
        .in_bulk(keys)
    )
    return Found([posts[key] for key in keys if key in posts], count, clauses)


def _narrowed(rows, narrowed, viewer):
    if group := narrowed.get("group"):
        rows = rows.filter(group=group)
    if author := narrowed.get("author"):
        rows = rows.filter(post__person=author)
    if country := narrowed.get("country"):
        # Where somebody's record is not shown to this reader, neither does their country tell posts apart.
        of_person = Q(post__person__country=country) & seen_by(viewer, "post__person__")
        rows = rows.filter(Q(post__country=country) | of_person)
    if language := narrowed.get("language"):
        rows = rows.filter(post__language=language)
    if since := narrowed.get("since"):
        rows = rows.filter(posted_at__gte=_midnight(since))
    if until := narrowed.get("until"):
        rows = rows.filter(posted_at__lt=_midnight(until + timedelta(days=1)))
    if narrowed.get("files"):
        rows = rows.filter(has_attachments=True)
    if narrowed.get("answered"):
        rows = rows.filter(thread__accepted__isnull=False)
    return rows


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
