"""What a row says, in values of the directory, and what there is to say about its cells.

Values that are certain are taken. What is not is a finding with proposals, open until somebody decides; a decision is
{"take": [0]}, {"leave": true}, {"text": "…"}, {"new": true}, {"free": true}, {"make": true}, {"name": true} or
{"split": 2}.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError

from ..choices import ContactKind, TermStatus
from ..likeness import Likeness
from ..models import Category, Country, ExpertiseTerm, Institution
from ..models.names import is_latin, name_as_written, sort_key
from ..validators import validate_orcid
from ..words import words
from .choices import Kind, UnknownInstitutions
from .reading import values as reading
from .reading.notes import Problem
from .reading.readings import Reading
from .reading.tables import Cell
from .reading.vocabulary import Proposal, Vocabulary, vocabulary
from .tables import table_of

# Where a value comes from that stands in no column, but was chosen for all rows.
CONSTANT = -1
_TEXTS = {
    "position": "position",
    "city": "city",
    "postal_code": "postal_code",
    "acronym": "acronym",
}
_WORDS = {
    "sector": ("sectors", "sector"),
    "chemicals": ("chemicals", "chemical"),
    "articles": ("articles", "article"),
    "services": ("services", "service"),
    "parties_served": ("parties_served", "country"),
}
_ONE_WORD = {"type": "type", "stakeholder_group": "stakeholder_group"}
_PHONES = {"phone": ContactKind.WORK, "mobile": ContactKind.MOBILE, "fax": ContactKind.FAX}


@dataclass
class Said:
    values: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)
    label: str = ""
    is_blank: bool = False


def finding(code, params=None, column=None, of="", value="", proposals=(), is_open=False, decided=None, offers=()):
    """Something to be said about a row or one of its cells, as rows keep it."""
    found = {"code": code, "params": params or {}}
    if column is not None:
        found |= {"column": column, "field": of, "value": value[:500]}
    if proposals:
        found["proposals"] = list(proposals)
    if offers:
        found["offers"] = list(offers)
    if is_open:
        found["open"] = True
    if decided:
        found["decided"] = decided
    return found


class Understanding:
    """Reads the rows of one import. Vocabularies are read once; what was asked before is remembered."""

    def __init__(self, run):
        self.run, self.kind, self.settings = run, run.rows_are, run.settings
        self.companion = run.target.companion
        self.columns = [(each["column"], code) for each in run.mapping for code in each.get("fields", ()) if code]
        self.model = run.record_model
        self._vocabularies = {}
        self._institutions = self._likeness = None
        self._order = None
        self._likes = {}
        self.constants = [(code, text) for code, text in (self.settings.get("constants") or {}).items() if text]

    # --- A row ---

    def read(self, cells, decisions, part=0):
        row = _Row(self, cells, decisions, part)
        row.read()
        return row.said

    def vocabulary(self, kind):
        if kind not in self._vocabularies:
            if kind == "expertise":
                # Terms that members proposed are words of the directory too.
                terms = ExpertiseTerm.objects.exclude(status=TermStatus.DECLINED)
                self._vocabularies[kind] = Vocabulary((term.pk, term.label, term.all_names) for term in terms)
            else:
                self._vocabularies[kind] = vocabulary(kind)
        return self._vocabularies[kind]

    def date_order(self, column):
        """Whether days of a column come before their months, as its first rows show."""
        if self._order is None:
            sample = table_of(self.run).sample()
            self._order = {
                number: reading.order_of([row.cells[number].text for row in sample if number < len(row.cells)])
                for number, code in self.columns
                if code in ("starts_on", "ends_on")
            }
        return self._order.get(column)

    def institutions_meant(self, text, country):
        """The institution a text names for certain, or None, and those it may name."""
        key = (text, country)
        if key not in self._likes:
            self._likes[key] = self._find_institution(text, country)
        return self._likes[key]

    def institutions_named(self, text):
        """The institutions of exactly this name or acronym: {key: (country, whether it is the acronym)}."""
        if self._institutions is None:
            self._institutions = {}
            for pk, of, *names in Institution.objects.values_list("pk", "country", "name", "name_en", "acronym"):
                for number, name in enumerate(names):
                    if plain := sort_key(name):
                        self._institutions.setdefault(plain, {}).setdefault(pk, (of, number == 2))
        return self._institutions.get(sort_key(text), {})

    def _find_institution(self, text, country):
        named = self.institutions_named(text)
        if self._likeness is None:
            self._likeness = Likeness("institution")
        here = [pk for pk, (of, _is_short) in named.items() if of == country or not of or not country]
        if len(here) == 1:
            return here[0], []
        if not here and len(named) == 1 and not next(iter(named.values()))[1]:
            return None, [(next(iter(named)), 90)]
        found = self._likeness.candidates(names=[text], country_id=country)
        found = [each for each in found if each.score >= 70]
        if not here and len(found) == 1 and found[0].score >= 97:
            return found[0].pk, []
        return None, [(each.pk, each.score) for each in found[:5]] or [(pk, 90) for pk in here[:5]]


class _Row:
    """One row on its way from cells to values."""

    def __init__(self, understanding, cells, decisions, part):
        self.all, self.kind, self.settings = understanding, understanding.kind, understanding.settings
        self.cells, self.decisions, self.part = cells, decisions, part
        self.said = Said()
        self.fields, self.values = {}, {}
        self.country = None

    def texts(self, *codes):
        """(column, field, cell) of the columns that hold one of these fields, those not empty."""
        for column, code in self.all.columns:
            if code in codes and column < len(self.cells):
                decision = self.decisions.get(f"{column}:{code}", {})
                cell = Cell(decision["text"]) if "text" in decision else self.cells[column]
                if cell.text.strip():
                    yield column, code, cell
        for code, text in self.all.constants:
            if code in codes:
                yield CONSTANT, code, Cell(text)

    def read(self):
        said = self.said
        said.is_blank = not any(cell.text.strip() for cell in self.cells)
        if said.is_blank:
            return
        for column, cell in enumerate(self.cells):
            if cell.note is not None and any(column == each for each, _code in self.all.columns):
                self.note(
                    cell.note, column, next(code for each, code in self.all.columns if each == column), cell.text
                )
        self.read_country()
        if self.kind == Kind.PEOPLE:
            self.read_person_name()
            self.read_affiliation()
        else:
            self.read_institution_name()
        self.read_plain()
        self.read_contacts()
        self.read_words()
        self.read_categories()
        self.read_long_text()
        self.read_record()
        if self.all.companion is not None:
            self.all.companion.read(self)
        self.values["fields"] = self.fields
        self.values["empty"] = self.empty_keys()
        said.values = self.values
        self.check_lengths()
        self.make_keys()

    # --- What was found, and what was decided about it ---

    def note(self, note, column, code, value):
        if note is not None:
            self.said.findings.append(finding(note.code, _params(note), column, code, value))

    def take(self, read, column, code, cell, *, is_list=False, offers=()):
        """The value of a reading, after what was decided about it; None where there is none to use."""
        if read.problem is None:
            self.note(read.note, column, code, cell.text)
            return read.value
        decided = self.decisions.get(f"{column}:{code}", {})
        proposals = [_proposal(each) for each in read.proposals]
        value, is_open = self._decided(read, decided, is_list)
        self.said.findings.append(
            finding(
                read.problem.code, _params(read.problem), column, code, cell.text, proposals, is_open,
                decided if not is_open and decided else None, offers,
            )
        )  # fmt: skip
        return None if is_open else value

    def _decided(self, read, decided, is_list):
        raw = [getattr(each, "value", each) for each in read.proposals]
        if "take" in decided:
            taken = [raw[number] for number in decided["take"] if number < len(raw)]
            if not taken:
                return None, True
            if not is_list:
                return taken[0], False
            found = list(read.value or ())
            for each in taken:
                found += each if isinstance(each, (list, tuple)) else [each]
            return list(dict.fromkeys(found)), False
        if decided.get("leave") or decided.get("new") or decided.get("free"):
            return read.value, False
        return None, True

    # --- Names ---

    def read_person_name(self):
        parts = {}
        for column, code, cell in self.texts("prefix", "given_name", "middle_name", "family_name", "suffix"):
            value = self.take(reading.read_line(cell.text), column, code, cell)
            if value:
                parts[code] = _unshouted(value) if code in ("given_name", "family_name", "middle_name") else value
        if parts.get("middle_name"):
            parts["given_name"] = " ".join(filter(None, (parts.get("given_name"), parts.pop("middle_name"))))
        for column, code, cell in self.texts("name"):
            if parts.get("family_name"):
                break
            name = self.take_name(column, code, cell)
            if name is not None:
                self.values["whole_name"] = True
                for part, value in name.items():
                    if value:
                        parts.setdefault(part, value)
        if not parts.get("family_name") and parts.get("given_name"):
            # A single name is a family name: the record needs one.
            parts["family_name"], parts["given_name"] = parts["given_name"], ""
        if parts.get("family_name"):
            if is_latin(parts["family_name"] + parts.get("given_name", "")):
                parts = {"given_name": "", **parts}
            else:
                written = name_as_written(parts.get("given_name", ""), parts["family_name"])
                parts |= {key: value for key, value in written.items() if value or key == "given_name"}
        if parts.get("position"):
            self.fields["position"] = parts.pop("position")[:200]
        self.fields.update({part: value for part, value in parts.items() if value or part == "given_name"})
        for column, code, cell in self.texts("original_name"):
            name = self.take_name(column, code, cell)
            if name and name["original_family_name"]:
                self.values["whole_original"] = True
                for part in ("original_given_name", "original_family_name", "name_language", "family_name_first"):
                    if name[part]:
                        self.fields[part] = name[part]
                if not self.fields.get("family_name"):
                    self.fields.update(given_name=name["given_name"], family_name=name["family_name"])

    def take_name(self, column, code, cell):
        """The parts of a whole name; of a cell with several people the one this row is about."""
        read = reading.read_name(cell.text, None, self.iso2)
        decided = self.decisions.get(f"{column}:{code}", {})
        people = _people_of(read)
        if len(people) > 1:
            is_open = "split" not in decided and "take" not in decided and "leave" not in decided
            self.said.findings.append(
                finding(
                    "two_people", {"text": cell.text, "count": len(people)}, column, code, cell.text,
                    [{"split": len(people), "label": "; ".join(each.shown for each in people)}]
                    + [{"label": each.shown} for each in people],
                    is_open, decided if not is_open else None,
                )
            )  # fmt: skip
            if is_open or "leave" in decided:
                return None
            number = self.part if "split" in decided else decided["take"][0] - 1
            return _name_parts(people[number]) if 0 <= number < len(people) else None
        value = self.take(read, column, code, cell)
        return _name_parts(value) if value is not None else None

    def read_institution_name(self):
        for column, code, cell in self.texts("institution"):
            value = self.take(reading.read_line(cell.text), column, code, cell)
            if value:
                self.fields["name"] = value
                self.fields["name_language"] = self.settings.get("language") or _language_of(value)
        for column, code, cell in self.texts("institution_en"):
            value = self.take(reading.read_line(cell.text), column, code, cell)
            if value:
                self.fields["name_en"] = value
                self.fields.setdefault("name", value)
        for column, code, cell in self.texts("parent"):
            value = self.take(reading.read_line(cell.text), column, code, cell)
            if value:
                known, maybe = self.all.institutions_meant(value, self.country)
                proposals = [Proposal(pk, "", score / 100) for pk, score in maybe]
                problem = None if known else Problem("unknown_institution", {"text": value})
                parent = self.take(Reading(known, problem, proposals), column, code, cell)
                if parent:
                    self.values["parent"] = parent

    # --- Places ---

    def read_country(self):
        countries = self.all.vocabulary("country")
        for code, name in (("country", "country"), ("postal_country", "postal_country")):
            for column, _code, cell in self.texts(code):
                value = self.take(reading.read_country(cell.text, countries), column, code, cell)
                if value:
                    self.fields.setdefault(name, value)
        if not self.fields.get("country") and self.settings.get("country"):
            is_said = any(True for _each in self.texts("country"))
            if not is_said:
                self.fields["country"] = self.settings["country"]
        self.country = self.fields.get("country")
        if self.kind == Kind.INSTITUTIONS:
            postal = self.fields.pop("postal_country", None)
            if postal and not self.country:
                self.country = self.fields["country"] = postal

    @property
    def iso2(self):
        key = self.fields.get("postal_country") or self.country
        country = words(Country).get(key)
        return country.iso2 if country else None

    # --- Work ---

    def read_affiliation(self):
        said = {}
        for column, code, cell in self.texts("institution"):
            value = self.take(reading.read_line(cell.text), column, code, cell)
            if value:
                said = self.institution_of_person(value, column, code, cell)
        for column, code, cell in self.texts("department"):
            value = self.take(reading.read_line(cell.text), column, code, cell)
            if value:
                said["department"] = value
        if said.get("institution") or said.get("institution_name"):
            self.values["affiliation"] = said
        elif said.get("department"):
            self.said.findings.append(
                finding("department_alone", column=column, of="department", value=said["department"])
            )

    def institution_of_person(self, name, column, code, cell):
        known, maybe = self.all.institutions_meant(name, self.country)
        if known:
            return {"institution": known, "institution_name": name}
        decided = self.decisions.get(f"{column}:{code}", {})
        rule = self.settings.get("institutions", UnknownInstitutions.NAME)
        is_open = rule == UnknownInstitutions.ASK and not {"take", "make", "name", "leave"} & set(decided)
        self.said.findings.append(
            finding(
                "unknown_institution", {"text": name}, column, code, cell.text,
                [{"value": pk, "score": score} for pk, score in maybe], is_open, decided or None, ("make", "name"),
            )
        )  # fmt: skip
        if "take" in decided and decided["take"][0] < len(maybe):
            return {"institution": maybe[decided["take"][0]][0], "institution_name": name}
        if decided.get("leave") or is_open:
            return {}
        makes = decided.get("make") or (rule == UnknownInstitutions.CREATE and not maybe and not decided.get("name"))
        return {"institution_name": name, **({"make": True, "country": self.country} if makes else {})}

    # --- Plain words, contacts ---

    def read_plain(self):
        for column, code, cell in self.texts(*_TEXTS):
            read = (reading.read_code if code == "postal_code" else reading.read_line)(cell.text)
            value = self.take(read, column, code, cell)
            if value:
                self.fields[_TEXTS[code]] = value
        lines = []
        for column, code, cell in (*self.texts("address"), *self.texts("region")):
            value = self.take(reading.read_address(cell.text), column, code, cell)
            if value:
                lines.append(value)
        if lines:
            self.fields["address"] = "\n".join(lines)
        for column, code, cell in self.texts("orcid"):
            self._read_orcid(column, code, cell)

    def _read_orcid(self, column, code, cell):
        text = cell.text.strip().rstrip("/").split("/")[-1].upper().replace(" ", "").replace("–", "-")
        bare = text.replace("-", "")
        if len(bare) == 16:
            text = "-".join(bare[place : place + 4] for place in range(0, 16, 4))
        try:
            validate_orcid(text)
        except ValidationError:
            self.take(Reading(None, Problem("wrong_orcid", {"text": cell.text})), column, code, cell)
        else:
            self.fields["orcid"] = text

    def read_contacts(self):
        found = []
        for column, code, cell in self.texts("email"):
            link = str(cell.note.params.get("target", "")) if cell.note is not None else ""
            read = _divided_address(cell.text) or reading.read_email(cell.text, cell.value, link)
            value = self.take(read, column, code, cell, is_list=True)
            found += [(ContactKind.EMAIL, each) for each in value or ()]
        for column, code, cell in self.texts(*_PHONES):
            read = reading.read_phones(cell.text, cell.value, self.iso2, _PHONES[code])
            value = self.take(read, column, code, cell, is_list=True)
            found += [_phone(each, _PHONES[code]) for each in value or ()]
        for column, code, cell in self.texts("website"):
            link = str(cell.note.params.get("target", "")) if cell.note is not None else ""
            value = self.take(reading.read_website(cell.text, cell.value, link), column, code, cell, is_list=True)
            found += [(ContactKind.WEBSITE, each) for each in value or ()]
        for column, code, cell in self.texts("contacts"):
            found += self._contacts_of_any_kind(column, code, cell)
        if self.decisions and any("split" in each for each in self.decisions.values()):
            found = self._own_contacts(found)
        self.values["contacts"] = [
            {"kind": str(kind), "value": value} for kind, value in dict.fromkeys(found) if len(value) <= 255
        ]

    def _contacts_of_any_kind(self, column, code, cell):
        found = []
        for piece in filter(None, (each.strip() for each in cell.text.replace("\n", ";").split(";"))):
            if "@" in piece:
                read, kind = reading.read_email(piece), ContactKind.EMAIL
            elif any(char.isalpha() for char in piece.replace("ext", "")):
                read, kind = reading.read_website(piece), ContactKind.WEBSITE
            else:
                read, kind = reading.read_phones(piece, None, self.iso2), ContactKind.WORK
            value = self.take(read, column, code, Cell(piece), is_list=True)
            found += [_phone(each, kind) if kind == ContactKind.WORK else (kind, each) for each in value or ()]
        return found

    def _own_contacts(self, found):
        """Of the mail addresses of several people, the one of each: as many addresses as people, in their order."""
        number = max(each.get("split", 1) for each in self.decisions.values())
        emails = [each for each in found if each[0] == ContactKind.EMAIL]
        if len(emails) != number:
            return found if self.part == 0 else [each for each in found if each[0] != ContactKind.EMAIL]
        return [each for each in found if each[0] != ContactKind.EMAIL] + [emails[self.part]]

    # --- Words of closed lists ---

    def read_words(self):
        for code, (name, kind) in _WORDS.items():
            found = []
            for column, _code, cell in self.texts(code):
                value = self.take(
                    reading.read_vocabulary(cell.text, self.all.vocabulary(kind)), column, code, cell, is_list=True
                )
                found += value or []
            if found:
                self.values[name] = sorted(set(found))
        for code, name in _ONE_WORD.items():
            for column, _code, cell in self.texts(code):
                read = reading.read_vocabulary(cell.text, self.all.vocabulary(code), several=False)
                value = self.take(read, column, code, cell, is_list=True)
                if value:
                    self.fields[name] = value[0]
        self._read_terms()
        found = []
        for column, code, cell in self.texts("languages"):
            value = self.take(
                reading.read_languages(cell.text, self.all.vocabulary("language")), column, code, cell, is_list=True
            )
            found += value or []
        if found:
            self.values["languages"] = [[key, None] for key in dict.fromkeys(found)]

    def _read_terms(self):
        """Fields of expertise and interest: of the vocabulary, or proposed as new ones."""
        people = self.kind == Kind.PEOPLE
        for code, name in (("expertise", "expertise" if people else "areas_of_work"), ("interests", "interests")):
            found, new = [], []
            for column, _code, cell in self.texts(code):
                read = reading.read_vocabulary(cell.text, self.all.vocabulary("expertise"))
                value = self.take(read, column, code, cell, is_list=True, offers=("new",))
                found += value or []
                if read.problem is not None and self.decisions.get(f"{column}:{code}", {}).get("new"):
                    unknown = read.problem.params.get("text", cell.text)
                    new += [word.strip()[:255] for word in unknown.split(";") if word.strip()]
            if found:
                self.values[name] = sorted(set(found))
            if new:
                self.values.setdefault("terms", {})[name] = list(dict.fromkeys(new))

    def read_categories(self):
        days = {}
        for code in ("starts_on", "ends_on"):
            for column, _code, cell in self.texts(code):
                read = reading.read_date(cell.text, cell.value, self.all.date_order(column))
                value = self.take(read, column, code, cell)
                if value:
                    days[code] = value if isinstance(value, str) else value.isoformat()
        if days.get("ends_on") and days.get("starts_on", "") > days["ends_on"]:
            self.said.findings.append(
                finding("ends_before_start", {"starts": days["starts_on"], "ends": days["ends_on"]}, is_open=True)
            )
        country = self.country
        for column, code, cell in self.texts("speaks_for"):
            country = self.take(reading.read_country(cell.text, self.all.vocabulary("country")), column, code, cell)
        found = []
        for column, code, cell in self.texts("category"):
            read = reading.read_category(cell.text, self.all.vocabulary("category"))
            if read.problem is not None and (divided := self._category_and_country(cell.text)):
                read, country = divided
            value = self.take(read, column, code, cell, is_list=True)
            found += [(key, column, cell.text) for key in value or ()]
        if not found and self.settings.get("category"):
            found = [(self.settings["category"], None, "")]
        categories, said = words(Category), []
        for key, column, text in found:
            category = categories.get(key)
            if category is None:
                continue
            if category.is_official and not self.settings.get("posts"):
                self.said.findings.append(
                    finding(
                        "post_noted", {"text": text}, column if column is not None else CONSTANT, "category", text
                    )
                )
                continue
            starts_on = days.get("starts_on") or (self.settings.get("posts_from") if category.is_official else None)
            if category.is_official and not starts_on:
                self.said.findings.append(finding("post_without_day", {"text": text}, is_open=True))
                continue
            said.append(
                {
                    "category": key,
                    "country": country if category.is_official else None,
                    "starts_on": starts_on,
                    "ends_on": days.get("ends_on"),
                }
            )
        if said:
            self.values["categories"] = said

    def _category_and_country(self, text):
        """“National focal point (Kenya)”, one or several, as cards write it: the categories and the country."""
        found, country = [], None
        for part in filter(None, (each.strip() for each in text.replace("\n", ";").split(";"))):
            name, _bracket, place = part.removesuffix(")").partition(" (")
            category = reading.read_category(name, self.all.vocabulary("category"))
            where = reading.read_country(place, self.all.vocabulary("country")) if place else Reading()
            if category.problem is not None or where.problem is not None:
                return None
            found += category.value or []
            country = where.value or country
        return Reading(found), country or self.country

    def read_long_text(self):
        for column, code, cell in self.texts("biography"):
            value = self.take(reading.read_text(cell.text), column, code, cell)
            if value:
                language = self.settings.get("language") or _language_of(value)
                self.values["text"] = {"language": language, "text": value[:6000]}

    def read_record(self):
        for _column, _code, cell in self.texts("record"):
            self.said.keys["record"] = cell.text.strip()

    # --- Afterwards ---

    def check_lengths(self):
        """What is longer than a record can hold is asked about; nothing is cut off silently."""
        limits = {
            name: self.all.model._meta.get_field(name).max_length
            for name in self.fields
            if isinstance(self.fields[name], str)
        }
        for name, most in limits.items():
            self._shorten(self.fields, name, most)
        said = self.values.get("affiliation")
        if said:
            self._shorten(said, "institution_name", 255)
            self._shorten(said, "department", 200)

    def _shorten(self, held, name, most):
        text = held.get(name) or ""
        if not most or len(text) <= most:
            return
        column, code = next(
            ((column, code) for column, code in self.all.columns if code == name or _FILLS.get(name) == code),
            (CONSTANT, name),
        )
        shorter = text[:most].rsplit(" ", 1)[0] or text[:most]
        read = Reading(None, Problem("too_long", {"most": most, "length": len(text)}), [shorter])
        value = self.take(read, column, code, Cell(text))
        held.pop(name)
        if value:
            held[name] = value

    def empty_keys(self):
        """What of a record the file has a column for and this row says nothing about."""
        said = {code for _column, code, _cell in self.texts(*{code for _column, code in self.all.columns})}
        names = {
            **_TEXTS,
            **{code: code for code in ("address", "prefix", "suffix", "orcid", "country", "postal_country")},
            **{code: code for code in _ONE_WORD},
        }
        return sorted({names[code] for _column, code in self.all.columns if code in names and code not in said})

    def make_keys(self):
        fields, said = self.fields, self.said
        if self.kind == Kind.PEOPLE:
            whole = " ".join(filter(None, (fields.get("given_name"), fields.get("family_name"))))
            original = " ".join(filter(None, (fields.get("original_given_name"), fields.get("original_family_name"))))
            names = [name for name in (whole, original) if name]
            affiliation = self.values.get("affiliation", {})
            institution = affiliation.get("institution") or affiliation.get("institution_name") or ""
        else:
            names = [name for name in (fields.get("name"), fields.get("name_en"), fields.get("acronym")) if name]
            institution = ""
        emails = [row["value"] for row in self.values["contacts"] if row["kind"] == ContactKind.EMAIL]
        said.keys |= {
            "names": names,
            "emails": emails,
            "country": self.country,
            "institution": institution,
            "identifiers": [fields["orcid"]] if fields.get("orcid") else [],
        }
        said.label = names[0] if names else (emails or [self._first_text()])[0]

    def _first_text(self):
        return next((cell.text for cell in self.cells if cell.text.strip()), "")


_FILLS = {"institution_name": "institution", "given_name": "name", "family_name": "name", "name": "institution",
          "name_en": "institution_en"}  # fmt: skip


def _params(note):
    return {key: value if isinstance(value, (str, int, float)) else str(value) for key, value in note.params.items()}


def _proposal(each):
    if hasattr(each, "shown"):
        return {"label": each.shown}
    value = getattr(each, "value", each)
    label = getattr(each, "label", "") or (value if isinstance(value, str) else "")
    if isinstance(value, date):
        value, label = value.isoformat(), label or value.isoformat()
    return {"value": value if isinstance(value, (str, int)) else str(value), "label": str(label)}


def _divided_address(text):
    """“john doe@example.org” and “grace,w@example.org”: a word before the address that may be a part of it."""
    match = re.fullmatch(r"\s*([a-z0-9_-]+)(?:\s+|\s*,\s*)([a-z0-9._-]+@[\w-]+(?:\.[\w-]+)+)\s*", text)
    if match is None or reading.is_nothing(match[1]) or match[1] in _BEFORE_ADDRESSES:
        return None
    word, address = match.groups()
    proposals = [f"{word}.{address}", f"{word}{address}", address]
    return Reading(None, Problem("wrong_email", {"text": text.strip()}), proposals)


_BEFORE_ADDRESSES = frozenset(
    [
        "mail",
        "email",
        "e-mail",
        "mailto",
        "to",
        "at",
        "office",
        "home",
        "work",
        "private",
        "new",
        "or",
        "and",
        "et",
        "y",
    ]
)


def _phone(each, kind):
    number = getattr(each, "number", each)
    return ContactKind(getattr(each, "kind", kind)), number


def _people_of(read):
    """The people a cell names, if it names more than one."""
    return read.proposals if read.problem is not None and read.problem.code == "two_people" else []


def _name_parts(name):
    """The parts of a name; a proposal may be a text that is still to be read."""
    if isinstance(name, str):
        name = reading.read_name(name).value
    return name and {**name.fields, "position": name.position}


def _unshouted(name):
    """KAMAU as Kamau; names of few letters and of mixed case stay as they are."""
    return name.title() if name.isupper() and len(name) > 3 and is_latin(name) else name


def _language_of(text):
    """The language of the site a text is written in, as far as its script tells; English otherwise."""
    return name_as_written("", text)["name_language"] or "en"
