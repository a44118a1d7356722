"""Pages of assignments: one's own, a new one, one of them, its reports, and what everybody may know."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from directory.choices import Audience
from directory.models import audience_of
from directory.partnerships import formats
from directory.partnerships.documents import give_out
from experts.disclosure import audience_of_field
from experts.from_letter import LetterPage
from experts.models import RosterEntry

from . import letters, queries
from .actions import (
    AssignmentMovedOnError,
    ChangedMeanwhileError,
    TooManyDocumentsError,
    accept_assignment,
    add_document,
    cancel_assignment,
    change_assignment,
    close_assignment,
    decline_assignment,
    record_assignment,
    show_assignments_to,
    version_of,
    withdraw_document,
    write_report,
)
from .choices import STATE_CLASSES, AssignmentState, RecordedBy, Side
from .forms import (
    AudienceForm,
    ChangeForm,
    DeclineForm,
    DocumentForm,
    ReasonForm,
    RecordForm,
    RegisterFilter,
    ReportForm,
    RequesterReportForm,
)
from .models import Assignment, AssignmentDocument

ROWS_ON_A_PAGE = 20
MOVED_ON = gettext_lazy("This assignment has moved on meanwhile. Nothing was changed; here is how it stands.")


class AssignmentsPage(TemplateView):
    """A page reached from the roster."""

    def trail(self):
        return [(_("Experts"), reverse("experts:experts"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(trail=self.trail(), **kwargs)


class Mine(LoginRequiredMixin, AssignmentsPage):
    """What somebody was asked to do, and what they asked for."""

    template_name = "assignments/mine.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        entry = RosterEntry.objects.filter(person__user=user).first()
        as_expert = _rows(Assignment.objects.of_expert(user))
        as_requester = _rows(Assignment.objects.requested_by(user))
        return super().get_context_data(
            as_expert=as_expert,
            as_requester=as_requester,
            waiting=[row for row in [*as_expert, *as_requester] if row["waits_for"](user)],
            may_record=user.has_perm("assignments.record"),
            keeps=user.has_perm("assignments.keep_assignments"),
            entry=entry,
            form=kwargs.pop("form", None) or self.audience_form(entry),
            **kwargs,
        )

    def audience_form(self, entry):
        if entry is None or not entry.is_listed:
            return None
        return AudienceForm(initial={"audience": audience_of_field(entry, queries.FIELD)})

    def post(self, request, *args, **kwargs):
        entry = RosterEntry.objects.filter(person__user=request.user).first()
        if entry is None or not request.user.has_perm("experts.change_entry", entry):
            raise PermissionDenied
        form = AudienceForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        show_assignments_to(entry, form.cleaned_data["audience"], by=request.user)
        messages.success(request, _("Your choice is kept."))
        return redirect("assignments:mine")


def _rows(assignments):
    """Assignments as lists of their own people show them."""
    rows = []
    for each in queries.whole(assignments)[:200]:
        state = each.state_on()
        reported = {report.side for report in each.reports.all()}
        rows.append(
            {
                "assignment": each,
                "state": STATE_CLASSES[state],
                "words": state.label,
                "waits_for": _waits_for(each, state, reported),
            }
        )
    return rows


def _waits_for(assignment, state, reported):
    """Whether it is the turn of a user who reads the assignment in a list of their own."""

    def waits(user):
        side = Side.EXPERT if assignment.expert.user_id == user.pk else Side.REQUESTER
        if state == AssignmentState.PLANNED:
            return assignment.answering_side == side
        return state == AssignmentState.REPORTS_DUE and side not in reported

    return waits


class New(LoginRequiredMixin, AssignmentsPage):
    """Recording an assignment: as who asks, as the expert (``?as=expert``), or as the Secretariat."""

    template_name = "assignments/new.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            if not request.user.has_perm("assignments.record"):
                raise PermissionDenied
            self.recorded_by = self.role()
        return super().dispatch(request, *args, **kwargs)

    def role(self):
        user = self.request.user
        if user.has_perm("assignments.keep_assignments"):
            return RecordedBy.SECRETARIAT
        is_expert = RosterEntry.objects.listed().filter(person__user=user).exists()
        asks = any(found.exists() for found in queries.may_ask_for(user))
        wants = self.request.POST.get("as") or self.request.GET.get("as")
        if is_expert and (wants == "expert" or not asks):
            return RecordedBy.EXPERT
        return RecordedBy.REQUESTER

    def make_form(self, data=None):
        return RecordForm(
            data,
            user=self.request.user,
            as_expert=self.recorded_by == RecordedBy.EXPERT,
            is_secretariat=self.recorded_by == RecordedBy.SECRETARIAT,
            initial={"expert": self.request.GET.get("expert", "")[:200]},
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **{"form": kwargs.pop("form", None) or self.make_form(), "role": self.recorded_by, **kwargs}
        )

    def trail(self):
        return [*super().trail(), (_("Assignments"), reverse("assignments:mine"))]

    def post(self, request, *args, **kwargs):
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        assignment = record_assignment(by=request.user, recorded_by=self.recorded_by, **form.assignment)
        messages.success(request, _("The assignment is recorded, and the other side is asked by mail."))
        return redirect(assignment)


class ForThoseConcerned(LoginRequiredMixin, AssignmentsPage):
    """A page about one assignment that only those concerned see."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.assignment = get_object_or_404(queries.whole(Assignment.objects.all()), pk=kwargs["pk"])
            if not request.user.has_perm("assignments.view_assignment", self.assignment):
                raise Http404
            self.sides = queries.sides_of(self.assignment, request.user)
            self.keeps = request.user.has_perm("assignments.keep_assignments")
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def trail(self):
        return [
            *super().trail(),
            (_("Assignments"), reverse("assignments:mine")),
            (self.assignment.title, self.assignment.get_absolute_url()),
        ]


