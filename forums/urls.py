from django.urls import path

from .views import pages, writing

app_name = "forums"

urlpatterns = [
    path("groups/<slug:slug>/new/", writing.NewThread.as_view(), name="new_thread"),
    path("threads/<int:pk>/reply/", writing.Reply.as_view(), name="reply"),
    path("posts/<int:pk>/edit/", writing.Edit.as_view(), name="edit"),
    path("posts/<int:pk>/withdraw/", writing.withdraw, name="withdraw"),
    path("drafts/", writing.Drafts.as_view(), name="drafts"),
    path("drafts/save/", writing.save_draft, name="save_draft"),
    path("preview/", writing.preview, name="preview"),
    path("people/", writing.people, name="people"),
    path("", pages.Home.as_view(), name="home"),
    path("groups/<slug:slug>/", pages.GroupPage.as_view(), name="group"),
    path("threads/<int:pk>/", pages.ThreadPage.as_view(), name="thread"),
    path("posts/<int:pk>/", pages.post, name="post"),
    path("tags/<slug:slug>/", pages.TagPage.as_view(), name="tag"),
    path("attachments/<int:pk>/", pages.attachment, name="attachment"),
]
