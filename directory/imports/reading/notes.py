"""What the reading has to say about a file, a row or a cell: a code, and a sentence in the reader's language.

Codes and parameters are kept, never sentences, so that a report written by one person is read by another in theirs.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

# One whole sentence a code. A report shows them beside the row, the column and the value.
SENTENCES = {
    # Files that cannot be read
    "empty_file": _("The file is empty."),
    "no_table": _("There is no table in this file: no line holds more than blanks."),
    "is_pdf": _("This is a PDF document. Please send the table it was made from, as XLSX or CSV."),
    "is_word": _("This is a text document. Please copy its table into a spreadsheet and save that as XLSX or CSV."),
    "is_presentation": _("This is a presentation. Please send the table as XLSX or CSV."),
    "is_html": _(
        "This is a web page, whatever its name says. Please open it with a spreadsheet and save it as XLSX."
    ),
    "is_image": _("This is a picture. Please send the table it shows, as XLSX or CSV."),
    "is_numbers": _("This is a file of Apple Numbers. Please choose “Export to”, then “Excel” or “CSV”, there."),
    "is_archive": _("This is a packed archive. Please unpack it and send the files one by one."),
    "is_data": _("This file holds structured data (%(kind)s) and no table. Please send the table as XLSX or CSV."),
    "is_unknown": _("This is no spreadsheet, CSV file or vCard. Please save the table as XLSX or CSV."),
    "is_encrypted": _("The workbook is protected by a password. Please save it without one."),
    "is_damaged": _(
        "The workbook is damaged and cannot be read. Please open it with a spreadsheet and save it anew."
    ),
    "is_too_large": _("The file is larger than %(most)s megabytes. Please divide it."),
    "is_bomb": _("The file claims to hold more than a spreadsheet can. It is not opened."),
    "is_hostile": _(
        "The file holds declarations (DTD, entities) that have no place in a spreadsheet. It is not opened."
    ),
    # Files
    "encoding": _("The file says nothing about its encoding; it was read as %(encoding)s."),
    "encoding_unsure": _(
        "The file says nothing about its encoding. It was read as %(encoding)s; "
        "please check letters such as “%(sample)s”."
    ),
    "separator": _("The columns are separated by %(separator)s."),
    "old_format": _("The file has an old or foreign format; formats of cells were not read, only their values."),
    "lines_above": _("Lines above the header were not read as data (up to row %(row)s)."),
    "header_rows": _("The header has %(count)s rows, which were joined."),
    "no_header": _("The first row looks like data, so that the columns have no names."),
    "hidden_sheet": _("This sheet is hidden in the workbook."),
    "hidden_columns": _("Columns hidden in the workbook were read too: %(columns)s."),
    "empty_sheet": _("The sheet “%(sheet)s” is empty."),
    "is_chart": _("The sheet “%(sheet)s” is a chart and holds no table."),
    # Rows
    "too_few_cells": _("The row has %(found)s cells, the header %(expected)s: the last ones were read as empty."),
    "too_many_cells": _(
        "The row has %(found)s cells, the header only %(expected)s: is a separator in a value unquoted?"
    ),
    "unbalanced_quote": _("A quotation mark in this row is never closed; the row was read to the end of its line."),
    "undecodable": _("Some bytes of this row are not %(encoding)s and were read as %(other)s: “%(sample)s”."),
    "null_characters": _("The row held null characters, which were left out."),
    "hidden_row": _("This row is hidden in the workbook; it was read all the same."),
    "repeated_header": _("The header is repeated here; it was not read as data."),
    "footer": _("This row looks like a closing line of the sheet and was not read as data: “%(text)s”."),
    "heading": _("This row looks like a heading between rows and was not read as data: “%(text)s”."),
    "far_cells": _("Cells beyond column %(most)s were not read: “%(text)s”."),
    "card_not_closed": _("The card is not closed (END:VCARD is missing); what stood in it was read."),
    "failed_here": _("The file cannot be read further than this row: it is damaged or cut off."),
    # Cells
    "error_value": _("The formula in this cell gives an error (%(text)s); the cell was read as empty."),
    "no_result": _("The formula in this cell has no stored result. Please open the file, calculate, and save it."),
    "merged": _("The cell is merged with others; its value counts for each of them."),
    "rounded": _(
        "The number has more digits than a spreadsheet keeps, so that its last digits may be wrong: %(text)s."
    ),
    "link_differs": _("The cell shows “%(text)s” and links to “%(target)s”."),
    # Values
    "unseen": _("The cell held characters nobody sees within a word; they were left out."),
    "says_nothing": _("“%(text)s” was read as empty."),
    "lost_letters": _("Letters of “%(text)s” seem to have been lost before this file was written."),
    "kept_as_text": _("The cell looks like a formula and was kept as plain text."),
    "broken_letters": _("“%(text)s” went through a wrong encoding. Is “%(mended)s” meant?"),
    "unknown_country": _("“%(text)s” is no country we know."),
    "ambiguous_country": _("“%(text)s” is the name of several countries, or of a country that has been divided."),
    "several_countries": _("“%(text)s” names several countries."),
    "unknown_word": _("“%(text)s” is not in the list."),
    "ambiguous_word": _("“%(text)s” may mean several entries of the list."),
    "several_words": _("The cell names %(count)s entries of the list."),
    "no_yes_no": _("“%(text)s” is neither yes nor no."),
    "no_date": _("“%(text)s” is no date."),
    "no_such_day": _("“%(text)s” is a day that does not exist."),
    "ambiguous_date": _("“%(text)s” can be read with the day or the month first."),
    "hijri_date": _("“%(text)s” is a date of the Islamic calendar. Please give the date of the Gregorian calendar."),
    "buddhist_year": _("“%(text)s” is a year of the Buddhist calendar. Is %(year)s meant?"),
    "unlikely_year": _("“%(text)s” lies in an unlikely year."),
    "year_only": _("“%(text)s” is a year without a day."),
    "month_only": _("“%(text)s” is a month without a day."),
    "two_digit_year": _("The year of “%(text)s” was read as %(year)s."),
    "serial_date": _("The number %(text)s was read as a day of a spreadsheet: %(day)s."),
    "no_email": _("“%(text)s” is no mail address."),
    "wrong_email": _("“%(text)s” is not a correct mail address."),
    "obfuscated_email": _("“%(text)s” was read as %(email)s."),
    "several_emails": _("The cell holds %(count)s mail addresses."),
    "from_link": _("“%(text)s” links to %(target)s, which was read as the mail address."),
    "no_phone": _("“%(text)s” is no telephone number."),
    "several_phones": _("The cell holds %(count)s telephone numbers."),
    "phone_without_country": _("The number “%(text)s” has no country code and was kept as it is."),
    "phone_completed": _("“%(text)s” was read as %(number)s: it begins with the code of a country."),
    "digits_lost": _(
        "“%(text)s” is what a spreadsheet leaves of a long number: its last digits are lost. "
        "Please format the column as text before saving."
    ),
    "phone_unlikely": _("The number “%(text)s” does not follow the numbering of its country."),
    "no_website": _("“%(text)s” is no address of a website."),
    "two_people": _("“%(text)s” names %(count)s people. Shall they become separate records?"),
    "no_name": _("“%(text)s” is no name of a person."),
    "position_only": _("“%(text)s” is a position and names nobody."),
    "nobody_named": _("“%(text)s” names nobody."),
    "one_name": _("Only one name is given (“%(text)s”); it was read as the family name."),
    "position_beside": _("“%(text)s” also holds a position: “%(position)s”."),
    "bad_date": _("The cell holds a date that does not exist; it was read as the number %(text)s."),
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know. ``row`` and ``column`` (both from 1) say where, as a spreadsheet counts."""

    code: str
    params: dict = field(default_factory=dict)
    row: int | None = None
    column: int | None = None

    @property
    def message(self):
        """The sentence, in the language of whoever reads it now."""
        return str(SENTENCES[self.code]) % self.params

    def __str__(self):
        return self.message


class Problem(Note):
    """A note about something that must be decided before the value can be used."""

    __slots__ = ()


class CannotRead(Exception):  # noqa: N818 - read aloud where it is raised
    """The file as a whole cannot be read; ``note`` says why and what to do."""

    def __init__(self, code, **params):
        self.note = Note(code, params)
        super().__init__(self.note.code)
