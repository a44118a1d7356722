"""Addresses of the pages for those who keep an entry: their own, or, for the Secretariat, somebody's."""

from django.urls import path

from .views import own


def pages_of(keeps, prefix=""):
    return [
        path("", own.Overview.as_view(keeps=keeps), name=f"{prefix}record"),
        path("history/", own.EntryHistory.as_view(keeps=keeps), name=f"{prefix}history"),
        path("history/<int:revision>/", own.EntryVersion.as_view(keeps=keeps), name=f"{prefix}version"),
        path("preview/", own.EntryPreview.as_view(keeps=keeps), name=f"{prefix}preview"),
        path("<slug:section>/", own.EntrySectionPage.as_view(keeps=keeps), name=f"{prefix}section"),
    ]


app_name = "my_roster"
urlpatterns = pages_of("own")