class OneAssignment(AssignmentsPage):
    """One assignment: whole for those concerned, in four facts for everybody else."""

    def dispatch(self, request, *args, **kwargs):
        self.assignment = get_object_or_404(queries.whole(Assignment.objects.all()), pk=kwargs["pk"])
        self.is_whole = request.user.has_perm("assignments.view_assignment", self.assignment)
        if not self.is_whole and not self.assignment.is_agreed:
            raise Http404
        self.sides = queries.sides_of(self.assignment, request.user) if self.is_whole else []
        self.keeps = request.user.has_perm("assignments.keep_assignments")
        self.bound = None
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_template_names(self):
        return ["assignments/assignment.html" if self.is_whole else "assignments/public.html"]

    def trail(self):
        name = "assignments:mine" if self.is_whole and not self.keeps else "assignments:register"
        return [*super().trail(), (_("Assignments"), reverse(name))]

    def get_context_data(self, **kwargs):
        assignment, state = self.assignment, self.assignment.state_on()
        context = super().get_context_data(
            assignment=queries.with_names([assignment], self.request.user)[0],
            state=STATE_CLASSES[state],
            state_words=state.label,
            **kwargs,
        )
        if not self.is_whole:
            return context
        reports = {report.side: report for report in assignment.reports.all()}
        opened = assignment.reports_are_open(reports)
        may_change = self.may_change()
        return context | {
            "reports": [
                {
                    "side": side,
                    "report": reports.get(side),
                    # The Secretariat reads what is in; a side its own, and the other's once both may.
                    "is_open": side in reports and (self.keeps or opened or side in self.sides),
                    "is_mine": side in self.sides,
                    "may_write": side in self.sides
                    and assignment.takes_reports
                    and (side not in reports or not opened),
                }
                for side in Side
            ]
            if assignment.takes_reports or reports
            else [],
            "answers": self.may_answer(),
            "may_change": may_change,
            "may_cancel": may_change,
            "may_close": self.keeps and state == AssignmentState.REPORTS_DUE,
            "may_add": bool(self.sides or self.keeps) and not self.is_called_off(),
            "forms": {verb: self.form_for(verb) for verb in ("decline", "cancel", "close", "document")},
            "form": self.bound,
            "keeps": self.keeps,
            "sides": self.sides,
        }

    def is_called_off(self):
        return self.assignment.state in (AssignmentState.DECLINED, AssignmentState.CANCELLED)

    def may_answer(self):
        """Whether it waits for this user; the Secretariat answers for whoever asked where nobody else does."""
        if self.assignment.state != AssignmentState.PLANNED:
            return False
        side = self.assignment.answering_side
        stands_in = self.keeps and side == Side.REQUESTER and not queries.requesters_of(self.assignment)
        return side in self.sides or stands_in

    def may_change(self):
        is_over = self.assignment.is_settled or bool(self.assignment.reports.all())
        return not is_over and bool(self.sides or self.keeps)

    def form_for(self, verb, data=None, files=None):
        if data is None and self.bound is not None and self.bound.prefix == verb:
            return self.bound
        form = {"decline": DeclineForm, "cancel": ReasonForm, "close": ReasonForm, "document": DocumentForm}[verb]
        return form(data, files, prefix=verb)

    def post(self, request, *args, **kwargs):
        verb = request.POST.get("verb")
        if not self.is_whole:
            raise PermissionDenied
        act = getattr(self, f"do_{verb}", None) if verb in self.verbs else None
        if act is None:
            raise Http404
        try:
            if refused := act():
                return refused
        except AssignmentMovedOnError:
            messages.warning(request, MOVED_ON)
        return redirect(self.assignment)

    verbs = ("accept", "decline", "cancel", "close", "document", "withdraw")

    def do_accept(self):
        self.require(self.may_answer() or self.has_answered())
        accept_assignment(self.assignment, side=self.assignment.answering_side, by=self.request.user)
        messages.success(self.request, _("Accepted. The other side is told."))

    def do_decline(self):
        self.require(self.may_answer() or self.has_answered())
        if refused := self.check("decline"):
            return refused
        decline_assignment(
            self.assignment,
            side=self.assignment.answering_side,
            by=self.request.user,
            reason=self.bound.cleaned_data["reason"],
        )
        messages.success(self.request, _("Declined. The other side is told."))
        return None

    def has_answered(self):
        """Whether it was this user's to answer: a second press of the button is no offence."""
        return self.assignment.answering_side in self.sides

    def do_cancel(self):
        self.require(bool(self.sides or self.keeps))
        if refused := self.check("cancel"):
            return refused
        cancel_assignment(self.assignment, by=self.request.user, reason=self.bound.cleaned_data["reason"])
        messages.success(self.request, _("Called off. Both sides are told why."))
        return None

    def do_close(self):
        self.require(self.keeps)
        if refused := self.check("close"):
            return refused
        close_assignment(self.assignment, by=self.request.user, reason=self.bound.cleaned_data["reason"])
        messages.success(self.request, _("The assignment is closed."))
        return None

    def do_document(self):
        self.require(bool(self.sides or self.keeps) and not self.is_called_off())
        if refused := self.check("document", self.request.FILES):
            return refused
        said = self.bound.cleaned_data
        try:
            add_document(self.assignment, said["upload"], by=self.request.user, title=said["title"])
        except TooManyDocumentsError:
            self.bound.add_error("upload", _("There are ten documents already. Withdraw one of them first."))
        except ValidationError as error:
            self.bound.add_error("upload", error)
        else:
            messages.success(self.request, _("The document is kept for the two sides."))
            return None
        return self.render_to_response(self.get_context_data(), status=422)

    def do_withdraw(self):
        chosen = self.request.POST.get("document", "")
        paper = get_object_or_404(
            AssignmentDocument, assignment=self.assignment, pk=chosen if chosen.isdecimal() else 0, withdrawn_at=None
        )
        self.require(self.keeps or paper.added_by_id == self.request.user.pk)
        withdraw_document(paper, by=self.request.user)
        messages.success(self.request, _("The document is withdrawn."))

    def check(self, verb, files=None):
        """Bind the form of a verb; the page with what is wrong, or None."""
        self.bound = self.form_for(verb, self.request.POST, files)
        return None if self.bound.is_valid() else self.render_to_response(self.get_context_data(), status=422)

    def require(self, may):
        if not may:
            raise PermissionDenied


