"""Questions people ask of assignments."""

from collections import Counter
from datetime import timedelta

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from directory.choices import Audience, RecordStatus
from directory.models import Affiliation, Country, Designation, Institution, User, audience_of
from directory.permissions import SPEAKERS, kept_institutions
from experts.disclosure import FIELD_DEFAULTS
from experts.models import RosterEntry

from .choices import REMINDER_DAYS, AssignmentKind, AssignmentState, Side
from .models import Assignment, AssignmentDocument

FIELD = "assignments"
WITH_NAMES = (
    "expert__country",
    "country",
    "institution__country",
    "place_country",
)


def sides_of(assignment, user):
    """The sides somebody may speak for: as the expert, as who asked for it; the Secretariat speaks for neither."""
    if not getattr(user, "is_authenticated", False):
        return []
    found = []
    if assignment.expert.user_id == user.pk and assignment.expert.status == RecordStatus.LISTED:
        found.append(Side.EXPERT)
    if Assignment.objects.requested_by(user).filter(pk=assignment.pk).exists():
        found.append(Side.REQUESTER)
    return found


def may_ask_for(user):
    """Countries somebody speaks for today, and institutions they keep, as two querysets."""
    if not getattr(user, "is_authenticated", False) or audience_of(user) < Audience.MEMBERS:
        return Country.objects.none(), Institution.objects.none()
    held = Designation.objects.current().filter(person__user=user, category__code__in=SPEAKERS, country__isnull=False)
    return (
        Country.objects.filter(pk__in=held.values("country")),
        Institution.objects.listed().filter(kept_institutions(user)).distinct(),
    )


def requesters_of(assignment):
    """Users who answer for whoever asked: who recorded it if they still do, or else all who speak for it today."""
    if assignment.country_id:
        held = Designation.objects.current().filter(
            country=assignment.country_id,
            category__code__in=SPEAKERS,
            person__status=RecordStatus.LISTED,
            person__user__is_active=True,
        )
        users = User.objects.filter(pk__in=held.values("person__user"))
    else:
        kept = Affiliation.objects.filter(
            institution=assignment.institution_id,
            maintains_institution=True,
            person__user__is_active=True,
            person__status=RecordStatus.LISTED,
        ).exclude(ends_on__lt=timezone.localdate())
        users = User.objects.filter(pk__in=kept.values("person__user"))
    users = list(users.order_by("pk"))
    return [user for user in users if user.pk == assignment.recorder_id] or users


def whole(assignments):
    """Assignments with what their pages show, in a constant number of queries."""
    return assignments.select_related(*WITH_NAMES).prefetch_related(
        "reports",
        Prefetch("documents", AssignmentDocument.objects.filter(withdrawn_at=None), to_attr="papers"),
    )


def counts_of_people(assignments):
    """How many there are in each kind."""
    return Counter(assignments.values_list("kind", flat=True))


# --- What everybody may know ------------------------------------------------------------------------------


def _shown_to(audience, through="roster_entry__"):
    """The condition under which an audience reads the assignments of an expert."""
    default = FIELD_DEFAULTS[FIELD]
    chosen = f"{through}field_audiences__{FIELD}"
    shown = Q(**{f"{chosen}__lte": int(audience)})
    return shown | Q(**{f"{chosen}__isnull": True}) if audience >= default else shown


def experts_naming_them(viewer):
    """Entries whose assignments a viewer may read with the name of the expert."""
    audience = audience_of(viewer)
    entries = RosterEntry.objects.visible_to(viewer).listed()
    shown = _shown_to(audience, "")
    if getattr(viewer, "is_authenticated", False):
        shown |= Q(person__user=viewer)
    return entries if audience >= Audience.SECRETARIAT else entries.filter(shown)


def register():
    """What was agreed on, for everybody: title, kind, country and year."""
    return Assignment.objects.agreed().select_related("place_country", "country", "institution__country", "expert")


def with_names(assignments, viewer):
    """Assignments, each with ``named``: the expert, where the viewer may read it, or None."""
    assignments = list(assignments)
    named = set(
        experts_naming_them(viewer)
        .filter(person__in={each.expert_id for each in assignments})
        .values_list("person", flat=True)
    )
    for each in assignments:
        each.named = each.expert if each.expert_id in named else None
    return assignments


