"""What the busiest pages ask of the database: a thread with who speaks on one of its pages, and a list of threads.

The first question of each page gives all by which a page seen before is told from one that changed (``kept``): the
versions of the thread, its group as it is, and its authors as readers know them. The words are asked for after that.
"""

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, When

from directory.models import Institution, Person

from . import panels
from .choices import POSTS_ON_A_PAGE, THREADS_ON_A_PAGE, ThreadState
from .models import Attachment, Group, GroupText, Post, Tag, TaggedThread, Thread
from .prepared import Prepared
from .showing import INSTITUTION, PERSON


class Columns:
    """Some columns of a model, and its instances made of them."""

    def __init__(self, model, names=None, without=(), through=""):
        fields = [field for field in model._meta.concrete_fields if field.name not in without]
        if names is not None:
            wanted = {model._meta.pk.attname if name == "pk" else name for name in names}
            fields = [field for field in fields if field.attname in wanted]
        self.model = model
        self.names = [field.attname for field in fields]
        self.asked = [f"{through}{name}" for name in self.names]

    def __len__(self):
        return len(self.names)

    def instance(self, values):
        return self.model.from_db("default", self.names, values)


GROUP_COLUMNS = Columns(Group, without=("also",), through="group__")
THREAD_COLUMNS = Columns(Thread)
POST_COLUMNS = Columns(Post, without=("text",))
SPEAKER = Columns(Person, PERSON, through="on_page__person__")
SPEAKS_FOR = Columns(Institution, INSTITUTION, through="on_page__institution__")

_AFTER_THREAD = len(THREAD_COLUMNS)
_AFTER_GROUP = _AFTER_THREAD + len(GROUP_COLUMNS)
_AFTER_SPEAKER = _AFTER_GROUP + len(SPEAKER)

_page = Prepared(
    3,
    lambda pk, low, high: (
        Thread.objects.filter(pk=pk)
        .alias(
            on_page=FilteredRelation("posts", condition=Q(posts__number__gt=low) & Q(posts__number__lte=high)),
        )
        .order_by("on_page__number")
        .values_list(*THREAD_COLUMNS.asked, *GROUP_COLUMNS.asked, *SPEAKER.asked, *SPEAKS_FOR.asked)
    ),
)
_posts = Prepared(
    3,
    lambda pk, low, high: (
        Post.objects.filter(thread=pk, number__gt=low, number__lte=high)
        .values_list(*POST_COLUMNS.asked)
        # There are no more; told so, the database goes by the index whatever it believes of the numbers.
        .order_by("number")[:POSTS_ON_A_PAGE]
    ),
)
_tags = Prepared(
    1, lambda pk: Tag.objects.filter(tagged__content_object=pk).order_by("name").values_list("name", "slug")
)


def _named(slug, language):
    """A group with what it says of itself, in the reader's language, else in its own, else in any; and which panels
    have something to say.
    """
    nearest = Case(
        When(language=language, then=0),
        When(language=F("group__language"), then=1),
        When(language="en", then=2),
        default=3,
    )
    texts = GroupText.objects.filter(group=OuterRef("pk")).exclude(description="")
    texts = texts.annotate(nearness=nearest).order_by("nearness", "language")
    has = {name: Exists(asks(OuterRef("pk"))) for name, asks in panels.questions_of_group().items()}
    return (
        Group.objects.filter(slug=slug)
        .annotate(
            text_language=Subquery(texts.values("language")[:1]),
            description=Subquery(texts.values("description")[:1]),
            **has,
        )
        .order_by()
        .values_list(*WHOLE_GROUP.asked, "text_language", "description", *has)
    )


WHOLE_GROUP = Columns(Group)
_group = Prepared(2, _named, words=(0, 1))


def group_named(slug, language):
    """``(group, flags, told)``: a group with ``text_language`` and ``description``, which panels have something to
    say, and what makes it the group it is. None if there is none.
    """
    rows = _group.ask(slug, language)
    if not rows:
        return None, {}, ""
    group = WHOLE_GROUP.instance(rows[0][: len(WHOLE_GROUP)])
    group.text_language, group.description, *found = rows[0][len(WHOLE_GROUP) :]
    return group, dict(zip(panels.questions_of_group(), found, strict=True)), repr(rows)


_tags_of_lines = Prepared(
    THREADS_ON_A_PAGE,
    lambda *keys: (
        TaggedThread.objects.filter(content_object__in=keys)
        .order_by("tag__name")
        .values_list("content_object", "tag__name", "tag__slug")
    ),
)


def tags_of(keys):
    """The tags of the threads of a page, by the key of a thread."""
    tags = {}
    if keys:
        asked = [*keys, *[0] * (THREADS_ON_A_PAGE - len(keys))]
        for key, name, slug in _tags_of_lines.ask(*asked):
            tags.setdefault(key, []).append({"name": name, "slug": slug})
    return tags


