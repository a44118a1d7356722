"""What is new to a follower: what they may see now of a thing and could not see when we last looked."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from pyroaring import BitMap

from directory import queries
from directory.choices import Audience
from directory.disclosure import disclose_all, disclose_institutions
from directory.models import Designation, Institution, Person
from directory.templatetags.directory import institution_names, names_for_reader

from . import searches
from .choices import LINES_OF_ONE
from .facts import facts_of, key_of_office, office_in_words
from .models import TARGETS

SALT = "following.seen"


@dataclass(frozen=True)
class Line:
    """One line of a letter: ``label`` says what ``words`` are; ``address`` leads there."""

    label: str
    words: str
    dir: str = "auto"
    address: str = ""


@dataclass
class News:
    """What a letter tells of one thing."""

    follow: object
    title: str
    address: str
    lines: list = field(default_factory=list)
    more: int = 0

    def tell(self, lines):
        taken = lines[: LINES_OF_ONE - len(self.lines)]
        self.lines += taken
        self.more += len(lines) - len(taken)


def audience_told(user):
    """Whom letters to a user are written for. None when they get none.

    A letter is read without a second factor, so what only the Secretariat may see does not go into one.
    """
    if not user.is_active:
        return None
    return Audience(min(user.audience, Audience.OFFICIAL_CONTACTS))


def look(follows, audience):
    """News of each follow, in their order; in each follow what is seen now. Nothing is saved.

    A thing that may not be seen any more is left as it was, in silence. Who has come to see more since is told what
    those of before would be told, and from then on what they see now: a wider view is no news.
    """
    found = []
    by_view = defaultdict(list)
    for follow in follows:
        by_view[min(follow.audience, audience)].append(follow)
    for view, seen_so in by_view.items():
        found += _look(seen_so, Audience(view))
        if wider := [follow for follow in seen_so if view < audience and follow.audience < audience]:
            _look(wider, audience)
    for follow in follows:
        follow.audience = audience
    places = {follow.pk: place for place, follow in enumerate(follows)}
    return sorted((news for news in found if news.lines), key=lambda news: places[news.follow.pk])


def begin(follow, audience):
    """Note what is seen at the beginning, which is no news."""
    _look([follow], audience)
    follow.audience = audience


def _look(follows, audience):
    people, institutions, countries, asked = _sorted(follows)
    return [
        *_look_at_records(people, _shown_people(people, audience)),
        *_look_at_records(institutions, _shown_institutions(institutions, audience)),
        *_look_at_countries(countries, audience),
        *(news for follow in asked if (news := _look_at_search(follow, audience))),
    ]


def _sorted(follows):
    kinds = defaultdict(list)
    for follow in follows:
        kind = "search" if follow.is_search else next(name for name in TARGETS if getattr(follow, f"{name}_id"))
        kinds[kind].append(follow)
    return kinds["person"], kinds["institution"], kinds["country"], kinds["search"]


# People and institutions: fingerprints of what is shown, part by part.


def _shown_people(follows, audience):
    keys = {follow.person_id for follow in follows}
    people = Person.objects.visible_to(audience).listed().filter(pk__in=keys) if keys else []
    return {person.pk: person for person in disclose_all(people, audience)} if keys else {}


def _shown_institutions(follows, audience):
    keys = {follow.institution_id for follow in follows}
    if not keys:
        return {}
    records = Institution.objects.visible_to(audience).listed().select_related("type", "country").filter(pk__in=keys)
    return {shown.institution.pk: shown for shown in disclose_institutions(records, audience)}


def _look_at_records(follows, shown):
    for follow in follows:
        record = shown.get(follow.person_id or follow.institution_id)
        if record is None:
            continue
        names = names_for_reader if follow.person_id else institution_names
        news = News(follow, names(record).first.text, record.get_absolute_url())
        facts = facts_of(record)
        if _is_comparable(follow):
            fresh = [fact for fact in facts if fingerprint(fact.part, fact.key) not in _seen_in(follow, fact.part)]
            news.tell([Line(fact.label, fact.words, fact.dir) for fact in fresh])
        follow.seen = _prints(facts)
        yield news


def fingerprint(part, key):
    return salted_hmac(SALT, f"{part}:{key}", algorithm="sha256").hexdigest()[:16]


def _prints(facts):
    prints = defaultdict(list)
    for fact in facts:
        prints[fact.part].append(fingerprint(fact.part, fact.key))
    return {"": fingerprint("", ""), **prints}


def _is_comparable(follow):
    """Whether what was seen was written down with the key of today, or every line would be news."""
    return follow.seen.get("") == fingerprint("", "")


def _seen_in(follow, part):
    return set(follow.seen.get(part, ()))


# Countries: posts, and who is new.


def _look_at_countries(follows, audience):
    keys = {follow.country_id for follow in follows}
    if not keys:
        return
    posts = defaultdict(list)
    held = Designation.objects.official().filter(country__in=keys).select_related("category", "person", "country")
    for post in held.select_related("institution").order_by("category__position", "starts_on"):
        posts[post.country_id].append(post)
    known = _known_holders([post for each in posts.values() for post in each], audience)
    people, institutions = defaultdict(set), defaultdict(set)
    listed = Person.objects.visible_to(audience).listed().filter(country__in=keys)
    for pk, country in listed.values_list("pk", "country_id"):
        people[country].add(pk)
    for pk, country in (
        Institution.objects.visible_to(audience).listed().filter(country__in=keys).values_list("pk", "country_id")
    ):
        institutions[country].add(pk)
    for follow in follows:
        news = News(follow, follow.country.name, follow.country.get_absolute_url())
        shown = [post for post in posts[follow.country_id] if (post.person_id, post.institution_id) in known]
        prints = {"": fingerprint("", ""), "post": [fingerprint("post", key_of_office(post)) for post in shown]}
        if _is_comparable(follow):
            seen = _seen_in(follow, "post")
            fresh = [post for post in shown if fingerprint("post", key_of_office(post)) not in seen]
            news.tell([_line_of_post(post) for post in fresh])
            new_people = people[follow.country_id] - set(follow.keys_seen("person"))
            new_institutions = institutions[follow.country_id] - set(follow.keys_seen("institution"))
            _tell_new(news, new_people, new_institutions, audience)
        follow.seen = prints
        follow.see("person", follow.keys_seen("person") | BitMap(people[follow.country_id]))
        follow.see("institution", follow.keys_seen("institution") | BitMap(institutions[follow.country_id]))
        yield news


def _known_holders(posts, audience):
    """Holders of posts whose records the audience may see, as (person, institution)."""
    people = {post.person_id for post in posts if post.person_id}
    institutions = {post.institution_id for post in posts if not post.person_id}
    seen_people = set(Person.objects.visible_to(audience).listed().filter(pk__in=people).values_list("pk", flat=True))
    seen_houses = set(
        Institution.objects.visible_to(audience).filter(pk__in=institutions).values_list("pk", flat=True)
    )
    return {
        (post.person_id, post.institution_id)
        for post in posts
        if (post.person_id in seen_people if post.person_id else post.institution_id in seen_houses)
    }


def _line_of_post(post):
    holder = post.person or post.institution
    name = (names_for_reader if post.person else institution_names)(holder).first.text
    return Line(office_in_words(post), name, address=holder.get_absolute_url())


# Searches: results that were not there before.


def _look_at_search(follow, audience):
    results = searches.results_of(follow.list, follow.query, audience)
    if results is None:
        return None
    news = News(
        follow,
        follow.name or searches.name_of(follow.list, follow.query),
        searches.address_of(follow.list, follow.query),
    )
    if _is_comparable(follow):
        fresh = {kind: set(keys - follow.keys_seen(kind)) for kind, keys in results.items()}
        _tell_new(news, fresh.get("person", set()), fresh.get("institution", set()), audience)
    follow.seen = {"": fingerprint("", "")}
    for kind, keys in results.items():
        # What was told once is not told again when it goes and comes back.
        follow.see(kind, follow.keys_seen(kind) | keys)
    return news


def _tell_new(news, people, institutions, audience):
    """Name those who are new, as far as the letter has room."""
    room = LINES_OF_ONE + 1
    named = []
    for person in queries.people_in_rows(
        Person.objects.visible_to(audience).listed().filter(pk__in=_some(people, room)), audience
    ):
        named.append(Line(_("New person"), names_for_reader(person).first.text, address=person.get_absolute_url()))
    for shown in queries.institutions_in_rows(
        Institution.objects.visible_to(audience).listed().filter(pk__in=_some(institutions, room)), audience
    ):
        named.append(
            Line(_("New institution"), institution_names(shown).first.text, address=shown.get_absolute_url())
        )
    beyond = max(0, len(people) - room) + max(0, len(institutions) - room)
    news.tell(named)
    news.more += beyond


def _some(keys, number):
    return sorted(keys, reverse=True)[:number]
