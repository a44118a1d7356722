from django.urls import path

from . import views

app_name = "forum_archives"

urlpatterns = [
    path("archives/", views.Imports.as_view(), name="imports"),
    path("archives/<int:pk>/", views.Import.as_view(), name="import"),
    path("archives/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("archives/<int:pk>/give-up/", views.give_up, name="give_up"),
    path("groups/<slug:slug>/copies/", views.Copies.as_view(), name="copies"),
    path("groups/<slug:slug>/copies/<int:pk>/", views.copy, name="copy"),
]
