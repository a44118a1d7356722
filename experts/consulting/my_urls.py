"""The questions of whoever is signed in, under ``my/``."""

from django.urls import path

from .views.mine import MyQuestions

app_name = "my_questions"
urlpatterns = [path("questions/", MyQuestions.as_view(), name="list")]
