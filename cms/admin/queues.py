"""What waits for a decision of the Secretariat: applications to join, and reports."""

from audit.models import Entry
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from moderation.actions import claim, decide, release
from moderation.choices import Decision, ReportReason, ReportState
from moderation.models import Report
from moderation.queries import reports_about
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from directory.actions.membership import (
    ApplicationClosedError,
    accept_application,
    ask_applicant,
    decline_application,
)
from directory.choices import Appointment
from directory.disclosure import disclose
from directory.enrolment.models import EnrolmentUse
from directory.enrolment.queries import is_given_on_request
from directory.models import ApplicationMessage, Category, Institution, MembershipApplication, Person

from .access import SecretariatMenuItem, SecretariatOnly, Titled
from .filters import choice
from .reports import SecretariatReport


class Queue(SecretariatReport):
    """Work that waits, the longest waiting on top. Its first state is what waits."""

    list_export = []

    @classmethod
    def urls(cls):
        stem = cls.slug.replace("_", "-")
        return [
            path(f"queue/{stem}/", cls.as_view(), name=cls.slug),
            path(f"queue/{stem}/results/", cls.as_view(results_only=True), name=f"{cls.slug}_results"),
        ]


# --- Applications -----------------------------------------------------------------------------------------


class ApplicationFilters(WagtailFilterSet):
    state = choice(
        gettext_lazy("State"),
        [
            ("waiting", gettext_lazy("Waiting")),
            ("accepted", gettext_lazy("Accepted")),
            ("declined", gettext_lazy("Declined")),
        ],
        method="by_state",
    )

    def by_state(self, queryset, name, value):
        if value == "waiting":
            return queryset.waiting()
        return queryset.filter(is_accepted=value == "accepted")

    class Meta:
        model = MembershipApplication
        fields = ["state"]


def state_of(application):
    if application.is_accepted is not None:
        return _("Accepted") if application.is_accepted else _("Declined")
    return _("Waits for you") if application.is_unanswered else _("Waits for the applicant's answer")


class Applications(Queue):
    slug = "applications"
    page_title = gettext_lazy("Applications to join")
    header_icon = "user"
    order = 10
    model = MembershipApplication
    filterset_class = ApplicationFilters
    default_ordering = "submitted_at"

    def get_base_queryset(self):
        return (
            MembershipApplication.objects.filter(submitted_at__isnull=False)
            .select_related("person__country")
            .prefetch_related("categories", Prefetch("messages", ApplicationMessage.objects.order_by("sent_at")))
        )

    def get_filterset_kwargs(self):
        kwargs = super().get_filterset_kwargs()
        if "state" not in kwargs["data"]:
            kwargs["data"] = kwargs["data"].copy()
            kwargs["data"]["state"] = "waiting"
        return kwargs

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "person",
                label=_("Applicant"),
                get_url=lambda application: reverse("application", args=[application.pk]),
            ),
            Column("country", label=_("Country"), accessor=lambda application: application.person.country),
            Column(
                "categories",
                label=_("Applies as"),
                accessor=lambda application: " · ".join(map(str, application.categories.all())),
            ),
            DateColumn("submitted_at", label=_("Submitted"), sort_key="submitted_at"),
            Column("state", label=_("State"), accessor=state_of),
        ]


class AcceptForm(forms.Form):
    categories = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Categories"),
        queryset=Category.objects.filter(
            is_official=False, appointment__in=[Appointment.BY_REQUEST, Appointment.BY_ORGANIZATION]
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Held from today. Posts of Parties are designated, not applied for."),
    )


class QuestionForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Question"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4}))


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The applicant reads it, and may answer."),
    )