# What a list shows of a thread, and the two people it names.
LINE_COLUMNS = Columns(
    Thread,
    (
        "pk",
        "title",
        "language",
        "kind",
        "state",
        "group_id",
        "author_id",
        "person_id",
        "last_person_id",
        "last_author_name",
        "is_pinned",
        "closed_at",
        "accepted_id",
        "created_at",
        "last_post_at",
        "last_number",
        "post_count",
        "version",
    ),
)
NAMED = Columns(Person, PERSON)


def _lines(**where):
    return (
        Thread.objects.filter(state=ThreadState.SHOWN, **where)
        .values_list(*LINE_COLUMNS.asked)
        .order_by("-is_pinned", "-last_post_at", "-pk")[: THREADS_ON_A_PAGE + 1]
    )


_first_lines = Prepared(1, lambda group: _lines(group=group))
_later_lines = Prepared(
    3,
    lambda group, at, pk: (
        Thread.objects.filter(
            Q(last_post_at__lt=at) | Q(pk__lt=pk),
            group=group,
            state=ThreadState.SHOWN,
            is_pinned=False,
            last_post_at__lte=at,
        )
        .values_list(*LINE_COLUMNS.asked)
        .order_by("-last_post_at", "-pk")[: THREADS_ON_A_PAGE + 1]
    ),
    moments=(1,),
)
_MOST_NAMED = 2 * THREADS_ON_A_PAGE
# Not joined to the threads, for the database would read all people before it knows which it needs.
_people = Prepared(_MOST_NAMED, lambda *keys: Person.objects.filter(pk__in=keys).order_by().values_list(*NAMED.asked))


class Lines:
    """A page of the threads of a group and one more, with the people they name; ``after`` the moment and key of a
    thread that is not pinned.
    """

    def __init__(self, group, after=None):
        self.rows = _later_lines.ask(group.pk, *after) if after else _first_lines.ask(group.pk)
        at = [LINE_COLUMNS.names.index(name) for name in ("person_id", "last_person_id")]
        keys = sorted({row[place] for row in self.rows[:THREADS_ON_A_PAGE] for place in at} - {None})
        self.people = sorted(_people.ask(*keys, *[0] * (_MOST_NAMED - len(keys)))) if keys else []
        # What makes the list the list it is.
        self.seen = repr((self.rows, self.people))

    def threads(self):
        people = {person.pk: person for person in (Named(NAMED.names, values) for values in self.people)}
        threads = [LINE_COLUMNS.instance(row) for row in self.rows]
        for thread in threads:
            for name, key in (("person", thread.person_id), ("last_person", thread.last_person_id)):
                if key in people:
                    thread._state.fields_cache[name] = people[key]
        return threads


class Named:
    """What names a person, read like the person, at none of the cost of a record with all its parts."""

    romanised_name = Person.romanised_name
    original_name = Person.original_name
    name_direction = Person.name_direction

    def __init__(self, names, values):
        self.__dict__.update(zip(names, values, strict=True))
        self.pk = self.id


class Page:
    """One page of a thread: whose it is, who speaks, and what makes it the page it is."""

    def __init__(self, pk, number):
        self.number = number
        self.low, self.high = (number - 1) * POSTS_ON_A_PAGE, number * POSTS_ON_A_PAGE
        # A number that is no key of any database is that of no thread.
        rows = _page.ask(pk, self.low, self.high) if pk < 2**63 else ()
        self.thread = None
        if not rows:
            return
        first = rows[0]
        self.thread = THREAD_COLUMNS.instance(first[:_AFTER_THREAD])
        self.thread.group = GROUP_COLUMNS.instance(first[_AFTER_THREAD:_AFTER_GROUP])
        self._speakers = {row[_AFTER_GROUP:] for row in rows}
        # All that a visitor may see of the page hangs on this.
        self.seen = repr((first[:_AFTER_GROUP], sorted(self._speakers, key=repr)))

    def posts(self):
        """The posts of the page with who speaks; their thread is this one."""
        people, places = {}, {}
        for row in self._speakers:
            speaker, place = row[: len(SPEAKER)], row[len(SPEAKER) :]
            if speaker[0] is not None:
                people[speaker[0]] = speaker
            if place[0] is not None:
                places[place[0]] = place
        people = {key: Named(SPEAKER.names, values) for key, values in people.items()}
        places = {key: SPEAKS_FOR.instance(values) for key, values in places.items()}
        posts = [POST_COLUMNS.instance(row) for row in _posts.ask(self.thread.pk, self.low, self.high)]
        for post in posts:
            post.thread = self.thread
            # A post that came since the first question asks for its author itself.
            if post.person_id in people:
                post._state.fields_cache["person"] = people[post.person_id]
            if post.institution_id in places:
                post.institution = places[post.institution_id]
        return posts

    def files(self):
        """The attachments of the page by the key of their post."""
        found = {}
        for file in Attachment.objects.filter(
            post__thread=self.thread.pk, post__number__gt=self.low, post__number__lte=self.high
        ).order_by("pk"):
            found.setdefault(file.post_id, []).append(file)
        return found

    def tags(self):
        return [{"name": name, "slug": slug} for name, slug in _tags.ask(self.thread.pk)]
