"""Addresses of printed editions, under the directory's."""

from django.urls import path, register_converter

from . import views
from .choices import Format


class FormatConverter:
    regex = "|".join(Format.values)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(FormatConverter, "edition_format")

app_name = "editions"
urlpatterns = [
    path("", views.EditionsPage.as_view(), name="list"),
    path("new/", views.new, name="new"),
    path("<slug:slug>/", views.edition, name="edition"),
    path("<slug:slug>/read/", views.read, name="read"),
    path("<slug:slug>/edition.<edition_format:format>", views.take, name="take"),
    path("<slug:slug>/volume-<int:volume>.<edition_format:format>", views.take, name="take_volume"),
    path("<slug:slug>/again/", views.again, name="again"),
    path("<slug:slug>/publish/", views.publish, name="publish"),
    path("<slug:slug>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:slug>/discard/", views.discard, name="discard"),
]
