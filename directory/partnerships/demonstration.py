"""Demonstration partners, agreements and joint projects: invented, marked as such, the same for one seed and day."""

from datetime import date, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.db.models import Q

from directory.models import Affiliation, Chemical, Institution, Person, StakeholderGroup

from .choices import (
    AgreementKind,
    Ended,
    FundingKind,
    PartnershipStatus,
    ProjectRole,
    ProjectStatus,
    Renewal,
    ResultKind,
    Review,
)
from .models import (
    Agreement,
    AgreementSummary,
    Partnership,
    PartnershipApplication,
    PartnershipChange,
    Project,
    ProjectActivity,
    ProjectChange,
    ProjectFunding,
    ProjectMilestone,
    ProjectPartner,
    ProjectResult,
    ProjectStep,
    Signatory,
)
from .terms import months_after

COUNTRIES = ("SN", "KE", "JO", "NG", "EG", "CN", "RU", "IN", "BR", "MX", "FR", "UY", "CI", "ML", "BJ")
KINDS = ("regional-centre", "laboratory", "university", "research-institute", "ngo", "agency")
# Who of the demonstration sign-ins keeps the institution they work at; the first of them is a partner.
KEEPERS = ("official.contact@example.org", "member@example.org")
PARTNERS, AGREEMENTS = 12, 20

OFFERS = (
    "Analyses of PCBs and dioxins in soil, sediment and breast milk, with participation in interlaboratory tests.",
    "Training of customs officers and inspectors, and a library of training materials in two languages.",
    "Help with inventories of transformers and capacitors, and with plans for their disposal.",
    "Passive air sampling in cooperation with national meteorological services.",
    "Public information on open burning and on pesticides that have been banned.",
)
AGREEMENT_KINDS = (
    (AgreementKind.MEMORANDUM, "Memorandum of understanding on monitoring data"),
    (AgreementKind.DATA_SHARING, "Agreement on sharing data from national inventories"),
    (AgreementKind.LETTER, "Letter of agreement on regional training"),
    (AgreementKind.FRAMEWORK, "Framework agreement on technical assistance"),
    (AgreementKind.HOST, "Agreement on hosting the regional node of the clearing-house"),
    (AgreementKind.PROJECT, "Project agreement on stockpiles of obsolete pesticides"),
    (AgreementKind.EXCHANGE_OF_LETTERS, "Exchange of letters on translating guidance"),
)
SUMMARIES = {
    "en": "The signatories share what they know on {subject}, name one contact each, and meet once a year. "
    "Data stay with those who measured them; summaries are published through the clearing-house.",
    "fr": "Les signataires partagent ce qu’ils savent, désignent chacun un correspondant et se réunissent une fois "
    "par an. Les données restent à ceux qui les ont mesurées.",
}
PROJECTS = (
    ("Taking PCBs out of the power grid", "inventories, sampling and disposal of transformers with PCBs", "running"),
    ("Air samplers on five coasts", "passive air sampling of POPs along the coast", "running"),
    ("Safe ends for old pesticides", "repacking and destroying obsolete pesticides", "completed"),
    ("Firefighting foam without PFOS", "replacing foams at airports and ports", "running"),
    ("Milk survey of the second generation", "monitoring of POPs in breast milk", "planned"),
    ("Open burning: from ban to practice", "alternatives to open burning at municipal dumps", "running"),
    ("Customs see what they let in", "training of customs officers on listed chemicals", "completed"),
    ("Flame retardants in plastic waste", "sorting of plastics with brominated flame retardants", "suspended"),
    ("One inventory, six languages", "a shared form for national inventories", "running"),
    ("Laboratories learn from laboratories", "interlaboratory tests for ten laboratories", "cancelled"),
)


@transaction.atomic
def make_partnerships(seed, on):
    """Bring partners, agreements and projects into a demonstration network without any. Returns how many partners."""
    if Partnership.objects.filter(is_demo=True).exists():
        return 0
    random = Random(f"{seed}/partnerships")
    _make_keepers()
    houses = _houses()
    if len(houses) < 2:
        return 0
    partnerships = [_partnership(random, house, number, on) for number, house in enumerate(houses[:PARTNERS])]
    _application(houses[PARTNERS : PARTNERS + 1], on)
    agreements = _agreements(random, [each.institution for each in partnerships], on)
    for number, (title, about, status) in enumerate(PROJECTS):
        _project(random, number, title, about, status, houses[:PARTNERS], agreements, on)
    return len(partnerships)


def _make_keepers():
    for email in KEEPERS:
        held = Affiliation.objects.filter(person__user__email=email, institution__is_demo=True, ends_on=None).first()
        if held is not None and not held.maintains_institution:
            held.maintains_institution = True
            held.save(update_fields=["maintains_institution"])


