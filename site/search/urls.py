"""Addresses of the lists, which this room serves under the directory's name, and of the search."""

from django.urls import path

from search.views import InstitutionResults, PeopleResults, SearchResults

app_name = "search"
urlpatterns = [
    path("directory/people/", PeopleResults.as_view(), name="people"),
    path("directory/institutions/", InstitutionResults.as_view(), name="institutions"),
    path("search/", SearchResults.as_view(), name="results"),
]
