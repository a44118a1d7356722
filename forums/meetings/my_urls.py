"""One's own calendars, under ``my/``."""

from django.urls import path

from .views import calendars

app_name = "my_calendar"
urlpatterns = [
    path("forums/calendar/", calendars.MyCalendar.as_view(), name="page"),
    path("forums/calendar/renew/", calendars.renew, name="renew"),
]
