"""How posts and their authors are shown to a reader. Whom one may not know of reads as a member without a name."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from directory import words
from directory.choices import Audience, RecordStatus
from directory.models import Country, audience_of
from directory.models.names import direction
from directory.templatetags.directory import institution_names, names_for_reader

from .addresses import address
from .choices import Capacity, NoticeKind, PostState, Way
from .rendering import in_language

# What is asked of a person to show them as the author of something.
PERSON = (
    "pk",
    "slug",
    "status",
    "listing",
    "user_id",
    "given_name",
    "family_name",
    "suffix",
    "original_given_name",
    "original_family_name",
    "name_language",
    "family_name_first",
)
INSTITUTION = ("pk", "slug", "name", "name_en", "name_language", "status")


@dataclass(frozen=True)
class Author:
    """Who wrote something, as one reader may know them. Without an ``address`` nothing leads to them."""

    name: str
    lang: str = ""
    dir: str = ""
    address: str = ""


def knows(person, user):
    """Whether a user may know of a person: the twin of ``Person.objects.visible_to`` without a query."""
    audience = audience_of(user)
    if audience >= Audience.SECRETARIAT:
        return True
    if person.status == RecordStatus.LISTED and person.listing <= audience:
        return True
    own = getattr(user, "is_authenticated", False) and person.user_id == user.pk
    return own and person.status != RecordStatus.CLOSED


def author(person, kept_name, capacity, user):
    """Who wrote something: ``person`` or, where there is none (any more), the name kept with what they wrote."""
    if person is None or person.status == RecordStatus.CLOSED:
        if kept_name:
            return Author(kept_name)
        if capacity == Capacity.SECRETARIAT:
            return Author(_("The Secretariat"))
        return Author(_("A former member"))
    if not knows(person, user):
        return Author(_("A member of the network"))
    first = names_for_reader(person).first
    return Author(first.text, first.lang, first.dir, address("directory:person", person.slug))


def author_of(post, user):
    return author(post.person if post.person_id else None, post.author_name, post.capacity, user)


def ribbon_of(post):
    """For which Party or in whose name a post speaks; nothing for what is personal."""
    if post.capacity == Capacity.PARTY and post.country_id:
        return _("Speaks for %(country)s") % {"country": words.word(Country, post.country_id).name}
    if post.capacity == Capacity.SECRETARIAT:
        return _("Speaks for the Secretariat")
    return ""


def organisation_of(post):
    """The organisation somebody speaks for, in words and with its direction; nothing if they speak for none."""
    if post.capacity != Capacity.ORGANISATION or not post.institution_id or post.institution is None:
        return None
    return institution_names(post.institution).first


def way_of(post):
    """How a post came, where that is worth a word."""
    return str(Way(post.way).label) if post.way in (Way.MAIL, Way.IMPORT) else ""


STUBS = {
    PostState.WAITING: lambda: _("This post waits for a facilitator."),
    PostState.REFUSED: lambda: _("This post was not published."),
    PostState.HIDDEN: lambda: _("This post was hidden by a facilitator."),
    PostState.WITHDRAWN: lambda: _("This post was withdrawn by its author."),
}


class Shown:
    """A post on its page for one reader: what the template asks, each question answered once."""

    is_done = is_moved = False

    def __init__(self, post, user, *, moderates=False, mine=False):
        self.post = post
        self.user = user
        self.moderates = moderates
        self.is_mine = mine
        self.number = post.number
        self.panels = ()
        self.files = ()
        self.is_accepted = self.is_marked = self.is_new = False

    @cached_property
    def author(self):
        return author_of(self.post, self.user)

    @cached_property
    def ribbon(self):
        return ribbon_of(self.post)

    @cached_property
    def organisation(self):
        return organisation_of(self.post)

    @property
    def way(self):
        return way_of(self.post)

    @cached_property
    def has_words(self):
        state = self.post.state
        if state == PostState.PUBLISHED:
            return True
        if state == PostState.WITHDRAWN:
            return False
        return self.moderates or (self.is_mine and state in (PostState.WAITING, PostState.REFUSED))

    @property
    def stub(self):
        """Why the words are not shown, or to whom alone they are."""
        state = self.post.state
        return STUBS[PostState(state)]() if state != PostState.PUBLISHED else ""

    @property
    def html(self):
        return in_language(self.post.html)

    @property
    def address(self):
        return address("forums:post", self.post.pk)


class Moved:
    """The place of a post that stands elsewhere now."""

    is_moved, is_done = True, False

    def __init__(self, place):
        self.place = place
        self.post = place.post


class Done:
    """A line between the posts: what was done with the thread."""

    is_done, is_moved = True, False

    def __init__(self, notice):
        self.notice = notice

    @property
    def words(self):
        return told_of(self.notice)


def told_of(notice):
    """What was done with a thread, as a sentence without names."""
    before = {"before": notice.before}
    return {
        NoticeKind.CLOSED: lambda: _("The thread was closed."),
        NoticeKind.REOPENED: lambda: _("The thread was opened again."),
        NoticeKind.RENAMED: lambda: _("The thread was renamed. Before, it was called “%(before)s”.") % before,
        NoticeKind.RETAGGED: lambda: (
            _("Its tags were changed. Before, they were: %(before)s.") % before
            if notice.before
            else _("It was given tags.")
        ),
        NoticeKind.MOVED: lambda: _("The thread was moved here from another group."),
        NoticeKind.MERGED: lambda: _("The posts of the thread “%(before)s” were added here.") % before,
        NoticeKind.SPLIT: lambda: (
            ngettext(
                "%(number)d post was moved to another thread.",
                "%(number)d posts were moved to another thread.",
                notice.posts,
            )
            % {"number": notice.posts}
        ),
        NoticeKind.FROM: lambda: _("This thread was begun with posts of another one."),
    }[NoticeKind(notice.kind)]()


def titled(thread):
    """The title of a thread with its language and direction."""
    return {"text": thread.title, "lang": thread.language, "dir": direction(thread.language)}


def joined(items):
    return pgettext("between the items of a list", ", ").join(str(item) for item in items)


def user_shown(somebody, viewer):
    """A user who did something, as a viewer may know them."""
    record = somebody.record if somebody is not None else None
    is_secretariat = somebody is not None and record is None and somebody.is_staff
    return author(record, "", Capacity.SECRETARIAT if is_secretariat else "", viewer)
