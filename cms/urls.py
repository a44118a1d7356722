"""Addresses outside the languages: the front door, and what machines read."""

from django.contrib.sitemaps.views import index, sitemap
from django.urls import path
from django.views.decorators.cache import cache_page

from .sitemaps import SITEMAPS
from .views import front_door, robots

HOUR = 3600
MAPS = {"sitemaps": SITEMAPS}

urlpatterns = [
    path("", front_door, name="front_door"),
    path("robots.txt", robots, name="robots"),
    path(
        "sitemap.xml",
        cache_page(HOUR)(index),
        {**MAPS, "sitemap_url_name": "sitemap_of"},
        name="sitemap",
    ),
    path("sitemap-<section>.xml", cache_page(HOUR)(sitemap), MAPS, name="sitemap_of"),
]
