"""Addresses of shortlists, under the roster's. Each list is read at its own, at the visitor's, or by a link."""

from django.urls import path, re_path

from . import views

app_name = "shortlists"

_FORMAT = "(?P<format>csv|xlsx|json|jsonld)"


def _ways_to_read(prefix, name):
    """A shortlist side by side, as CVs and as files, under one of its addresses."""
    return [
        re_path(f"^{prefix}/compare/$", views.compare, name=f"{name}_compare"),
        re_path(f"^{prefix}/cvs/$", views.cvs, name=f"{name}_cvs"),
        re_path(f"^{prefix}/cvs.docx$", views.cvs_document, name=f"{name}_cvs_document"),
        re_path(f"^{prefix}/shortlist[.]{_FORMAT}$", views.take, name=f"{name}_file"),
    ]


urlpatterns = [
    path("", views.Shortlists.as_view(), name="mine"),
    path("keep/", views.keep, name="keep"),
    path("current/", views.current, name="current"),
    path("visit/", views.ShortlistPage.as_view(), name="visit"),
    path("shared/<str:secret>/", views.SharedPage.as_view(), name="shared"),
    path("<int:pk>/", views.ShortlistPage.as_view(), name="shortlist"),
    path("<int:pk>/edit/", views.Edit.as_view(), name="edit"),
    path("<int:pk>/current/", views.choose, name="choose"),
    path("<int:pk>/delete/", views.Delete.as_view(), name="delete"),
    path("<int:pk>/share/", views.Share.as_view(), name="share"),
    path("<int:pk>/share/<int:link>/revoke/", views.revoke, name="revoke"),
    *_ways_to_read("visit", "visit"),
    *_ways_to_read("shared/(?P<secret>[A-Za-z0-9_-]+)", "shared"),
    *_ways_to_read("(?P<pk>[0-9]+)", "shortlist"),
]
