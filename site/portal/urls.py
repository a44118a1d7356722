"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.uploads import upload
from portal.views import AdministrationSignIn, MyPage

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.page_not_found"
handler500 = "portal.errors.server_error"

handler429 = "portal.errors.too_many_requests"

# There is one way in. Whatever brings a sign-in of its own is sent to it.
sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
sign_out = RedirectView.as_view(pattern_name="account_logout")

urlpatterns = [
    # What is read most is found first.
    *i18n_patterns(path("forums/", include("forums.urls"))),
    path("", include("cms.urls")),
    path("", include("api.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("media/<path:name>", upload, name="upload"),
    path("cms/login/", AdministrationSignIn.as_view(), name="administration_sign_in"),
    path("cms/logout/", sign_out),
    re_path("^cms/password_reset/", sign_in),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("", include("search.urls")),
        path("directory/upkeep/", include("directory.upkeep.urls")),
        path("", include("directory.enrolment.urls")),
        path("directory/editions/", include("directory.editions.urls")),
        path("", include("api.page_urls")),
        path("", include("following.urls")),
        path("directory/duplicates/", include("directory.duplicates.urls")),
        path("directory/imports/", include("directory.imports.urls")),
        path("experts/shortlists/", include("experts.shortlists.urls")),
        path("", include("experts.imports.urls")),
        path("", include("experts.life_urls")),
        path("experts/questions/", include("experts.consulting.urls")),
        path("experts/answers/", include("experts.consulting.answers_urls")),
        path("my/", include("experts.consulting.my_urls")),
        path("experts/print/", include("experts.printed.urls")),
        path("experts/assignments/", include("experts.assignments.urls")),
        path("experts/mentoring/", include("experts.mentoring.urls")),
        path("experts/balance/", include("experts.balance.urls")),
        path("experts/", include("experts.urls")),
        path("forums/search/", include("forums.finding.urls")),
        path("forums/", include("forums.archives.urls")),
        path("forums/", include("forums.conduct.urls")),
        path("forums/", include("forums.mailing.urls")),
        path("my/forums/", include("forums.mailing.my_urls")),
        path("forums/polls/", include("forums.polls.urls")),
        path("forums/consultations/", include("forums.consultations.urls")),
        path("forums/", include("forums.joining.urls")),
        path("my/", include("forums.joining.my_urls")),
        path("forums/", include("forums.meetings.urls")),
        path("my/", include("forums.meetings.my_urls")),
        path("forums/", include("forums.live.urls")),
        path("forums/sessions/", include("forums.sessions.urls")),
        path("forums/mail/", include("forums.receiving.urls")),
        path("forums/", include("forums.translating.urls")),
        path("my/", include("forums.my_urls")),
        path("directory/", include("directory.urls")),
        path("", include("directory.partnerships.urls")),
        path("my/", MyPage.as_view(), name="my"),
        path("my/record/", include("directory.record_urls")),
        path("my/roster/", include("experts.own_urls")),
        path("my/", include("directory.enrolment.my_urls")),
        path("my/", include("directory.membership_urls")),
        path("my/", include("directory.designating.my_urls")),
        path("designations/", include("directory.designating.urls")),
        path("mail/", include("notifications.urls")),
        path("report/", include("moderation.urls")),
        path("_util/login/", sign_in),
        path("", include(wagtail_urls)),
    ),
]
