"""Addresses of consultations, under ``forums/consultations/``. A reference is an address: ``SC-CONS-2026/3``."""

from django.urls import path

from .views import reading, stopping

app_name = "consultations"
urlpatterns = [
    path("", reading.Consultations.as_view(), name="list"),
    path("SC-CONS-<int:year>/<int:number>/", reading.ConsultationPage.as_view(), name="consultation"),
    path("<int:pk>/", reading.lead, name="lead"),
    path("stop/<str:token>/", stopping.Stop.as_view(), name="stop"),
]
