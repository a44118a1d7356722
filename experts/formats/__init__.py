"""Experts in the formats people take away: CSV, XLSX, JSON, JSON-LD, and CVs as a text document.

All of them read disclosed entries, so that a file holds what its reader may see and nothing else.
"""

from itertools import islice

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from directory.formats import EXPORT_LIMIT, tables

from ..disclosure import disclose_entries
from . import columns, records
from .cvs import document_of_cvs

__all__ = ["EXPORT_LIMIT", "LIST_FORMATS", "RECORD_FORMATS", "TABLE_FORMATS", "TYPES", "document_of_cvs", "render"]

LIST_FORMATS = ("csv", "xlsx", "json", "jsonld")
# Those whose columns can be chosen.
TABLE_FORMATS = ("csv", "xlsx", "json")
RECORD_FORMATS = ("json", "jsonld")
KIND = columns.KIND
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_CHUNK = 500


def render(entries, viewer, format, request, layout=None):
    """A file of roster entries, in the order given, as ``viewer`` may see them.

    ``layout`` (``tables.Layout``) chooses the columns of a table and of JSON; JSON-LD has none. Raises Http404 for a
    format that lists do not have.
    """
    if format not in LIST_FORMATS:
        raise Http404
    layout = layout if format in TABLE_FORMATS else None
    disclosed = _disclosed_in_chunks(entries, viewer)
    if format == "xlsx":
        body = HttpResponse(tables.xlsx(KIND, disclosed, request, layout), content_type=TYPES[format])
    elif format == "csv":
        body = StreamingHttpResponse(tables.csv_lines(KIND, disclosed, request, layout), content_type=TYPES[format])
    elif format == "jsonld":
        body = StreamingHttpResponse(records.json_ld_list(disclosed, request), content_type=TYPES[format])
    elif layout:
        body = StreamingHttpResponse(
            tables.rows_of_json(KIND, disclosed, request, layout), content_type=TYPES[format]
        )
    else:
        body = StreamingHttpResponse(records.json_list(disclosed, request), content_type=TYPES[format])
    return _as_file(body, f"experts-{timezone.localdate():%Y-%m-%d}.{format}")


def render_one(entry, viewer, format, request):
    """One expert as JSON or JSON-LD."""
    if format not in RECORD_FORMATS:
        raise Http404
    write = records.as_json_ld if format == "jsonld" else records.as_record
    disclosed = next(_disclosed_in_chunks([entry], viewer))
    return HttpResponse(records.dumps(write(disclosed, request)), content_type=TYPES[format])


def _disclosed_in_chunks(entries, viewer):
    rows = iter(entries)
    while chunk := list(islice(rows, _CHUNK)):
        yield from disclose_entries(chunk, viewer)


def _as_file(response, name):
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Language"] = get_language()
    response["X-Robots-Tag"] = "noindex"
    return response
