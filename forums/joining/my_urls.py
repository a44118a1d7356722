"""One's own groups, under ``my/``."""

from django.urls import path

from .views.mine import MyGroups

app_name = "my_groups"
urlpatterns = [path("forums/groups/", MyGroups.as_view(), name="list")]
