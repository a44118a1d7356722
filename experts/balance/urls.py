"""Addresses of the balance of the roster."""

from django.urls import path

from .views import BalancePage

app_name = "balance"
urlpatterns = [path("", BalancePage.as_view(), name="balance")]