class Change(ForThoseConcerned):
    """Changing days, place or purpose before it is over."""

    template_name = "assignments/change.html"

    def dispatch(self, request, *args, **kwargs):
        self.form = None
        return super().dispatch(request, *args, **kwargs)

    def initial(self):
        names = ("kind", "title", "place_country", "place", "starts_on", "ends_on", "purpose")
        return {**{name: getattr(self.assignment, name) for name in names}, "seen": version_of(self.assignment)}

    def get(self, request, *args, **kwargs):
        self.require()
        return self.render_to_response(self.get_context_data(form=ChangeForm(initial=self.initial())))

    def require(self):
        if not (self.sides or self.keeps):
            raise PermissionDenied

    def get_context_data(self, **kwargs):
        return super().get_context_data(assignment=self.assignment, **kwargs)

    def post(self, request, *args, **kwargs):
        self.require()
        form = ChangeForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            changed = change_assignment(self.assignment, form.said, by=request.user, seen=form.cleaned_data["seen"])
        except ChangedMeanwhileError:
            # The next save is made knowingly.
            form.data = form.data.copy()
            form.data["seen"] = version_of(self.assignment)
            form.add_error(
                None,
                _("Somebody changed this assignment after you began. Compare, and save again if you still wish."),
            )
            return self.render_to_response(self.get_context_data(form=form, now=self.assignment), status=409)
        except AssignmentMovedOnError:
            messages.warning(request, MOVED_ON)
        else:
            if changed:
                messages.success(request, _("The assignment is changed, and both sides are told."))
        return redirect(self.assignment)


