"""What a cell may say, and what of a record it stands for.

Every kind of cell answers three questions: what value its words mean (``parse``), what a record holds now in the
same terms (``held``), and how to put the value into a record (``put``). Values are plain (text, numbers, lists of
codes), so that they can be compared and digested.
"""

from datetime import date
from decimal import Decimal, InvalidOperation
from string import Formatter

from ..choices import ContactKind
from ..models import InstitutionContact, InstitutionDescription


class DataFileError(Exception):
    """A data file that cannot be loaded; ``faults`` says where, one sentence each."""

    def __init__(self, faults):
        self.faults = faults
        super().__init__("\n".join(faults))


class CellError(Exception):
    """Words that do not fit their column."""


class Text:
    """Words as they stand. ``column`` is the heading in the file, ``field`` the record's."""

    is_many = False

    def __init__(self, column, field=None):
        self.column = column
        self.field = field or column

    @property
    def columns(self):
        return [self.column]

    def parse(self, row):
        return self.read(row[self.column])

    def read(self, words):
        return words

    def held(self, record):
        return getattr(record, self.field)

    def put(self, record, value):
        setattr(record, self.field, value)


class Lines(Text):
    """A list, separated by ``;`` in the file and by ``separator`` in the record."""

    def __init__(self, column, field=None, separator="\n"):
        super().__init__(column, field)
        self.separator = separator

    def read(self, words):
        return self.separator.join(part.strip() for part in words.split(";") if part.strip())


class Flag(Text):
    def read(self, words):
        if words not in ("true", "false"):
            raise CellError(f"must be true or false, not “{words}”")
        return words == "true"


class Is(Text):
    """Yes where the cell says exactly one word."""

    def __init__(self, column, field, word, other):
        super().__init__(column, field)
        self.word, self.other = word, other

    def read(self, words):
        if words not in (self.word, self.other):
            raise CellError(f"must be {self.word} or {self.other}, not “{words}”")
        return words == self.word


class Day(Text):
    def read(self, words):
        try:
            return date.fromisoformat(words).isoformat() if words else ""
        except ValueError:
            raise CellError(f"must be a day such as 2004-05-17, not “{words}”") from None

    def held(self, record):
        day = getattr(record, self.field)
        return day.isoformat() if day else ""

    def put(self, record, value):
        setattr(record, self.field, date.fromisoformat(value) if value else None)


class Number(Text):
    """A number, whole unless ``places`` says otherwise."""

    def __init__(self, column, field=None, places=0):
        super().__init__(column, field)
        self.places = places

    def read(self, words):
        try:
            return f"{Decimal(words):.{self.places}f}" if words else ""
        except InvalidOperation:
            raise CellError(f"must be a number, not “{words}”") from None

    def held(self, record):
        number = getattr(record, self.field)
        return "" if number is None else f"{number:.{self.places}f}"

    def put(self, record, value):
        setattr(record, self.field, None if not value else Decimal(value) if self.places else int(value))


class OneOf(Text):
    """The part at a place of a list, for columns that fill two fields."""

    def __init__(self, column, field, place):
        super().__init__(column, field)
        self.place = place

    def read(self, words):
        parts = words.split(";") if words else []
        return parts[self.place] if len(parts) > self.place else ""


class Joined(Text):
    """Several columns in one field, each on a line of its own, with what introduces it."""

    def __init__(self, field, **parts):
        self.field = field
        self.parts = parts

    @property
    def columns(self):
        return list(self.parts)

    column = property(lambda self: self.columns[0])

    def parse(self, row):
        return "\n".join(pattern.format(row[column]) for column, pattern in self.parts.items() if row[column])


class Codes(Text):
    """A list of codes kept as a list."""

    def read(self, words):
        return [part for part in words.split(";") if part]


class Always(Text):
    """What is the same for every row of the file."""

    columns = ()

    def __init__(self, field, value):
        self.field, self.value = field, value
        self.column = field

    def parse(self, row):
        return self.value


class Place(Text):
    """The position in a list: the order of the file."""

    columns = ()
    column = field = "position"

    def __init__(self):
        """Nothing to say: the position is the row's own."""

    def parse(self, row):
        return row["#"]


