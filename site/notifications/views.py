"""The mail folder of a machine without a mail server, so that sign-up codes can be read there."""

from functools import wraps

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import folder

MAILS_ON_A_PAGE = 30


def where_mail_is_kept(view):
    """Not found wherever mail goes to a mail server."""

    @never_cache
    @require_safe
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not folder.is_used():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@where_mail_is_kept
def mail_list(request):
    page = Paginator(folder.mails(), MAILS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "notifications/mail_list.html", {"page_obj": page, "trail": []})


@where_mail_is_kept
def mail(request, name):
    trail = [(_("Mail sent by this site"), reverse("mail:list"))]
    return render(request, "notifications/mail.html", {"mail": _mail(name), "trail": trail})


@where_mail_is_kept
def mail_html(request, name):
    """The HTML part alone, as a mail program would show it: no scripts, no forms, nothing fetched."""
    kept = _mail(name)
    if not kept.html:
        raise Http404
    response = HttpResponse(kept.html)
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; "
        "sandbox allow-popups allow-top-navigation-by-user-activation; frame-ancestors 'none'"
    )
    return response


def _mail(name):
    kept = folder.mail_named(name)
    if kept is None:
        raise Http404
    return kept