class Report(ForThoseConcerned):
    """The report of one's side."""

    template_name = "assignments/report.html"

    def dispatch(self, request, *args, **kwargs):
        self.form = None
        return super().dispatch(request, *args, **kwargs)

    def side(self):
        """Whose report is written: of the side one speaks for; somebody who is both says which (``?side=``)."""
        if not self.sides:
            raise PermissionDenied
        wanted = self.request.GET.get("side")
        return Side(wanted) if wanted in self.sides else self.sides[0]

    def report_of(self, side):
        return next((report for report in self.assignment.reports.all() if report.side == side), None)

    def make_form(self, side, data=None):
        report = self.report_of(side)
        form = ReportForm if side == Side.EXPERT else RequesterReportForm
        initial = {}
        if report is not None:
            names = ("done", "results", "lessons", "satisfaction", "would_ask_again")
            initial = {name: getattr(report, name) for name in names} | {"seen": report.written_at.isoformat()}
        return form(data, initial=initial)

    def get(self, request, *args, **kwargs):
        side = self.side()
        if not self.assignment.takes_reports:
            messages.info(request, _("Reports are written from the last day on."))
            return redirect(self.assignment)
        return self.render_to_response(self.get_context_data(form=self.make_form(side), side=side))

    def get_context_data(self, **kwargs):
        return super().get_context_data(assignment=self.assignment, report=self.report_of(kwargs["side"]), **kwargs)

    def post(self, request, *args, **kwargs):
        side = self.side()
        form = self.make_form(side, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, side=side), status=422)
        try:
            write_report(self.assignment, side=side, by=request.user, seen=form.cleaned_data["seen"], **form.said)
        except ChangedMeanwhileError:
            form.data = form.data.copy()
            form.data["seen"] = self.report_of(side).written_at.isoformat()
            form.add_error(
                None,
                _("Somebody of your side wrote it after you began. Your words stay; save again to replace theirs."),
            )
            return self.render_to_response(self.get_context_data(form=form, side=side), status=409)
        except AssignmentMovedOnError:
            messages.warning(request, MOVED_ON)
        else:
            messages.success(request, _("Your report is in. Thank you."))
        return redirect(self.assignment)


@login_required
def document(request, pk, document):
    """A document, to those concerned."""
    paper = get_object_or_404(
        AssignmentDocument.objects.select_related("assignment__expert"),
        pk=document,
        assignment=pk,
        withdrawn_at=None,
    )
    if not request.user.has_perm("assignments.view_assignment", paper.assignment):
        raise Http404
    return give_out(paper)


