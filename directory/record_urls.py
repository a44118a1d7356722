"""Addresses of the pages for those who keep a record: their own, somebody's, or an institution's."""

from django.urls import path

from .views import history, leaving, portraits, record


def pages_of(keeps, prefix=""):
    """The pages about one kind of kept record. ``record`` is the name of the first of them."""
    pages = [
        path("confirm/", record.Confirm.as_view(keeps=keeps), name=f"{prefix}confirm"),
        path("history/", history.History.as_view(keeps=keeps), name=f"{prefix}history"),
        path("history/<int:revision>/", history.Version.as_view(keeps=keeps), name=f"{prefix}version"),
    ]
    if keeps != "institution":
        pages += [
            path("preview/", record.Preview.as_view(keeps=keeps), name=f"{prefix}preview"),
            path("photo/", portraits.Photo.as_view(keeps=keeps), name=f"{prefix}photo"),
        ]
    return [
        path("", record.Overview.as_view(keeps=keeps), name=f"{prefix}record"),
        *pages,
        path("<slug:section>/", record.Section.as_view(keeps=keeps), name=f"{prefix}section"),
    ]


app_name = "my"
urlpatterns = [
    path("download/", leaving.Download.as_view(), name="download"),
    path("close/", leaving.Close.as_view(), name="close"),
    *pages_of("own"),
]
