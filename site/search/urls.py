"""Addresses of the lists, which this room serves under the directory's name, and of the search."""

from django.urls import path

from search.column_views import InstitutionColumns, PeopleColumns
from search.views import InstitutionResults, PeopleResults, SearchResults

app_name = "search"
urlpatterns = [
    path("directory/people/", PeopleResults.as_view(), name="people"),
    path("directory/institutions/", InstitutionResults.as_view(), name="institutions"),
    path("directory/take-away/people/", PeopleColumns.as_view(), name="people_columns"),
    path("directory/take-away/institutions/", InstitutionColumns.as_view(), name="institution_columns"),
    path("search/", SearchResults.as_view(), name="results"),
]
