"""Questions the pages, mails and programs ask of the forums."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from directory.choices import Audience, RecordStatus
from directory.models import Designation, Person, audience_of
from directory.models.names import sort_key

from .choices import Capacity, PostState, Visibility
from .models import Draft, Group, GroupText, Membership, Post, Thread

# How nearly the same two titles are, of 100, before somebody is asked whether they mean the same.
ALIKE = 80


def text_of_group(group):
    """What a group says of itself: in the reader's language, else in its own, else in whichever is written."""
    texts = {text.language: text for text in group.texts.all()}
    for language in (get_language(), group.language, "en"):
        if language in texts:
            return texts[language]
    return next(iter(texts.values()), None) or GroupText(group=group, language=group.language)


def membership_of(user, group):
    """The user's membership of a group, current or former, or None."""
    if not getattr(user, "is_authenticated", False):
        return None
    return Membership.objects.filter(user=user, group=group).first()


def facilitates(user, group):
    """Whether a user is a facilitator of the group today."""
    return (
        getattr(user, "is_authenticated", False)
        and Membership.objects.facilitators().filter(user=user, group=group).exists()
    )


def threads_of(group, viewer):
    """The threads of a group in the order of its list."""
    return Thread.objects.visible_to(viewer).filter(group=group).in_order()


def groups_shown(viewer):
    return Group.objects.visible_to(viewer).select_related("region")


def readership_widens(source, target):
    """Whether anybody reads the second group who does not read the first. The Secretariat reads all."""
    if source.visibility == Visibility.PUBLIC or target.pk == source.pk:
        return False
    if target.visibility == Visibility.PUBLIC:
        return True
    if source.visibility == Visibility.MEMBERS:
        return False
    return target.visibility == Visibility.MEMBERS or new_readers(source, target).exists()


def new_readers(source, target):
    """Members of the second group who do not belong to the first."""
    return (
        Membership.objects.active()
        .filter(group=target)
        .exclude(user__in=Membership.objects.active().filter(group=source).values("user"))
    )


def capacities_of(user):
    """In which capacities a user may speak today, as ``(value, country, institution)``; the official one first.

    ``value`` is what forms send: ``party:KE``, ``organisation:<institution's slug>``, ``personal``, ``secretariat``.
    For a Party speaks who holds an official post of it today, for an organisation who works there today.
    """
    found = [(Capacity.SECRETARIAT.value, None, None)] if audience_of(user) >= Audience.SECRETARIAT else []
    return found + capacities_of_person(user.record)


def capacities_of_person(person):
    """In which capacities a person of the directory may speak today, or may have others post for them."""
    found = []
    if person is not None and person.is_listed:
        posts = (
            Designation.objects.current()
            .official()
            .filter(person=person, country__isnull=False)
            .select_related("country")
            .order_by("starts_on", "pk")
        )
        countries = list(dict.fromkeys(post.country for post in posts))
        found += [(f"{Capacity.PARTY.value}:{country.iso2}", country, None) for country in countries]
        today = timezone.localdate()
        current = person.affiliations.filter(institution__isnull=False).filter(
            Q(starts_on=None) | Q(starts_on__lte=today), Q(ends_on=None) | Q(ends_on__gte=today)
        )
        institutions = list(dict.fromkeys(one.institution for one in current.select_related("institution")))
        found += [
            (f"{Capacity.ORGANISATION.value}:{one.slug}", None, one)
            for one in institutions
            if one.status == RecordStatus.LISTED
        ]
        found.append((Capacity.PERSONAL.value, None, None))
    return found


def person_named(address_or_name):
    """The person whose record is at an address of the directory (or its last part), or None."""
    slug = address_or_name.replace("\0", "").rstrip("/").rpartition("/")[2].removeprefix("@")
    return Person.objects.listed().filter(slug=slug).first()


def people_to_mention(group, words, most=8):
    """Whom one may name in a group, by part of a name in any script: those whom all its readers may see."""
    from .rendering import audience_of_group

    parts = words.replace("\0", "").removeprefix("@").replace("-", " ").split()[:4]
    if not parts or sum(len(part) for part in parts) < 2:
        return []
    found = Person.objects.listed().visible_to(audience_of_group(group))
    for part in parts:
        written = Q(original_given_name__icontains=part) | Q(original_family_name__icontains=part)
        if folded := sort_key(part):
            written |= Q(sort_name__icontains=folded) | Q(slug__icontains=folded)
        found = found.filter(written)
    return list(found.order_by("sort_name", "pk")[:most])


def threads_alike(user, title, most=3):
    """Threads one may read whose title says nearly the same: perhaps the place for what one is about to begin."""
    wanted = default_process(title)
    words = sorted(set(wanted.split()), key=len, reverse=True)[:3]
    if not words:
        return []
    has_a_word = Q()
    for word in words:
        has_a_word |= Q(title__icontains=word)
    latest = Thread.objects.visible_to(user).filter(has_a_word).order_by("-last_post_at", "-pk")[:500]
    scores = [
        (fuzz.token_sort_ratio(wanted, default_process(each)), key) for key, each in latest.values_list("pk", "title")
    ]
    nearest = [key for score, key in sorted(scores, reverse=True)[:most] if score >= ALIKE]
    known = Thread.objects.select_related("group").in_bulk(nearest)
    return [known[key] for key in nearest]


def posts_since(thread, number, user, most=20):
    """What others posted in a thread after a number, as far as the user may read it."""
    new = Post.objects.visible_to(user).filter(thread=thread, number__gt=number, state=PostState.PUBLISHED)
    return list(new.exclude(author=user).select_related("person").order_by("number")[:most])


def drafts_of(user):
    """What somebody is writing, the latest first."""
    return (
        Draft.objects.filter(user=user)
        .select_related("group", "thread__group", "post__thread__group")
        .prefetch_related("attachments")
        .order_by("-saved_at", "-pk")
    )
