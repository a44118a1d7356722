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

from directory.choices import CONFIRMATION_OUTDATED_AFTER, Audience, TermStatus
from directory.disclosure import DisclosedPerson
from directory.models import Category, Chemical, ExpertiseTerm, Institution, MembershipApplication, Party, Person
from directory.queries import countries_without, network_in_numbers
from directory.templatetags.directory import institution_names, names_for_reader

# The numbers of the front page are at most this many seconds old.
NUMBERS_FRESH_FOR = 120


def network_numbers():
    """The network in true numbers, counted afresh every two minutes."""
    return cache.get_or_set("cms:network-in-numbers", network_in_numbers, NUMBERS_FRESH_FOR)


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
        *_records_to_look_at(),
    ]


_VACANT = {
    "national-focal-point": lambda number: ngettext(
        "Party has no national focal point", "Parties have no national focal point", number
    ),
    "official-contact-point": lambda number: ngettext(
        "Party has no official contact point", "Parties have no official contact point", number
    ),
}


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
