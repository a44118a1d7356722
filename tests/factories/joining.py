"""Ways into groups, as small as a test needs them."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from forums.joining.models import AutomaticRule, GroupInvitation, JoiningQuestion, JoinRequest

from .forums import GroupFactory, MemberFactory


class JoiningQuestionFactory(DjangoModelFactory):
    class Meta:
        model = JoiningQuestion

    group = factory.SubFactory(GroupFactory)
    text = "What do you work on?"


class JoinRequestFactory(DjangoModelFactory):
    class Meta:
        model = JoinRequest

    group = factory.SubFactory(GroupFactory, joining="request")
    user = factory.SubFactory(MemberFactory)
    note = "We have twelve transformers."


class GroupInvitationFactory(DjangoModelFactory):
    """A link; ``user`` or ``address`` make another."""

    class Meta:
        model = GroupInvitation

    group = factory.SubFactory(GroupFactory, joining="invitation")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class AutomaticRuleFactory(DjangoModelFactory):
    class Meta:
        model = AutomaticRule
        skip_postgeneration_save = True

    group = factory.SubFactory(GroupFactory, joining="automatic")

    @factory.post_generation
    def categories(rule, create, extracted, **kwargs):  # noqa: N805
        rule.categories.set(extracted or [])

    @factory.post_generation
    def regions(rule, create, extracted, **kwargs):  # noqa: N805
        rule.regions.set(extracted or [])

    @factory.post_generation
    def countries(rule, create, extracted, **kwargs):  # noqa: N805
        rule.countries.set(extracted or [])
