"""Reporting something to the Secretariat."""

import uuid
from datetime import timedelta

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from . import actions, limits
from .forms import ReportForm
from .registry import reportable_of

REPORTS_PER_HOUR = limits.Limit("report", 10, timedelta(hours=1))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, kind, key):
    reportable = reportable_of(kind)
    thing = reportable and reportable.find(key, request.user)
    if thing is None:
        raise Http404
    form = ReportForm(
        request.POST or None,
        reasons=reportable.reasons,
        signed_in=request.user.is_authenticated,
        initial={"token": uuid.uuid4()},
    )
    name, status = reportable.name_of(thing), 200
    if request.method == "POST" and form.is_valid():
        again = limits.use((REPORTS_PER_HOUR, limits.who_asks(request)))
        if again is None:
            actions.report(
                thing, label=name, by=request.user if request.user.is_authenticated else None, **form.cleaned_data
            )
            return redirect("moderation:thanks")
        status = 429
        form.add_error(
            None,
            _("You have sent many reports lately. Please send this one after %(time)s. Your words stay here.")
            % {"time": date_format(localtime(again), "TIME_FORMAT")},
        )
    return render(request, "moderation/report.html", {"form": form, "thing": thing, "name": name}, status=status)


@require_safe
def thanks(request):
    return render(request, "moderation/thanks.html")
