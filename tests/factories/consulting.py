"""Questions to experts, as small as a test needs them."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from experts.consulting.choices import InvitationState, QuestionState
from experts.consulting.models import Invitation, Question

from .directory import UserFactory
from .experts import RosterEntryFactory


class QuestionFactory(DjangoModelFactory):
    """An open question, asked now; ``state="draft"`` makes one nobody was asked."""

    class Meta:
        model = Question

    asked_by = factory.SubFactory(UserFactory)
    title = "What to do with old transformers?"
    text = "We have *twelve* of them, and oil in drums."
    language = "en"
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))
    state = QuestionState.OPEN
    asked_at = factory.LazyAttribute(lambda question: None if question.state == "draft" else timezone.now())


class InvitationFactory(DjangoModelFactory):
    """An expert who was asked and has not answered."""

    class Meta:
        model = Invitation

    question = factory.SubFactory(QuestionFactory)
    entry = factory.SubFactory(RosterEntryFactory)
    state = InvitationState.INVITED
    answered_at = factory.LazyAttribute(
        lambda invitation: timezone.now() if invitation.state == InvitationState.ACCEPTED else None
    )
