"""Addresses of the mail folder, which exist on machines without a mail server only."""

from django.urls import path

from . import views

app_name = "mail"
urlpatterns = [
    path("", views.mail_list, name="list"),
    path("<str:name>/", views.mail, name="mail"),
    path("<str:name>/html/", views.mail_html, name="html"),
]
