"""Addresses of a person's own imports, and of the exchange form of an entry."""

from django.urls import path

from .views import exchange, orcid

app_name = "roster_imports"
urlpatterns = [
    path("my/roster/orcid/", orcid.Orcid.as_view(), name="orcid"),
    path("experts/people/<slug:slug>/bch.json", exchange.bch_record, name="bch"),
]
