"""Addresses of the directory. Lists of people and institutions belong to the room ``search``."""

from django.urls import path

from . import views

app_name = "directory"
urlpatterns = [
    path("", views.DirectoryIndex.as_view(), name="index"),
    path("people/<slug:slug>/", views.PersonPage.as_view(), name="person"),
    path("institutions/<slug:slug>/", views.InstitutionPage.as_view(), name="institution"),
    path("countries/", views.CountriesPage.as_view(), name="countries"),
    path("countries/<slug:code>/", views.CountryPage.as_view(), name="country"),
    path("regions/<slug:code>/", views.RegionPage.as_view(), name="region"),
]
