"""Public answers, under ``experts/answers/``."""

from django.urls import path

from .views.answers import Answer, Answers

app_name = "consulting_answers"
urlpatterns = [
    path("", Answers.as_view(), name="list"),
    path("<int:pk>/", Answer.as_view(), name="answer"),
]
