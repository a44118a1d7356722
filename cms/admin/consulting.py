"""Questions to experts, those that wait for the Secretariat first; they are answered on pages of the site."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from experts.consulting.choices import InvitationState, QuestionState
from experts.consulting.models import Question

from .filters import choice
from .queues import Queue

WAITING = "waiting"


class QuestionFilters(WagtailFilterSet):
    state = choice(
        gettext_lazy("State"),
        [
            (WAITING, gettext_lazy("Waiting for the Secretariat")),
            *[each for each in QuestionState.choices if each[0] != QuestionState.DRAFT],
        ],
        method="by_state",
    )

    def by_state(self, queryset, name, value):
        if value == WAITING:
            return queryset.filter(state=QuestionState.OPEN, handed_over_at__isnull=False)
        return queryset.filter(state=value)

    class Meta:
        model = Question
        fields = ["state"]


class QuestionsWaiting(Queue):
    slug = "questions_waiting"
    page_title = gettext_lazy("Questions to experts")
    header_icon = "help"
    order = 18
    model = Question
    filterset_class = QuestionFilters
    default_ordering = "handed_over_at"

    def get_base_queryset(self):
        accepted = Q(invitations__state=InvitationState.ACCEPTED)
        return (
            Question.objects.exclude(state=QuestionState.DRAFT)
            .select_related("country")
            .annotate(asked_number=Count("invitations"), accepted_number=Count("invitations", filter=accepted))
        )

    def get_filterset_kwargs(self):
        kwargs = super().get_filterset_kwargs()
        if "state" not in kwargs["data"]:
            kwargs["data"] = kwargs["data"].copy()
            kwargs["data"]["state"] = WAITING
        return kwargs

    @cached_property
    def columns(self):
        return [
            TitleColumn("title", label=_("Question"), get_url=self.address_of),
            Column(
                "country", label=_("For"), accessor=lambda question: question.country or question.group_name or "–"
            ),
            DateColumn("asked_at", label=_("Asked"), sort_key="asked_at"),
            DateColumn("handed_over_at", label=_("With the Secretariat since"), sort_key="handed_over_at"),
            # A day to come: Wagtail says of a date how long ago it was.
            Column("due_on", label=_("Needed by"), sort_key="due_on"),
            Column("asked_number", label=_("Experts asked")),
            Column("accepted_number", label=_("Accepted")),
            Column("state", label=_("State"), accessor=lambda question: question.get_state_display()),
        ]

    @staticmethod
    def address_of(question):
        if question.is_open and question.handed_over_at:
            return reverse("consulting:experts", args=[question.pk])
        return question.get_absolute_url()
