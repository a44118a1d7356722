"""Addresses of the printed roster."""

from django.urls import path

from . import views

app_name = "printed"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("sheet/", views.sheet, name="sheet"),
    path("edition/", views.ask_for_edition, name="ask_for_edition"),
]
