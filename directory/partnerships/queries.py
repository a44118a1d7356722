"""Questions people ask of partners, agreements and joint projects."""

from collections import Counter

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from directory.choices import Audience, RecordStatus
from directory.models import Affiliation, Country, Institution, User, audience_of

from .choices import ProjectRole
from .models import (
    Agreement,
    Partnership,
    PartnershipApplication,
    Project,
    ProjectPartner,
    Signatory,
    institutions_kept_by,
)

REGIONAL_CENTRE = "regional-centre"


# --- The counts of plan ¶57 -------------------------------------------------------------------------------


def partner_organisations(on=None, viewer=None):
    """Institutions that are partners on a day."""
    partners = Partnership.objects.in_force(on).values("institution")
    return Institution.objects.visible_to(viewer).filter(pk__in=partners)


def agreements_in_force(on=None, viewer=None):
    """Agreements in force on a day; of confidential ones only those the viewer is entitled to."""
    return Agreement.objects.visible_to(viewer).in_force(on)


def joint_projects(on=None, viewer=None):
    """Published projects of two partners or more that were known on a day, each with ``status_then``."""
    return Project.objects.joint(on)


def partners_by_type(on=None, viewer=None):
    """How many partners there are of each type of institution: {key of the type or None: number}."""
    found = partner_organisations(on, viewer).order_by().values_list("type").annotate(number=Count("pk"))
    return dict(found)


def partners_by_region(on=None, viewer=None):
    """How many partners there are in each region: {key of the region or None: number}."""
    found = partner_organisations(on, viewer).order_by().values_list("country__region").annotate(number=Count("pk"))
    return dict(found)


def agreements_by_kind(on=None, viewer=None):
    return dict(agreements_in_force(on, viewer).order_by().values_list("kind").annotate(number=Count("pk")))


def agreements_by_region(on=None, viewer=None):
    """In how many agreements somebody of each region takes part; an agreement counts once in each of its regions."""
    signed = Signatory.objects.filter(agreement__in=agreements_in_force(on, viewer).values("pk"))
    pairs = signed.values_list("agreement", "country__region", "institution__country__region").distinct()
    held = {(agreement, party or house) for agreement, party, house in pairs if party or house}
    return dict(Counter(region for _agreement, region in held))


def projects_by_status(on=None, viewer=None):
    return dict(Counter(joint_projects(on, viewer).values_list("status_then", flat=True)))


def projects_by_region(on=None, viewer=None):
    """How many joint projects cover each region; a project counts once in each of its regions."""
    projects = list(joint_projects(on, viewer).prefetch_related("countries", "regions__parent__parent").order_by())
    held = Counter()
    for project in projects:
        regions = {country.region_id for country in project.countries.all() if country.region_id}
        regions |= {top_region(region) for region in project.regions.all()}
        held.update(regions)
    return dict(held)


def top_region(region):
    """The key of the region of the first level a region belongs to; None for the whole world."""
    while region is not None and region.level != "region":
        region = region.parent
    return region.pk if region else None


# --- Lists ------------------------------------------------------------------------------------------------


def partnerships_seen_by(viewer):
    return (
        Partnership.objects.visible_to(viewer)
        .with_status_on()
        .select_related("institution__type", "institution__country__region")
    )


def signatories_shown(viewer):
    """Signatories as they are shown: not those institutions that are no longer listed."""
    shown = Signatory.objects.select_related("institution", "country")
    if audience_of(viewer) >= Audience.SECRETARIAT:
        return shown
    return shown.filter(Q(institution__isnull=True) | Q(institution__status=RecordStatus.LISTED))


def agreements_seen_by(viewer):
    return Agreement.objects.visible_to(viewer).prefetch_related(Prefetch("signatories", signatories_shown(viewer)))


def agreements_to_renew(on=None):
    """Agreements whose term ends soon, the first to end on top: the Secretariat's task."""
    on = on or timezone.localdate()
    terms = Agreement.objects.in_force(on).filter(
        in_force_to__isnull=False, ended_on__isnull=True, alert_months__gt=0
    )
    due = [agreement for agreement in terms if agreement.alert_due_on(on) <= on]
    return sorted(due, key=lambda agreement: agreement.term_ends_on(on))


def partners_shown(viewer):
    """Partners of projects as they are shown."""
    shown = ProjectPartner.objects.select_related("institution")
    if audience_of(viewer) >= Audience.SECRETARIAT:
        return shown
    return shown.filter(institution__status=RecordStatus.LISTED)


def projects_seen_by(viewer):
    """Projects as rows of lists show them."""
    return with_partners(Project.objects.visible_to(viewer).with_status_on(), viewer)


def with_partners(projects, viewer):
    """Projects each with ``shown_partners``."""
    return projects.prefetch_related(Prefetch("partners", partners_shown(viewer), to_attr="shown_partners"))


def projects_of(institution, viewer):
    """Published projects an institution takes, or took, part in."""
    taking_part = ProjectPartner.objects.filter(institution=institution).values("project")
    return with_partners(Project.objects.published().filter(pk__in=taking_part).with_status_on(), viewer)


def projects_in(country, viewer):
    """Published projects that cover a country."""
    return with_partners(Project.objects.published().filter(countries=country).with_status_on(), viewer)


def institutions_that_may_lead(user):
    """Partners whose record somebody keeps; the Secretariat may name any partner."""
    partners = Institution.objects.listed().filter(pk__in=Partnership.objects.in_force().values("institution"))
    if audience_of(user) >= Audience.SECRETARIAT:
        return partners
    return partners.filter(pk__in=institutions_kept_by(user))


def centres_with_parties():
    """Regional centres with the Parties they serve."""
    return (
        Institution.objects.listed()
        .filter(type__code=REGIONAL_CENTRE)
        .select_related("country")
        .prefetch_related(Prefetch("parties_served", Country.objects.select_related("party")))
    )


def centres_serving(country):
    """The regional centres that serve a Party."""
    return Institution.objects.listed().filter(type__code=REGIONAL_CENTRE, parties_served=country)


# --- People -----------------------------------------------------------------------------------------------


def keepers_of(institutions):
    """Users who keep the records of institutions today (their keys), each once."""
    kept = (
        Affiliation.objects.filter(
            institution__in=[pk for pk in institutions if pk],
            maintains_institution=True,
            person__user__is_active=True,
            person__status=RecordStatus.LISTED,
        )
        .exclude(ends_on__lt=timezone.localdate())
        .values("person__user")
    )
    return list(User.objects.filter(pk__in=kept).order_by("pk"))


def keepers_of_project(project):
    """Who keeps a project: the keepers of its lead partners, and, until it is published, who proposed it."""
    leads = project.partners.filter(role=ProjectRole.LEAD).exclude(ends_on__lt=timezone.localdate())
    found = {user.pk: user for user in keepers_of(leads.values_list("institution", flat=True))}
    if project.proposed_by is not None and project.proposed_by.is_active:
        found[project.proposed_by.pk] = project.proposed_by
    return list(found.values())


def institutions_to_apply_for(user):
    """Institutions somebody may apply for: those they keep or work at."""
    held = Affiliation.objects.filter(person__user=user, person__status=RecordStatus.LISTED)
    today = timezone.localdate()
    held = held.exclude(ends_on__lt=today).exclude(starts_on__gt=today)
    return Institution.objects.listed().filter(pk__in=held.values("institution")).distinct()


def applications_of(user):
    """Applications somebody takes part in."""
    if not getattr(user, "is_authenticated", False):
        return PartnershipApplication.objects.none()
    return PartnershipApplication.objects.of_user(user)
