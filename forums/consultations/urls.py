"""Addresses of consultations, under ``forums/consultations/``. A reference is an address: ``SC-CONS-2026/3``."""

from django.urls import path

from .views import contributing, leading, proceedings, reading, stopping, summing_up

app_name = "consultations"
urlpatterns = [
    path("", reading.Consultations.as_view(), name="list"),
    path("SC-CONS-<int:year>/<int:number>/", reading.ConsultationPage.as_view(), name="consultation"),
    path("SC-CONS-<int:year>/<int:number>/proceedings/", proceedings.Proceedings.as_view(), name="proceedings"),
    path("SC-CONS-<int:year>/<int:number>/proceedings.docx", proceedings.document, name="document"),
    path("SC-CONS-<int:year>/<int:number>/statistics.csv", proceedings.statistics, name="statistics"),
    path("SC-CONS-<int:year>/<int:number>/versions/", summing_up.Versions.as_view(), name="versions"),
    path("SC-CONS-<int:year>/<int:number>/contribute/", contributing.Contribute.as_view(), name="contribute"),
    path("SC-CONS-<int:year>/<int:number>/correct/", summing_up.Correct.as_view(), name="correct"),
    path("new/<slug:slug>/", leading.Begin.as_view(), name="new"),
    path("<int:pk>/", leading.Lead.as_view(), name="lead"),
    path("<int:pk>/change/", leading.Change.as_view(), name="change"),
    path("<int:pk>/announce/", leading.Announce.as_view(), name="announce"),
    path("<int:pk>/open/", leading.Open.as_view(), name="open"),
    path("<int:pk>/extend/", leading.Extend.as_view(), name="extend"),
    path("<int:pk>/close/", leading.Close.as_view(), name="close"),
    path("<int:pk>/cancel/", leading.Cancel.as_view(), name="cancel"),
    path("<int:pk>/circulate/", leading.Circulate.as_view(), name="circulate"),
    path("<int:pk>/publish/", leading.Publish.as_view(), name="publish"),
    path("<int:pk>/paper/", contributing.Paper.as_view(), name="paper"),
    path("<int:pk>/sort/<int:contribution>/", contributing.Sort.as_view(), name="sort"),
    path("<int:pk>/summary/<slug:language>/", summing_up.Summary.as_view(), name="summary"),
    path("<int:pk>/corrections/<int:correction>/", summing_up.Answer.as_view(), name="answer"),
    path("stop/<str:token>/", stopping.Stop.as_view(), name="stop"),
]
