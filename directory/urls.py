"""Addresses of the directory. Lists of people and institutions belong to the room ``search``."""

from django.urls import include, path

from .record_urls import pages_of
from .views import correspondence, drafts, focal_points, pages, portraits

app_name = "directory"
urlpatterns = [
    path("", pages.DirectoryIndex.as_view(), name="index"),
    path("people/<slug:slug>/", pages.PersonPage.as_view(), name="person"),
    path("people/<slug:slug>/write/", correspondence.write_to_person, name="write_to_person"),
    path("people/<slug:slug>/portrait.jpg", portraits.portrait, name="portrait"),
    path("people/<slug:slug>/record/", include(pages_of("person", "person-"))),
    path("institutions/<slug:slug>/", pages.InstitutionPage.as_view(), name="institution"),
    path("institutions/<slug:slug>/record/", include(pages_of("institution", "institution-"))),
    path("institutions/<slug:slug>/write/", correspondence.write_to_institution, name="write_to_institution"),
    path("drafts/<int:pk>/", drafts.DraftPage.as_view(), name="draft"),
    path("messages/waiting/", correspondence.message_waits, name="message_waits"),
    path("messages/<str:signed>/", correspondence.confirm_message, name="confirm_message"),
    path("focal-points/", focal_points.FocalPointsPage.as_view(), name="focal_points"),
    path("countries/", pages.CountriesPage.as_view(), name="countries"),
    path("countries/<slug:code>/", pages.CountryPage.as_view(), name="country"),
    path("regions/<slug:code>/", pages.RegionPage.as_view(), name="region"),
]
