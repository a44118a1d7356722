"""Imports from the command line: the same steps as on the pages, told in lines."""

from django.contrib.auth import get_user_model
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from . import actions, holding, reports, tasks
from .choices import WRITTEN, Outcome, State
from .fields import field_of, fields_of
from .models import ImportRun
from .reading.notes import CannotRead
from .sentences import sentence


class ImportCommand(BaseCommand):
    """``kind`` says what the rows of the file are."""

    kind = None

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", help="CSV, XLSX, ODS, XLS or vCard.")
        parser.add_argument("--sheet", help="The sheet of a workbook (default: the first).")
        parser.add_argument(
            "--map",
            nargs="+",
            action="extend",
            default=[],
            metavar="COLUMN=FIELD",
            help="What a column holds; nothing after = leaves it out. Fields: "
            + ", ".join(field.code for field in fields_of(self.kind)),
        )
        parser.add_argument("--country", help="Country of rows that name none, as a code of two letters.")
        parser.add_argument("--by", help="E-mail address of the member of the Secretariat who does this.")
        parser.add_argument("--dry-run", action="store_true", help="Check only (default).")
        parser.add_argument("--apply", action="store_true", help="Write the rows that make or change records.")
        parser.add_argument("--undo", type=int, metavar="RUN", help="Undo this import.")
        parser.add_argument("--go-on", type=int, metavar="RUN", help="Go on with an import that was interrupted.")
        parser.add_argument("--report", metavar="FILE", help="Write the report, row by row, as CSV or XLSX.")

    def handle(self, *args, file, **options):
        by = self._who(options["by"])
        if options["apply"] and options["dry_run"]:
            raise CommandError("Choose one of --dry-run and --apply.")
        if options["undo"]:
            return self._undo(self._run(options["undo"]), by)
        if options["go_on"]:
            run = self._work(self._run(options["go_on"]))
        else:
            if not file:
                raise CommandError("Name the file.")
            run = self._check(file, options, by)
        if options["report"]:
            self._report(run, options["report"])
        if options["apply"] and run.state == State.CHECKED:
            actions.begin_applying(run, by=by, here=True)
            run = self._work(run)
        if run.problem == "moved":
            raise CommandError(
                f"Nothing was written: records changed since the rows were checked. They were checked anew; "
                f"look at import {run.pk}, or call again."
            )
        if run.state == State.APPLIED:
            self.stdout.write(f"Written. Undo with --undo {run.pk}.")
        return None

    def _who(self, email):
        if not email:
            return None
        by = get_user_model().objects.filter(email__iexact=email, is_staff=True).first()
        if by is None:
            raise CommandError(f"Nobody of the Secretariat has the address {email}.")
        return by

    def _run(self, key):
        run = ImportRun.objects.filter(pk=key, kind=self.kind).first()
        if run is None:
            raise CommandError(f"There is no import {key} of {self.kind}.")
        return run

    def _check(self, path, options, by):
        try:
            with open(path, "rb") as file:
                run = actions.upload(File(file), file.name.rsplit("/", 1)[-1], kind=self.kind, by=by)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        except CannotRead as error:
            raise CommandError(f"{path}: {error.note}") from None
        self.stdout.write(f"Import {run.pk}: {run.filename}")
        try:
            if options["sheet"]:
                run = actions.choose_sheet(run, options["sheet"], by=by)
        except StopIteration:
            raise CommandError(f"The file has no sheet “{options['sheet']}”.") from None
        mapping = self._mapping(run, options["map"])
        settings = {**run.settings, **self._settings(options)}
        for each in mapping:
            fields = " + ".join(each["fields"]) or "(left out)"
            self.stdout.write(f"  {run.headers[each['column']] or each['column'] + 1} → {fields}")
        run = actions.choose_columns(run, mapping, settings, by=by, here=True)
        return self._work(run)

    def _mapping(self, run, pairs):
        chosen = {each["column"]: list(each["fields"]) for each in run.mapping}
        headers = {header.casefold(): number for number, header in enumerate(run.headers)}
        for pair in pairs:
            name, equals, field = pair.rpartition("=")
            number = headers.get(name.casefold(), int(name) - 1 if name.isdigit() else None)
            if not equals or number is None or not 0 <= number < len(run.headers):
                raise CommandError(f"“{pair}”: the file has no such column. It has: {', '.join(run.headers)}.")
            if field and field_of(self.kind, field) is None:
                raise CommandError(f"“{pair}”: there is no such field.")
            chosen[number] = field.split("+") if field else []
        return [{"column": number, "fields": fields} for number, fields in sorted(chosen.items())]

    def _settings(self, options):
        from ..models import Country

        if not options["country"]:
            return {}
        country = Country.objects.filter(iso2=options["country"].upper()).first()
        if country is None:
            raise CommandError(f"There is no country {options['country']}.")
        return {"country": country.pk}

    def _work(self, run):
        """Do the step the import is at, and tell how far it is."""
        telling = holding.tell

        def tell(run, done, total, step):
            telling(run, done, total, step)
            self.stdout.write(f"  {step}: {done}{f' of {total}' if total else ''}")
            self.stdout.flush()

        holding.tell = tell
        try:
            run = tasks.work_on(run)
        finally:
            holding.tell = telling
        if run.state == State.FAILED:
            raise CommandError(run.problem)
        with override("en"):
            for outcome, number in run.numbers:
                self.stdout.write(f"{number:>8}  {Outcome(outcome).label}")
            self.stdout.write(f"{sum(number for _outcome, number in run.numbers):>8}  All rows")
            for code, params in run.notes:
                self.stdout.write(f"  {sentence(code, params)}")
            waiting = run.rows.filter(outcome__in=[Outcome.PROBLEM, Outcome.DUPLICATE])
            if run.state == State.CHECKED:
                for row in waiting.order_by("number")[:20]:
                    for found in row.findings:
                        if found.get("open"):
                            column = reports.heading_of(run, found.get("column"), found.get("field", ""))
                            place = f"row {row.number}, {column}" if column else f"row {row.number}"
                            self.stdout.write(f"  {place}: {sentence(found['code'], found['params'])}")
                if waiting.count() > 20:
                    self.stdout.write("  … the rest is in the report (--report).")
                would = sum(run.counts.get(outcome, 0) for outcome in WRITTEN)
                self.stdout.write(f"{would} rows would be written.")
        return run

    def _undo(self, run, by):
        try:
            actions.begin_undoing(run, by=by, here=True)
        except actions.WrongStepError:
            raise CommandError(f"Import {run.pk} cannot be undone: {run.get_state_display()}.") from None
        run = self._work(run)
        self.stdout.write(f"Undone: {run.counts.get('undone', 0)}. Kept: {run.counts.get('kept', 0)}.")
        for row in run.rows.filter(state="kept").order_by("number"):
            self.stdout.write(f"  row {row.number}: {reports.KEPT[row.made['kept']]}")

    def _report(self, run, path):
        with override("en"):
            if path.endswith(".xlsx"):
                with open(path, "wb") as file:
                    file.write(reports.report_xlsx(run))
            else:
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.writelines(reports.report_csv(run))
        self.stdout.write(f"Report: {path}")
