"""Pages about the interface, for people."""

from django.urls import path

from . import views

app_name = "api"
urlpatterns = [
    path("api/", views.Documentation.as_view(), name="documentation"),
    path("my/tokens/", views.Tokens.as_view(), name="tokens"),
    path("my/tokens/new/", views.NewToken.as_view(), name="new_token"),
    path("my/tokens/<int:pk>/revoke/", views.Revoke.as_view(), name="revoke"),
]
