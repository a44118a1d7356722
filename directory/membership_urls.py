"""Addresses of joining the network, under ``my/``."""

from django.urls import path

from .views import membership

app_name = "membership"
urlpatterns = [
    path("application/", membership.ApplicationPage.as_view(), name="application"),
    path("application/edit/", membership.ReviseApplication.as_view(), name="revise"),
    path("invitation/", membership.TakeOver.as_view(), name="take_over"),
    path("invitation/<str:secret>/", membership.follow_invitation, name="invitation"),
]
