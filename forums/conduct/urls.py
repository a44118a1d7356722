"""Addresses of keeping order, under ``forums/``."""

from django.urls import path

from .views import bans, flags, log, queue, rulings, words

app_name = "forum_conduct"
urlpatterns = [
    path("posts/<int:pk>/flag/", flags.Flag.as_view(), name="flag"),
    path("posts/<int:pk>/hide/", flags.Hide.as_view(), name="hide"),
    path("posts/<int:pk>/show-again/", flags.ShowAgain.as_view(), name="show_again"),
    path("posts/<int:pk>/author/", bans.Measure.as_view(), name="measure"),
    path("queue/", queue.Queue.as_view(), name="queue"),
    path("groups/<slug:slug>/queue/", queue.GroupQueue.as_view(), name="group_queue"),
    path("queue/<int:pk>/", queue.MatterPage.as_view(), name="matter"),
    path("queue/<int:pk>/claim/", queue.claim, name="claim"),
    path("queue/<int:pk>/release/", queue.release, name="release"),
    path("decisions/", log.Log.as_view(), name="log"),
    path("decisions/mine/", rulings.Mine.as_view(), name="mine"),
    path("decisions/about-me/<int:pk>/", rulings.RulingPage.as_view(), name="ruling"),
    path("groups/<slug:slug>/words/", words.GroupWords.as_view(), name="group_words"),
    path("words/", words.NetworkWords.as_view(), name="words"),
    path("words/<int:pk>/remove/", words.remove, name="remove_word"),
    path("groups/<slug:slug>/bans/", bans.GroupBans.as_view(), name="group_bans"),
    path("bans/", bans.NetworkBans.as_view(), name="bans"),
    path("bans/<int:pk>/lift/", bans.Lift.as_view(), name="lift"),
]
