"""Meetings, as small as a test needs them."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from forums.meetings.models import Meeting

from .forums import GroupFactory


class MeetingFactory(DjangoModelFactory):
    """An hour in a week."""

    class Meta:
        model = Meeting

    group = factory.SubFactory(GroupFactory)
    title = "Second call on stockpiles"
    starts_at = factory.LazyFunction(lambda: timezone.now().replace(microsecond=0) + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + timedelta(hours=1))
    time_zone = "Africa/Nairobi"
    address = "https://meet.example.org/secret-room"
    dial_in = "+254 20 555 0100, code 4711"
