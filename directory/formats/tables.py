"""Lists as tables: one record a row, headings in the reader's language."""

import csv
import io

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

# A cell that starts like this is a formula to a spreadsheet program (CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def _joined(things):
    return "; ".join(str(thing) for thing in things)


def _day(moment):
    return localtime(moment).date().isoformat() if moment else ""


def _categories(person):
    return _joined(held.category for held in person.current_designations)


def _speaks_for(person):
    held = person.official_designation
    return held.country.name if held and held.country else ""


PERSON_COLUMNS = (
    (gettext_lazy("Name"), lambda p: p.romanised_name),
    (gettext_lazy("Name in its own script"), lambda p: p.original_name),
    (gettext_lazy("Prefix"), lambda p: p.prefix),
    (gettext_lazy("Position"), lambda p: p.position),
    (gettext_lazy("Institution"), lambda p: p.primary_affiliation.name if p.primary_affiliation else ""),
    (gettext_lazy("Department"), lambda p: p.primary_affiliation.department if p.primary_affiliation else ""),
    (gettext_lazy("Country"), lambda p: p.country.name if p.country else ""),
    (gettext_lazy("ISO code"), lambda p: p.country.iso2 if p.country else ""),
    (gettext_lazy("Subregion"), lambda p: p.country.subregion.name if p.country and p.country.subregion else ""),
    (gettext_lazy("Categories"), _categories),
    (gettext_lazy("Speaks for"), _speaks_for),
    (gettext_lazy("Expertise"), lambda p: _joined(p.expertise)),
    (gettext_lazy("Interests"), lambda p: _joined(p.interests)),
    (gettext_lazy("Languages"), lambda p: _joined(p.languages)),
    (gettext_lazy("Stakeholder group"), lambda p: str(p.stakeholder_group or "")),
    (gettext_lazy("Sectors"), lambda p: _joined(p.sectors)),
    (gettext_lazy("Chemicals"), lambda p: _joined(p.chemicals)),
    (gettext_lazy("Articles of the Convention"), lambda p: _joined(p.articles)),
    (gettext_lazy("E-mail"), lambda p: _joined(p.emails)),
    (gettext_lazy("Telephone"), lambda p: _joined(p.phones)),
    (gettext_lazy("Website"), lambda p: _joined(p.websites)),
    (gettext_lazy("Street address"), lambda p: p.address),
    (gettext_lazy("City"), lambda p: p.city),
    (gettext_lazy("Postal code"), lambda p: p.postal_code),
    (gettext_lazy("Country of the postal address"), lambda p: str(p.postal_country or "")),
    (gettext_lazy("ORCID iD"), lambda p: p.orcid),
    (gettext_lazy("Last confirmed"), lambda p: _day(p.confirmed_at)),
    (gettext_lazy("Demonstration record"), lambda p: _("yes") if p.is_demo else ""),
)
INSTITUTION_COLUMNS = (
    (gettext_lazy("Name"), lambda i: i.name),
    (gettext_lazy("Name in English"), lambda i: i.name_en),
    (gettext_lazy("Acronym"), lambda i: i.acronym),
    (gettext_lazy("Type of institution"), lambda i: str(i.type or "")),
    (gettext_lazy("Part of"), lambda i: i.parent.name if i.parent else ""),
    (gettext_lazy("Country"), lambda i: i.country.name if i.country else ""),
    (gettext_lazy("ISO code"), lambda i: i.country.iso2 if i.country else ""),
    (gettext_lazy("Subregion"), lambda i: i.country.subregion.name if i.country and i.country.subregion else ""),
    (gettext_lazy("City"), lambda i: i.city),
    (gettext_lazy("Areas of work"), lambda i: _joined(i.areas_of_work)),
    (gettext_lazy("Services"), lambda i: _joined(i.services.all())),
    (gettext_lazy("Parties served"), lambda i: _joined(i.parties_served.all())),
    (gettext_lazy("Working languages"), lambda i: _joined(i.languages.all())),
    (gettext_lazy("Contacts"), lambda i: _joined(i.contacts)),
    (gettext_lazy("Last confirmed"), lambda i: _day(i.confirmed_at)),
    (gettext_lazy("Demonstration record"), lambda i: _("yes") if i.is_demo else ""),
)


def _rows(kind, disclosed, request):
    columns = PERSON_COLUMNS if kind == "person" else INSTITUTION_COLUMNS
    yield [*(str(heading) for heading, _value in columns), _("Address of the record")]
    for record in disclosed:
        yield [*(value(record) for _heading, value in columns), request.build_absolute_uri(record.get_absolute_url())]


def harmless(cell):
    """The cell as text that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def csv_lines(kind, disclosed, request):
    """RFC 4180 in UTF-8 with a byte order mark, without which Excel misreads every script but Latin."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield "\ufeff"
    for row in _rows(kind, disclosed, request):
        writer.writerow([harmless(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def xlsx(kind, disclosed, request):
    """The bytes of a workbook whose cells are all text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("People") if kind == "person" else _("Institutions"))
    sheet.freeze_panes = "B2"
    for row in _rows(kind, disclosed, request):
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
