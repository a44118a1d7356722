"""Assignments of experts, and mentoring, as small as a test needs them."""

import uuid
from datetime import date

import factory
from factory.django import DjangoModelFactory

from experts.assignments.models import Assignment, AssignmentReport
from experts.mentoring.models import Offer, Pair, Wish

from .directory import CountryFactory, ExpertiseTermFactory, LanguageFactory, PersonFactory, UserFactory
from .experts import RosterEntryFactory


class AssignmentFactory(DjangoModelFactory):
    """A mission for Kenya in March 2026, recorded by who asked, not answered yet."""

    class Meta:
        model = Assignment

    key = factory.LazyFunction(uuid.uuid4)
    expert = factory.LazyFunction(lambda: RosterEntryFactory(person=PersonFactory(user=UserFactory())).person)
    kind = "mission"
    title = "PCB inventory of the power grid"
    country = factory.SubFactory(CountryFactory)
    starts_on = date(2026, 3, 2)
    ends_on = date(2026, 3, 13)
    purpose = "Train the team of the inventory."
    recorded_by = "requester"


class AssignmentReportFactory(DjangoModelFactory):
    class Meta:
        model = AssignmentReport

    assignment = factory.SubFactory(AssignmentFactory)
    side = "expert"
    results = "An inventory of 400 transformers."
    satisfaction = factory.LazyAttribute(lambda report: "very" if report.side == "requester" else "")
    would_ask_again = factory.LazyAttribute(lambda report: "yes" if report.side == "requester" else "")


class _Shared(DjangoModelFactory):
    class Meta:
        abstract = True

    ways = ["calls"]

    @factory.post_generation
    def fields(self, create, codes, **kwargs):
        self.fields.set([ExpertiseTermFactory(slug=code) for code in codes or ["pcb"]])

    @factory.post_generation
    def languages(self, create, codes, **kwargs):
        self.languages.set([LanguageFactory(code=code) for code in codes or ["fr"]])


class OfferFactory(_Shared):
    """A listed expert with a sign-in mentors on PCBs in French; room for one."""

    class Meta:
        model = Offer
        skip_postgeneration_save = True

    mentor = factory.LazyFunction(lambda: RosterEntryFactory(person=PersonFactory(user=UserFactory())).person)


class WishFactory(_Shared):
    """A member wishes to learn about PCBs in French."""

    class Meta:
        model = Wish
        skip_postgeneration_save = True

    learner = factory.LazyFunction(lambda: PersonFactory(user=UserFactory()))
    goal = "Plan how our PCB oil leaves the country."


class PairFactory(DjangoModelFactory):
    class Meta:
        model = Pair

    offer = factory.SubFactory(OfferFactory)
    wish = factory.SubFactory(WishFactory)
    proposed_by = "secretariat"
