"""Addresses of the directory. Lists of people and institutions belong to the room ``search``."""

from django.urls import path

from .views import pages

app_name = "directory"
urlpatterns = [
    path("", pages.DirectoryIndex.as_view(), name="index"),
    path("people/<slug:slug>/", pages.PersonPage.as_view(), name="person"),
    path("institutions/<slug:slug>/", pages.InstitutionPage.as_view(), name="institution"),
    path("countries/", pages.CountriesPage.as_view(), name="countries"),
    path("countries/<slug:code>/", pages.CountryPage.as_view(), name="country"),
    path("regions/<slug:code>/", pages.RegionPage.as_view(), name="region"),
]
