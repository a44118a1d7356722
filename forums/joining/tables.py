"""The members of a group as a table to take along."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.formats import tables
from directory.formats.tables import Column, Layout
from directory.formats.tables import Group as Part

KIND = "group_member"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _column(code, part, heading, value):
    return Column(code, part, heading, lambda member, request: value(member))


COLUMNS = (
    _column("status", Part.OFFICE, pgettext_lazy("members of a group", "Takes part as"), lambda m: m.standing.label),
    _column("speaks_for", Part.OFFICE, _("Speaks for"), lambda m: m.country.name if m.country else ""),
    _column("iso2", Part.PLACE, _("ISO code"), lambda m: m.country.iso2 if m.country else ""),
    _column("offices", Part.OFFICE, _("Official posts"), lambda m: "; ".join(map(str, m.offices))),
    _column("organisation", Part.WORK, _("Organisation"), lambda m: m.organisation),
    _column("name", Part.WHO, _("Name"), lambda m: m.disclosed.romanised_name),
    _column("original_name", Part.WHO, _("Name in its own script"), lambda m: m.disclosed.original_name),
    _column("country", Part.PLACE, _("Country"), lambda m: m.disclosed.country.name if m.disclosed.country else ""),
    _column("facilitator", Part.OFFICE, _("Facilitator"), lambda m: str(_("yes")) if m.is_facilitator else ""),
    _column("joined", Part.RECORD, _("Member since"), lambda m: m.joined_at.date().isoformat()),
    Column(
        "address_of_record",
        Part.RECORD,
        _("Address of the record"),
        lambda member, request: request.build_absolute_uri(member.disclosed.get_absolute_url()),
    ),
)
tables.offer(KIND, _("Members of a group"), COLUMNS)


def file_of(members, request, kind, name):
    """Members, disclosed, as CSV or XLSX."""
    layout = Layout(COLUMNS)
    if kind == "xlsx":
        response = HttpResponse(tables.xlsx(KIND, members, request, layout), content_type=TYPES[kind])
    else:
        response = StreamingHttpResponse(tables.csv_lines(KIND, members, request, layout), content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
