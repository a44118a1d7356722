"""Addresses of the life of an entry: nominations, the links in reminders, and how one's own entry stands."""

from django.urls import path

from .views import nominating, renewing, status

app_name = "roster"
urlpatterns = [
    path("experts/nominations/", nominating.Nominations.as_view(), name="nominations"),
    path("experts/nominations/propose/", nominating.Propose.as_view(), name="propose"),
    path("experts/nominations/propose/new/", nominating.ProposeNew.as_view(), name="propose_new"),
    path("experts/nominations/propose/<slug:slug>/", nominating.ProposeOne.as_view(), name="propose_one"),
    path("experts/nominations/<int:pk>/", nominating.Nominate.as_view(), name="entry"),
    path("experts/nominations/<int:pk>/decline/", nominating.Decline.as_view(), name="decline"),
    path("experts/nominations/<int:pk>/endorse/", nominating.Endorse.as_view(), name="endorse"),
    path("experts/nominations/<int:pk>/withdraw/", nominating.Withdraw.as_view(), name="withdraw_nomination"),
    path("experts/renew/<str:token>/", renewing.Renew.as_view(), name="renew"),
    path("my/roster/status/", status.Status.as_view(), name="status"),
    path("my/roster/terms/", status.Terms.as_view(), name="terms"),
    path("my/roster/offer/", status.offer, name="offer"),
    path("my/roster/renew/", status.renew_own, name="renew_own"),
    path("my/roster/withdraw/", status.Withdraw.as_view(), name="withdraw"),
]
