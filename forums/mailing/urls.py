"""Addresses that letters of the forums lead to."""

from django.urls import path

from . import views

app_name = "forum_mailing"
urlpatterns = [path("mail/stop/<str:token>/", views.Stop.as_view(), name="stop")]
