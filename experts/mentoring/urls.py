"""Addresses of mentoring."""

from django.urls import path

from . import views

app_name = "mentoring"
urlpatterns = [
    path("", views.Index.as_view(), name="index"),
    path("wish/", views.KeepWish.as_view(), name="wish"),
    path("offer/", views.KeepOffer.as_view(), name="offer"),
    path("desk/", views.Desk.as_view(), name="desk"),
    path("propose/", views.propose_pair, name="propose"),
    path("letter/<str:token>/", views.Letter.as_view(), name="letter"),
    path("pairs/<int:pk>/", views.OnePair.as_view(), name="pair"),
]
