"""Entries of the roster beside the people an import is about: compared, written and undone with them."""

from collections import defaultdict

from django.utils import timezone
from wagtail.models import Revision

from directory.actions.records import keep_what_was
from directory.contents import contents_of, fingerprint, schema_of, write
from directory.history import Words
from directory.imports.merging import record_of
from directory.imports.standing import contents_of_many, empty_contents
from directory.imports.targets import Companion
from directory.imports.understanding import finding
from directory.imports.undoing import delete_records, used_elsewhere
from directory.imports.versions import keep_first_versions
from directory.models import Person
from directory.written import records_written

from ..choices import EntryState, NominationState, StepKind
from ..models import Nomination, RosterEntry, RosterStep
from .merging import left_out, merged_entry
from .reader import EntryReader, Vocabularies
from .words import COUNTRY

# States in which an entry waits for somebody who nominates it.
_MAY_BE_NOMINATED = {EntryState.DRAFT, EntryState.OFFERED, EntryState.RETURNED, EntryState.LAPSED}
# States in which an import makes entries.
_AS_MADE = (EntryState.DRAFT, EntryState.NOMINATED)
_STANDS = (NominationState.OPEN, NominationState.IN_FORCE)


class Known:
    """An entry as it stands: its contents, its state and who nominated it."""

    def __init__(self, entry, held, nomination):
        self.pk, self.state, self.held, self.nomination = entry.pk, entry.state, held, nomination

    @property
    def nominator(self):
        return nominator_mark(self.nomination) if self.nomination else None


