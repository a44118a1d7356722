"""Lists of partners, agreements and projects as files people take away: CSV, XLSX and JSON."""

import csv
import io
import json

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from directory.formats.tables import harmless

FORMATS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def render(name, columns, things, format, request):
    """A file of ``things``; ``columns`` are (key for machines, heading for people, value of a thing)."""
    if format not in FORMATS:
        raise Http404
    rows = [[plain(value(thing)) for _key, _heading, value in columns] for thing in things]
    headings = [str(heading) for _key, heading, _value in columns]
    if format == "json":
        keys = [key for key, _heading, _value in columns]
        body = json.dumps([dict(zip(keys, row, strict=True)) for row in rows], ensure_ascii=False, indent=1)
    elif format == "csv":
        body = _csv(headings, rows)
    else:
        body = _xlsx(headings, rows, request)
    response = HttpResponse(body, content_type=_TYPES[format])
    response["Content-Disposition"] = content_disposition_header(
        True, f"{name}-{timezone.localdate():%Y-%m-%d}.{format}"
    )
    response["Content-Language"] = get_language()
    response["X-Robots-Tag"] = "noindex"
    return response


def plain(value):
    """A value as text, or as a list of texts."""
    if value is None:
        return ""
    if isinstance(value, int | str):
        return value
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _cell(value):
    return "; ".join(value) if isinstance(value, list) else str(value)


def _csv(headings, rows):
    # RFC 4180 in UTF-8 with a byte order mark, without which Excel misreads every script but Latin.
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([harmless(_cell(cell)) for cell in row] for row in rows)
    return out.getvalue()


def _xlsx(headings, rows, request):
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("List"))
    sheet.freeze_panes = "B2"
    for row in (headings, *rows):
        cells = [WriteOnlyCell(sheet, value=_printable(_cell(cell))) for cell in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    about = book.create_sheet(_("About this file"))
    about.append([_("Address of the search"), request.build_absolute_uri()])
    about.append([_("Made on"), date_format(localtime(), "DATETIME_FORMAT")])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _printable(text):
    return "".join(char for char in text if char in "\t\n" or char >= " ")[:32_767]
