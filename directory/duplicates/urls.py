"""Addresses of the Secretariat's work with duplicates."""

from django.urls import path

from .views import merges, pairs

app_name = "duplicates"
urlpatterns = [
    path("", pairs.Pairs.as_view(), name="pairs"),
    path("compare/", pairs.NamePair.as_view(), name="compare"),
    path("merges/", merges.Merges.as_view(), name="merges"),
    path("merges/<int:pk>/", merges.OneMerge.as_view(), name="merge"),
    path("<int:pk>/", pairs.OnePair.as_view(), name="pair"),
]