def last_and_counts(entry, viewer):
    """For the profile of an expert: the last assignment, and how many of each kind; None if there are none to see."""
    if not experts_naming_them(viewer).filter(pk=entry.pk).exists():
        return None
    done = Assignment.objects.filter(expert=entry.person_id).done()
    counts = counts_of_people(done)
    if not counts:
        return None
    last = done.select_related("place_country", "country", "institution__country").order_by("-ends_on", "-pk").first()
    return {"last": last, "counts": [(AssignmentKind(kind), number) for kind, number in counts.most_common()]}


# --- Counted by the roster --------------------------------------------------------------------------------


def _counted(keys, kinds):
    """How many assignments experts have done, as far as they show them to everybody: the ranking is public."""
    done = Assignment.objects.done().filter(
        _shown_to(Audience.EVERYONE, "expert__roster_entry__"), kind__in=kinds, expert__roster_entry__in=list(keys)
    )
    return dict(done.order_by().values_list("expert__roster_entry").annotate(Count("pk")))


def missions_of(keys):
    """Missions, trainings and other assignments that are over, by the key of the entry."""
    return _counted(keys, [kind for kind in AssignmentKind.values if kind != AssignmentKind.REVIEW])


def reviews_of(keys):
    return _counted(keys, [AssignmentKind.REVIEW])


def figures(on=None):
    """How the roster is used for assignments, for everybody: agreed on, done, by kind and year, and what was said.

    Numbers of assignments, which everybody may count one by one in the register; grades only once there are five.
    """
    on = on or timezone.localdate()
    agreed = Assignment.objects.agreed()
    done = agreed.filter(ends_on__lt=on)
    grades = Counter(
        agreed.filter(reports__side=Side.REQUESTER).order_by().values_list("reports__satisfaction", flat=True)
    )
    return {
        "agreed": agreed.count(),
        "under_way": agreed.in_state(AssignmentState.UNDER_WAY, on).count(),
        "done": done.count(),
        "reports_due": agreed.in_state(AssignmentState.REPORTS_DUE, on).count(),
        "closed": agreed.filter(state=AssignmentState.CLOSED).count(),
        "by_kind": dict(counts_of_people(done)),
        "by_year": dict(sorted(Counter(day.year for day in done.values_list("starts_on", flat=True)).items())),
        "experts": done.values("expert").distinct().count(),
        "satisfaction": dict(grades) if sum(grades.values()) >= 5 else None,
    }


# --- Work that waits --------------------------------------------------------------------------------------


def reports_missing(on=None):
    """Assignments that are over, with the sides that have not reported."""
    found = Assignment.objects.in_state(AssignmentState.REPORTS_DUE, on)
    return found.annotate(reported=Count("reports")).filter(reported__lt=len(Side))


def to_remind(on):
    """Keys of assignments whose reports may have to be reminded of."""
    over = Assignment.objects.in_state(AssignmentState.REPORTS_DUE, on)
    return over.filter(ends_on__lte=on - timedelta(days=REMINDER_DAYS[0])).values_list("pk", flat=True)


def waiting_for_answer():
    return Assignment.objects.filter(state=AssignmentState.PLANNED)


def of_those_who_left():
    """Assignments that cannot go on, because the expert has left the network."""
    return Assignment.objects.filter(
        state__in=[AssignmentState.PLANNED, AssignmentState.ACCEPTED], expert__status=RecordStatus.CLOSED
    )


# --- Taking one's data away -------------------------------------------------------------------------------


def told_of(user):
    """What the site holds about somebody's assignments, with the reports they may read."""
    rows = []
    for each in whole(Assignment.objects.of_expert(user)):
        sides = {report.side for report in each.reports.all()}
        opened = each.reports_are_open(sides)
        rows.append(
            {
                "words": f"{each.title} ({each.get_kind_display()}, {each.starts_on} – {each.ends_on})",
                "for": str(each.requester),
                "place": each.place,
                "purpose": each.purpose,
                "state": each.state_on().label,
                "reports": [
                    {
                        "side": report.get_side_display(),
                        "done": report.done,
                        "results": report.results,
                        "lessons": report.lessons,
                        "written_at": report.written_at,
                    }
                    for report in each.reports.all()
                    if opened or report.side == Side.EXPERT
                ],
                "documents": [paper.title for paper in each.papers],
            }
        )
    return rows