def _houses():
    """Institutions in the order in which they become partners: that of the first keeper, then around the world."""
    listed = Institution.objects.listed().filter(is_demo=True).select_related("type", "country")
    later = set(Affiliation.objects.filter(person__user__email=KEEPERS[1]).values_list("institution", flat=True))
    first = list(
        listed.filter(affiliations__person__user__email=KEEPERS[0], affiliations__maintains_institution=True)[:1]
    )
    by_place = {}
    for house in listed.filter(type__code__in=KINDS).order_by("slug"):
        if house.pk not in later and house not in first:
            by_place.setdefault(house.country.iso2 if house.country else "", []).append(house)
    order = {iso2: number for number, iso2 in enumerate(COUNTRIES)}
    places = sorted(by_place, key=lambda iso2: (order.get(iso2, len(order)), iso2))
    found = [*first, *(by_place[iso2][number % len(by_place[iso2])] for number, iso2 in enumerate(places))]
    rest = [house for iso2 in places for house in by_place[iso2] if house not in found]
    return [*found, *rest]


def _partnership(random, house, number, on):
    start = on - timedelta(days=420 + 330 * (number % 7) + random.randrange(90))
    ended = on - timedelta(days=200) if number == PARTNERS - 1 else None
    partnership = Partnership.objects.create(
        institution=house, offers=OFFERS[number % len(OFFERS)], starts_on=start, ends_on=ended, is_demo=True
    )
    changes = [(PartnershipStatus.ACTIVE, start, "")]
    if number == PARTNERS - 2:
        changes.append((PartnershipStatus.SUSPENDED, on - timedelta(days=60), "The laboratory is being rebuilt."))
    if ended:
        changes.append((PartnershipStatus.ENDED, ended, "The institute was merged with another one."))
    PartnershipChange.objects.bulk_create(
        PartnershipChange(partnership=partnership, status=status, on=day, reason=reason)
        for status, day, reason in changes
    )
    return partnership


def _application(houses, on):
    """One application that waits at the desk of the Secretariat."""
    applicant = Person.objects.filter(user__email=KEEPERS[0]).first()
    for house in houses:
        PartnershipApplication.objects.create(
            key=uuid5(NAMESPACE_URL, f"application/{house.slug}"),
            institution=house,
            applicant=applicant.user if applicant else None,
            why="We have measured POPs for ten years and wish to share methods and results.",
            offers=OFFERS[0],
            activities="Joint sampling, and training for two laboratories of the region.",
            contact_name="Office of the director",
            contact_email="office@partner.example",
            is_demo=True,
        )


def _agreements(random, houses, on):
    made = []
    for number in range(AGREEMENTS):
        kind, title = AGREEMENT_KINDS[number % len(AGREEMENT_KINDS)]
        house = houses[number % len(houses)]
        start = on - timedelta(days=300 + 170 * (number % 9) + random.randrange(60))
        agreement = Agreement(
            key=uuid5(NAMESPACE_URL, f"agreement/{number}"),
            kind=kind,
            title=f"{title} ({house.acronym or house.country.name_en})",
            reference=f"DEMO-{start.year}-{number + 1:02}",
            signed_on=start - timedelta(days=20),
            in_force_from=start,
            is_demo=True,
        )
        _give_term(agreement, number, on)
        agreement.save()
        sides = [Signatory(institution=house, function="Director-General")]
        if number % 4 == 1 and house.country_id:
            sides.append(Signatory(country=house.country, function="Minister of the Environment"))
        elif number % 4 == 2:
            sides.append(Signatory(institution=houses[(number + 3) % len(houses)], function="Head of department"))
        if number % 4 != 2 or len(houses) < 4:
            sides.append(Signatory(is_secretariat=True, function="Executive Secretary"))
        for position, side in enumerate(sides):
            side.agreement, side.position, side.signed_on = agreement, position, agreement.signed_on
        Signatory.objects.bulk_create(sides)
        subject = title.partition(" on ")[2]
        AgreementSummary.objects.bulk_create(
            AgreementSummary(
                agreement=agreement,
                language=language,
                text=text.format(subject=subject),
                author_name="Secretariat",
                written_on=start,
            )
            for language, text in SUMMARIES.items()
            if language == "en" or number % 3 == 0
        )
        made.append(agreement)
    # One took the place of another.
    if made[5].in_force_from < made[4].in_force_from:
        made[4], made[5] = made[5], made[4]
    made[5].previous = made[4]
    made[5].save()
    made[4].ended_on, made[4].ended_how = max(made[4].in_force_from, made[5].in_force_from), Ended.SUPERSEDED
    made[4].save()
    return made


def _give_term(agreement, number, on):
    """Most run for three years; some renew themselves, some end soon, one was ended, one is confidential."""
    agreement.in_force_to = months_after(agreement.in_force_from, 36) - timedelta(days=1)
    if number in (2, 9):
        # About to be renewed.
        agreement.in_force_to, agreement.renewal = on + timedelta(days=75 + number), Renewal.SIGNATURE
    elif number % 5 == 3:
        agreement.renewal, agreement.renewal_months = Renewal.AUTOMATIC, 24
    elif number == 12:
        agreement.in_force_to = None
    elif number == 7:
        agreement.ended_on, agreement.ended_how = on - timedelta(days=40), Ended.BY_CONSENT
        agreement.ended_reason = "Its task was taken over by the framework agreement."
    elif number == 0:
        agreement.is_confidential = True


