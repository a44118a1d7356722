"""Addresses of the procedure, under ``designations/``."""

from django.urls import path

from . import views

app_name = "designating"
urlpatterns = [
    path("", views.Submissions.as_view(), name="index"),
    path("begin/", views.Begin.as_view(), name="begin"),
    path("paper/", views.BeginOnPaper.as_view(), name="paper"),
    path("authorities/", views.Authorities.as_view(), name="authorities"),
    path("authorities/add/", views.AuthorityPage.as_view(), name="add_authority"),
    path("authorities/<int:pk>/", views.AuthorityPage.as_view(), name="authority"),
    path("<int:pk>/", views.SubmissionPage.as_view(), name="submission"),
    path("<int:pk>/posts/", views.PostsPage.as_view(), name="posts"),
    path("<int:pk>/person/", views.PersonPage.as_view(), name="person"),
    path("<int:pk>/letter/", views.LetterPage.as_view(), name="letter"),
    path("<int:pk>/letter/file/", views.letter_file, name="letter_file"),
    path("<int:pk>/submit/", views.Submit.as_view(), name="submit"),
    path("<int:pk>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/return/", views.Return.as_view(), name="return"),
    path("<int:pk>/invite/", views.invite, name="invite"),
    path("<int:pk>/verify/", views.Verify.as_view(), name="verify"),
]
