"""What a row says of an entry of the roster: cells read into values, and what there is to say about them.

Values are kept under ``values["more"]`` of the row; what belongs to the person's own record (languages, work, studies
in other places) is put where imports of people look for it.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from directory.imports.reading import values as reading
from directory.imports.reading.notes import Problem
from directory.imports.reading.readings import Reading
from directory.imports.reading.tables import Cell
from directory.imports.reading.texts import tidy
from directory.imports.reading.vocabulary import Proposal
from directory.imports.tables import table_of
from directory.imports.understanding import finding
from directory.models import Country, Institution
from directory.words import words

from ..choices import DeclaredInterests, ExpertiseLevel, Gender, QualificationKind
from ..contents import ENTRY
from ..validators import clean_doi, validate_doi
from . import phrases
from .fields import TEXT_LANGUAGES
from .words import COUNTRY, INSTITUTION, key_of, nominators, places, vocabulary_of

MOST_YEARS = 70


class Vocabularies:
    """The closed lists of one import, each read once."""

    def __init__(self, understanding):
        self.all = understanding
        self.held = {}

    def of(self, kind):
        if kind not in self.held:
            make = {"places": places, "nominators": nominators}.get(kind)
            self.held[kind] = make() if make else vocabulary_of(kind)
        return self.held[kind]

    def holds_h(self, column):
        """Whether a column of genders also holds “H”, so that its “M” may be a woman (mujer)."""
        key = ("h", column)
        if key not in self.held:
            texts = (row.cells[column].text for row in table_of(self.all.run).sample() if column < len(row.cells))
            self.held[key] = any(text.strip().casefold() == "h" for text in texts)
        return self.held[key]


class EntryReader:
    """Reads one row. ``row`` is the row of the import (``directory.imports.understanding``)."""

    def __init__(self, row, vocabularies):
        self.row, self.words = row, vocabularies
        self.fields, self.more, self.own_words = {}, {}, []

    def read(self):
        self.read_fields_of_expertise()
        self.read_free_terms()
        self.read_languages()
        self.read_places()
        self.read_work()
        self.read_studies()
        self.read_titles()
        self.read_publications()
        self.read_panels()
        self.read_willingness()
        self.read_availability()
        self.read_declaration()
        self.read_gender()
        self.read_texts()
        self.read_nominator()
        self.say_what_is_not_kept()
        if self.own_words:
            held = self.fields.get("additional_information", "")
            self.fields["additional_information"] = "\n".join(filter(None, (held, *self.own_words)))
        self.check_lengths()
        self.row.values["more"] = {**({"fields": self.fields} if self.fields else {}), **self.more}

    # --- What is said about cells ---

    def say(self, code, params, column, field, value, proposals=(), is_open=False, decided=None, offers=()):
        self.row.said.findings.append(
            finding(code, params, column, field, value, proposals, is_open, decided or None, offers)
        )

    def decided(self, column, field):
        return self.row.decisions.get(f"{column}:{field}", {})

    def ask(self, code, params, column, field, cell, offers=("free",)):
        """An open question about a cell, unless it was decided. Returns what was decided."""
        decided = self.decided(column, field)
        settled = {key: decided[key] for key in ("leave", *offers) if decided.get(key)}
        self.say(code, params, column, field, cell.text, (), not settled, settled, offers)
        return settled

    def keep_in_words(self, text, column, field):
        self.own_words.append(text)
        self.say("kept_in_words", {"text": text[:200]}, column, field, text)

    def lines(self, column, field, cell, divide=phrases.lines_of):
        """The entries of a cell: what a reader of records put there, or what its text is divided into."""
        if isinstance(cell.value, list):
            return [each if isinstance(each, dict) else str(each) for each in cell.value]
        shown, _note = tidy(cell.text)
        if reading.is_nothing(shown):
            return []
        return divide(shown)

    # --- Expertise ---

    def read_fields_of_expertise(self):
        vocabulary = self.row.all.vocabulary("expertise")
        found, offered = {}, {}
        for column, code, cell in self.row.texts("roster_fields"):
            shown, _note = tidy(cell.text)
            if reading.is_nothing(shown):
                continue
            self._read_rated_fields(vocabulary, column, code, cell, shown, found, offered)
        marks = self._own_columns(len(found))
        for number, said in enumerate(found.values()):
            for key in ("level", "years"):
                if number in marks.get(key, {}) and said.get(key) is None:
                    said[key] = marks[key][number]
        if found:
            self.more["terms"] = [[key, said.get("level"), said.get("years")] for key, said in found.items()]
        if offered:
            self.row.values.setdefault("terms", {})["roster_terms"] = list(offered)
            self.more["new_terms"] = [[name, said.get("level"), said.get("years")] for name, said in offered.items()]

    def _read_rated_fields(self, vocabulary, column, code, cell, shown, found, offered):
        unknown, proposals, odd = [], {}, []
        for each in phrases.rated(shown, self._mark_of_field, lambda text: len(vocabulary.find(text)) == 1):
            read = reading.read_vocabulary(each.name, vocabulary)
            for key in read.value or ():
                found[key] = {**each.marks}
            if read.problem is not None:
                unknown.append(each)
                proposals |= {proposal.value: proposal for proposal in read.proposals}
            if each.odd:
                odd.append(each.odd)
            if (each.marks.get("years") or 0) > MOST_YEARS:
                self.say("unlikely_years", {"years": each.marks["years"]}, column, code, cell.text)
                for key in read.value or ():
                    found[key].pop("years", None)
        if odd:
            self.ask("unknown_level", {"text": "; ".join(odd)}, column, code, cell, offers=())
        if not unknown:
            return
        text = "; ".join(each.name for each in unknown)
        read = Reading(None, Problem("unknown_word", {"text": text}), list(proposals.values())[:8])
        taken = self.row.take(read, column, code, cell, is_list=True, offers=("new", "free"))
        for key in taken or ():
            # A proposal that was taken has the level of the only word it can stand for.
            found.setdefault(key, dict(unknown[0].marks) if len(unknown) == 1 else {})
        decided = self.decided(column, code)
        if decided.get("new"):
            offered.update({each.name[:255]: each.marks for each in unknown})
        elif decided.get("free"):
            self.more.setdefault("free_terms", []).extend(each.name for each in unknown)

    def _mark_of_field(self, text):
        level = self.words.of("level").find(text)
        if len(level) == 1:
            return {"level": level[0]}
        years = phrases.years_of(text, timezone.localdate())
        return None if years is None else {"years": years}

    def _own_columns(self, number):
        """Levels and years in columns of their own: {"level": {place: …}, "years": {place: …}}."""
        marks = {}
        for column, code, cell in self.row.texts("field_level", "field_years"):
            shown, _note = tidy(cell.text)
            if reading.is_nothing(shown):
                continue
            key = code.removeprefix("field_")
            said = phrases.divided(shown)
            if len(said) == 1 and len(pieces := phrases.parts_of(shown)) == number:
                said = pieces
            if len(said) not in (1, number) or not number:
                self.ask("as_many", {"found": len(said), "wanted": number}, column, code, cell, offers=())
                continue
            values = [self._mark_of_field(each) or {} for each in said]
            if odd := [text for text, value in zip(said, values, strict=True) if key not in value]:
                self._ask_level(key, odd, column, code, cell)
                continue
            values = [each[key] for each in values]
            if key == "years" and max(values) > MOST_YEARS:
                self.ask("unlikely_years", {"years": max(values)}, column, code, cell, offers=())
                continue
            marks[key] = dict(enumerate(values * number if len(values) == 1 else values))
        return marks

    def _ask_level(self, key, odd, column, code, cell):
        proposals = self.words.of("level").propose(odd[0]) if key == "level" else []
        if key == "level" and not proposals:
            proposals = [Proposal(level.value, str(level.label)) for level in ExpertiseLevel]
        read = Reading(None, Problem("unknown_level", {"text": "; ".join(odd)}), proposals)
        level = self.row.take(read, column, code, cell)
        if level:
            # One level was chosen for the whole cell.
            self.more["level_of_all"] = level

    def read_free_terms(self):
        terms = self.more.get("free_terms", [])
        for column, code, cell in self.row.texts("free_terms"):
            terms += [str(each) for each in self.lines(column, code, cell, phrases.divided)]
        if terms:
            self.more["free_terms"] = list(dict.fromkeys(" ".join(term.split()) for term in terms))

    # --- Languages ---

    def read_languages(self):
        vocabulary = self.row.all.vocabulary("language")
        levels = {}
        for column, code, cell in self.row.texts("rated_languages", "mother_tongue"):
            shown, _note = tidy(cell.text)
            if reading.is_nothing(shown):
                continue
            unknown, proposals, odd = [], {}, []
            for each in phrases.rated(shown, self._mark_of_language, lambda text: bool(vocabulary.find(text))):
                read = reading.read_languages(each.name, vocabulary)
                level = 4 if code == "mother_tongue" else each.marks.get("rating")
                for key in read.value or ():
                    levels[key] = max(filter(None, (level, levels.get(key))), default=None)
                if read.problem is not None:
                    unknown.append(each)
                    proposals |= {proposal.value: proposal for proposal in read.proposals}
                if each.odd:
                    odd.append(each.odd)
            if odd:
                self.ask("unknown_rating", {"text": "; ".join(odd)}, column, code, cell, offers=())
            if unknown:
                text = "; ".join(each.name for each in unknown)
                read = Reading(None, Problem("unknown_word", {"text": text}), list(proposals.values())[:8])
                for key in self.row.take(read, column, code, cell, is_list=True) or ():
                    levels.setdefault(key, unknown[0].marks.get("rating") if len(unknown) == 1 else None)
        if levels:
            self.row.values["languages"] = [[key, level] for key, level in levels.items()]

    def _mark_of_language(self, text):
        found = self.words.of("rating").find(text)
        return {"rating": found[0]} if len(found) == 1 else None

    # --- Places ---

    def read_places(self):
        found = []
        for column, code, cell in self.row.texts("worked_in"):
            read = reading.read_vocabulary(cell.text, self.words.of("places"))
            found += self.row.take(read, column, code, cell, is_list=True) or []
        for kind, name in (("country", "countries_worked_in"), ("region", "regions_worked_in")):
            keys = sorted({key for each in found for of, key in [key_of(each)] if of == kind})
            if keys:
                self.more[name] = keys

    # --- Work and studies ---

    def read_work(self):
        said = self.row.values.get("affiliation")
        for column, code, cell in self.row.texts("employed_since"):
            day = self._day(column, code, cell)
            if day and said:
                said["starts_on"] = day
            elif day:
                self.say("department_alone", {}, column, code, cell.text)
        for column, code, cell in self.row.texts("responsibilities"):
            value = self.row.take(reading.read_text(cell.text), column, code, cell)
            if value and said and len(value) <= 2000:
                said["responsibilities"] = value
            elif value:
                self.keep_in_words(value, column, code)
        if said and self.row.fields.get("position"):
            said["position"] = self.row.fields["position"]
        work = []
        for column, code, cell in self.row.texts("employment"):
            for entry in self.lines(column, code, cell):
                read = self._whole if isinstance(entry, dict) else self._work_in
                each = read(entry, column, code, cell)
                if each is None:
                    continue
                known, _maybe = self.row.all.institutions_meant(each["institution_name"], self.row.country)
                named = self._fits(each, {"institution_name": 255, "department": 200, "position": 200,
                                          "responsibilities": 2000}, column, code, cell)  # fmt: skip
                if named and self._in_order(each, column, code, cell):
                    work.append({**each, "institution": known})
        if work:
            self.row.values["employment"] = work

    def _work_in(self, text, column, code, cell):
        words_of, span, others = phrases.without_span(text)
        parts = self._with_country([*phrases.parts_of(words_of), *others])
        if len(parts) < 2:
            if self.ask("work_not_divided", {"text": text}, column, code, cell).get("free"):
                self.keep_in_words(text, column, code)
            return None
        return {
            "position": parts[0],
            "department": ", ".join(parts[1:-1]),
            "institution_name": parts[-1],
            **_days(span),
        }

    def _whole(self, entry, column, code, cell):
        """An entry that came with its parts apart; a time that could not be read is asked about."""
        each = {part: value for part, value in entry.items() if part not in ("odd", "type")}
        if entry.get("type"):
            self.say("not_kept", {}, column, code, entry["type"])
        if entry.get("odd") and not self.ask("no_span", {"text": entry["odd"]}, column, code, cell, offers=()):
            return None
        return each

    def _with_country(self, parts):
        """A country at the end belongs to the institution before it."""
        if len(parts) > 2 and len(self.row.all.vocabulary("country").find(parts[-1])) == 1:
            return [*parts[:-2], f"{parts[-2]}, {parts[-1]}"]
        return parts

    def read_studies(self):
        found = []
        for column, code, cell in self.row.texts("education"):
            for entry in self.lines(column, code, cell):
                read = self._whole if isinstance(entry, dict) else self._study_in
                each = read(entry, column, code, cell)
                if each is not None:
                    each = {"subject": "", "starts_on": None, "ends_on": None, **each}
                    if self._fits_rows("education", each, column, code, cell):
                        found.append(each)
        if own := self._study_of_own_columns():
            found.append(own)
        if found:
            self.more["education"] = found

    def _study_in(self, text, column, code, cell):
        words_of, span, others = phrases.without_span(text, alone="ends")
        parts = self._with_country([*phrases.parts_of(words_of), *others])
        if len(parts) < 2:
            if self.ask("study_not_divided", {"text": text}, column, code, cell).get("free"):
                self.keep_in_words(text, column, code)
            return None
        return {
            "title": parts[0],
            "subject": ", ".join(parts[1:-1]),
            "institution_name": parts[-1],
            **_days(span),
        }

    def _study_of_own_columns(self):
        said, first = {}, None
        names = {"education_title": "title", "education_subject": "subject",
                 "education_institution": "institution_name"}  # fmt: skip
        for column, code, cell in self.row.texts(*names):
            value = self.row.take(reading.read_line(cell.text), column, code, cell)
            if value:
                said[names[code]], first = value, first or (column, code, cell)
        for column, code, cell in self.row.texts("education_ends"):
            said["ends_on"] = self._day(column, code, cell)
        if not said.get("title") and not said.get("institution_name"):
            return None
        if not (said.get("title") and said.get("institution_name")):
            column, code, cell = first
            text = said.get("title") or said.get("institution_name")
            if self.ask("study_not_divided", {"text": text}, column, code, cell).get("free"):
                self.keep_in_words(text, column, code)
            return None
        said = {"subject": "", "starts_on": None, "ends_on": None, **said}
        return said if self._fits_rows("education", said, *first) else None

    def _day(self, column, code, cell):
        """A day, or a month or year that counts as its first day."""
        shown, _note = tidy(cell.text)
        if reading.is_nothing(shown):
            return None
        if isinstance(cell.value, date):
            return date(cell.value.year, cell.value.month, cell.value.day).isoformat()
        day = phrases.day_of(shown)
        if day is None:
            self.ask("no_span", {"text": shown}, column, code, cell, offers=())
        return day.isoformat() if day else None

    def _in_order(self, each, column, code, cell):
        starts_on, ends_on = each.get("starts_on"), each.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.ask("ends_first", {"text": each.get("title") or each.get("institution_name") or cell.text},
                     column, code, cell, offers=())  # fmt: skip
            return False
        return True

    def _fits(self, each, limits, column, code, cell):
        for part, most in limits.items():
            text = each.get(part) or ""
            if len(text) > most:
                params = {"text": f"{text[:60]}…", "length": len(text), "most": most}
                if self.ask("row_too_long", params, column, code, cell).get("free"):
                    self.keep_in_words(", ".join(str(value) for value in each.values() if value), column, code)
                return False
        return True

    def _fits_rows(self, name, each, column, code, cell):
        """Whether a row of the entry may hold this; what is too long or backwards is asked about."""
        rows = ENTRY.rows[name]
        limits = {
            part: rows.model._meta.get_field(part).max_length
            for part in rows.fields
            if getattr(rows.model._meta.get_field(part), "max_length", None)
        }
        return self._fits(each, limits, column, code, cell) and self._in_order(each, column, code, cell)

    # --- Qualifications, publications, panels ---

    def read_titles(self):
        found = []
        for column, code, cell in self.row.texts("qualifications", "memberships"):
            kind = QualificationKind.QUALIFICATION if code == "qualifications" else QualificationKind.MEMBERSHIP
            for entry in self.lines(column, code, cell, phrases.divided):
                title, span, others = phrases.without_span(entry)
                title = ", ".join([title, *others])
                year = (span.starts_on or span.ends_on).year if span else None
                said = {"kind": kind.value, "title": title, "year": year}
                if title and self._fits_rows("qualifications", said, column, code, cell):
                    found.append(said)
        if found:
            self.more["qualifications"] = found

    def read_publications(self):
        found = []
        for column, code, cell in self.row.texts("publications"):
            for entry in self.lines(column, code, cell):
                cited = phrases.Cited(**entry) if isinstance(entry, dict) else phrases.citation_of(entry)
                said = {"title": cited.title, "year": cited.year, "doi": cited.doi, "url": cited.url}
                if cited.wrong_doi or (cited.doi and not _is_doi(cited.doi)):
                    wrong = cited.wrong_doi or cited.doi
                    if not self.ask("wrong_doi", {"text": wrong}, column, code, cell, offers=()):
                        continue
                    said["doi"] = ""
                if not cited.title:
                    text = cited.doi or cited.url or str(entry)
                    if self.ask("no_title", {"text": text}, column, code, cell).get("free"):
                        self.keep_in_words(text, column, code)
                    continue
                if cited.year and not phrases.FIRST_YEAR <= cited.year <= timezone.localdate().year + 2:
                    self.say("unlikely_year_of", {"text": cited.year}, column, code, cell.text)
                    said["year"] = None
                said["doi"] = clean_doi(said["doi"])
                if self._fits_rows("publications", said, column, code, cell):
                    found.append(said)
        if found:
            self.more["publications"] = found

    def read_panels(self):
        found = []
        for column, code, cell in self.row.texts("panels"):
            for entry in self.lines(column, code, cell):
                said = self._panel_in(entry)
                if self._fits_rows("panels", said, column, code, cell):
                    found.append(said)
        if found:
            self.more["panels"] = found

    def _panel_in(self, text):
        words_of, span, others = phrases.without_span(text)
        role = ", ".join(others)
        if not others:
            parts = phrases.parts_of(words_of)
            if len(parts) > 1 and (span or "|" in words_of):
                words_of, role = ", ".join(parts[:-1]), parts[-1]
        return {"name": words_of, "role": role, **_days(span)}

    # --- What somebody is willing to do, when, and what they declare ---

    def read_willingness(self):
        found = []
        for column, code, cell in self.row.texts("willing_to"):
            read = reading.read_vocabulary(cell.text, self.words.of("willing"))
            found += self.row.take(read, column, code, cell, is_list=True, offers=("free",)) or []
            if read.problem is not None and self.decided(column, code).get("free"):
                self.keep_in_words(cell.text, column, code)
        if found:
            self.more["willing_to"] = list(dict.fromkeys(found))

    def read_availability(self):
        found = []
        for column, code, cell in self.row.texts("availability"):
            # “Not available” says something here, where elsewhere it says nothing.
            for entry in phrases.divided(tidy(cell.text)[0]):
                said = self._period_in(entry, column, code, cell)
                if said and self._fits_rows("availability", said, column, code, cell):
                    found.append(said)
        if found:
            self.more["availability"] = found

    def _period_in(self, text, column, code, cell):
        words_of, span, others = phrases.without_span(text, to_the_end=True)
        kinds = self.words.of("available")
        known = kinds.find(words_of)
        read = Reading(list(known)) if known else reading.read_vocabulary(words_of, kinds, several=False)
        if read.problem is not None:
            kind = self.row.take(read, column, code, cell, is_list=True, offers=("free",))
            if self.decided(column, code).get("free"):
                self.keep_in_words(text, column, code)
            if not kind:
                return None
            read = Reading(kind)
        if not read.value:
            return None
        days = _days(span)
        if not days["starts_on"]:
            days["starts_on"] = timezone.localdate().isoformat()
            self.say("period_without_start", {"text": text}, column, code, cell.text)
        return {"kind": read.value[0], **days, "note": ", ".join(others)}

    def read_declaration(self):
        for _column, _code, cell in self.row.texts("declaration"):
            shown, _note = tidy(cell.text)
            found = self.words.of("interests").find(shown)
            if len(found) == 1:
                self.fields["interests_declared"] = found[0]
            elif not reading.is_nothing(shown):
                self.fields["interests_declared"] = DeclaredInterests.SOME.value
                self.fields["interests_text"] = shown

    def read_gender(self):
        for column, code, cell in self.row.texts("gender"):
            read = reading.read_vocabulary(cell.text, self.words.of("gender"), several=False)
            if cell.text.strip().casefold() == "m" and column >= 0 and self.words.holds_h(column):
                problem = Problem("ambiguous_gender", {"text": cell.text})
                read = Reading(
                    None, problem, self.words.of("gender").proposals([Gender.MAN.value, Gender.WOMAN.value])
                )
            value = self.row.take(read, column, code, cell, is_list=True)
            if value:
                self.fields["gender"] = value[0]

    def read_texts(self):
        for code, name in (("headline", "headline"), ("additional", "additional_information")):
            for column, _code, cell in self.row.texts(code):
                read = (reading.read_line if code == "headline" else reading.read_text)(cell.text)
                value = self.row.take(read, column, code, cell)
                if value:
                    self.fields[name] = "\n".join(filter(None, (self.fields.get(name), value)))
        texts = []
        for column, code, cell in self.row.texts(*TEXT_LANGUAGES):
            value = self.row.take(reading.read_text(cell.text), column, code, cell)
            if value:
                texts.append({"language": TEXT_LANGUAGES[code], "text": value[:6000]})
                if len(value) > 6000:
                    self.say("too_long", {"length": len(value), "most": 6000}, column, code, cell.text)
        if texts:
            self.row.values["texts"] = texts

    # --- Nomination ---

    def read_nominator(self):
        for column, code, cell in self.row.texts("nominated_by"):
            shown, _note = tidy(cell.text)
            if reading.is_nothing(shown):
                continue
            mark = self._nominator_of(shown, column, code, cell)
            if mark:
                kind, key = key_of(mark)
                name = words(Country)[key].name if kind == COUNTRY else str(Institution.objects.get(pk=key))
                self.more["nominator"] = {"kind": kind, "key": key, "name": name}

    def _nominator_of(self, text, column, code, cell):
        """“country:5” or “institution:3”; what may not nominate is said, and what is not known proposed."""
        entitled = self.words.of("nominators")
        country = reading.read_country(text, self.row.all.vocabulary("country"))
        if country.value:
            mark = f"{COUNTRY}:{country.value}"
            if mark in entitled.labels:
                return mark
            self.ask("not_a_party", {"text": text}, column, code, cell, offers=())
            return None
        found = entitled.find(text)
        if len(found) == 1:
            return found[0]
        if self.row.all.institutions_named(text) and not found:
            self.ask("may_not_nominate", {"text": text}, column, code, cell, offers=())
            return None
        # Countries of a cell that names several, or one in other words, are proposed where they are Parties.
        proposals = [
            Proposal(f"{COUNTRY}:{each.value}", each.label, each.score)
            for each in country.proposals
            if f"{COUNTRY}:{each.value}" in entitled.labels
        ] + [each for each in entitled.propose(text) if each.value.startswith(INSTITUTION)]
        code_of = country.problem.code if country.problem is not None else "unknown_word"
        read = Reading(None, Problem(code_of, {"text": text}), proposals[:8])
        return self.row.take(read, column, code, cell)

    def say_what_is_not_kept(self):
        for column, code, cell in self.row.texts("contact_reference"):
            self.say("reference_unresolved", {"text": cell.text}, column, code, cell.text)
        for column, code, cell in self.row.texts("birth", "not_kept"):
            if code == "birth":
                self.say("birth_not_kept", {}, column, code, "")
            elif not reading.is_nothing(cell.text):
                self.say("not_kept", {}, column, code, cell.text)

    # --- Afterwards ---

    def check_lengths(self):
        columns = {"interests_text": "declaration", "additional_information": "additional", "headline": "headline"}
        for name, code in columns.items():
            most = ENTRY.model._meta.get_field(name).max_length
            text = self.fields.get(name, "")
            if len(text) <= most:
                continue
            column = next((column for column, each, _cell in self.row.texts(code)), -1)
            shorter = text[:most].rsplit(" ", 1)[0] or text[:most]
            problem = Problem("too_long", {"most": most, "length": len(text)})
            value = self.row.take(Reading(None, problem, [shorter]), column, code, Cell(text))
            self.fields.pop(name)
            if value:
                self.fields[name] = value
        level = self.more.pop("level_of_all", None)
        if level:
            self.more["terms"] = [[key, held or level, years] for key, held, years in self.more.get("terms", ())]


def _days(span):
    return {
        "starts_on": span.starts_on.isoformat() if span and span.starts_on else None,
        "ends_on": span.ends_on.isoformat() if span and span.ends_on else None,
    }


def _is_doi(text):
    try:
        validate_doi(clean_doi(text))
    except ValidationError:
        return False
    return True
