"""The way of a file into the directory, page by page, for the Secretariat."""

import json
from functools import wraps
from hashlib import sha256

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from . import actions, holding, queries, reports
from .actions import WrongStepError
from .choices import WRITTEN, Kind, Outcome, RowState, State
from .fields import fields_of
from .forms import SettingsForm, UploadForm, initial_of, mapping_from
from .models import ImportRun
from .reading.columns import REASONS
from .reading.notes import CannotRead
from .samples import template_csv, template_xlsx
from .sentences import sentence
from .tables import table_of, tables_of
from .targets import kinds, targets

ROWS_A_PAGE = 20
STATES = {
    State.UPLOADED: "waiting",
    State.CHECKING: "waiting",
    State.CHECKED: "waiting",
    State.APPLYING: "waiting",
    State.APPLIED: "current",
    State.UNDOING: "waiting",
    State.UNDONE: "expired",
    State.FAILED: "vacant",
}


def secretariat_only(view):
    """To others these pages do not exist; nobody's browser or cache keeps them."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm("imports.bring_in"):
            raise Http404
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return checked


class SecretariatPage(TemplateView):
    @classmethod
    def as_view(cls, **initkwargs):
        return secretariat_only(super().as_view(**initkwargs))

    def trail(self):
        return [(_("Directory"), reverse("directory:index")), (_("Imports"), reverse("imports:index"))]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"trail": self.trail(), **kwargs})


class Imports(SecretariatPage):
    """Every import, the newest first."""

    template_name = "imports/index.html"

    def trail(self):
        return super().trail()[:1]

    def get_context_data(self, **kwargs):
        runs = ImportRun.objects.select_related("by")
        page = Paginator(runs, 25).get_page(self.request.GET.get("page"))
        for run in page:
            run.mark = STATES[run.state]
        return super().get_context_data(page_obj=page, targets=targets(), **kwargs)


class Upload(SecretariatPage):
    template_name = "imports/upload.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", UploadForm(initial={"kind": self.request.GET.get("kind", Kind.PEOPLE)}))
        return super().get_context_data(targets=targets(), **kwargs)

    def post(self, request):
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                run = actions.upload(file, file.name, kind=form.cleaned_data["kind"], by=request.user)
            except CannotRead as error:
                form.add_error("file", str(error.note))
            else:
                return redirect("imports:columns", run.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OfRun(SecretariatPage):
    """A page about one import."""

    def dispatch(self, request, *args, pk, **kwargs):
        self.run = get_object_or_404(ImportRun.objects.select_related("by"), pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(run=self.run, **kwargs)


class Run(OfRun):
    """Where an import stands: being worked on, checked, written or undone."""

    def get(self, request):
        run = self.run
        if run.state == State.UPLOADED:
            return redirect("imports:columns", run.pk)
        return super().get(request)

    def get_template_names(self):
        return ["imports/working.html" if self.run.is_working else "imports/run.html"]

    def get_context_data(self, **kwargs):
        run = self.run
        if run.is_working:
            told = holding.progress(run)
            kwargs |= {
                "is_interrupted": actions.is_interrupted(run),
                "done": told.get("done", 0),
                "total": told.get("total", 0),
            }
        else:
            numbers = [(outcome, Outcome(outcome).label, number) for outcome, number in run.numbers]
            kwargs |= {
                "numbers": numbers,
                "total": sum(number for *_rest, number in numbers),
                "parts": run.counts.get("parts", 0),
                "to_write": sum(run.counts.get(outcome, 0) for outcome in WRITTEN),
                "open": sum(run.counts.get(outcome, 0) for outcome in (Outcome.PROBLEM, Outcome.DUPLICATE)),
                "mark": STATES[run.state],
                "kept": reports.shown_rows(run, run.rows.filter(state=RowState.KEPT)[:100]),
                "refused": reports.shown_rows(run, run.rows.filter(made__has_key="refused")[:100])
                if run.state == State.APPLIED
                else [],
                "same_file": queries.imports_of_same_file(run).first() if run.state == State.CHECKED else None,
                "notes": [sentence(code, params) for code, params in run.notes],
            }
        return super().get_context_data(**kwargs)


class Columns(OfRun):
    """Which column holds what, and how the rows are to be taken."""

    template_name = "imports/columns.html"

    def get(self, request):
        if self.run.state not in (State.UPLOADED, State.CHECKED, State.FAILED):
            return redirect(self.run)
        return super().get(request)

    def get_context_data(self, *, form=None, mapping=None, problems=(), **kwargs):
        run = self.run
        sheets = tables_of(run)
        sample = table_of(run).sample(50)
        chosen = {each["column"]: each for each in (mapping or run.mapping)}
        columns = []
        for number, header in enumerate(run.headers):
            held = [row.cells[number].text for row in sample if number < len(row.cells) and row.cells[number].text]
            each = chosen.get(number, {})
            fields = [*each.get("fields", []), "", ""]
            columns.append(
                {
                    "number": number,
                    "header": header,
                    "samples": list(dict.fromkeys(held))[:3],
                    "field": fields[0],
                    "also": fields[1],
                    "why": str(REASONS[each["why"][0]]) % each["why"][1] if each.get("why") else "",
                }
            )
        groups = {}
        for field in fields_of(run.kind):
            groups.setdefault(field.group, []).append((field.code, str(field.label)))
        return super().get_context_data(
            columns=columns,
            groups=list(groups.items()),
            sheets=[table.name for table in sheets] if len(sheets) > 1 else [],
            form=form or SettingsForm(kind=run.kind, initial=initial_of(run.settings)),
            problems=problems,
            notes=[sentence(code, params) for code, params in run.notes],
            has_decisions=run.rows.exclude(decision={}).exists() if run.state == State.CHECKED else False,
            same_file=queries.imports_of_same_file(run).first(),
            **kwargs,
        )

    def post(self, request):
        run = self.run
        mapping, problems = mapping_from(run, request.POST)
        form = SettingsForm(request.POST, kind=run.kind)
        if form.is_valid() and not problems:
            try:
                actions.choose_columns(run, mapping, form.settings(), by=request.user)
            except WrongStepError:
                return went_on(request, run)
            return redirect(run)
        return self.render_to_response(
            self.get_context_data(form=form, mapping=mapping, problems=problems), status=422
        )


@secretariat_only
@require_POST
def sheet(request, pk):
    """Take another sheet of the file."""
    run = get_object_or_404(ImportRun, pk=pk)
    name = request.POST.get("sheet", "")
    if name not in {table.name for table in tables_of(run)}:
        raise Http404
    try:
        actions.choose_sheet(run, name, by=request.user)
    except WrongStepError:
        return went_on(request, run)
    return redirect("imports:columns", run.pk)


class Rows(OfRun):
    """The report, row by row."""

    template_name = "imports/rows.html"

    def get_context_data(self, **kwargs):
        run, asked = self.run, self.request.GET
        filters = {
            "outcome": asked.get("outcome", ""),
            "code": asked.get("code", "")[:60],
            "column": asked.get("column", "") if asked.get("column", "").isdigit() else "",
            "number": asked.get("number", "")
            if asked.get("number", "").isdigit() and len(asked["number"]) < 9
            else "",
        }
        found = queries.rows_shown(run, **filters)
        page = Paginator(found, ROWS_A_PAGE).get_page(asked.get("page"))
        codes, columns = queries.kinds_of_findings(run)
        base = reverse("imports:rows", args=[run.pk])
        may_decide = run.state == State.CHECKED
        return super().get_context_data(
            page_obj=page,
            rows=[(shown, seen_mark(shown.row)) for shown in reports.shown_rows(run, page)],
            numbers=[(outcome.value, outcome.label, number) for outcome, number in run.numbers],
            codes=codes,
            columns=[
                (number, reports.heading_of(run, number, ""), count)
                for number, count in columns
                if 0 <= number < len(run.headers)
            ],
            filters=filters,
            is_filtered=any(filters.values()),
            here=reports.address_with(base, **filters, page=asked.get("page", "")),
            all_address=base,
            may_decide=may_decide,
            bulk=bulk_choices(run, filters["code"]) if may_decide else [],
            **kwargs,
        )


# Kinds of findings about which something may be decided for all their rows at once.
def bulk_choices(run, code):
    if code == "may_be":
        return [
            ("likeliest", _("Take the likeliest where it is likely at 90 of 100 and stands alone")),
            ("new", _("Make a new record for each")),
            ("skip", _("Leave these rows out")),
        ]
    if code == "unknown_institution":
        return [
            ("make", _("Make a new institution of each name")),
            ("name", _("Keep the names as words in people’s records")),
        ]
    if code == "two_people":
        return [("split", _("Make a record for each person")), ("skip", _("Leave these rows out"))]
    open_rows = run.rows.filter(codes__contains=f" {code} ", outcome=Outcome.PROBLEM) if code else None
    if open_rows is not None and open_rows.exists():
        return [
            ("first", _("Take the first proposal, where there is one")),
            ("leave", _("Leave these cells out, take the rest of the rows")),
            ("skip", _("Leave these rows out")),
        ]
    return []


def went_on(request, run):
    messages.warning(
        request, _("This import is at another step by now, so nothing was changed. This is where it stands.")
    )
    return redirect(run)


def back(request, run):
    """To the page of the report the choice came from."""
    base = reverse("imports:rows", args=[run.pk])
    here = request.POST.get("here", "")
    return here if here.startswith(base) and "\n" not in here else base


@secretariat_only
@require_POST
def decide_row(request, pk, row):
    """Keep what was chosen about one row, and about others with the same value when that was asked."""
    run = get_object_or_404(ImportRun, pk=pk)
    found = get_object_or_404(run.rows, pk=row)
    if request.POST.get("seen") != seen_mark(found):
        messages.warning(
            request,
            _("Somebody decided about row %(row)s meanwhile; this is how it stands now.") % {"row": found.number},
        )
        return redirect(f"{back(request, run)}#row-{found.pk}")
    whole, cells, keys = None, {}, [found.pk]
    chosen = request.POST.dict()
    for name, value in request.POST.items():
        # Who wrote what it should say means it, with or without the radio button before it.
        if name.startswith("text-") and value.strip():
            chosen.setdefault(f"cell-{name.removeprefix('text-')}", "text")
    for name, value in chosen.items():
        if name == "row":
            whole = _row_decision(value)
        elif name.startswith("cell-") and value:
            key = name.removeprefix("cell-")
            decision = _cell_decision(value, request.POST.get(f"text-{key}", ""))
            if decision is None:
                continue
            column, _colon, field = key.partition(":")
            if not column.lstrip("-").isdigit():
                raise Http404
            cells[key] = decision
            if request.POST.get(f"same-{key}"):
                keys += queries.rows_with_same_value(run, found, int(column), field)
    if whole is None and not cells:
        messages.info(request, _("Nothing was chosen, so nothing changed."))
        return redirect(f"{back(request, run)}#row-{found.pk}")
    try:
        run = actions.decide(run, [found.pk], row=whole, cells=cells, by=request.user)
        others = [key for key in dict.fromkeys(keys) if key != found.pk]
        if others and not run.is_working:
            run = actions.decide(run, others, cells=cells, by=request.user)
    except WrongStepError:
        return went_on(request, run)
    count = len(set(keys))
    messages.success(
        request,
        ngettext("Your choice is kept for one row.", "Your choice is kept for %(count)s rows with this value.", count)
        % {"count": count},
    )
    return redirect(run if run.is_working else f"{back(request, run)}#row-{found.pk}")


def seen_mark(row):
    """What somebody saw of a row when the page was drawn."""
    return sha256(json.dumps([row.outcome, row.decision], sort_keys=True).encode()).hexdigest()[:16]


def _row_decision(value):
    kind, _dash, number = value.partition("-")
    if kind in ("new", "skip"):
        return {"as": kind}
    if kind in ("record", "row") and number.isdigit():
        return {"as": "same", kind: int(number)}
    return {} if value == "" else None


def _cell_decision(value, text):
    kind, _dash, number = value.partition("-")
    if kind == "take" and number.isdigit():
        return {"take": [int(number)]}
    if kind == "split" and number.isdigit():
        return {"split": int(number)}
    if kind in ("leave", "new", "free", "make", "name"):
        return {kind: True}
    if kind == "text" and text.strip():
        return {"text": text.strip()[:1000]}
    return None


@secretariat_only
@require_POST
def decide_many(request, pk):
    """The same choice for every row with one kind of finding."""
    run = get_object_or_404(ImportRun, pk=pk)
    code, choice = request.POST.get("code", ""), request.POST.get("choice", "")
    if choice not in {each for each, _label in bulk_choices(run, code)}:
        messages.info(request, _("Nothing was chosen, so nothing changed."))
        return redirect(back(request, run))
    try:
        run, count = actions.decide_all(run, code, choice, by=request.user)
    except WrongStepError:
        return went_on(request, run)
    messages.success(
        request,
        ngettext("Your choice is kept for one row.", "Your choice is kept for %(count)s rows.", count)
        % {"count": count},
    )
    return redirect(run if run.is_working else back(request, run))


@secretariat_only
@require_safe
def report(request, pk, form):
    """The report as a file, to mend the rows in a spreadsheet and bring them in again."""
    run = get_object_or_404(ImportRun, pk=pk)
    if run.erased_at or form not in ("csv", "xlsx"):
        raise Http404
    name = f"{slugify(run.filename.rsplit('.', 1)[0]) or 'import'}-{run.pk}-report"
    if form == "csv":
        response = StreamingHttpResponse(reports.report_csv(run), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(
            reports.report_xlsx(run),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@secretariat_only
@require_safe
def template(request, kind, form):
    """An empty file with every column, and what each is for."""
    if kind not in dict(kinds()) or form not in ("csv", "xlsx"):
        raise Http404
    make, content_type = {
        "csv": (template_csv, "text/csv; charset=utf-8"),
        "xlsx": (template_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    }[form]
    response = HttpResponse(make(kind), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    return response


class _Step(OfRun):
    """A step that is asked about once more before it is taken."""

    begins, before = None, None

    def get(self, request):
        if self.run.state != self.before:
            return redirect(self.run)
        return super().get(request)

    def post(self, request):
        run = self.run
        if run.state == self.before and request.POST.get("version") != str(run.version):
            messages.warning(request, _("Somebody changed a choice meanwhile. Please look once more, then go on."))
            return redirect(run)
        try:
            type(self).begins(run, by=request.user)
        except WrongStepError:
            return went_on(request, run)
        return redirect(run)

    def get_context_data(self, **kwargs):
        counts = self.run.counts
        return super().get_context_data(
            create=counts.get(Outcome.CREATE, 0),
            change=counts.get(Outcome.CHANGE, 0),
            behind=sum(counts.get(outcome, 0) for outcome in Outcome if outcome not in WRITTEN),
            total=sum(counts.get(outcome, 0) for outcome in Outcome),
            **kwargs,
        )


class Apply(_Step):
    template_name = "imports/apply.html"
    begins, before = actions.begin_applying, State.CHECKED


class Undo(_Step):
    template_name = "imports/undo.html"
    begins, before = actions.begin_undoing, State.APPLIED


@secretariat_only
@require_POST
def resume(request, pk):
    """Go on with a step that was interrupted."""
    run = get_object_or_404(ImportRun, pk=pk)
    if not actions.go_on(run):
        messages.info(request, _("Nothing is interrupted: the import is being worked on, or done."))
    return redirect(run)


@secretariat_only
@require_POST
def throw_away(request, pk):
    """Throw an import away of which nothing was written."""
    run = get_object_or_404(ImportRun, pk=pk)
    try:
        actions.discard(run, by=request.user)
    except WrongStepError:
        return went_on(request, run)
    messages.success(request, _("The file and its rows are gone. Nothing in the directory was changed."))
    return redirect("imports:index")
