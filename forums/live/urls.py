"""Addresses of live pages, under ``forums/``."""

from django.urls import path

from . import views

app_name = "forum_live"
urlpatterns = [
    path("threads/<int:pk>/news/", views.missed, name="news"),
    path("live/choice/", views.choose, name="choice"),
]
