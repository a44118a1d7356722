import csv
import io
import random
from contextlib import suppress

import pytest

from directory.imports.reading import files
from directory.imports.reading.notes import CannotRead

from .making import codes, read, texts

HEADER = ["Name", "Country", "E-mail"]
ROW = ["Alice Kamau", "Kenya", "alice@example.org"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^", "~", "\x1f"])
def test_columns_are_found_whatever_separates_them(separator):
    table = read("\r\n".join(separator.join(row) for row in (HEADER, ROW, ROW)))

    assert table.headers == HEADER
    assert texts(table) == [ROW, ROW]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_every_system_ends_them(ending):
    table = read(ending.join(["Name,Country", '"Kamau\nAlice",Kenya', "Otieno,Kenya", ""]))

    assert [(row.number, row.texts) for row in table.rows] == [
        (2, ["Kamau\nAlice", "Kenya"]),
        (3, ["Otieno", "Kenya"]),
    ]


def test_the_first_line_may_name_the_separator():
    table = read("sep=;\r\nName;Remark\r\nKamau;a, b, c, d\r\nOtieno;e, f, g, h\r\n")

    assert table.headers == ["Name", "Remark"]
    assert [(row.number, row.texts[0]) for row in table.rows] == [(3, "Kamau"), (4, "Otieno")]


def test_commas_within_values_do_not_win_over_the_separator():
    table = read("Name;Address;City\nKamau, A.;Road 1, Block 2;Nairobi\nOtieno, B.;Street 3, Block 4;Kisumu\n")

    assert texts(table)[0] == ["Kamau, A.", "Road 1, Block 2", "Nairobi"]


ENCODED = [
    ("utf-8", "Noël Ñandú", "Émile Çelik"),
    ("utf-8-sig", "Noël", "Émile"),
    ("utf-16", "Noël", "Émile"),
    ("utf-16-le", "Noël", "Émile"),
    ("utf-16-be", "Noël", "Émile"),
    ("utf-16-le", "محمد علي", "فاطمة"),
    ("utf-32", "Noël", "Émile"),
    ("utf-32-le", "Noël", "Émile"),
    ("cp1252", "Hélène Dupré", "François N’Diaye"),
    ("cp1252", "José Muñoz", "Íñigo Peña"),
    ("cp1252", "Jürgen Groß", "Åsa Sjögren"),
    ("mac_roman", "Hélène Dupré", "François Müller"),
    ("cp1250", "Łukasz Wiśniewski", "Dvořák Jiří"),
    ("cp1251", "Иванов Иван", "Петрова Анна Сергеевна"),
    ("koi8-r", "Иванов Иван", "Петрова Анна Сергеевна"),
    ("cp1256", "محمد علي حسن", "فاطمة الزهراء بنت محمد"),
    ("gb18030", "王伟 中华人民共和国", "李娜 生态环境部"),
    ("big5", "王偉 環境保護署", "李娜 臺北市政府"),
    ("shift_jis", "山田太郎 環境省", "鈴木花子 東京都"),
    ("euc-kr", "김철수 환경부 서울", "이영희 대한민국"),
]


@pytest.mark.parametrize(("encoding", "one", "other"), ENCODED)
def test_names_are_read_in_the_encoding_they_were_written_in(encoding, one, other):
    lines = [["Name", "City"], [one, "Nairobi"], [other, "Kisumu"], ["John Smith", "Geneva"]]

    table = read("\r\n".join(";".join(line) for line in lines).encode(encoding))

    assert texts(table) == lines[1:]


def test_one_accent_far_down_a_long_file_is_read_too():
    lines = ["Name,City", *(f"Person {number},Town" for number in range(20_000)), "Hélène,Genève"]

    table = read("\n".join(lines).encode("cp1252"))

    assert list(table.rows)[-1].texts == ["Hélène", "Genève"]
    assert codes(table.notes) == ["encoding_unsure"]


def test_a_foreign_row_in_a_file_of_utf8_is_named_and_read():
    table = read(
        "Name,City\nÉmile Çelik,Zürich\nNoël Ñandú,São Paulo\n".encode() + "Hélène,Genève\n".encode("cp1252")
    )

    rows = list(table.rows)
    assert rows[2].texts == ["Hélène", "Genève"]
    assert [(note.code, note.row) for note in rows[2].notes] == [("undecodable", 4)]
    assert rows[0].notes == rows[1].notes == []


def test_a_quotation_mark_never_closed_costs_only_its_own_line():
    table = read('Name,City,Country\nKamau,"Nairobi,Kenya\nOtieno,Kisumu,Kenya\nKim,"Seoul, Gangnam",Korea\n')

    rows = list(table.rows)
    assert [row.texts for row in rows[1:]] == [["Otieno", "Kisumu", "Kenya"], ["Kim", "Seoul, Gangnam", "Korea"]]
    assert (rows[0].texts, codes(rows[0].notes)) == (["Kamau", "Nairobi", "Kenya"], ["unbalanced_quote"])


def test_a_quotation_mark_open_in_the_last_line_is_named():
    table = read('Name,City\nKamau,Nairobi\nOtieno,"Kisumu\n')

    assert codes(list(table.rows)[1].notes) == ["unbalanced_quote"]


def test_a_long_file_with_an_open_quotation_mark_loses_no_row():
    lines = ["Name,City", 'First,"Nairobi', *(f"Person {number},Town {number}" for number in range(5_000))]

    rows = list(read("\n".join(lines)).rows)

    assert len(rows) == 5_001
    assert [row.number for row in rows] == list(range(2, 5_003))


def test_inches_and_nicknames_are_no_quotation_marks():
    table = read('Name,Remark\nJohn "Jack" Smith,a 5" pipe\nJane Doe,"said ""yes"""\n')

    assert texts(table) == [['John "Jack" Smith', 'a 5" pipe'], ["Jane Doe", 'said "yes"']]


def test_values_in_single_quotation_marks_and_escaped_ones_are_understood():
    assert texts(read("Name;City\n'Kamau; A.';'Nairobi'\n'B';'C'\n'D';'E'\n'F';'G'\n"))[0] == ["Kamau; A.", "Nairobi"]
    assert texts(read('Name,City\n"John \\"Jack\\" Smith","Nairobi"\n'))[0] == ['John "Jack" Smith', "Nairobi"]
    assert texts(read('"Name", "City"\n"Kamau, A.", "Nairobi"\n'))[0] == ["Kamau, A.", "Nairobi"]


def test_rows_too_long_and_too_short_are_named():
    rows = list(read("Name,City,Country\nKamau\nOtieno,Kisumu,Kenya,more,yet more\nKim,Seoul,Korea,,\n").rows)

    assert [codes(row.notes) for row in rows] == [["too_few_cells"], ["too_many_cells"], []]
    assert rows[0].texts == ["Kamau", "", ""]
    assert rows[1].texts[3:] == ["more", "yet more"]


def test_null_characters_are_left_out_and_named():
    (row,) = read("Name,City\nKa\0mau,Nairobi\n").rows

    assert (row.texts, codes(row.notes)) == (["Kamau", "Nairobi"], ["null_characters"])


def test_titles_above_and_totals_below_are_told_from_data():
    table = read(
        "National focal points of the Convention\nAs of 3 May 2024\n\n"
        "No.,Country,Name,E-mail\n1,Kenya,A. Kamau,a@example.org\n\n"
        "No.,Country,Name,E-mail\n2,Togo,K. Afi,k@example.org\n"
        "Total: 2,,,\nSource: Secretariat,,,\n"
    )

    assert table.headers == ["No.", "Country", "Name", "E-mail"]
    assert [row.texts[0] for row in table.above] == ["National focal points of the Convention", "As of 3 May 2024"]
    assert [(row.number, row.kind) for row in table.rows] == [
        (5, "data"),
        (7, "repeated header"),
        (8, "data"),
        (9, "footer"),
        (10, "footer"),
    ]


def test_headings_between_rows_are_no_people():
    table = read("Name,Institution,E-mail\nAFRICA,,\nA. Kamau,Ministry,a@example.org\nB. Diop,Agency,b@example.org\n")

    assert [(row.kind, row.texts[0]) for row in table.rows][:2] == [("heading", "AFRICA"), ("data", "A. Kamau")]


def test_a_header_of_two_rows_is_joined():
    table = read(
        "Country,Focal point,,Contact,\n,Given name,Family name,E-mail,Telephone\n"
        "Kenya,Alice,Kamau,a@example.org,+254 20 1\n"
    )

    assert table.headers == [
        "Country",
        "Focal point – Given name",
        "Family name",
        "Contact – E-mail",
        "Telephone",
    ]
    assert len(texts(table)) == 1


def test_a_table_without_header_keeps_its_first_row():
    table = read("Alice Kamau,alice@example.org,+254 20 123456\nBen Otieno,ben@example.org,+254 20 123457\n")

    assert codes(table.notes) == ["no_header"]
    assert len(texts(table)) == 2


def test_one_column_is_a_table_too():
    table = read("E-mail\na@example.org\nb@example.org\n")

    assert (table.headers, texts(table)) == (["E-mail"], [["a@example.org"], ["b@example.org"]])


def test_headers_in_chinese_and_arabic_stand_below_their_titles():
    chinese = read("联络人名单\n\n序号,国家,姓名,电子邮箱\n1,中国,王伟,w@example.org\n")
    arabic = read("قائمة جهات الاتصال\nم;الدولة;الاسم;البريد الإلكتروني\n1;مصر;علي;a@example.org\n")

    assert chinese.headers == ["序号", "国家", "姓名", "电子邮箱"]
    assert arabic.headers == ["م", "الدولة", "الاسم", "البريد الإلكتروني"]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n\r\n", b"\x00\x00", b"  \t "])
def test_an_empty_file_says_that_it_is_empty(content):
    with pytest.raises(CannotRead) as refusal:
        files.read_tables(io.BytesIO(content), "list.csv")

    assert refusal.value.note.code in {"empty_file", "no_table"}
    assert refusal.value.note.message


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_written_by_a_spreadsheet_is_read_back(seed):
    """Random tables with everything that makes CSV hard, written by Python and read by us."""
    rng = random.Random(seed)
    letters = (
        rng.choice(["abc DEF", "éüñ ç", "абв где", "اب ت", "王伟 李"])
        + rng.choice(["", '"', ",;", "\n", "|\t'"])
        + "-1"
    )
    width, separator = rng.randint(2, 8), rng.choice(",;\t|")
    header = ["Name", "Country", "E-mail", "Telephone", "City", "Position", "Institution", "Notes"][:width]
    rows = [
        ["x" + "".join(rng.choices(letters, k=rng.randint(0, 12))).strip() + "x" for _column in header]
        for _row in range(rng.randint(3, 40))
    ]
    buffer = io.StringIO()
    quoting = rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    csv.writer(buffer, delimiter=separator, quoting=quoting, lineterminator=rng.choice(["\n", "\r\n"])).writerows(
        [header, *rows]
    )
    encoding = rng.choice(["utf-8", "utf-8-sig", "utf-16"])

    table = read(buffer.getvalue().encode(encoding))

    assert table.headers == header
    assert [row.texts for row in table.rows] == rows


@pytest.mark.parametrize("seed", range(40))
def test_no_bytes_at_all_bring_the_reading_down(seed):
    rng = random.Random(seed)
    pieces = [
        b"Name,City\n",
        b"\xff\xfe",
        b'"',
        b"\x00",
        b"\xe9",
        b";",
        b"\r",
        "王".encode(),
        b"BEGIN:VCARD\n",
        b"PK",
        b"<a>",
    ]
    content = b"".join(rng.choices(pieces, k=rng.randint(1, 30))) + rng.randbytes(rng.randint(0, 40))
    with suppress(CannotRead):
        for table in files.read_tables(io.BytesIO(content), "list"):
            assert all(row.texts for row in table.rows)
