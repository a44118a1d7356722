"""Addresses under ``my/forums/``."""

from django.urls import path

from . import views

app_name = "my_forum_mail"
urlpatterns = [path("mail/", views.Wishes.as_view(), name="wishes")]