class Entries(Companion):
    # --- What rows say ---

    def read(self, row):
        understanding = row.all
        if not hasattr(understanding, "roster_words"):
            understanding.roster_words = Vocabularies(understanding)
        EntryReader(row, understanding.roster_words).read()

    def look(self, rows, settings):
        """Entries of the people these rows are about, by the key of the person."""
        return known_entries({row.record_id for row in rows if row.record_id})

    def compare(self, row, known, settings):
        more, entry = row.values.get("more", {}), known.get(row.record_id)
        held = entry.held if entry else empty_contents(RosterEntry)
        for name, words in left_out(held, more, settings):
            row.findings.append(
                finding("too_many_rows", {"most": len(held[name]) or 10, "left": "; ".join(words)[:400]})
            )
        said = more.get("nominator")
        if entry is None:
            if said:
                row.findings.append(finding("entry_new_nominated", {"who": said["name"]}))
            else:
                row.findings.append(finding("entry_new_draft"))
            return True
        self._tell_state(row, entry, said)
        return bool(
            merged_entry(entry.held, more, settings) or more.get("new_terms") or self._may_nominate(entry, said)
        )

    def _tell_state(self, row, entry, said):
        state = str(EntryState(entry.state).label)
        if not said:
            row.findings.append(finding("entry_kept", {"state": state}))
        elif entry.nominator == (said["kind"], said["key"]):
            row.findings.append(finding("nomination_known", {"who": said["name"]}))
        elif entry.nomination:
            row.findings.append(
                finding("nomination_other", {"who": said["name"], "known": str(entry.nomination.nominator)})
            )
        elif entry.state in _MAY_BE_NOMINATED:
            row.findings.append(finding("entry_nominated", {"who": said["name"]}))
        else:
            row.findings.append(finding("nomination_not_now", {"who": said["name"], "state": state}))

    def _may_nominate(self, entry, said):
        return bool(said) and entry.nomination is None and entry.state in _MAY_BE_NOMINATED

    def seen(self, row, known, settings):
        more, entry = row.values.get("more", {}), known.get(row.record_id)
        if entry is None:
            return "|none"
        changes = merged_entry(entry.held, more, settings)
        mark = fingerprint(entry.held, sorted(changes)) if changes else ""
        return (
            f"|{mark}{entry.state[:4]}{'n' if entry.nomination else ''}" if changes or more.get("nominator") else "|"
        )

    def differences(self, rows, settings):
        known = self.look(rows, settings)
        empty = empty_contents(RosterEntry)
        pairs = {}
        for row in rows:
            before = known[row.record_id].held if row.record_id in known else empty
            pairs[row.pk] = (before, {**before, **merged_entry(before, row.values.get("more", {}), settings)})
        told = Words(schema_of(RosterEntry()), [each for pair in pairs.values() for each in pair])
        return {key: told.differences(before, after) for key, (before, after) in pairs.items()}

    # --- Writing ---

    def write(self, rows, writer):
        known = known_entries({key for _row, key, _values in rows})
        new, seen = [], set()
        for row, key, values in rows:
            more = values.get("more", {})
            terms = [(writer.terms[name], level, years) for name, level, years in more.get("new_terms", ())]
            if key in known:
                self._change(row, known[key], more, terms, writer)
            elif key not in seen:
                seen.add(key)
                new.append((row, key, more, terms))
        if new:
            self._create(new, writer)

    def _create(self, rows, writer):
        empty = {**empty_contents(RosterEntry), "listing": int(writer.settings.get("listing", 0))}
        made = []
        people = Person.objects.in_bulk([key for _row, key, *_rest in rows])
        for _row, key, more, terms in rows:
            state = EntryState.NOMINATED if more.get("nominator") else EntryState.DRAFT
            entry = RosterEntry(person=people[key], state=state, proposed_by=writer.by)
            held = {**empty, **merged_entry(empty, more, writer.settings, terms)}
            made.append((entry, *record_of(None, held, entry)))
        RosterEntry.objects.bulk_create([entry for entry, *_rest in made], batch_size=1000)
        _insert_rows(made)
        versions = keep_first_versions(RosterEntry, made, writer.by)
        source = writer.settings.get("source", "")
        steps, nominations = [], []
        for (row, _key, more, _terms), (entry, *_rest) in zip(rows, made, strict=True):
            steps.append((row, RosterStep(entry=entry, kind=StepKind.PROPOSED, by=writer.by, reason=source)))
            if said := more.get("nominator"):
                nominations.append((row, _nomination(entry, said, writer)))
        Nomination.objects.bulk_create([nomination for _row, nomination in nominations], batch_size=1000)
        steps += [
            (row, RosterStep(entry=each.entry, kind=StepKind.NOMINATED, by=writer.by, reason=source, nomination=each))
            for row, each in nominations
        ]
        RosterStep.objects.bulk_create([step for _row, step in steps], batch_size=1000)
        made_of = defaultdict(lambda: {"steps": []})
        for row, step in steps:
            made_of[row.pk]["steps"].append(step.pk)
        for row, nomination in nominations:
            made_of[row.pk]["nomination"] = nomination.pk
        for (row, *_rest), (entry, *_others) in zip(rows, made, strict=True):
            row.made = {
                **row.made,
                "entry": {"pk": entry.pk, "made": True, "after": versions[entry.pk], **made_of[row.pk]},
            }

    def _change(self, row, known, more, terms, writer):
        entry = RosterEntry.objects.select_for_update().get(pk=known.pk)
        changes = merged_entry(known.held, more, writer.settings, terms)
        noted = {"pk": entry.pk}
        if changes:
            keep_what_was(entry)
            noted["before"] = entry.latest_revision_id
            write(entry, changes)
            entry.save()
            noted["after"] = entry.save_revision(user=writer.by, clean=False).pk
        said = more.get("nominator")
        if self._may_nominate(known, said):
            nomination = _nomination(entry, said, writer)
            nomination.save()
            step = RosterStep.objects.create(
                entry=entry,
                kind=StepKind.NOMINATED,
                by=writer.by,
                reason=writer.settings.get("source", ""),
                nomination=nomination,
            )
            noted |= {"nomination": nomination.pk, "steps": [step.pk], "state": entry.state}
            RosterEntry.objects.filter(pk=entry.pk).update(state=EntryState.NOMINATED)
        if len(noted) > 1:
            row.made = {**row.made, "entry": noted}

    def end(self, keys):
        entries = list(RosterEntry.objects.filter(person__in=keys).values_list("pk", flat=True))
        if entries:
            records_written.send(RosterEntry, keys=sorted(entries))

    # --- Undoing ---

    def reasons_to_keep(self, rows):
        rows = [row for row in rows if row.made.get("entry")]
        entries = RosterEntry.objects.in_bulk([row.made["entry"]["pk"] for row in rows])
        nominations = Nomination.objects.in_bulk(
            [row.made["entry"]["nomination"] for row in rows if "nomination" in row.made["entry"]]
        )
        new = {entries[row.made["entry"]["pk"]].pk for row in rows if _made_entry(row, entries)}
        used = used_elsewhere(RosterEntry, new, rows, self) if new else set()
        reasons = {}
        for row in rows:
            noted = row.made["entry"]
            entry, nomination = entries.get(noted["pk"]), nominations.get(noted.get("nomination"))
            if entry is None:
                continue
            if "after" in noted and not _is_as_left(entry, noted, row):
                reasons[row.pk] = "changed"
            elif ("nomination" in noted and getattr(nomination, "state", None) != NominationState.OPEN) or (
                noted.get("made") and entry.state not in _AS_MADE
            ):
                reasons[row.pk] = "entry_decided"
            elif entry.pk in used:
                reasons[row.pk] = "used"
        return reasons

    def made_by(self, rows, model):
        noted = [row.made["entry"] for row in rows if row.made.get("entry")]
        if model is RosterEntry:
            return [each["pk"] for each in noted if each.get("made")]
        if model is Nomination:
            return [each["nomination"] for each in noted if "nomination" in each]
        if model is RosterStep:
            return [key for each in noted for key in each.get("steps", ())]
        return ()

    def take_back(self, rows, by):
        rows = [row for row in rows if row.made.get("entry")]
        if not rows:
            return
        _raw_delete(RosterStep.objects.filter(pk__in=self.made_by(rows, RosterStep)))
        _raw_delete(Nomination.objects.filter(pk__in=self.made_by(rows, Nomination)))
        delete_records(RosterEntry, self.made_by(rows, RosterEntry))
        for row in rows:
            noted = row.made["entry"]
            if noted.get("made"):
                continue
            entry = RosterEntry.objects.select_for_update().filter(pk=noted["pk"]).first()
            if entry is None:
                continue
            if "after" in noted:
                schema = schema_of(entry)
                versions = Revision.objects.in_bulk([noted["before"], noted["after"]])
                before = contents_of(schema, versions[noted["before"]].content)
                after = contents_of(schema, versions[noted["after"]].content)
                write(entry, {key: value for key, value in before.items() if after[key] != value})
                entry.save()
                entry.save_revision(user=by, clean=False)
            if "state" in noted:
                RosterEntry.objects.filter(pk=entry.pk, state=EntryState.NOMINATED).update(state=noted["state"])


