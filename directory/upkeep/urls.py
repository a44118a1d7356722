"""Addresses of the upkeep."""

from django.urls import path

from .views import confirming, overview, tasks

app_name = "upkeep"
urlpatterns = [
    path("", overview.Overview.as_view(), name="overview"),
    path("records/", overview.Records.as_view(), name="records"),
    path("records/<slug:kind>/<int:pk>/ask/", overview.Ask.as_view(), name="ask"),
    path("records/<slug:kind>/<int:pk>/try-again/", overview.TryAgain.as_view(), name="try_again"),
    path("confirm/<str:token>/", confirming.Confirm.as_view(), name="confirm"),
    path("change/<str:token>/", confirming.Change.as_view(), name="change"),
    path("again/<str:token>/", confirming.Again.as_view(), name="again"),
    path("new-link/", confirming.NewLink.as_view(), name="new_link"),
    path("link-sent/", confirming.LinkSent.as_view(), name="link_sent"),
    path("tasks/", tasks.Tasks.as_view(), name="tasks"),
    path("tasks/<int:pk>/", tasks.OneTask.as_view(), name="task"),
]
