"""Pages that letters about a mail lead to."""

from django.urls import path

from .views.confirming import Confirm

app_name = "receiving"

urlpatterns = [path("<str:token>/", Confirm.as_view(), name="confirm")]
