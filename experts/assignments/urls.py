"""Addresses of assignments."""

from django.urls import path

from . import views

app_name = "assignments"
urlpatterns = [
    path("", views.Mine.as_view(), name="mine"),
    path("register/", views.Register.as_view(), name="register"),
    path("new/", views.New.as_view(), name="new"),
    path("letter/<str:token>/", views.Letter.as_view(), name="letter"),
    path("<int:pk>/", views.OneAssignment.as_view(), name="assignment"),
    path("<int:pk>/change/", views.Change.as_view(), name="change"),
    path("<int:pk>/report/", views.Report.as_view(), name="report"),
    path("<int:pk>/documents/<int:document>/", views.document, name="document"),
]
