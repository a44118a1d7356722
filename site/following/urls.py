"""What one follows, under ``my/``, and where letters lead."""

from django.urls import path

from . import views

app_name = "following"
urlpatterns = [
    path("my/following/", views.Mine.as_view(), name="mine"),
    path("my/following/add/", views.Begin.as_view(), name="begin"),
    path("following/stop/<str:token>/", views.Stop.as_view(), name="stop"),
]
