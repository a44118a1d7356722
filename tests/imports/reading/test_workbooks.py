import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from directory.imports.reading import files
from directory.imports.reading.notes import CannotRead

from .making import codes, package, read, saved, sheet, texts, workbook

AT = dt.datetime.fromisoformat("2024-05-03 14:30")
HEADER = ["Country", "Name", "E-mail"]


def test_numbers_and_days_are_read_as_people_mean_them():
    book = workbook(["Name", "Telephone", "Postal code", "From", "At", "Share"])
    book.active.append(["Kamau", 254712345678, 1234, dt.date(2024, 5, 3), AT, 0.1 + 0.2])
    book.active["C2"].number_format = "00000"

    (row,) = read(saved(book)).rows

    assert row.texts == ["Kamau", "254712345678", "01234", "2024-05-03", "2024-05-03 14:30", "0.3"]
    assert row.cells[3].value == dt.date(2024, 5, 3)
    assert row.cells[1].value == 254712345678


def test_digits_in_a_mask_look_as_the_sheet_shows_them():
    book = workbook(["Name", "Telephone", "Fax"], ["Kamau", 2025550142, 207946])
    book.active["B2"].number_format = '"("000") "000-0000'
    book.active["C2"].number_format = "000 000 000"

    (row,) = read(saved(book)).rows

    assert row.texts[1:] == ["(202) 555-0142", "000 207 946"]


def test_days_of_the_calendar_of_1904_are_the_same_days():
    book = workbook(["Name", "From"], ["Kamau", dt.date(2024, 5, 3)])
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    (row,) = read(saved(book)).rows

    assert row.texts[1] == "2024-05-03"


def test_a_merged_value_counts_for_each_of_its_cells():
    book = workbook(["Focal points", None, None], HEADER)
    for row in (
        ["Kenya", "A. Kamau", "a@example.org"],
        [None, "B. Otieno", "b@example.org"],
        ["Togo", "K. Afi", None],
    ):
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("A3:A4")

    table = read(saved(book))

    assert table.headers == HEADER
    assert [row.texts[0] for row in table.rows] == ["Kenya", "Kenya", "Togo"]
    assert [row.cells[0].note and row.cells[0].note.code for row in table.rows] == [None, "merged", None]


def test_a_heading_merged_across_the_table_is_no_person():
    book = workbook(
        HEADER, ["Africa", None, None], ["Kenya", "A. Kamau", "a@example.org"], ["Togo", "K. Afi", "k@e.org"]
    )
    book.active.merge_cells("A2:C2")

    assert [row.kind for row in read(saved(book)).rows] == ["heading", "data", "data"]


def test_groups_of_columns_above_their_columns_become_part_of_the_header():
    book = workbook(["Country", "Contact", None], [None, "Name", "E-mail"], ["Kenya", "A. Kamau", "a@example.org"])
    book.active.merge_cells("A1:A2")
    book.active.merge_cells("B1:C1")

    assert read(saved(book)).headers == ["Country", "Contact – Name", "Contact – E-mail"]


def test_hidden_sheets_rows_and_columns_are_read_and_named():
    book = workbook(HEADER, ["Kenya", "A. Kamau", "a@example.org"], ["Togo", "K. Afi", "k@example.org"])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["C"].hidden = True
    secret = book.create_sheet("Old")
    secret.append(HEADER)
    secret.append(["Chad", "D. Deby", "d@example.org"])
    secret.sheet_state = "veryHidden"

    first, second = files.read_tables(io.BytesIO(saved(book)), "list.xlsx")

    assert [codes(row.notes) for row in first.rows] == [[], ["hidden_row"]]
    assert [note.message for note in first.notes] == ["Columns hidden in the workbook were read too: C."]
    assert (second.name, second.is_hidden, codes(second.notes)) == ("Old", True, ["hidden_sheet"])


