"""Members who ask for a further category, and the ways from the administration to the pages of enrolment."""

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import path, reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from directory.disclosure import disclose
from directory.enrolment.actions.requests import RequestClosedError, accept_request, ask_member, decline_request
from directory.enrolment.choices import RequestState
from directory.enrolment.models import CategoryRequest, RequestMessage
from directory.enrolment.queries import held_by
from directory.permissions import is_secretariat

from .access import SecretariatMenuItem
from .filters import choice
from .queues import DeclineForm, OnePiece, QuestionForm, Queue


class RequestFilters(WagtailFilterSet):
    state = choice(gettext_lazy("State"), RequestState.choices)

    class Meta:
        model = CategoryRequest
        fields = ["state"]


def state_of(request):
    if not request.is_waiting:
        return request.get_state_display()
    return _("Waits for you") if request.is_unanswered else _("Waits for the member’s answer")


class CategoryRequests(Queue):
    slug = "category_requests"
    page_title = gettext_lazy("Requests for categories")
    header_icon = "tag"
    order = 15
    model = CategoryRequest
    filterset_class = RequestFilters
    default_ordering = "asked_at"

    def get_base_queryset(self):
        return CategoryRequest.objects.select_related("person__country", "category").prefetch_related(
            Prefetch("messages", RequestMessage.objects.order_by("sent_at"))
        )

    def get_filterset_kwargs(self):
        kwargs = super().get_filterset_kwargs()
        if "state" not in kwargs["data"]:
            kwargs["data"] = kwargs["data"].copy()
            kwargs["data"]["state"] = RequestState.WAITING
        return kwargs

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "person", label=_("Member"), get_url=lambda request: reverse("category_request", args=[request.pk])
            ),
            Column("country", label=_("Country"), accessor=lambda request: request.person.country),
            Column("category", label=_("Asks for")),
            DateColumn("asked_at", label=_("Asked"), sort_key="asked_at"),
            Column("state", label=_("State"), accessor=state_of),
        ]


class AcceptRequestForm(forms.Form):
    theme = forms.CharField(
        label=gettext_lazy("Theme"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For thematic focal points: the subject they look after, as their profile shows it."),
    )
    reason = forms.CharField(
        label=gettext_lazy("A word to the member"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OneCategoryRequest(OnePiece):
    template_name = "cms/admin/category_request.html"
    page_title = gettext_lazy("Request for a category")
    header_icon = "tag"
    after = reverse_lazy("category_requests")
    forms = {
        "accept": (AcceptRequestForm, gettext_lazy("Accept")),
        "ask": (QuestionForm, gettext_lazy("Send the question")),
        "decline": (DeclineForm, gettext_lazy("Decline")),
    }

    def dispatch(self, request, *args, **kwargs):
        self.wish = get_object_or_404(
            CategoryRequest.objects.select_related("person__country", "person__user", "category", "decided_by")
            .prefetch_related("messages__author", "answers"),
            pk=kwargs["pk"],
        )  # fmt: skip
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_open(self):
        return self.wish.is_waiting

    def get_page_subtitle(self):
        return str(self.wish)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            wish=self.wish,
            person=disclose(self.wish.person, self.request.user),
            holds=held_by(self.wish.person),
            state=state_of(self.wish),
            record_address=reverse("wagtailsnippets_directory_person:edit", args=[self.wish.person_id]),
            **kwargs,
        )

    def accept(self, values):
        self._decide(
            lambda: accept_request(self.wish, by=self.request.user, **values),
            _("%(name)s holds this category from today and has been told."),
        )

    def ask(self, values):
        self._decide(
            lambda: ask_member(self.wish, values["text"], by=self.request.user),
            _("Your question to %(name)s is on its way."),
        )

    def decline(self, values):
        self._decide(
            lambda: decline_request(self.wish, by=self.request.user, reason=values["reason"]),
            _("The request of %(name)s has been declined, and the member has been told why."),
        )

    def _decide(self, act, done):
        try:
            act()
        except RequestClosedError:
            messages.warning(self.request, _("Somebody has decided about this request meanwhile."))
        else:
            messages.success(self.request, done % {"name": self.wish.person})


def addresses():
    return [
        *CategoryRequests.urls(),
        path("queue/category-requests/<int:pk>/", OneCategoryRequest.as_view(), name="category_request"),
    ]


class EnrolmentMenu(SubmenuMenuItem):
    def is_shown(self, request):
        return is_secretariat(request.user)


def menu_item():
    """What is written and made on pages of the site: terms of reference, questions, links."""
    pages = (
        (gettext_lazy("Terms of reference"), "enrolment:keep_terms", "doc-full"),
        (gettext_lazy("Questions of categories"), "enrolment:questions", "help"),
        (gettext_lazy("Enrolment links"), "enrolment:links", "link"),
    )
    items = [
        SecretariatMenuItem(words, reverse_lazy(name), name=name.replace(":", "_"), icon_name=icon, order=order)
        for order, (words, name, icon) in enumerate(pages)
    ]
    return EnrolmentMenu(
        gettext_lazy("Enrolment"), Menu(items=items), name="enrolment", icon_name="clipboard-list", order=125
    )
