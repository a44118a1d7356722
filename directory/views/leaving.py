"""Taking one's data along, and leaving. Both ask again who it is."""

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from ..actions.leaving import close_account
from ..forms.sections import problems_of
from ..takeaway import archive_of
from .keeping import KeptRecord


class Download(KeptRecord):
    """Everything the site holds about oneself, in one file."""

    template_name = "directory/record/download.html"

    @method_decorator(reauthentication_required)
    def post(self, request, *args, **kwargs):
        return HttpResponse(
            archive_of(self.record, request.user),
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{self.record.slug}-data.zip"'},
        )


class CloseForm(forms.Form):
    understood = forms.BooleanField(
        label=_("Yes, close my account and erase what is mine"),
        error_messages={"required": _("Tick the box if you really wish to close your account.")},
    )


class Close(KeptRecord):
    """What closing the account means, and closing it."""

    template_name = "directory/record/close.html"

    @method_decorator(reauthentication_required)
    def get(self, request, *args, **kwargs):
        return self.show(CloseForm(label_suffix=""))

    @method_decorator(reauthentication_required)
    def post(self, request, *args, **kwargs):
        form = CloseForm(request.POST, label_suffix="")
        if not form.is_valid():
            return self.show(form, status=422)
        close_account(self.record, by=request.user)
        logout(request)
        return render(request, "directory/record/closed.html")

    def show(self, form, status=200):
        posts = self.record.designations.current().official().select_related("category", "country")
        problems = [problem for field in form for problem in problems_of(field)]
        context = self.get_context_data(
            form=form, problems=problems, posts=posts, download_address=self.address("download")
        )
        return self.render_to_response(context, status=status)