class OnePiece(SecretariatOnly, Titled, WagtailAdminTemplateMixin, TemplateView):
    """One thing to decide, with a form for each decision; ``verb`` in the address says which was sent."""

    # Verb: (form, what the button says).
    forms: dict = {}

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.bound = None

    def form_for(self, verb):
        """The form as it was sent, with its errors, or an empty one."""
        if self.bound is not None and self.bound.prefix == verb:
            return self.bound
        return self.forms[verb][0](prefix=verb, initial=self.initial_of(verb))

    def initial_of(self, verb):
        return {}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            choices=[
                {
                    "verb": verb,
                    "button": button,
                    "form": self.bound
                    if self.bound is not None and self.bound.prefix == verb
                    else self.form_for(verb),
                }
                for verb, (_form, button) in self.forms.items()
                if self.is_open
            ],
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        verb = request.POST.get("verb")
        if verb not in self.forms:
            raise Http404
        self.bound = self.forms[verb][0](request.POST, prefix=verb)
        if not self.bound.is_valid():
            return self.render_to_response(self.get_context_data(**kwargs), status=422)
        getattr(self, verb)(self.bound.cleaned_data)
        return redirect(self.after)


class OneApplication(OnePiece):
    template_name = "cms/admin/application.html"
    page_title = gettext_lazy("Application")
    header_icon = "user"
    after = reverse_lazy("applications")
    forms = {
        "accept": (AcceptForm, gettext_lazy("Accept")),
        "ask": (QuestionForm, gettext_lazy("Send the question")),
        "decline": (DeclineForm, gettext_lazy("Decline")),
    }

    def dispatch(self, request, *args, **kwargs):
        self.application = get_object_or_404(
            MembershipApplication.objects.filter(submitted_at__isnull=False)
            .select_related("person__country", "person__user", "decided_by")
            .prefetch_related("categories", "messages__author", "category_answers"),
            pk=kwargs["pk"],
        )
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_open(self):
        return self.application.is_waiting

    def get_page_subtitle(self):
        return str(self.application)

    def initial_of(self, verb):
        if verb == "accept":
            return {"categories": list(filter(is_given_on_request, self.application.categories.all()))}
        return {}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            application=self.application,
            person=disclose(self.application.person, self.request.user),
            state=state_of(self.application),
            record_address=reverse("wagtailsnippets_directory_person:edit", args=[self.application.person_id]),
            use=EnrolmentUse.objects.select_related("link").filter(application=self.application).first(),
            **kwargs,
        )

    def accept(self, values):
        self._decide(
            lambda: accept_application(self.application, by=self.request.user, categories=values["categories"]),
            _("%(name)s is a member of the network now and has been told."),
        )

    def ask(self, values):
        self._decide(
            lambda: ask_applicant(self.application, values["text"], by=self.request.user),
            _("Your question to %(name)s is on its way."),
        )

    def decline(self, values):
        self._decide(
            lambda: decline_application(self.application, by=self.request.user, reason=values["reason"]),
            _("The application of %(name)s has been declined, and the applicant has been told why."),
        )

    def _decide(self, act, done):
        try:
            act()
        except ApplicationClosedError:
            messages.warning(self.request, _("Somebody has decided about this application meanwhile."))
        else:
            messages.success(self.request, done % {"name": self.application.person})


# --- Reports ----------------------------------------------------------------------------------------------


class ReportFilters(WagtailFilterSet):
    state = choice(
        gettext_lazy("State"),
        [("undecided", gettext_lazy("Undecided")), *ReportState.choices],
        method="by_state",
    )
    reason = choice(gettext_lazy("Reason"), ReportReason.choices)

    def by_state(self, queryset, name, value):
        return queryset.undecided() if value == "undecided" else queryset.filter(state=value)

    class Meta:
        model = Report
        fields = ["state", "reason"]


