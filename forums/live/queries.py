"""Who may hold which line, and what happened while nobody looked. Runs in threads of the process that holds lines."""

from dataclasses import dataclass
from types import SimpleNamespace

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef
from django.db.models.functions import Coalesce

from directory.choices import Audience
from directory.models import audience_of

from ..choices import ThreadState, Visibility
from ..models import Event, Group, Membership, ReadingMark, Thread, Watch
from ..queries import facilitates
from .models import QuietReader

# Who reads these is counted in hundreds and sees the same: their words may go over the line.
WIDELY_READ = (Visibility.PUBLIC, Visibility.MEMBERS)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who holds a line and what they look at, as it was when they were let in.

    ``named_to`` is the least audience that may see their name as that of somebody who reads; None means nobody.
    ``sees_the_common`` says that posts look to them as to everybody of their audience and language.
    """

    user: int | None = None
    session: str | None = None
    audience: int = Audience.EVERYONE
    language: str = "en"
    name: str = ""
    named_to: int | None = None
    sees_the_common: bool = True
    thread: int | None = None
    group: int | None = None
    version: int = 0

    def is_named_to(self, audience):
        return self.named_to is not None and audience >= self.named_to


def admit(user, session, thread=None, language="en"):
    """The reader that a user (None for a visitor) becomes, or None where they may not hold that line.

    A thread that is hidden from them and one that does not exist are the same.
    """
    found = None
    if thread is not None:
        found = Thread.objects.visible_to(user).filter(pk=thread).select_related("group").first()
        if found is None:
            return None
    elif user is None:
        return None
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    place = {} if found is None else {"thread": found.pk, "group": found.group_id, "version": found.version}
    if user is None:
        return Reader(language=language, **place)
    audience = audience_of(user)
    person = user.record
    is_shown = person is not None and person.is_listed and not QuietReader.objects.filter(user=user).exists()
    return Reader(
        user=user.pk,
        session=session,
        audience=int(audience),
        language=language,
        name=str(person) if is_shown else "",
        named_to=int(person.listing) if is_shown else None,
        sees_the_common=audience < Audience.SECRETARIAT and not (found and facilitates(user, found.group)),
        **place,
    )


def still_read(readers):
    """Those of some readers of threads who may go on reading, by the groups and threads as they are now.

    Their audience is that of when they came; sessions are looked at apart.
    """
    readers = list(readers)
    threads = Thread.objects.in_bulk({reader.thread for reader in readers})
    groups = Group.objects.in_bulk({thread.group_id for thread in threads.values()})
    belongs: dict = {}
    memberships = Membership.objects.active().filter(group__in=groups, user__in={reader.user for reader in readers})
    for user, group in memberships.values_list("user", "group"):
        belongs.setdefault(user, set()).add(group)
    kept = []
    for reader in readers:
        thread = threads.get(reader.thread)
        known = frozenset(belongs.get(reader.user, ())) if reader.audience >= Audience.MEMBERS else frozenset()
        user = SimpleNamespace(audience=reader.audience, is_authenticated=True, _forum_groups=known)
        if thread is not None and thread.state == ThreadState.SHOWN and groups[thread.group_id].is_read_by(user):
            kept.append(reader)
    return kept


def versions_of(threads):
    """The version of each thread and of its group, by thread."""
    threads = list(threads)
    found = {}
    for start in range(0, len(threads), 500):
        rows = Thread.objects.filter(pk__in=threads[start : start + 500])
        for key, version, *place in rows.values_list("pk", "version", "group__version", "group", "state"):
            found[key] = (version, tuple(place))
    return found


def latest_event():
    """The key of the latest event of all, which tells whether anything happened."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def unread_of(users):
    """In how many threads of their groups something was posted that they have not read, for each of some users."""
    read = ReadingMark.objects.filter(user=OuterRef("user"), thread=OuterRef("thread"), number__gte=OuterRef("last"))
    muted = Watch.objects.filter(user=OuterRef("user"), thread=OuterRef("thread"), is_muted=True)
    rows = (
        Membership.objects.active()
        .filter(
            user__in=users,
            group__threads__state=ThreadState.SHOWN,
            group__threads__last_post_at__gt=Coalesce(F("read_before"), F("joined_at")),
        )
        .annotate(thread=F("group__threads__pk"), last=F("group__threads__last_number"))
        .filter(~Exists(read), ~Exists(muted))
        .order_by()
        .values_list("user")
        .annotate(count=Count("pk"))
    )
    return dict.fromkeys(users, 0) | dict(rows)
