"""Terms of reference, links and requests, as small as a test needs them."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from directory.enrolment.actions import links
from directory.enrolment.choices import TermsState
from directory.enrolment.models import CategoryQuestion, TermsOfReference

from .directory import CategoryFactory


class TermsFactory(DjangoModelFactory):
    """Terms of experts in force since 2024; ``draft=True`` makes a draft."""

    class Meta:
        model = TermsOfReference

    class Params:
        draft = factory.Trait(state=TermsState.DRAFT, in_force_from=None)

    category = factory.SubFactory(CategoryFactory)
    number = 1
    state = TermsState.IN_FORCE
    in_force_from = date(2024, 1, 1)
    undertaking_en = "I answer questions within ten working days."
    text_en = "An expert answers questions.\n\nThe answer comes within ten working days."


class CategoryQuestionFactory(DjangoModelFactory):
    class Meta:
        model = CategoryQuestion

    category = factory.SubFactory(CategoryFactory)
    wording_en = "Which substances do you know best?"


def make_link(*codes, by, **about):
    """A link that gives these categories (experts) to two people for a week, and its secret."""
    standing = {"purpose": "Workshop", "use_limit": 2, "expires_at": timezone.now() + timedelta(days=7)}
    categories = [CategoryFactory(code=code) for code in codes or ("expert",)]
    return links.make_link(by=by, categories=categories, **{**standing, **about})
