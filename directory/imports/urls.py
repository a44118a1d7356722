"""Addresses of imports, below ``directory/imports/``."""

from django.urls import path

from . import views

app_name = "imports"
urlpatterns = [
    path("", views.Imports.as_view(), name="index"),
    path("new/", views.Upload.as_view(), name="new"),
    path("template/<str:kind>.<str:form>", views.template, name="template"),
    path("<int:pk>/", views.Run.as_view(), name="run"),
    path("<int:pk>/columns/", views.Columns.as_view(), name="columns"),
    path("<int:pk>/sheet/", views.sheet, name="sheet"),
    path("<int:pk>/rows/", views.Rows.as_view(), name="rows"),
    path("<int:pk>/rows/<int:row>/", views.decide_row, name="decide"),
    path("<int:pk>/decide/", views.decide_many, name="decide_many"),
    path("<int:pk>/report.<str:form>", views.report, name="report"),
    path("<int:pk>/apply/", views.Apply.as_view(), name="apply"),
    path("<int:pk>/undo/", views.Undo.as_view(), name="undo"),
    path("<int:pk>/go-on/", views.resume, name="go_on"),
    path("<int:pk>/discard/", views.throw_away, name="discard"),
]
