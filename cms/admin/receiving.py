"""Mail that came to the forums: what came, what became of it, and once more for what could not be read."""

import django_filters
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from forums.receiving.actions import read_again
from forums.receiving.choices import MailState, Outcome
from forums.receiving.models import ReceivedMail

from .access import require_secretariat
from .filters import choice
from .reports import SecretariatReport


class ReceivedMailFilters(WagtailFilterSet):
    state = choice(gettext_lazy("State"), MailState.choices)
    outcome = choice(gettext_lazy("What became of it"), Outcome.choices)
    sender = django_filters.CharFilter(label=gettext_lazy("Sender"), lookup_expr="icontains")

    class Meta:
        model = ReceivedMail
        fields = ["state", "outcome", "sender"]


class StateColumn(Column):
    """The state in words and, for a mail that could not be read, a button to try once more."""

    cell_template_name = "cms/admin/received_mail_state.html"


class ReceivedMailReport(SecretariatReport):
    """Without the words of any mail; its subject is shown as long as it is kept."""

    slug = "received_mail"
    page_title = gettext_lazy("Mail to the forums")
    header_icon = "mail"
    order = 111
    model = ReceivedMail
    filterset_class = ReceivedMailFilters
    default_ordering = "-received_at"
    list_export = ["received_at", "sender", "subject", "group", "state", "outcome", "size", "done_at", "last_error"]

    def get_base_queryset(self):
        return ReceivedMail.objects.select_related("group", "post__thread")

    @cached_property
    def columns(self):
        return [
            DateColumn("received_at", label=_("Received"), sort_key="received_at"),
            Column("sender", label=_("From"), sort_key="sender"),
            Column("subject", label=_("Subject")),
            Column("group", label=_("Group"), accessor=lambda mail: mail.group or "–"),
            StateColumn("get_state_display", label=_("State"), sort_key="state"),
            Column("get_outcome_display", label=_("What became of it"), sort_key="outcome"),
            Column("left_out", label=_("Files not taken"), accessor=lambda mail: " · ".join(mail.left_out)),
        ]


@require_secretariat
@require_POST
def read_mail_again(request, pk):
    if read_again(get_object_or_404(ReceivedMail, pk=pk), by=request.user):
        messages.success(request, _("The mail is read again."))
    else:
        messages.warning(request, _("This mail cannot be read again: it was read, or its words are erased."))
    return redirect(ReceivedMailReport.slug)


def addresses():
    return [
        *ReceivedMailReport.urls(),
        path("received-mail/<int:pk>/again/", read_mail_again, name="read_mail_again"),
    ]
