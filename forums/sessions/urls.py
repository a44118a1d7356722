"""Addresses of live sessions, under ``forums/sessions/``."""

from django.urls import path

from .views import conducting, following

app_name = "forum_sessions"
urlpatterns = [
    path("plan/<slug:slug>/", conducting.Plan.as_view(), name="plan"),
    path("<int:pk>/", following.SessionPage.as_view(), name="session"),
    path("<int:pk>/now/", following.now, name="now"),
    path("<int:pk>/ask/", following.ask, name="ask"),
    path("<int:pk>/answer/", following.answer, name="answer"),
    path("<int:pk>/transcript/", following.Transcript.as_view(), name="transcript"),
    path("<int:pk>/change/", conducting.Change.as_view(), name="change"),
    path("<int:pk>/conduct/", conducting.Conduct.as_view(), name="conduct"),
    path("<int:pk>/step/", conducting.step, name="step"),
    path("<int:pk>/cancel/", conducting.cancel, name="cancel"),
    path("<int:pk>/order/", conducting.order, name="order"),
    path("questions/<int:pk>/release/", conducting.release, name="release"),
    path("questions/<int:pk>/set-aside/", conducting.set_aside, name="set_aside"),
    path("questions/<int:pk>/decline/", conducting.decline, name="decline"),
    path("questions/<int:pk>/withdraw/", following.withdraw, name="withdraw"),
]
