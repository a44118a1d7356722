"""Addresses of meetings, under ``forums/``."""

from django.urls import path

from .. import converters  # noqa: F401 - it registers words
from .views import calendars, pages

app_name = "meetings"
urlpatterns = [
    path("groups/<slug:slug>/meetings/", pages.GroupMeetings.as_view(), name="list"),
    path("groups/<slug:slug>/meetings/new/", pages.Plan.as_view(), name="plan"),
    path("groups/<slug:slug>/meetings.ics", calendars.of_group, name="calendar"),
    path("meetings/<int:pk>/", pages.MeetingPage.as_view(), name="meeting"),
    path("meetings/<int:pk>/change/", pages.Change.as_view(), name="change"),
    path("meetings/<int:pk>/cancel/", pages.Cancel.as_view(), name="cancel"),
    path("meetings/<int:pk>/minutes/", pages.Minutes.as_view(), name="minutes"),
    path("meetings/<int:pk>/meeting.ics", calendars.one, name="one"),
    path("meetings/file/<str:token>/", calendars.File.as_view(), name="file"),
    path("meetings/letters/<str:token>/", calendars.Silence.as_view(), name="silence"),
    path("calendars/<words:key>/", calendars.feed, name="feed_of_all"),
    path("calendars/<words:key>/<slug:slug>/", calendars.feed, name="feed"),
]
