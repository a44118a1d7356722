"""Lists as tables: one record a row, headings in the reader's language."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from ..choices import Audience
from ..models import audience_of

# A cell that starts like this is a formula to a spreadsheet program (CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def _joined(things):
    return "; ".join(str(thing) for thing in things)


def _day(moment):
    return localtime(moment).date().isoformat() if moment else ""


def _categories(person):
    return _joined(held.category for held in person.current_designations)


def _offices(person):
    """The posts in which somebody speaks for a Party today."""
    return [held for held in person.current_designations if held.category.is_official]


def _subregion(record):
    return record.country.subregion.name if record.country and record.country.subregion else ""


def _speaks_for(person):
    held = person.official_designation
    return held.country.name if held and held.country else ""


class Group(TextChoices):
    """What columns are about, in the order they are offered."""

    WHO = "who", gettext_lazy("Who")
    OFFICE = "office", gettext_lazy("Office")
    WORK = "work", gettext_lazy("Work")
    PLACE = "place", gettext_lazy("Place")
    KNOWLEDGE = "knowledge", gettext_lazy("Knowledge")
    CONTACT = "contact", gettext_lazy("Contact")
    RECORD = "record", gettext_lazy("Record")


@dataclass(frozen=True)
class Column:
    """One column: ``parts`` are the rows a record must be read with, ``audience`` who is offered it at all."""

    code: str
    group: Group
    heading: str
    value: Callable
    parts: tuple = ()
    audience: Audience = Audience.EVERYONE


_ADDRESS = Column(
    "address_of_record",
    Group.RECORD,
    gettext_lazy("Address of the record"),
    lambda record, request: request.build_absolute_uri(record.get_absolute_url()),
)


def _column(code, group, heading, value, *parts, audience=Audience.EVERYONE):
    return Column(code, group, heading, lambda record, request: value(record), parts, audience)


PERSON_COLUMNS = (
    _column("name", Group.WHO, gettext_lazy("Name"), lambda p: p.romanised_name),
    _column("original_name", Group.WHO, gettext_lazy("Name in its own script"), lambda p: p.original_name),
    _column("prefix", Group.WHO, gettext_lazy("Prefix"), lambda p: p.prefix),
    _column("position", Group.WORK, gettext_lazy("Position"), lambda p: p.position),
    _column(
        "institution",
        Group.WORK,
        gettext_lazy("Institution"),
        lambda p: p.primary_affiliation.name if p.primary_affiliation else "",
    ),
    _column(
        "department",
        Group.WORK,
        gettext_lazy("Department"),
        lambda p: p.primary_affiliation.department if p.primary_affiliation else "",
    ),
    _column("country", Group.PLACE, gettext_lazy("Country"), lambda p: p.country.name if p.country else ""),
    _column("iso2", Group.PLACE, gettext_lazy("ISO code"), lambda p: p.country.iso2 if p.country else ""),
    _column("subregion", Group.PLACE, gettext_lazy("Subregion"), _subregion),
    _column("categories", Group.OFFICE, gettext_lazy("Categories"), _categories),
    _column("speaks_for", Group.OFFICE, gettext_lazy("Speaks for"), _speaks_for),
    _column(
        "offices", Group.OFFICE, gettext_lazy("Official posts"), lambda p: _joined(h.category for h in _offices(p))
    ),
    _column(
        "office_since",
        Group.OFFICE,
        gettext_lazy("In office since"),
        lambda p: _joined(held.starts_on.isoformat() for held in _offices(p)),
    ),
    _column(
        "designated_by",
        Group.OFFICE,
        gettext_lazy("Designated by"),
        lambda p: _joined(dict.fromkeys(held.designated_by for held in _offices(p) if held.designated_by)),
    ),
    _column(
        "expertise", Group.KNOWLEDGE, gettext_lazy("Expertise"), lambda p: _joined(p.expertise), "expertise_links"
    ),
    _column(
        "interests", Group.KNOWLEDGE, gettext_lazy("Interests"), lambda p: _joined(p.interests), "interest_links"
    ),
    _column(
        "languages", Group.KNOWLEDGE, gettext_lazy("Languages"), lambda p: _joined(p.languages), "language_skills"
    ),
    _column(
        "stakeholder_group", Group.WORK, gettext_lazy("Stakeholder group"), lambda p: str(p.stakeholder_group or "")
    ),
    _column("sectors", Group.WORK, gettext_lazy("Sectors"), lambda p: _joined(p.sectors), "sectors"),
    _column("chemicals", Group.KNOWLEDGE, gettext_lazy("Chemicals"), lambda p: _joined(p.chemicals), "chemicals"),
    _column(
        "articles",
        Group.KNOWLEDGE,
        gettext_lazy("Articles of the Convention"),
        lambda p: _joined(p.articles),
        "articles",
    ),
    _column("email", Group.CONTACT, gettext_lazy("E-mail"), lambda p: _joined(p.emails), "contacts"),
    _column("telephone", Group.CONTACT, gettext_lazy("Telephone"), lambda p: _joined(p.phones), "contacts"),
    _column("website", Group.CONTACT, gettext_lazy("Website"), lambda p: _joined(p.websites), "contacts"),
    _column("street", Group.CONTACT, gettext_lazy("Street address"), lambda p: p.address),
    _column("city", Group.CONTACT, gettext_lazy("City"), lambda p: p.city),
    _column("postal_code", Group.CONTACT, gettext_lazy("Postal code"), lambda p: p.postal_code),
    _column(
        "postal_country",
        Group.CONTACT,
        gettext_lazy("Country of the postal address"),
        lambda p: str(p.postal_country or ""),
    ),
    _column("orcid", Group.WHO, gettext_lazy("ORCID iD"), lambda p: p.orcid),
    _column("confirmed", Group.RECORD, gettext_lazy("Last confirmed"), lambda p: _day(p.confirmed_at)),
    _column(
        "demonstration", Group.RECORD, gettext_lazy("Demonstration record"), lambda p: _("yes") if p.is_demo else ""
    ),
    _column(
        "shown_to",
        Group.RECORD,
        gettext_lazy("Record shown to"),
        lambda p: p.person.get_listing_display(),
        audience=Audience.SECRETARIAT,
    ),
    _ADDRESS,
)
INSTITUTION_COLUMNS = (
    _column("name", Group.WHO, gettext_lazy("Name"), lambda i: i.name),
    _column("name_en", Group.WHO, gettext_lazy("Name in English"), lambda i: i.name_en),
    _column("acronym", Group.WHO, gettext_lazy("Acronym"), lambda i: i.acronym),
    _column("type", Group.WHO, gettext_lazy("Type of institution"), lambda i: str(i.type or "")),
    _column("part_of", Group.WHO, gettext_lazy("Part of"), lambda i: i.parent.name if i.parent else ""),
    _column("country", Group.PLACE, gettext_lazy("Country"), lambda i: i.country.name if i.country else ""),
    _column("iso2", Group.PLACE, gettext_lazy("ISO code"), lambda i: i.country.iso2 if i.country else ""),
    _column("subregion", Group.PLACE, gettext_lazy("Subregion"), _subregion),
    _column("city", Group.PLACE, gettext_lazy("City"), lambda i: i.city),
    _column(
        "areas_of_work",
        Group.KNOWLEDGE,
        gettext_lazy("Areas of work"),
        lambda i: _joined(i.areas_of_work),
        "area_links__tag",
    ),
    _column("services", Group.KNOWLEDGE, gettext_lazy("Services"), lambda i: _joined(i.services.all()), "services"),
    _column(
        "parties_served",
        Group.WORK,
        gettext_lazy("Parties served"),
        lambda i: _joined(i.parties_served.all()),
        "parties_served",
    ),
    _column(
        "languages", Group.WORK, gettext_lazy("Working languages"), lambda i: _joined(i.languages.all()), "languages"
    ),
    _column("contacts", Group.CONTACT, gettext_lazy("Contacts"), lambda i: _joined(i.contacts), "contacts"),
    _column("confirmed", Group.RECORD, gettext_lazy("Last confirmed"), lambda i: _day(i.confirmed_at)),
    _column(
        "demonstration", Group.RECORD, gettext_lazy("Demonstration record"), lambda i: _("yes") if i.is_demo else ""
    ),
    _column(
        "not_confirmed",
        Group.RECORD,
        gettext_lazy("What is not confirmed"),
        lambda i: i.unconfirmed_note,
        audience=Audience.SECRETARIAT,
    ),
    _ADDRESS,
)


# What there are lists of: the name of the sheet, and the columns.
_KINDS = {
    "person": (gettext_lazy("People"), PERSON_COLUMNS),
    "institution": (gettext_lazy("Institutions"), INSTITUTION_COLUMNS),
}


def offer(kind, title, columns):
    """Let a room above write tables of its own records: ``title`` is the name of their sheet."""
    _KINDS[kind] = (title, columns)


def columns_for(kind, viewer):
    """The columns a viewer is offered, in their usual order."""
    _title, columns = _KINDS[kind]
    audience = audience_of(viewer)
    return [column for column in columns if column.audience <= audience]


@dataclass(frozen=True)
class Layout:
    """How a file of rows is written: its columns in their order and, for CSV, the separator and the mark in front."""

    columns: tuple
    separator: str = ","
    has_mark: bool = True

    @classmethod
    def usual(cls, kind):
        return cls(tuple(columns_for(kind, Audience.EVERYONE)))

    @property
    def parts(self):
        """What must be read of each record, and no more."""
        return tuple(dict.fromkeys(part for column in self.columns for part in column.parts))


def _rows(layout, disclosed, request):
    yield [str(column.heading) for column in layout.columns]
    for record in disclosed:
        yield [column.value(record, request) for column in layout.columns]


def rows_of_json(kind, disclosed, request, layout):
    """The text of a JSON document with the chosen columns alone, by their codes."""
    separator = "[\n"
    for record in disclosed:
        row = {column.code: column.value(record, request) for column in layout.columns}
        yield separator + json.dumps(row, ensure_ascii=False)
        separator = ",\n"
    yield "\n]\n" if separator == ",\n" else "[]\n"


def harmless(cell):
    """The cell as text that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def csv_lines(kind, disclosed, request, layout=None):
    """RFC 4180 in UTF-8 with a byte order mark, without which Excel misreads every script but Latin."""
    layout, line = layout or Layout.usual(kind), io.StringIO()
    writer = csv.writer(line, delimiter=layout.separator)
    if layout.has_mark:
        yield "\ufeff"
    for row in _rows(layout, disclosed, request):
        writer.writerow([harmless(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def xlsx(kind, disclosed, request, layout=None):
    """The bytes of a workbook whose cells are all text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(_KINDS[kind][0])[:31])
    sheet.freeze_panes = "B2"
    for row in _rows(layout or Layout.usual(kind), disclosed, request):
        cells = [WriteOnlyCell(sheet, value=_without_control_characters(cell)) for cell in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    about = book.create_sheet(_("About this file"))
    about.append([_("Address of the search"), request.build_absolute_uri()])
    about.append([_("Made on"), date_format(localtime(), "DATETIME_FORMAT")])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _without_control_characters(text):
    return "".join(character for character in text if character in "\t\n" or character >= " ")[:32_767]
