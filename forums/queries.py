"""Questions the pages, mails and programs ask of the forums."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from directory.choices import Audience, RecordStatus
from directory.models import Designation, audience_of

from .choices import Capacity, Visibility
from .models import Group, GroupText, Membership, Thread


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
    person = user.record
    found = []
    if audience_of(user) >= Audience.SECRETARIAT:
        found.append((Capacity.SECRETARIAT.value, None, None))
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