class Link(Text):
    """Another record, by its code. An empty cell is no record."""

    def __init__(self, column, model, field=None, key="code"):
        super().__init__(column, field)
        self.model, self.key = model, key
        self.known: dict[str, int] = {}
        self.codes: dict[int, str] = {}

    def prepare(self):
        """Read the codes there are, once for the whole file."""
        self.known = dict(self.model.objects.values_list(self.key, "pk"))
        self.codes = {pk: code for code, pk in self.known.items()}

    def read(self, words):
        if words and words not in self.known:
            raise CellError(f"names “{words}”, which is not there")
        return words

    def held(self, record):
        return self.codes.get(getattr(record, f"{self.field}_id"), "")

    def put(self, record, value):
        setattr(record, f"{self.field}_id", self.known[value] if value else None)


class LinkTo(Link):
    """The same other record for every row of the file."""

    columns = ()

    def __init__(self, field, model, code):
        super().__init__(field, model)
        self.code = code

    def parse(self, row):
        return self.read(self.code)


class Many(Text):
    """What hangs on a record in rows of its own. Written once the record has been saved."""

    is_many = True

    def prepare(self):
        """Read the rows of all records, once for the whole file."""
        self.rows: dict[int, list] = {}
        for owner, value in self.all_rows():
            self.rows.setdefault(owner, []).append(value)

    def all_rows(self):
        """Pairs of a record's key and what one row says."""
        raise NotImplementedError

    def held(self, record):
        return sorted(self.rows.get(record.pk, []))


class Links(Many):
    """Several other records, by their codes, in no order. ``through`` is the table between."""

    def __init__(self, column, model, through, owner, other, field=None, key="code"):
        super().__init__(column, field)
        self.model, self.through, self.owner, self.other, self.key = model, through, owner, other, key

    def all_rows(self):
        self.known = dict(self.model.objects.values_list(self.key, "pk"))
        return self.through.objects.values_list(f"{self.owner}_id", f"{self.other}__{self.key}")

    def read(self, words):
        codes = sorted({part for part in words.split(";") if part})
        missing = [code for code in codes if code not in self.known]
        if missing:
            raise CellError(f"names “{missing[0]}”, which is not there")
        return codes

    def put(self, record, value):
        links = self.through.objects.filter(**{f"{self.owner}_id": record.pk})
        links.delete()
        self.through.objects.bulk_create(
            self.through(**{f"{self.owner}_id": record.pk, f"{self.other}_id": self.known[code]}) for code in value
        )


class Website(Many):
    """The web address of an institution."""

    def all_rows(self):
        return InstitutionContact.objects.filter(kind=ContactKind.WEBSITE).values_list("institution_id", "value")

    def read(self, words):
        return [words] if words else []

    def put(self, record, value):
        InstitutionContact.objects.filter(institution=record, kind=ContactKind.WEBSITE).delete()
        InstitutionContact.objects.bulk_create(
            InstitutionContact(institution=record, kind=ContactKind.WEBSITE, value=address) for address in value
        )


class Descriptions(Many):
    """What an institution is, said in several languages: ``patterns`` by language, filled from the row."""

    field = "descriptions"

    def __init__(self, patterns):
        self.patterns = patterns
        self.column = f"name_{next(iter(patterns))}"

    @property
    def columns(self):
        named = {name for text in self.patterns.values() for _, name, _, _ in Formatter().parse(text) if name}
        return sorted(named)

    def all_rows(self):
        rows = InstitutionDescription.objects.values_list("institution_id", "language", "text")
        return [(owner, [language, text]) for owner, language, text in rows]

    def parse(self, row):
        """Languages in which the file has no name of the institution get no description."""
        name = {language: f"name_{language.split('-')[0]}" for language in self.patterns}
        return sorted([lang, text.format_map(row)] for lang, text in self.patterns.items() if row[name[lang]])

    def put(self, record, value):
        InstitutionDescription.objects.filter(institution=record).delete()
        InstitutionDescription.objects.bulk_create(
            InstitutionDescription(institution=record, language=language, text=text) for language, text in value
        )
