"""Partners, agreements and joint projects, as small as a test needs them."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from directory.partnerships.choices import AgreementKind, PartnershipStatus, ProjectRole, ProjectStatus, Review
from directory.partnerships.models import (
    Agreement,
    AgreementSummary,
    Partnership,
    PartnershipApplication,
    PartnershipChange,
    Project,
    ProjectChange,
    ProjectPartner,
    Signatory,
)

from .directory import InstitutionFactory, UserFactory


class PartnershipApplicationFactory(DjangoModelFactory):
    class Meta:
        model = PartnershipApplication

    institution = factory.SubFactory(InstitutionFactory)
    applicant = factory.SubFactory(UserFactory)
    why = "We keep an inventory of PCBs."
    offers = "A laboratory."
    activities = "Training."
    contact_name = "Neema Barasa"
    contact_email = "neema@example.org"


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership
        skip_postgeneration_save = True

    institution = factory.SubFactory(InstitutionFactory)
    starts_on = date(2020, 1, 1)

    @factory.post_generation
    def begun(partnership, create, extracted, **kwargs):  # noqa: N805
        if create:
            PartnershipChange.objects.create(
                partnership=partnership, status=PartnershipStatus.ACTIVE, on=partnership.starts_on
            )


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement
        skip_postgeneration_save = True

    kind = AgreementKind.MEMORANDUM
    title = factory.Sequence(lambda n: f"Memorandum {n}")
    reference = factory.Sequence(lambda n: f"MOU-{n}")
    in_force_from = date(2020, 1, 1)

    @factory.post_generation
    def institutions(agreement, create, extracted, **kwargs):  # noqa: N805
        for institution in extracted or ():
            Signatory.objects.create(agreement=agreement, institution=institution)


class AgreementSummaryFactory(DjangoModelFactory):
    class Meta:
        model = AgreementSummary

    agreement = factory.SubFactory(AgreementFactory)
    language = "en"
    text = "Both share data."


class ProjectFactory(DjangoModelFactory):
    """A published project that has been running since 2023; ``partners`` are institutions, the first leads."""

    class Meta:
        model = Project
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Project {n}")
    review = Review.PUBLISHED
    starts_on = date(2023, 1, 1)

    @factory.post_generation
    def partners(project, create, extracted, **kwargs):  # noqa: N805
        for number, institution in enumerate(extracted or ()):
            ProjectPartner.objects.create(
                project=project,
                institution=institution,
                role=ProjectRole.COLLABORATING if number else ProjectRole.LEAD,
                position=number,
            )

    @factory.post_generation
    def status(project, create, extracted, **kwargs):  # noqa: N805
        ProjectChange.objects.create(project=project, status=extracted or ProjectStatus.RUNNING, on=project.starts_on)
