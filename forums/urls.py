from django.urls import path

from . import converters  # noqa: F401 - it registers words
from .views import feeds, group, home, lists, posts, printing, shaping, thread, verbs, writing

app_name = "forums"

urlpatterns = [
    path("threads/<int:pk>/", thread.ThreadPage.as_view(), name="thread"),
    path("groups/<slug:slug>/", group.GroupPage.as_view(), name="group"),
    path("groups/<slug:slug>/new/", writing.NewThread.as_view(), name="new_thread"),
    path("threads/<int:pk>/reply/", writing.Reply.as_view(), name="reply"),
    path("posts/<int:pk>/edit/", writing.Edit.as_view(), name="edit"),
    path("posts/<int:pk>/withdraw/", writing.withdraw, name="withdraw"),
    path("drafts/", writing.Drafts.as_view(), name="drafts"),
    path("drafts/save/", writing.save_draft, name="save_draft"),
    path("preview/", writing.preview, name="preview"),
    path("people/", writing.people, name="people"),
    path("", home.Home.as_view(), name="home"),
    path("unread/", lists.Unread.as_view(), name="unread"),
    path("since/", lists.Since.as_view(), name="since"),
    path("read/", verbs.all_read, name="all_read"),
    path("groups/<slug:slug>/feed/", feeds.GroupFeed(), name="group_feed"),
    path("threads/<int:pk>/feed/", feeds.ThreadFeed(), name="thread_feed"),
    path("threads/<int:pk>/print/", printing.PrintThread.as_view(), name="print"),
    path("threads/<int:pk>/watch/", verbs.watch_thread, name="watch_thread"),
    path("threads/<int:pk>/shape/", shaping.Shape.as_view(), name="shape"),
    path("threads/<int:pk>/shape/<slug:verb>/", shaping.ShapeVerb.as_view(), name="shape_verb"),
    path("posts/<int:pk>/", thread.post, name="post"),
    path("posts/<int:pk>/history/", posts.History.as_view(), name="history"),
    path("posts/<int:pk>/helpful/", verbs.helpful, name="helpful"),
    path("posts/<int:pk>/accept/", verbs.accept, name="accept"),
    path("posts/<int:pk>/unread/", verbs.unread_from, name="unread_from"),
    path("tags/<words:slug>/", lists.TagPage.as_view(), name="tag"),
    path("tags/<words:slug>/feed/", feeds.TagFeed(), name="tag_feed"),
    path("tags/<words:slug>/watch/", verbs.watch_tag, name="watch_tag"),
    path("people/<slug:slug>/", lists.PersonPosts.as_view(), name="person"),
    path("people/<slug:slug>/watch/", verbs.watch_person, name="watch_person"),
    path("feeds/<words:key>/", feeds.OwnFeed(), name="own_feed"),
    path("feeds/<words:key>/groups/<slug:slug>/", feeds.OwnFeed(), name="own_group_feed"),
    path("feeds/", verbs.feed_key, name="feed_key"),
    path("attachments/<int:pk>/", posts.attachment, name="attachment"),
]
