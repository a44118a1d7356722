"""Addresses of questions to experts, under ``experts/questions/``."""

from django.urls import path

from .views import asking, from_letter, inviting, publishing, thread

app_name = "consulting"
urlpatterns = [
    path("ask/", asking.Ask.as_view(), name="ask"),
    path("<int:pk>/", thread.QuestionPage.as_view(), name="question"),
    path("<int:pk>/change/", asking.Change.as_view(), name="change"),
    path("<int:pk>/discard/", asking.discard, name="discard"),
    path("<int:pk>/experts/", inviting.Experts.as_view(), name="experts"),
    path("<int:pk>/open/", inviting.Open.as_view(), name="open"),
    path("<int:pk>/secretariat/", inviting.give, name="give"),
    path("<int:pk>/close/", thread.Close.as_view(), name="close"),
    path("<int:pk>/reopen/", thread.reopen, name="reopen"),
    path("<int:pk>/withdraw/", thread.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/publish/", publishing.Publish.as_view(), name="publish"),
    path("invitations/<int:pk>/withdraw/", inviting.withdraw_invitation, name="withdraw_invitation"),
    path("files/<int:pk>/", thread.file, name="file"),
    path("answer/<str:token>/<slug:verb>/", from_letter.Answer.as_view(), name="from_letter"),
    path("take-up/<str:token>/", from_letter.TakeUp.as_view(), name="take_up_from_letter"),
    path("agree/<str:token>/", from_letter.Agree.as_view(), name="agree"),
    path("stop/<str:token>/", from_letter.Stop.as_view(), name="stop"),
]
