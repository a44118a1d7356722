"""What the pages ask of the rooms below."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from moderation.models import Report
from notifications.choices import MailState
from notifications.models import OutgoingMail

import directory.upkeep.models as upkeep
from directory.choices import CONFIRMATION_OUTDATED_AFTER, Audience, TermStatus
from directory.designating.choices import SubmissionState
from directory.designating.models import Submission
from directory.disclosure import DisclosedPerson
from directory.enrolment.choices import RequestState
from directory.enrolment.models import CategoryRequest
from directory.models import Category, Chemical, ExpertiseTerm, Institution, MembershipApplication, Party, Person
from directory.partnerships.models import PartnershipApplication, Project
from directory.partnerships.queries import agreements_to_renew
from directory.queries import countries_without, network_in_numbers
from directory.templatetags.directory import institution_names, names_for_reader
from experts.choices import EntryState, NominationState
from experts.consulting.models import Question
from experts.models import RosterEntry
from experts.queries import months_after

# The numbers of the front page are at most this many seconds old.
NUMBERS_FRESH_FOR = 120
# Experts who lapse within so many months are work for the Secretariat.
LAPSING_SOON = 1


def network_numbers():
    """The network in true numbers, counted afresh every two minutes."""
    return cache.get_or_set("cms:network-in-numbers", _count_network, NUMBERS_FRESH_FOR)


def _count_network():
    experts = RosterEntry.objects.listed().visible_to(Audience.EVERYONE)
    return {**network_in_numbers(), "experts": experts.count()}


def newest_people(number=4):
    """The people last listed, as rows every visitor may see; asked each time, so that nobody lingers who has left."""
    people = Person.objects.visible_to(Audience.EVERYONE).select_related("country").order_by("-created_at")[:number]
    rows = []
    for record in people:
        # Name, country and position are all these rows show, so nothing else of the record is read.
        person = DisclosedPerson(record, Audience.EVERYONE)
        names = names_for_reader(person)
        rows.append(
            {
                "name": names.first,
                "also": names.second,
                "url": person.get_absolute_url(),
                "role": person.position,
                "facts": [person.country.name] if person.country else [],
            }
        )
    return rows


def newest_institutions(number=3):
    """The institutions last listed, as rows."""
    institutions = (
        Institution.objects.visible_to(Audience.EVERYONE)
        .select_related("country", "type")
        .order_by("-created_at")[:number]
    )
    rows = []
    for institution in institutions:
        names = institution_names(institution)
        rows.append(
            {
                "name": names.first,
                "also": names.second,
                "url": institution.get_absolute_url(),
                "role": institution.type.name if institution.type else "",
                "facts": [institution.country.name] if institution.country else [],
            }
        )
    return rows


@dataclass(frozen=True)
class Task:
    """One kind of work that waits: how much, where it is done, and since when the oldest waits."""

    number: int
    words: str
    address: str
    since: datetime | None = None


def work_of_the_secretariat():
    """Everything that waits for the Secretariat, the people first."""
    applications = MembershipApplication.objects.waiting().aggregate(number=Count("pk"), since=Min("submitted_at"))
    reports = Report.objects.undecided().aggregate(number=Count("pk"), since=Min("reported_at"))
    terms = ExpertiseTerm.objects.filter(status=TermStatus.PROPOSED).count()
    vacant = {
        category.code: countries_without(category).count()
        for category in Category.objects.filter(code__in=["national-focal-point", "official-contact-point"])
    }
    return [
        Task(
            applications["number"],
            ngettext("application to join waits", "applications to join wait", applications["number"]),
            reverse("applications"),
            applications["since"],
        ),
        _designations(),
        _requests_for_categories(),
        *_roster(),
        Task(
            reports["number"],
            ngettext("report waits for a decision", "reports wait for a decision", reports["number"]),
            reverse("reports_received"),
            reports["since"],
        ),
        Task(
            terms,
            ngettext("proposed term waits for a decision", "proposed terms wait for a decision", terms),
            f"{reverse('terms:index')}?status={TermStatus.PROPOSED}",
        ),
        *(
            Task(vacant[code], words(vacant[code]), f"{reverse('vacant_posts')}?category={code}")
            for code, words in _VACANT.items()
            if code in vacant
        ),
        *_partnerships(),
        *_records_to_look_at(),
        _tasks_about_records(),
        _questions(),
    ]


def _designations():
    waiting = Submission.objects.waiting().aggregate(number=Count("pk"), since=Min("submitted_at"))
    return Task(
        waiting["number"],
        ngettext("designation waits to be verified", "designations wait to be verified", waiting["number"]),
        f"{reverse('designating:index')}?state={SubmissionState.SUBMITTED}",
        waiting["since"],
    )


def _roster():
    entries = reverse("roster_entries")
    waiting = RosterEntry.objects.filter(state=EntryState.NOMINATED, nominations__state=NominationState.OPEN)
    waiting = waiting.aggregate(number=Count("pk"), since=Min("nominations__nominated_at"))
    soon = RosterEntry.objects.filter(
        state=EntryState.LISTED, lapses_on__lte=months_after(timezone.localdate(), LAPSING_SOON)
    ).count()
    yield Task(
        waiting["number"],
        ngettext("nominated expert waits", "nominated experts wait", waiting["number"]),
        entries,
        waiting["since"],
    )
    yield Task(
        soon,
        ngettext("expert lapses within a month", "experts lapse within a month", soon),
        f"{entries}?lapsing={LAPSING_SOON}",
    )


def _questions():
    waiting = Question.objects.handed_over().order_by().aggregate(number=Count("pk"), since=Min("handed_over_at"))
    return Task(
        waiting["number"],
        ngettext("question waits for an expert", "questions wait for an expert", waiting["number"]),
        reverse("questions_waiting"),
        waiting["since"],
    )


def _requests_for_categories():
    waiting = CategoryRequest.objects.filter(state=RequestState.WAITING)
    waiting = waiting.aggregate(number=Count("pk"), since=Min("asked_at"))
    return Task(
        waiting["number"],
        ngettext("request for a category waits", "requests for categories wait", waiting["number"]),
        reverse("category_requests"),
        waiting["since"],
    )


def _tasks_about_records():
    waiting = upkeep.Task.objects.to_do().aggregate(number=Count("pk"), since=Min("opened_at"))
    return Task(
        waiting["number"],
        ngettext("task about a record waits", "tasks about records wait", waiting["number"]),
        reverse("upkeep:tasks"),
        waiting["since"],
    )


_VACANT = {
    "national-focal-point": lambda number: ngettext(
        "Party has no national focal point", "Parties have no national focal point", number
    ),
    "official-contact-point": lambda number: ngettext(
        "Party has no official contact point", "Parties have no official contact point", number
    ),
}


def _partnerships():
    desk = reverse("partnerships:desk")
    applications = PartnershipApplication.objects.waiting().aggregate(number=Count("pk"), since=Min("submitted_at"))
    projects = Project.objects.waiting().aggregate(number=Count("pk"), since=Min("submitted_at"))
    terms = len(agreements_to_renew())
    yield Task(
        applications["number"],
        ngettext(
            "application to become a partner waits",
            "applications to become a partner wait",
            applications["number"],
        ),
        f"{desk}#applications",
        applications["since"],
    )
    yield Task(
        projects["number"],
        ngettext("joint project waits for its review", "joint projects wait for their review", projects["number"]),
        f"{desk}#projects",
        projects["since"],
    )
    yield Task(
        terms,
        ngettext("agreement comes to the end of its term", "agreements come to the end of their terms", terms),
        f"{desk}#agreements",
    )


def _records_to_look_at():
    year_ago = timezone.now() - timedelta(days=CONFIRMATION_OUTDATED_AFTER)
    old = Q(confirmed_at=None) | Q(confirmed_at__lte=year_ago)
    people = Person.objects.listed().filter(old).count()
    institutions = Institution.objects.listed().filter(old).count()
    doubtful = sum(model.objects.filter(is_confirmed=False).count() for model in (Party, Chemical, Institution))
    lost = OutgoingMail.objects.filter(state=MailState.GIVEN_UP).count()
    yield Task(
        people,
        ngettext(
            "person has not confirmed their record for a year",
            "people have not confirmed their records for a year",
            people,
        ),
        reverse("outdated_people"),
    )
    yield Task(
        institutions,
        ngettext("institution not confirmed for a year", "institutions not confirmed for a year", institutions),
        reverse("outdated_institutions"),
    )
    yield Task(
        doubtful,
        ngettext("record holds data that are not confirmed", "records hold data that are not confirmed", doubtful),
        reverse("unconfirmed_parties"),
    )
    yield Task(
        lost,
        ngettext("mail could not be delivered", "mails could not be delivered", lost),
        f"{reverse('outgoing_mail')}?state={MailState.GIVEN_UP}",
    )
