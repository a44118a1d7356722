"""Addresses of the roster of experts."""

from django.urls import include, path

from .finding.views import ExpertColumns, ExpertsPage, RankingPage
from .own_urls import pages_of
from .views import expert

app_name = "experts"
urlpatterns: list = [
    path("", ExpertsPage.as_view(), name="experts"),
    path("columns/", ExpertColumns.as_view(), name="columns"),
    path("ranking/", RankingPage.as_view(), name="ranking"),
    path("people/<slug:slug>/", expert.ExpertPage.as_view(), name="expert"),
    path("people/<slug:slug>/entry/", include(pages_of("entry", "entry-"))),
]
