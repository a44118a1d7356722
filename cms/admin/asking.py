"""Consultations and polls of all groups: where each stands. They are led on pages of the site."""

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from forums.consultations.choices import State
from forums.consultations.models import Consultation
from forums.polls.choices import Voters
from forums.polls.models import Poll

from .filters import choice
from .reports import SecretariatReport


class ConsultationFilters(WagtailFilterSet):
    state = choice(gettext_lazy("State"), State.choices)

    class Meta:
        model = Consultation
        fields = ["state"]


class ConsultationsReport(SecretariatReport):
    slug = "consultations_report"
    page_title = gettext_lazy("Consultations")
    header_icon = "comment"
    order = 130
    list_export = []
    model = Consultation
    filterset_class = ConsultationFilters
    default_ordering = "-opens_at"

    def get_base_queryset(self):
        return Consultation.objects.select_related("group").annotate(
            contribution_number=Count("contributions", distinct=True)
        )

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "called",
                label=_("Topic"),
                get_url=lambda consultation: reverse("consultations:lead", args=[consultation.pk]),
            ),
            Column("reference", label=_("Reference"), accessor=lambda consultation: consultation.reference or "–"),
            Column("group", label=_("Group")),
            Column("state", label=_("State"), accessor=lambda consultation: consultation.shown_state().label),
            Column("opens_at", label=_("Opens"), sort_key="opens_at"),
            Column("closes_at", label=_("Closes"), sort_key="closes_at"),
            Column("contribution_number", label=_("Contributions")),
            Column("decision", label=_("Decision"), accessor=lambda consultation: consultation.decision or "–"),
        ]


class PollFilters(WagtailFilterSet):
    voters = choice(gettext_lazy("Who votes"), Voters.choices)

    class Meta:
        model = Poll
        fields = ["voters"]


class PollsReport(SecretariatReport):
    """How many have voted, and not how: results stand on the page of a poll, and are shown there to all at once."""

    slug = "polls_report"
    page_title = gettext_lazy("Polls")
    header_icon = "list-ul"
    order = 131
    list_export = []
    model = Poll
    filterset_class = PollFilters
    default_ordering = "-opened_at"

    def get_base_queryset(self):
        return Poll.objects.select_related("thread__group")

    @cached_property
    def columns(self):
        return [
            TitleColumn("asks", label=_("Question"), get_url=lambda poll: poll.get_absolute_url()),
            Column("group", label=_("Group"), accessor="thread.group"),
            Column("kind", label=_("People choose"), accessor=lambda poll: poll.get_kind_display()),
            Column("voters", label=_("Who votes"), accessor=lambda poll: poll.get_voters_display()),
            Column("is_secret", label=_("Secret"), accessor=lambda poll: _("yes") if poll.is_secret else _("no")),
            Column("vote_count", label=_("Votes"), sort_key="vote_count"),
            Column("closes_at", label=_("Ends"), sort_key="closes_at"),
            Column("state", label=_("State"), accessor=_state_of),
        ]


def _state_of(poll):
    if poll.is_cancelled:
        return _("Cancelled")
    return pgettext("live session", "Ended") if poll.is_over else _("Open")


REPORTS = (ConsultationsReport, PollsReport)
