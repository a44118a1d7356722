"""A spreadsheet of people with fifty kinds of mistakes, one a row, as lists of ministries and workshops have them.

Each mistake names what is wrong, the row, and how it must be met: ``read`` (taken as it was meant, with or without a
note), ``ask`` (a clear message, with a proposal where one can be made), ``out`` (no record: heading, total, blank).
``build`` writes the workbook, ``mended`` the same after somebody has followed the messages.
"""

import io
from dataclasses import dataclass, field
from datetime import datetime

from openpyxl import Workbook

HEADER = (
    "Name of focal point / contact", "Country", "E-mail", "Tel.", "Fax", "Institution", "Position", "Languages",
    "Expertise", "Category", "Since", "Website", "ORCID",
)  # fmt: skip
NAME, COUNTRY, EMAIL, PHONE, FAX, HOUSE, POSITION, LANGUAGES, EXPERTISE, CATEGORY, SINCE, WEBSITE, ORCID = range(13)
READ, ASK, OUT = "read", "ask", "out"


@dataclass
class Mistake:
    """``cells`` are what the row says, by column; ``met`` how it must be met; ``mended`` what is written instead."""

    what: str
    cells: dict
    met: str
    mended: dict = field(default_factory=dict)
    code: str = ""


MISTAKES = [
    Mistake("country in its old name", {COUNTRY: "Zaire"}, READ),
    Mistake("country of more than one meaning", {COUNTRY: "Korea"}, ASK, {COUNTRY: "KR"}, "ambiguous_country"),
    Mistake("country misspelt", {COUNTRY: "Kenyya"}, ASK, {COUNTRY: "Kenya"}, "unknown_country"),
    Mistake("country in French", {COUNTRY: "Sénégal"}, READ),
    Mistake("country in Arabic", {COUNTRY: "مصر"}, READ),
    Mistake("country in Russian", {COUNTRY: "Кения"}, READ),
    Mistake("country in Chinese", {COUNTRY: "中国"}, READ),
    Mistake("country as ISO code of three letters", {COUNTRY: "KEN"}, READ),
    Mistake("country in capitals with a footnote mark", {COUNTRY: "KENYA *"}, READ),
    Mistake("country with spaces around and no-break space", {COUNTRY: "\u00a0 Kenya "}, READ),
    Mistake("two countries in a cell", {COUNTRY: "Kenya / Senegal"}, ASK, {COUNTRY: "Kenya"}, "several_countries"),
    Mistake("country that no longer exists", {COUNTRY: "Czechoslovakia"}, ASK, {COUNTRY: "Kenya"}),
    Mistake("country that is a city", {COUNTRY: "Nairobi"}, ASK, {COUNTRY: "Kenya"}, "unknown_country"),
    Mistake(
        "two people in a cell",
        {NAME: "Mr. Amadou Quist / Ms. Fatou Sarr"},
        ASK,
        {NAME: "Mr. Amadou Quist"},
        "two_people",
    ),
    Mistake(
        "two people with a line break",
        {NAME: "Dr. Joseph Otieno\nMs. Mary Atieno"},
        ASK,
        {NAME: "Mary Atieno"},
        "two_people",
    ),
    Mistake("family name in capitals", {NAME: "KAMAU Wanjiru"}, READ),
    Mistake("family name first, with a comma", {NAME: "Njoroge, Peter"}, READ),
    Mistake("name with title and degree", {NAME: "Prof. Dr. Hassan El Sayed, PhD"}, READ),
    Mistake("name in Arabic", {NAME: "محمد الأحمد"}, READ),
    Mistake("name in Chinese", {NAME: "王小明"}, READ),
    Mistake("post without a person", {NAME: "Vacant", EMAIL: ""}, ASK, {NAME: "Rose Achieng"}, "no_name"),
    Mistake("name that is an address", {NAME: "info@example.org"}, ASK, {NAME: "Paul Kiptoo"}, "no_name"),
    Mistake(
        "name broken by a wrong encoding", {NAME: "AndrÃ© LefÃ¨vre"}, ASK, {NAME: "André Lefèvre"}, "broken_letters"
    ),
    Mistake("single name", {NAME: "Sukarno"}, READ),
    Mistake("name with a position below it", {NAME: "Grace Wambui\nDirector of Environment"}, READ),
    Mistake(
        "address with a comma", {EMAIL: "grace,w@example.org"}, ASK, {EMAIL: "grace.w@example.org"}, "wrong_email"
    ),
    Mistake(
        "address with a space", {EMAIL: "john doe@example.org"}, ASK, {EMAIL: "john.doe@example.org"}, "wrong_email"
    ),
    Mistake("address without a domain's end", {EMAIL: "peter@gmail"}, ASK, {EMAIL: "peter@gmail.com"}, "wrong_email"),
    Mistake("address with two at signs", {EMAIL: "ann@@example.org"}, ASK, {EMAIL: "ann@example.org"}, "wrong_email"),
    Mistake("address hidden from robots", {EMAIL: "lea [at] example [dot] org"}, READ),
    Mistake("two addresses in a cell", {EMAIL: "a.one@example.org; a.two@example.org"}, READ),
    Mistake("address with its name", {EMAIL: "Ruth Mumbi <ruth.mumbi@example.org>"}, READ),
    Mistake("words for no address", {EMAIL: "n/a"}, READ),
    Mistake("address that is none", {EMAIL: "see website"}, ASK, {EMAIL: ""}, "no_email"),
    Mistake("number without country code", {PHONE: "020 555 0101"}, READ),
    Mistake("number as a number", {PHONE: 254205550102}, READ),
    Mistake("two numbers with a slash", {PHONE: "+254 20 5550103 / 5550104"}, READ),
    Mistake("number that is none", {PHONE: "on request"}, ASK, {PHONE: ""}, "no_phone"),
    Mistake("fax within the telephone", {PHONE: "Tel: +254 20 5550105 Fax: +254 20 5550106"}, READ),
    Mistake(
        "day in numbers, in the order of its column",
        {SINCE: "03/05/2024", CATEGORY: "Expert"},
        READ,
        {SINCE: "3 May 2024"},
    ),
    Mistake("day as a number of Excel", {SINCE: 45415, CATEGORY: "Expert"}, READ),
    Mistake("day that does not exist", {SINCE: "31/02/2024", CATEGORY: "Expert"}, ASK, {SINCE: "2024-02-29"}),
    Mistake("day in French", {SINCE: "3 mai 2024", CATEGORY: "Expert"}, READ),
    Mistake("day as a day of Excel", {SINCE: datetime.fromisoformat("2024-05-03"), CATEGORY: "Expert"}, READ),
    Mistake("category misspelt", {CATEGORY: "Exprt"}, ASK, {CATEGORY: "Expert"}, "unknown_word"),
    Mistake("official post", {CATEGORY: "National focal point"}, READ, code="post_noted"),
    Mistake("languages with levels", {LANGUAGES: "English (fluent), French - B2"}, READ),
    Mistake("language unknown", {LANGUAGES: "Klingonese"}, ASK, {LANGUAGES: "English"}, "unknown_word"),
    Mistake("website that is none", {WEBSITE: "under construction"}, ASK, {WEBSITE: ""}, "no_website"),
    Mistake(
        "ORCID with a wrong digit", {ORCID: "0000-0002-1825-0098"}, ASK, {ORCID: "0000-0002-1825-0097"}, "wrong_orcid"
    ),
    Mistake(
        "position longer than a record holds",
        {POSITION: "Deputy director " * 20},
        ASK,
        {POSITION: "Director"},
        "too_long",
    ),
    Mistake("the same person twice", {NAME: "Wanjiku Mwangi", EMAIL: "wanjiku.mwangi@example.org"}, READ),
    Mistake(
        "the same person once more, spelt otherwise",
        {NAME: "MWANGI, Wanjiku", EMAIL: "Wanjiku.Mwangi@example.org"},
        READ,
        code="same_as_row",
    ),
    Mistake("institution nobody knows", {HOUSE: "Ministry of Silly Chemicals"}, READ, code="unknown_institution"),
    Mistake("formula for text", {POSITION: "=cmd|' /C calc'!A0"}, READ),
    Mistake("heading between rows", {NAME: "AFRICA"}, OUT),
]
# A heading stands alone; every other row has what it does not say otherwise.
_FILL = {COUNTRY: "Kenya", POSITION: "Chemist"}
_NAMES = (
    "Ada Lovelace", "Ben Okri", "Chinua Baraka", "Dina Salah", "Esther Kilonzo", "Farid Haddad", "Gina Torres",
    "Henri Dupont", "Irina Volkova", "Juma Hamisi", "Karen Blix", "Leila Aziz", "Musa Bello", "Nina Petrova",
    "Omar Faruk", "Petra Novak", "Quentin Roux", "Rosa Campos", "Sami Tuomi", "Tariq Mansour", "Ulrike Meyer",
    "Vera Lind", "Walter Gomez", "Xavier Prat", "Yara Khalil", "Zoltan Kiss", "Abel Tesfaye", "Bianca Rossi",
    "Cecil Banda", "Dalia Nasser", "Emeka Obi", "Flora Mutua", "Gustav Holm", "Hiroko Sato", "Ines Duarte",
    "Jakob Stern", "Kofi Annor", "Lucia Vega", "Mihai Ionescu", "Nadia Rahal", "Olga Smirnova", "Pedro Alvarez",
    "Rita Sousa", "Stefan Marin", "Teresa Lima", "Uche Nwosu", "Violeta Popa", "Wole Ajayi", "Ximena Rios",
    "Yusuf Demir", "Zainab Omar", "Adele Fournier", "Bruno Keller", "Carla Mendes", "Dmitri Orlov", "Elif Kaya",
)  # fmt: skip


def rows(is_mended=False):
    """The rows below the header, in the order of ``MISTAKES``."""
    for number, mistake in enumerate(MISTAKES):
        cells = [""] * len(HEADER)
        if mistake.met != OUT:
            name = _NAMES[number]
            filled = {NAME: name, EMAIL: f"{name.replace(' ', '.').lower()}@example.org", **_FILL}
            for column, value in {**filled, **mistake.cells, **(mistake.mended if is_mended else {})}.items():
                cells[column] = value
        else:
            cells[NAME] = mistake.cells[NAME]
        yield cells


def build(is_mended=False):
    """The bytes of the workbook: a title above the header, as lists have it."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Contacts"
    sheet.append(list(HEADER))
    for cells in rows(is_mended):
        sheet.append(cells)
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.data_type = "s"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
