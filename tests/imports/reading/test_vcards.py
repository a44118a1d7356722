import vobject

from .making import codes, read

CARD_4 = """BEGIN:VCARD
VERSION:4.0
N:Kamau;Alice;Wanjiru;Dr.;PhD
FN:Dr. Alice Wanjiru Kamau
ORG:Ministry of Environment\\, Kenya;Chemicals Unit
TITLE:Head of unit
EMAIL;PREF=2:second@example.org
EMAIL;PREF=1;TYPE=work:alice@example.org
TEL;VALUE=uri;TYPE="voice,work":tel:+254-20-1234567;ext=5
item1.TEL;TYPE=cell:+254 712 345678
item1.X-ABLabel:_$!<Mobile>!$_
ADR;TYPE=work:;;Street 1\\nBlock 2;Nairobi;;00100;Kenya
LANG:en
LANG:sw
URL:https://example.org
NOTE:A long note that is
  folded over two lines\\; with a semicolon
CATEGORIES:PCB,DDT
END:VCARD
"""


def cells(table):
    """Each card as what it says, without what it does not."""
    return [
        {header: text for header, text in zip(table.headers, row.texts, strict=True) if text} for row in table.rows
    ]


def test_a_card_of_version_4_is_one_row():
    assert cells(read(CARD_4, "alice.vcf")) == [
        {
            "Prefix": "Dr.",
            "Given name": "Alice Wanjiru",
            "Family name": "Kamau",
            "Suffix": "PhD",
            "Full name": "Dr. Alice Wanjiru Kamau",
            "Position": "Head of unit",
            "Institution": "Ministry of Environment, Kenya",
            "Department": "Chemicals Unit",
            "E-mail": "alice@example.org\nsecond@example.org",
            "Telephone": "+254-20-1234567 ext. 5",
            "Mobile": "+254 712 345678",
            "Website": "https://example.org",
            "Address": "Street 1\nBlock 2",
            "City": "Nairobi",
            "Postal code": "00100",
            "Country of address": "Kenya",
            "Languages": "en, sw",
            "Expertise": "PCB; DDT",
            "Notes": "A long note that is folded over two lines; with a semicolon",
        }
    ]


def test_a_card_of_version_21_in_quoted_printable_is_read():
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Dupr=C3=A9;H=C3=A9l=C3=A8ne\r\n"
        "ADR;WORK;ENCODING=QUOTED-PRINTABLE:;;Rue 1=0D=0A=\r\nB=C3=A2t. 2;Dakar;;;S=C3=A9n=C3=A9gal\r\n"
        "TEL;FAX;WORK:+221 33\r\nTEL;CELL:+221 77\r\nEMAIL;INTERNET:h@example.org\r\nEND:VCARD\r\n"
    )

    assert cells(read(card)) == [
        {
            "Given name": "Hélène",
            "Family name": "Dupré",
            "E-mail": "h@example.org",
            "Mobile": "+221 77",
            "Fax": "+221 33",
            "Address": "Rue 1\r\nBât. 2",
            "City": "Dakar",
            "Country of address": "Sénégal",
        }
    ]


def test_several_cards_are_several_rows_and_an_open_one_is_named():
    text = "BEGIN:VCARD\nVERSION:3.0\nFN:Jane Doe\nEND:VCARD\n\nbegin:vcard\nversion:3.0\nfn:John Smith\n"

    table = read(text)

    assert [card["Full name"] for card in cells(table)] == ["Jane Doe", "John Smith"]
    assert [codes(row.notes) for row in table.rows] == [[], ["card_not_closed"]]


def test_what_another_library_writes_is_read():
    card = vobject.vCard()
    card.add("n").value = vobject.vcard.Name(family="Müller; Sohn", given="Jürgen", prefix="Prof.")
    card.add("fn").value = "Prof. Jürgen Müller"
    card.add("org").value = ["Umweltamt, Berlin", "Abteilung 5"]
    card.add("email").value = "j@example.org"
    card.add("adr").value = vobject.vcard.Address(street="Straße 1", city="Berlin", code="10115", country="Germany")
    card.add("note").value = "x" * 200 + ", y; z\nnew line"

    (read_back,) = cells(read(card.serialize()))

    assert read_back == {
        "Prefix": "Prof.",
        "Given name": "Jürgen",
        "Family name": "Müller; Sohn",
        "Full name": "Prof. Jürgen Müller",
        "Institution": "Umweltamt, Berlin",
        "Department": "Abteilung 5",
        "E-mail": "j@example.org",
        "Address": "Straße 1",
        "City": "Berlin",
        "Postal code": "10115",
        "Country of address": "Germany",
        "Notes": "x" * 200 + ", y; z\nnew line",
    }
