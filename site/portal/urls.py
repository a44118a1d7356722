"""Every address of the site."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.uploads import upload
from portal.views import MyPage

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.page_not_found"
handler500 = "portal.errors.server_error"

handler429 = "portal.errors.too_many_requests"

# There is one way in. Whatever brings a sign-in of its own is sent to it.
sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
sign_out = RedirectView.as_view(pattern_name="account_logout")

urlpatterns = [
    path("", include("cms.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("media/<path:name>", upload, name="upload"),
    path("cms/login/", sign_in),
    path("cms/logout/", sign_out),
    re_path("^cms/password_reset/", sign_in),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("", include("search.urls")),
        path("directory/", include("directory.urls")),
        path("my/", MyPage.as_view(), name="my"),
        path("my/record/", include("directory.record_urls")),
        path("my/", include("directory.membership_urls")),
        path("mail/", include("notifications.urls")),
        path("report/", include("moderation.urls")),
        path("_util/login/", sign_in),
        path("", include(wagtail_urls)),
    ),
]
