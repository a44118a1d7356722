"""Addresses of enrolment under ``my/``."""

from django.urls import path

from .views import joining, my_categories, my_terms

app_name = "my_enrolment"
urlpatterns = [
    path("terms/", my_terms.MyTerms.as_view(), name="terms"),
    path("categories/", my_categories.MyCategories.as_view(), name="categories"),
    path("categories/ask/<slug:code>/", my_categories.AskForCategory.as_view(), name="ask"),
    path("categories/requests/<int:pk>/", my_categories.OneRequest.as_view(), name="request"),
    path("categories/<int:pk>/leave/", my_categories.LeaveCategory.as_view(), name="leave"),
    # In place of the page of the directory, which knows of no questions.
    path("application/edit/", joining.Revise.as_view(), name="revise"),
]