class Letter(LetterPage):
    """Accepting or declining from the mail alone."""

    template_name = "assignments/letter.html"

    def follow(self, token):
        return letters.follow(token)

    def get(self, request, *args, **kwargs):
        if not self.followed.is_open:
            return self.settled()
        return self.render_to_response(
            {"assignment": self.followed.assignment, "side": self.followed.side, "decline_form": DeclineForm()}
        )

    def settled(self):
        """What was answered, to whom it concerns; nothing of it to a letter that is good no more."""
        assignment = self.followed.assignment
        return self.over(assignment.get_absolute_url())

    def post(self, request, *args, **kwargs):
        followed, verb = self.followed, request.POST.get("verb")
        if not followed.is_open:
            return self.settled()
        form = DeclineForm(request.POST)
        if verb not in ("accept", "decline") or not form.is_valid():
            return self.render_to_response(
                {"assignment": followed.assignment, "side": followed.side, "decline_form": form, "form": form},
                status=422,
            )
        try:
            if verb == "accept":
                accept_assignment(followed.assignment, side=followed.side, by=followed.user, by_letter=True)
            else:
                decline_assignment(
                    followed.assignment,
                    side=followed.side,
                    by=followed.user,
                    reason=form.cleaned_data["reason"],
                    by_letter=True,
                )
        except AssignmentMovedOnError:
            return self.settled()
        return render(request, "assignments/letter_answered.html", {"accepted": verb == "accept"})


class Register(AssignmentsPage):
    """What experts of the roster have done: for everybody; a file of all of it for the Secretariat."""

    template_name = "assignments/register.html"

    def get(self, request, *args, **kwargs):
        years = sorted(
            {day.year for day in Assignment.objects.agreed().values_list("starts_on", flat=True).distinct()},
            reverse=True,
        )
        self.filter = RegisterFilter(request.GET, years)
        if "format" in request.GET:
            if audience_of(request.user) < Audience.SECRETARIAT:
                raise Http404
            return formats.render(
                "assignments",
                COLUMNS,
                queries.whole(self.narrowed(Assignment.objects.all())),
                request.GET["format"],
                request,
            )
        return super().get(request, *args, **kwargs)

    def narrowed(self, assignments):
        chosen = self.filter.chosen
        if "kind" in chosen:
            assignments = assignments.filter(kind=chosen["kind"])
        if "year" in chosen:
            assignments = assignments.filter(starts_on__year=chosen["year"])
        return assignments

    def get_context_data(self, **kwargs):
        paginator = Paginator(self.narrowed(queries.register()), ROWS_ON_A_PAGE)
        page = paginator.get_page(self.request.GET.get("page"))
        return super().get_context_data(
            filter=self.filter,
            is_narrowed=bool(self.filter.chosen),
            clear=self.request.path,
            number=paginator.count,
            page_obj=page,
            rows=queries.with_names(page.object_list, self.request.user),
            keeps=audience_of(self.request.user) >= Audience.SECRETARIAT,
            **kwargs,
        )


def _report(side, name):
    def value(assignment):
        report = next((report for report in assignment.reports.all() if report.side == side), None)
        return getattr(report, name, "") if report else ""

    return value


def _graded(name):
    def value(assignment):
        report = next((report for report in assignment.reports.all() if report.side == Side.REQUESTER), None)
        return getattr(report, f"get_{name}_display")() if report else ""

    return value


COLUMNS = (
    ("title", gettext_lazy("Title"), lambda each: each.title),
    ("kind", gettext_lazy("Kind"), lambda each: each.get_kind_display()),
    ("expert", gettext_lazy("Expert"), lambda each: each.expert.romanised_name),
    ("expert_country", gettext_lazy("Country of the expert"), lambda each: each.expert.country or ""),
    ("for", gettext_lazy("For"), lambda each: str(each.requester)),
    ("place_country", gettext_lazy("Country of the place"), lambda each: each.place_country or ""),
    ("place", gettext_lazy("Place"), lambda each: each.place),
    ("from", gettext_lazy("From"), lambda each: each.starts_on),
    ("until", gettext_lazy("Until"), lambda each: each.ends_on),
    ("state", gettext_lazy("State"), lambda each: str(each.state_on().label)),
    ("recorded_by", gettext_lazy("Recorded by"), lambda each: each.get_recorded_by_display()),
    ("recorded_on", gettext_lazy("Recorded"), lambda each: each.recorded_at.date()),
    ("expert_reported", gettext_lazy("The expert reported"), _report(Side.EXPERT, "written_at")),
    ("requester_reported", gettext_lazy("Who asked reported"), _report(Side.REQUESTER, "written_at")),
    ("satisfaction", gettext_lazy("How much it helped"), _graded("satisfaction")),
    ("would_ask_again", gettext_lazy("Would ask again"), _graded("would_ask_again")),
)