def known_entries(people):
    """The entries of people, by the key of the person, in a constant number of queries."""
    if not people:
        return {}
    entries = list(RosterEntry.objects.filter(person__in=people))
    held = contents_of_entries([entry.pk for entry in entries])
    nominations = {}
    # One in force speaks before one that is still open.
    for each in (
        Nomination.objects.filter(entry__in=entries, state__in=_STANDS)
        .select_related("country", "institution")
        .order_by("state")
    ):
        if each.state == NominationState.IN_FORCE or each.entry_id not in nominations:
            nominations[each.entry_id] = each
    return {entry.person_id: Known(entry, held[entry.pk], nominations.get(entry.pk)) for entry in entries}


def contents_of_entries(keys):
    return contents_of_many(RosterEntry, keys)


def nominator_mark(nomination):
    if nomination.country_id:
        return (COUNTRY, nomination.country_id)
    return ("institution", nomination.institution_id)


def _nomination(entry, said, writer):
    return Nomination(
        entry=entry,
        **{f"{said['kind']}_id": said["key"]},
        state=NominationState.OPEN,
        reason=writer.settings.get("source", ""),
        nominated_by=writer.by,
        is_paper=True,
        nominated_at=timezone.now(),
    )


def _insert_rows(made):
    """Write the rows below entries just made, and what they point at."""
    rows, pointing = defaultdict(list), defaultdict(list)
    for entry, children, many in made:
        for relation in children.values():
            for row in relation:
                row.entry_id = entry.pk
                rows[type(row)].append(row)
        for name, keys in many.items():
            field = RosterEntry._meta.get_field(name)
            through, other = field.remote_field.through, field.m2m_reverse_field_name()
            pointing[through] += [through(**{"rosterentry_id": entry.pk, f"{other}_id": key}) for key in keys]
    for table, things in (*rows.items(), *pointing.items()):
        table.objects.bulk_create(things, batch_size=2000)


def _made_entry(row, entries):
    noted = row.made["entry"]
    return noted.get("made") and noted["pk"] in entries


def _is_as_left(entry, noted, row):
    """Whether the newest version of an entry is the one this row wrote, or that of undoing a later row."""
    if entry.latest_revision_id == noted["after"]:
        return True
    later = row.run.rows.filter(made__entry__pk=entry.pk, pk__gt=row.pk, state="undone").order_by("pk").first()
    return later is not None and later.made["entry"].get("before") == noted["after"]


def _raw_delete(rows):
    rows._raw_delete(rows.db)
