"""Records in the formats people take away: CSV, XLSX, JSON, vCard 4 and JSON-LD.

All of them read disclosed records, so that a file holds what its reader may see and nothing else.
"""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from ..disclosure import INSTITUTION_PREFETCH, disclose_all, disclose_institutions
from ..gathering import WHOLE_RECORD
from . import records, tables, vcard

# More records than this are not exported at once: the reader is asked to narrow the search.
EXPORT_LIMIT = 10_000
LIST_FORMATS = ("csv", "xlsx", "json", "vcf")
# Those whose columns can be chosen.
TABLE_FORMATS = ("csv", "xlsx", "json")
RECORD_FORMATS = ("json", "jsonld", "vcf")

_CHUNK = 500
_OF_EVERY_INSTITUTION = ("country__subregion", "type", "parent", "stakeholder_group")
_INSTITUTIONS_PREFETCH = (*INSTITUTION_PREFETCH, *_OF_EVERY_INSTITUTION)
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "vcf": "text/vcard; charset=utf-8",
}


def render(kind, objects, viewer, format, request, layout=None):
    """A file of people (``kind="person"``) or institutions, in the order given, as ``viewer`` may see them.

    ``layout`` (``tables.Layout``) chooses the columns of a table and of JSON; cards and whole records have none.
    Raises Http404 for a format that lists do not have.
    """
    if format not in LIST_FORMATS:
        raise Http404
    layout = layout if format in TABLE_FORMATS else None
    disclosed = _disclosed_in_chunks(kind, objects, viewer, layout)
    name = "people" if kind == "person" else "institutions"
    if format == "xlsx":
        body = HttpResponse(tables.xlsx(kind, disclosed, request, layout), content_type=_TYPES[format])
    elif layout:
        write = {"csv": tables.csv_lines, "json": tables.rows_of_json}[format]
        body = StreamingHttpResponse(write(kind, disclosed, request, layout), content_type=_TYPES[format])
    else:
        write = {"csv": tables.csv_lines, "json": records.json_list, "vcf": vcard.cards}[format]
        body = StreamingHttpResponse(write(kind, disclosed, request), content_type=_TYPES[format])
    return _as_file(body, f"{name}-{timezone.localdate():%Y-%m-%d}.{format}")


def render_one(kind, record, viewer, format, request):
    """One person or institution as JSON, JSON-LD or vCard."""
    if format not in RECORD_FORMATS:
        raise Http404
    disclosed = next(_disclosed_in_chunks(kind, [record], viewer))
    if format == "vcf":
        body = HttpResponse("".join(vcard.cards(kind, [disclosed], request)), content_type=_TYPES[format])
        return _as_file(body, f"{record.slug}.vcf")
    write = records.as_json_ld if format == "jsonld" else records.as_record
    return HttpResponse(records.dumps(write(kind, disclosed, request)), content_type=_TYPES[format])


def _disclosed_in_chunks(kind, objects, viewer, layout=None):
    objects = list(objects)
    whole = WHOLE_RECORD if kind == "person" else _INSTITUTIONS_PREFETCH
    parts = (*layout.parts, *(() if kind == "person" else _OF_EVERY_INSTITUTION)) if layout else whole
    for start in range(0, len(objects), _CHUNK):
        chunk = objects[start : start + _CHUNK]
        if kind == "person":
            yield from disclose_all(chunk, viewer, parts)
        else:
            yield from disclose_institutions(chunk, viewer, parts)


def _as_file(response, name):
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Language"] = get_language()
    response["X-Robots-Tag"] = "noindex"
    return response