def test_links_give_the_address_and_say_when_it_differs():
    book = workbook(HEADER, ["Kenya", "A. Kamau", "old@example.org"], ["Togo", "K. Afi", "write to us"])
    book.active["C2"].hyperlink = "mailto:new@example.org?subject=Hello"
    book.active["C3"].hyperlink = "mailto:k@example.org"

    one, other = read(saved(book)).rows

    assert (one.cells[2].text, one.cells[2].note.code) == ("old@example.org", "link_differs")
    assert (other.cells[2].text, other.cells[2].note) == ("write to us", None)
    assert other.cells[2].link == "mailto:k@example.org"


def test_formulas_give_their_stored_result_or_say_why_not():
    table = read(
        sheet(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c>'
            '<c r="B1" t="inlineStr"><is><t>Country</t></is></c>'
            '<c r="C1" t="inlineStr"><is><t>City</t></is></c></row>'
            '<row r="2"><c r="A2" t="str"><f>B1&amp;C1</f><v>Kamau</v></c><c r="B2" t="e"><f>A9</f><v>#REF!</v></c>'
            '<c r="C2"><f>A1</f></c></row>'
        )
    )

    (row,) = table.rows
    assert row.texts == ["Kamau", "", ""]
    assert codes(cell.note for cell in row.cells if cell.note) == ["error_value", "no_result"]


def test_rich_text_readings_and_line_breaks_are_read_as_plain_text():
    strings = (
        "<sst><si><t>Name</t></si><si><t>Country</t></si>"
        "<si><r><t>Alice </t></r><r><rPr><b/></rPr><t>Kamau</t></r><rPh><t>aris</t></rPh></si>"
        '<si><t xml:space="preserve">Kenya_x000D_\nEast Africa</t></si></sst>'
    )
    relations = (
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml" Type="x/worksheet"/>'
        '<Relationship Id="rId2" Target="sharedStrings.xml" Type="x/sharedStrings"/></Relationships>'
    )
    cells = (
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c t="s"><v>2</v></c><c t="s"><v>3</v></c></row>'
    )

    table = read(
        package(
            **{
                "xl/sharedStrings.xml": strings,
                "xl/_rels/workbook.xml.rels": relations,
                "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>",
            }
        )
    )

    assert texts(table) == [["Alice Kamau", "Kenya\nEast Africa"]]


def test_a_workbook_of_the_strict_kind_with_prefixed_names_is_read():
    cells = (
        '<x:row r="1"><x:c r="A1" t="str"><x:v>Name</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2" t="str"><x:v>Kamau</x:v></x:c></x:row>'
    )
    content = package(
        **{
            "xl/worksheets/sheet1.xml": (
                '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main">'
                f"<x:sheetData>{cells}</x:sheetData></x:worksheet>"
            )
        }
    )

    assert texts(read(content)) == [["Kamau"]]


def test_row_numbers_are_those_of_the_sheet_where_rows_are_missing():
    book = workbook(HEADER)
    book.active["A40"], book.active["B40"], book.active["C40"] = "Kenya", "A. Kamau", "a@example.org"

    assert [row.number for row in read(saved(book)).rows] == [40]


def test_a_stray_cell_at_the_end_of_the_sheet_costs_nothing_and_is_named():
    book = workbook(HEADER, ["Kenya", "A. Kamau", "a@example.org"])
    book.active["XFD2"] = "far out"
    book.active["A1048576"] = "the end"

    rows = list(read(saved(book)).rows)

    assert [row.number for row in rows] == [2, 1048576]
    assert "far out" in rows[0].notes[0].message


def test_long_numbers_say_that_their_digits_were_rounded():
    (row,) = read(saved(workbook(["Name", "Account"], ["Kamau", 12345678901234567890]))).rows

    assert codes(cell.note for cell in row.cells if cell.note) == ["rounded"]


def open_document(rows):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
            ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
            ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="Contacts">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return buffer.getvalue()


def said(text):
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def test_an_old_workbook_is_read_too():
    table = read((Path(__file__).parent / "files" / "contacts.xls").read_bytes(), "contacts.xls")

    assert table.headers == ["Country", "Name", "E-mail", "Telephone", "From"]
    assert texts(table) == [
        ["Kenya", "Hélène Kamau", "h@example.org", "254712345678", "2024-05-03"],
        ["Kenya", "B. Otieno", "b@example.org", "", ""],
    ]
    assert codes(table.notes) == ["old_format"]


