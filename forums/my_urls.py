"""What one has in the forums, among one's own pages."""

from django.urls import path

from .views import mine

app_name = "my_forums"

urlpatterns = [path("forums/", mine.Overview.as_view(), name="overview")]
