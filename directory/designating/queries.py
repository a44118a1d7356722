"""Who may designate, what waits, and what a submission would change."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.actions.designations import DesignationError, check_post, is_held_by_one
from directory.choices import Appointment, Audience, ContactKind
from directory.models import Category, Country, Designation, Person, audience_of
from directory.permissions import DRAFTERS

from .choices import LATEST_START_DAYS_AGO, AuthorityKind
from .models import Authority

CONTACT_POINT = "official-contact-point"
FOCAL_POINT = "national-focal-point"


@dataclass(frozen=True)
class Capacity:
    """In which capacity somebody designates: for which Party, and under whose name."""

    country: Country
    kind: str
    name: str
    authority: Authority | None = None

    @property
    def key(self):
        return f"{self.country.iso2}-{self.authority.pk if self.authority else 'ocp'}"


def capacities(user):
    """All capacities in which somebody may designate today."""
    if not user.is_authenticated:
        return []
    found = [
        Capacity(authority.country, authority.kind, authority.name, authority)
        for authority in Authority.objects.current().filter(signers=user).select_related("country")
    ]
    posts = Designation.objects.current().filter(
        person__user=user, category__code=CONTACT_POINT, country__isnull=False
    )
    for post in posts.select_related("country", "category"):
        name = _("Official contact point of %(country)s") % {"country": post.country.name_en}
        found.append(Capacity(post.country, AuthorityKind.CONTACT_POINT, name))
    return found


def may_act_for(user, submission):
    """Whether somebody may change and submit this: in the capacity it was begun in, held today."""
    if submission.is_paper:
        return audience_of(user) >= Audience.SECRETARIAT
    return any(
        capacity.country == submission.country
        and capacity.authority == submission.authority
        and capacity.kind == submission.authority_kind
        for capacity in capacities(user)
    )


def posts_to_fill():
    """The posts of the harmonised form, those of the Stockholm Convention first."""
    posts = Category.objects.filter(appointment=Appointment.BY_PARTY, is_official=True)
    return sorted(posts, key=lambda post: (post.convention != "stockholm", post.convention, post.position))


def holders(country, category, on=None):
    """Whom a new holder may take over from: those in office, or to come; else whoever held it last."""
    posts = Designation.objects.filter(country=country, category=category).select_related("person", "institution")
    on = on or timezone.localdate()
    standing = list(posts.exclude(ends_on__lt=on).order_by("starts_on"))
    return standing or list(posts.order_by("-ends_on", "-pk")[:1])


@dataclass(frozen=True)
class Problem:
    """What is lacking or contradicts itself, and the section where it is put right."""

    section: str
    words: str


@dataclass(frozen=True)
class Effect:
    """What verifying would do to one post."""

    post: object
    predecessor: Designation | None
    predecessor_until: date | None
    gap: tuple | None
    problem: str = ""


def effects(submission):
    """What verifying would change, post by post: whose time ends when, where nobody would hold the post."""
    return [_effect(submission, post) for post in submission.posts.select_related("category", "succeeds")]


def _effect(submission, post):
    predecessor, problem = post.succeeds, ""
    if submission.starts_on is None:
        return Effect(post, predecessor, None, None)
    try:
        predecessor = check_post(
            post.category,
            country=submission.country,
            starts_on=submission.starts_on,
            ends_on=submission.ends_on,
            succeeds=post.succeeds,
            is_primary=post.is_primary,
            person=submission.person,
        )
    except DesignationError as refused:
        problem = " ".join(refused.messages)
    until = None
    if predecessor is not None:
        day_before = submission.starts_on - timedelta(days=1)
        until = min(predecessor.ends_on or day_before, day_before)
    return Effect(post, predecessor, until, gap_before(submission, post), problem)


def gap_before(submission, post):
    """The first and last day on which nobody would hold the post before the new holder begins, or None."""
    if not is_held_by_one(post.category) or submission.starts_on is None or not post.is_primary:
        return None
    before = submission.starts_on - timedelta(days=1)
    earlier = Designation.objects.filter(
        country=submission.country, category=post.category, starts_on__lt=submission.starts_on
    )
    if not earlier.exists() or earlier.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=before)).exists():
        return None
    first = earlier.order_by("-ends_on").first().ends_on + timedelta(days=1)
    return (first, before)


def problems(submission):
    """Everything that keeps a submission from being submitted."""
    found = [*_problems_of_person(submission), *_problems_of_posts(submission)]
    if not submission.letter:
        found.append(Problem("letter", _("Attach the letter of the authority.")))
    elif submission.letter_date is None:
        found.append(Problem("letter", _("Say of which day the letter is.")))
    elif submission.letter_date > timezone.localdate():
        found.append(Problem("letter", _("The letter cannot be of a day to come.")))
    return found


def _problems_of_person(submission):
    if not submission.family_name:
        yield Problem("person", _("Say who is designated."))
    if not submission.email:
        yield Problem("person", _("Give the e-mail address of the person, so that they can be invited."))
    elif designates_themselves(submission, submission.submitted_by):
        yield Problem("person", words_against_self_designation())


def _problems_of_posts(submission):
    if submission.starts_on is None:
        yield Problem("posts", _("Say from which day on the person holds the post."))
    elif not submission.is_paper and submission.starts_on < timezone.localdate() - timedelta(
        days=LATEST_START_DAYS_AGO
    ):
        yield Problem(
            "posts",
            _(
                "The first day lies more than %(days)s days back. Name a later day, or ask the Secretariat to record "
                "the letter."
            )
            % {"days": LATEST_START_DAYS_AGO},
        )
    foreseen = effects(submission)
    if not foreseen:
        yield Problem("posts", _("Choose at least one post."))
    for effect in foreseen:
        if effect.problem:
            yield Problem(
                "posts",
                _("%(post)s: %(problem)s") % {"post": effect.post.category, "problem": effect.problem},
            )
        elif effect.gap and not effect.post.accepts_gap:
            yield Problem(
                "posts",
                _(
                    "%(post)s: nobody would hold the post from %(first)s to %(last)s. Change the day, or say that "
                    "it is meant."
                )
                % {
                    "post": effect.post.category,
                    "first": _day(effect.gap[0]),
                    "last": _day(effect.gap[1]),
                },
            )


def _day(day):
    return date_format(day, "DATE_FORMAT")


def designates_themselves(submission, user):
    """Whether the person designated is the one who designates."""
    if user is None or submission.is_paper:
        return False
    own = {user.email.casefold(), *(held.email.casefold() for held in user.emailaddress_set.all())}
    if submission.email and submission.email.casefold() in own:
        return True
    return submission.person is not None and submission.person.user_id == user.pk


def words_against_self_designation():
    return _("Nobody designates themselves: another person of the authority has to submit this.")


def people_meant(submission, viewer):
    """Records that may be the person designated, as far as the viewer may know of them.

    Only the Secretariat is shown records that share the e-mail address: whose address it is, is not for all.
    """
    seen = Person.objects.visible_to(viewer).listed()
    meant = Q(country=submission.country, family_name__iexact=submission.family_name)
    meant |= Q(country=submission.country, original_family_name__iexact=submission.family_name)
    if audience_of(viewer) >= Audience.SECRETARIAT and submission.email:
        by_address = Q(contacts__kind=ContactKind.EMAIL, contacts__value__iexact=submission.email)
        meant |= by_address | Q(user__email__iexact=submission.email)
    if not submission.family_name:
        return Person.objects.none()
    return seen.filter(meant).distinct().order_by("sort_name")[:10]


def posts_to_accept(user):
    """Official posts of somebody, verified but not taken on yet."""
    return (
        Designation.objects.filter(
            person__user=user, accepted_at__isnull=True, category__is_official=True, verified_at__isnull=False
        )
        .exclude(ends_on__lt=timezone.localdate())
        .select_related("category", "country")
        .order_by("starts_on")
    )


def focal_point_posts(user):
    """The Parties somebody is national focal point of today."""
    if not user.is_authenticated:
        return Designation.objects.none()
    return (
        Designation.objects.current()
        .filter(person__user=user, category__code=FOCAL_POINT, country__isnull=False)
        .select_related("category", "country", "person")
    )


def parts_held(user):
    """The designations by which somebody drafts for a country today: as deputy, or as national authorised user."""
    if not user.is_authenticated:
        return Designation.objects.none()
    held = Designation.objects.current().filter(person__user=user, category__code__in=DRAFTERS)
    return held.select_related("category", "country")
