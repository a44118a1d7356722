"""Addresses of translations and of the glossary, under ``forums/``."""

from django.urls import path

from .views import glossary, machine, pages

app_name = "forum_translating"
urlpatterns = [
    path("glossary/", glossary.Glossary.as_view(), name="glossary"),
    path("translating/", pages.Queue.as_view(), name="queue"),
    path("posts/<int:pk>/translations/", pages.Translations.as_view(), name="translations"),
    path("posts/<int:pk>/translations/<slug:code>/", pages.Write.as_view(), name="write"),
    path("posts/<int:pk>/translations/<slug:code>/check/", pages.check, name="check"),
    path("posts/<int:pk>/translations/<slug:code>/remove/", pages.Remove.as_view(), name="remove"),
    path("posts/<int:pk>/translations/<slug:code>/wish/", pages.wish, name="wish"),
    path("posts/<int:pk>/translations/<slug:code>/machine/", machine.ask, name="machine"),
    path("groups/<slug:slug>/machine/", machine.Outside.as_view(), name="outside"),
]
