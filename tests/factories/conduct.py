"""Watched words and bans."""

import factory
from factory.django import DjangoModelFactory

from forums.conduct.models import Ban, WatchedWord

from .forums import GroupFactory, MemberFactory


class WatchedWordFactory(DjangoModelFactory):
    """A word of the whole network, whose posts wait."""

    class Meta:
        model = WatchedWord

    text = "miracle"
    language = "en"


class BanFactory(DjangoModelFactory):
    class Meta:
        model = Ban

    user = factory.SubFactory(MemberFactory)
    group = factory.SubFactory(GroupFactory)