def test_an_open_document_is_read_too():
    day = said("3/5/24").replace('"string"', '"date" office:date-value="2024-05-03"')
    number = said("2,5E+11").replace('"string"', '"float" office:value="254712345678"')
    rows = "".join(
        f"<table:table-row>{cells}</table:table-row>"
        for cells in (
            said("Name") + said("From") + said("Telephone"),
            said("Hélène Kamau") + day + number,
            '<table:table-cell table:number-columns-repeated="16384"/>',
        )
    )

    table = read(open_document(rows), "contacts.ods")

    assert table.headers == ["Name", "From", "Telephone"]
    assert texts(table) == [["Hélène Kamau", "2024-05-03", "254712345678"]]


def test_an_open_document_that_claims_a_million_full_rows_is_refused():
    many = said("x").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"')
    rows = f'<table:table-row table:number-rows-repeated="1048576">{many}</table:table-row>'

    with pytest.raises(CannotRead) as refusal:
        read_to_the_end(open_document(rows))

    assert refusal.value.note.code == "is_bomb"


def read_to_the_end(content):
    for table in files.read_tables(io.BytesIO(content), "list.xlsx"):
        list(table.rows)


def bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _piece in range(60):
                member.write(b" " * (1 << 20))
    return buffer.getvalue()


LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><worksheet><sheetData>&c;</sheetData></worksheet>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet><sheetData>&b;</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb(), "is_bomb"),
        (package(**{"xl/worksheets/sheet1.xml": LAUGHS}), "is_hostile"),
        (package(**{"xl/worksheets/sheet1.xml": OUTSIDE}), "is_hostile"),
        (package(**{"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"}), "is_damaged"),
        (package(**{"xl/workbook.xml": "no xml"}), "is_damaged"),
        (package()[:200], "is_damaged"),
        (package(**{"xl/worksheets/sheet1.xml": "<worksheet><sheetData/></worksheet>"}), "no_table"),
    ],
)
def test_hostile_and_damaged_workbooks_are_refused_with_a_reason(content, code):
    with pytest.raises(CannotRead) as refusal:
        read_to_the_end(content)

    assert refusal.value.note.code == code


def archive_of(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n...", "is_pdf"),
        (b"<!DOCTYPE html><html><table><tr><td>Name</td></tr></table></html>", "is_html"),
        (b"\xef\xbb\xbf<html>", "is_html"),
        ("<html><body>".encode("utf-16"), "is_html"),
        (b'<?xml version="1.0"?><Workbook/>', "is_data"),
        (b'[{"name": "Kamau"}]', "is_data"),
        (b"{\\rtf1 Kamau}", "is_word"),
        (archive_of("[Content_Types].xml", "word/document.xml"), "is_word"),
        (archive_of("[Content_Types].xml", "ppt/presentation.xml"), "is_presentation"),
        (archive_of("Index/Document.iwa"), "is_numbers"),
        (archive_of("list.csv"), "is_archive"),
        (b"\x1f\x8b\x08\x00rest", "is_archive"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is_image"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "is_encrypted"),
        (OLD + "WordDocument".encode("utf-16-le"), "is_word"),
        (OLD + "Workbook".encode("utf-16-le"), "is_damaged"),
        (bytes(range(1, 32)) * 40, "is_unknown"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(content, code):
    with pytest.raises(CannotRead) as refusal:
        files.read_tables(io.BytesIO(content), "list.xlsx")

    assert refusal.value.note.code == code
    assert refusal.value.note.message.endswith(".")


def test_content_decides_and_not_the_name():
    assert texts(read(saved(workbook(["Name"], ["Kamau"])), "list.csv")) == [["Kamau"]]
    assert texts(read("Name,City\nKamau,Nairobi\n", "list.xlsx")) == [["Kamau", "Nairobi"]]
