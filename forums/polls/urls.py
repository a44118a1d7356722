"""Addresses of polls, under ``forums/polls/``."""

from django.urls import path

from .views import asking, files, voting

app_name = "polls"
urlpatterns = [
    path("new/<int:thread>/", asking.Ask.as_view(), name="new"),
    path("<int:pk>/", voting.PollPage.as_view(), name="poll"),
    path("<int:pk>/extend/", asking.Extend.as_view(), name="extend"),
    path("<int:pk>/words/", asking.Reword.as_view(), name="reword"),
    path("<int:pk>/close/", asking.Close.as_view(), name="close"),
    path("<int:pk>/cancel/", asking.Cancel.as_view(), name="cancel"),
    path("<int:pk>/results.<slug:form>", files.results, name="results"),
]