def _project(random, number, title, about, status, houses, agreements, on):
    start = date(on.year - 1 - number % 4, 1 + number % 12, 1)
    if status == "planned":
        start = months_after(date(on.year, on.month, 1), 4)
    end = months_after(start, 30 + 6 * (number % 3))
    if status == "completed":
        end = min(end, on - timedelta(days=90))
    elif status == "running":
        end = max(end, months_after(on, 8))
    chosen = [houses[(number + step * 3) % len(houses)] for step in range(3 + number % 2)]
    chosen = list(dict.fromkeys(chosen))
    roles = [ProjectRole.LEAD, ProjectRole.IMPLEMENTING, ProjectRole.COLLABORATING, ProjectRole.BENEFICIARY]
    project = Project(
        key=uuid5(NAMESPACE_URL, f"project/{number}"),
        number=f"DEMO-P{number + 1:02}",
        title=title,
        summary=f"The partners work on {about}. They compare methods, train one another and publish what they find "
        "through the clearing-house, so that Parties with less experience can begin where they stopped.",
        starts_on=start,
        ends_on=end,
        review=Review.PUBLISHED,
        is_demo=True,
    )
    project.partners = [
        ProjectPartner(institution=house, role=role, position=place)
        for place, (house, role) in enumerate(zip(chosen, roles, strict=False))
    ]
    project.changes = _story(status, start, end, on)
    project.activities = [
        ProjectActivity(
            title=words,
            starts_on=months_after(start, 6 * place),
            ends_on=months_after(start, 6 * place + 8),
            institution=chosen[place % len(chosen)],
            position=place,
        )
        for place, words in enumerate(("Common method and training", "Field work", "Comparison and report"))
    ]
    project.milestones = [
        ProjectMilestone(
            title=words,
            due_on=(due := months_after(start, months)),
            reached_on=due + timedelta(days=random.randrange(-20, 40)) if due < on - timedelta(days=120) else None,
            position=place,
        )
        for place, (words, months) in enumerate(
            (("Method agreed", 6), ("Half of the samples taken", 14), ("Results published", 28))
        )
    ]
    if status == "completed":
        project.results = [
            ProjectResult(
                kind=ResultKind.OUTPUT, text="A guide in three languages.", evidence="https://guide.example/"
            ),
            ProjectResult(kind=ResultKind.OUTCOME, text="Four Parties have changed their rules.", position=1),
        ]
        project.lessons = "Agree on the form of data before the first sample is taken."
    project.fundings = [
        ProjectFunding(
            kind=FundingKind.CORE,
            source="Global fund (invented)",
            amount=f"{250_000 + 50_000 * number}.00",
            currency="USD",
        ),
        ProjectFunding(kind=FundingKind.IN_KIND, source="Staff of the partners", position=1),
    ]
    project.save()
    project.countries.set([house.country for house in chosen if house.country_id])
    project.chemicals.set(list(Chemical.objects.order_by("position", "code")[number : number + 3]))
    project.target_groups.set(list(StakeholderGroup.objects.order_by("position", "code")[:2]))
    project.save()
    public = [each for each in agreements if not each.is_confidential and each.in_force_from <= start]
    project.agreements.set(public[:1])
    ProjectStep.objects.create(project=project, review=Review.PUBLISHED, by_secretariat=True)


def _story(status, start, end, on):
    story = [ProjectChange(status=ProjectStatus.PLANNED, on=min(start, on) - timedelta(days=200))]
    if status != "planned":
        story.append(ProjectChange(status=ProjectStatus.RUNNING, on=start))
    if status == "suspended":
        story.append(ProjectChange(status=status, on=on - timedelta(days=100), note="Waits for means."))
    if status == "cancelled":
        story.append(ProjectChange(status=status, on=on - timedelta(days=30), note="The lead partner withdrew."))
    if status == "completed":
        story.append(ProjectChange(status=status, on=max(end, start + timedelta(days=1))))
    return story


@transaction.atomic
def remove_partnerships():
    """Remove what is demonstration, and what hangs on demonstration institutions, before those are removed."""
    houses = Institution.objects.filter(is_demo=True)
    demo = Q(is_demo=True)
    Project.objects.filter(
        demo | Q(partners__institution__in=houses) | Q(activities__institution__in=houses)
    ).delete()
    gone = Agreement.objects.filter(demo | Q(signatories__institution__in=houses))
    keys = list(gone.values_list("pk", flat=True))
    Agreement.objects.filter(previous__in=keys).update(previous=None)
    Agreement.objects.filter(pk__in=keys).delete()
    Partnership.objects.filter(demo | Q(institution__in=houses)).delete()
    PartnershipApplication.objects.filter(demo | Q(institution__in=houses)).delete()
