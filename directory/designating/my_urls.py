"""Addresses of whoever holds a post, under ``my/``."""

from django.urls import path

from . import views

app_name = "my_posts"
urlpatterns = [
    path("posts/", views.MyPosts.as_view(), name="list"),
    path("posts/<int:pk>/", views.MyPosts.as_view(), name="answer"),
    path("country/", views.MyCountry.as_view(), name="my_country"),
    path("country/<slug:code>/", views.MyCountry.as_view(), name="country"),
    path("country/end/<int:pk>/", views.EndEnrolment.as_view(), name="end_enrolment"),
]