class ReportQueue(Queue):
    slug = "reports_received"
    page_title = gettext_lazy("Reports received")
    header_icon = "warning"
    order = 20
    model = Report
    filterset_class = ReportFilters
    default_ordering = "reported_at"

    def get_base_queryset(self):
        return Report.objects.select_related("reporter", "claimed_by")

    def get_filterset_kwargs(self):
        kwargs = super().get_filterset_kwargs()
        if "state" not in kwargs["data"]:
            kwargs["data"] = kwargs["data"].copy()
            kwargs["data"]["state"] = "undecided"
        return kwargs

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "label", label=_("About"), get_url=lambda report: reverse("report_received", args=[report.pk])
            ),
            Column("get_reason_display", label=_("Reason"), sort_key="reason"),
            DateColumn("reported_at", label=_("Reported"), sort_key="reported_at"),
            Column("get_state_display", label=_("State"), sort_key="state"),
            Column("claimed_by", label=_("In the hands of")),
        ]


class NothingForm(forms.Form):
    """A button is all it takes."""


class ReportDecisionForm(forms.Form):
    decision = forms.ChoiceField(label=gettext_lazy("Decision"), choices=Decision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("What was done, or why nothing"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Whoever reported it reads this."),
    )


class OneReport(OnePiece):
    template_name = "cms/admin/report.html"
    page_title = gettext_lazy("Report")
    header_icon = "warning"
    after = reverse_lazy("reports_received")

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("moderation.decide_report"):
            raise PermissionDenied
        self.report = get_object_or_404(
            Report.objects.select_related("reporter", "claimed_by", "decided_by"), pk=kwargs["pk"]
        )
        return super().dispatch(request, *args, **kwargs)

    @property
    def forms(self):
        in_hand = (
            {"give_back": (NothingForm, _("Put it back into the queue"))}
            if self.report.claimed_by_id == self.request.user.pk
            else {"take": (NothingForm, _("Take it in hand"))}
        )
        return {**in_hand, "decide": (ReportDecisionForm, _("Decide and tell the reporter"))}

    @property
    def is_open(self):
        return self.report.state != ReportState.DECIDED

    def get_page_subtitle(self):
        return self.report.label

    def get_context_data(self, **kwargs):
        thing = self.report.thing
        return super().get_context_data(
            report=self.report,
            thing=thing,
            edit_address=self._edit_address(thing),
            words_of_message=getattr(thing, "text", ""),
            others=reports_about(thing).exclude(pk=self.report.pk)[:10] if thing else [],
            history=Entry.objects.about(thing)[:10] if thing else [],
            **kwargs,
        )

    def _edit_address(self, thing):
        names = {Person: "person", Institution: "institution"}
        if type(thing) in names:
            return reverse(f"wagtailsnippets_directory_{names[type(thing)]}:edit", args=[thing.pk])
        return ""

    def take(self, values):
        self._say(claim(self.report, by=self.request.user), _("The report is in your hands."))

    def give_back(self, values):
        self._say(release(self.report, by=self.request.user), _("The report is back in the queue."))

    def decide(self, values):
        done = decide(self.report, by=self.request.user, decision=values["decision"], reason=values["reason"])
        self._say(done, _("The report is decided, and the reporter has been told."))

    def _say(self, done, words):
        if done:
            messages.success(self.request, words)
        else:
            messages.warning(self.request, _("Somebody was faster: this report is in another state now."))


QUEUES = (Applications, ReportQueue)


def addresses():
    return [
        *(address for queue in QUEUES for address in queue.urls()),
        path("queue/applications/<int:pk>/", OneApplication.as_view(), name="application"),
        path("queue/reports-received/<int:pk>/", OneReport.as_view(), name="report_received"),
    ]


def partnerships_item():
    """Partners, agreements and projects are decided on pages of the site; the menu leads there."""
    return SecretariatMenuItem(
        gettext_lazy("Partnerships"),
        reverse_lazy("partnerships:desk"),
        name="partnerships",
        icon_name="link",
        order=30,
    )


def menu_item(queue):
    return SecretariatMenuItem(
        queue.page_title, reverse_lazy(queue.slug), name=queue.slug, icon_name=queue.header_icon, order=queue.order
    )
