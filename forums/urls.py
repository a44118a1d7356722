from django.urls import path

from .views import pages

app_name = "forums"

urlpatterns = [
    path("", pages.Home.as_view(), name="home"),
    path("groups/<slug:slug>/", pages.GroupPage.as_view(), name="group"),
    path("threads/<int:pk>/", pages.ThreadPage.as_view(), name="thread"),
    path("posts/<int:pk>/", pages.post, name="post"),
    path("tags/<slug:slug>/", pages.TagPage.as_view(), name="tag"),
    path("attachments/<int:pk>/", pages.attachment, name="attachment"),
]
