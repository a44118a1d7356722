"""Addresses of moderation on the public side. The queue is in the Secretariat's administration."""

from django.urls import path

from . import views

app_name = "moderation"
urlpatterns = [
    path("thanks/", views.thanks, name="thanks"),
    path("<slug:kind>/<str:key>/", views.report, name="report"),
]
