"""Addresses of enrolment outside one's own pages."""

from django.urls import path

from .views import following, links, lists, questions, terms, writing

app_name = "enrolment"
urlpatterns = [
    path("terms/", terms.AllTerms.as_view(), name="all_terms"),
    path("terms/<slug:code>/", terms.Terms.as_view(), name="terms"),
    path("terms/<slug:code>/<int:number>/", terms.Terms.as_view(), name="version"),
    path("terms/<slug:code>/<int:old>/<int:new>/", terms.Compared.as_view(), name="compared"),
    path("enrol/", following.Enrol.as_view(), name="enrol"),
    path("enrol/<str:secret>/", following.follow, name="follow"),
    path("directory/categories/", lists.Categories.as_view(), name="categories"),
    path("directory/categories/<slug:code>/", lists.Members.as_view(), name="members"),
    path("directory/enrolment/links/", links.Links.as_view(), name="links"),
    path("directory/enrolment/links/new/", links.NewLink.as_view(), name="new_link"),
    path("directory/enrolment/links/<int:pk>/", links.OneLink.as_view(), name="link"),
    path("directory/enrolment/links/<int:pk>/change/", links.ChangeLink.as_view(), name="change_link"),
    path("directory/enrolment/questions/", questions.Questions.as_view(), name="questions"),
    path("directory/enrolment/questions/new/", questions.WriteQuestion.as_view(), name="new_question"),
    path("directory/enrolment/questions/<int:pk>/", questions.WriteQuestion.as_view(), name="change_question"),
    path("directory/enrolment/terms/", writing.KeepTerms.as_view(), name="keep_terms"),
    path("directory/enrolment/terms/<slug:code>/", writing.Draft.as_view(), name="draft"),
    path("directory/enrolment/terms/<slug:code>/discard/", writing.Discard.as_view(), name="discard"),
    path("directory/enrolment/terms/<slug:code>/<slug:language>/", writing.DraftWords.as_view(), name="draft_words"),
    path(
        "directory/enrolment/terms/<slug:code>/<slug:language>/preview/",
        writing.DraftPreview.as_view(),
        name="draft_preview",
    ),
]
