from django.urls import path

from .views import Search

app_name = "forum_finding"

urlpatterns = [path("", Search.as_view(), name="search")]
