"""Taking an import back: records it made are removed, records it changed say again what they said before.

What somebody changed since, or uses by now, is kept and told row by row: nobody's work is thrown away.
"""

from collections import defaultdict

from audit.actions import record as note
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.models import Revision

from ..choices import TermStatus
from ..contents import contents_of, schema_of, write
from ..models import Affiliation, Designation, ExpertiseTerm, Institution, Person
from ..written import records_written
from . import holding
from .choices import RowState, State
from .models import ImportRow, ImportRun

BATCH = 1000


@transaction.atomic
def take_back(run, *, by):
    """Undo every row that can be undone. Rows that are kept carry the reason in ``made["kept"]``."""
    holding.wait_for_other_imports()
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != State.UNDOING:
        return run
    rows = run.rows.filter(state=RowState.APPLIED)
    total, done, removed, restored, kept = rows.count(), 0, [], [], 0
    created = rows.filter(revision_before=None).exclude(revision_after=None)
    changed = rows.exclude(revision_before=None)
    companion = run.target.companion
    # The later row of a record first, so that each finds what it left.
    for row in changed.order_by("-pk").iterator(chunk_size=BATCH):
        reason = _restore(run, row, by)
        kept += _settle(row, reason)
        if not reason:
            restored.append(row.record_id)
        done += 1
        if done % 50 == 0:
            holding.tell(run, done, total, "undo")
    last = 0
    while batch := list(created.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        gone = _remove(run, batch, by)
        removed += gone
        kept += sum(row.state == RowState.KEPT for row in batch)
        done += len(batch)
        holding.tell(run, done, total, "undo")
    # Rows that found their record saying the same by the time they were written.
    for row in rows.filter(revision_before=None, revision_after=None, state=RowState.APPLIED).order_by("-pk"):
        reason = companion.reasons_to_keep([row]).get(row.pk, "") if companion else ""
        if not reason:
            _take_categories([row])
            if companion:
                companion.take_back([row], by)
                restored.append(row.record_id)
        kept += _settle(row, reason)
    houses = _remove_institutions(run)
    _remove_terms(run, by)
    records_written.send(run.record_model, keys=sorted({*removed, *restored}))
    if houses:
        records_written.send(Institution, keys=sorted(houses))
    if companion:
        companion.end(sorted({*removed, *restored}))
    run.state, run.undone_at = State.UNDONE, timezone.now()
    run.counts = {**run.counts, "undone": len(removed) + len(restored), "kept": kept}
    run.version += 1
    run.save(update_fields=["state", "undone_at", "counts", "version"])
    note(
        "imports.run.undone",
        run,
        by=by,
        changes={"removed": len(removed), "restored": len(restored), "kept": kept},
    )
    return run


def _settle(row, reason):
    """Note on a row that it is undone, or why not. Returns 1 for a row that is kept."""
    row.state = RowState.KEPT if reason else RowState.UNDONE
    if reason:
        row.made = {**row.made, "kept": reason}
    row.save(update_fields=["state", "made"])
    return int(bool(reason))


def _restore(run, row, by):
    """Put back what a record said before a row changed it. Returns why that may not be, or nothing."""
    thing = run.record_model._default_manager.select_for_update().filter(pk=row.record_id).first()
    if thing is None:
        return ""
    if row.made.get("posts"):
        return "post"
    if thing.latest_revision_id != row.revision_after and not _is_own_version(run, thing, row):
        return "changed"
    companion = run.target.companion
    if companion and (reason := companion.reasons_to_keep([row]).get(row.pk)):
        return reason
    schema = schema_of(thing)
    versions = Revision.objects.in_bulk([row.revision_before, row.revision_after])
    before = contents_of(schema, versions[row.revision_before].content)
    after = contents_of(schema, versions[row.revision_after].content)
    _take_categories([row])
    if companion:
        companion.take_back([row], by)
    write(thing, {key: value for key, value in before.items() if after[key] != value})
    if row.values.get("parent"):
        thing.parent_id = versions[row.revision_before].content.get("parent")
    thing.save()
    thing.save_revision(user=by, clean=False)
    return ""


def _is_own_version(run, thing, row):
    """Whether the newest version was written by undoing a later row of this import about the same record."""
    later = run.rows.filter(record_id=thing.pk, pk__gt=row.pk, state=RowState.UNDONE).order_by("pk").first()
    return later is not None and later.revision_before == row.revision_after


def _remove(run, rows, by):
    """Remove the records these rows made, but for those somebody changed or uses since."""
    model = run.record_model
    things = {
        thing.pk: thing
        for thing in model._default_manager.select_for_update().filter(pk__in=[row.record_id for row in rows])
    }
    companion = run.target.companion
    used = used_elsewhere(model, set(things), rows, companion)
    reasons = companion.reasons_to_keep([row for row in rows if row.record_id in things]) if companion else {}
    free = []
    for row in rows:
        thing = things.get(row.record_id)
        if thing is None:
            row.state = RowState.UNDONE
        elif row.made.get("posts"):
            row.state, row.made = RowState.KEPT, {**row.made, "kept": "post"}
        elif thing.latest_revision_id != row.revision_after and not _is_own_version(run, thing, row):
            row.state, row.made = RowState.KEPT, {**row.made, "kept": "changed"}
        elif row.pk in reasons:
            row.state, row.made = RowState.KEPT, {**row.made, "kept": reasons[row.pk]}
        elif row.record_id in used:
            row.state, row.made = RowState.KEPT, {**row.made, "kept": "used"}
        else:
            row.state = RowState.UNDONE
            free.append(row)
    _take_categories(free)
    if companion:
        companion.take_back(free, by)
    delete_records(model, [row.record_id for row in free])
    ImportRow.objects.bulk_update(rows, ["state", "made"], batch_size=250)
    return [row.record_id for row in free]


def _take_categories(rows):
    """Categories that came with rows were never anybody's post: their lines go with the record."""
    keys = [key for row in rows for key in row.made.get("designations", ())]
    if keys:
        lines = Designation.objects.filter(pk__in=keys, category__is_official=False)
        lines._raw_delete(lines.db)


def used_elsewhere(model, keys, rows, companion=None):
    """Records something else of the site points at by now, apart from their own parts and this import."""
    own = {key for row in rows for key in row.made.get("designations", ())}
    used = set()
    if model is Person:
        used |= set(model.objects.filter(pk__in=keys, user__isnull=False).values_list("pk", flat=True))
        used |= set(model.objects.filter(pk__in=keys).exclude(portrait="").values_list("pk", flat=True))
    for relation in model._meta.related_objects:
        field = relation.field
        if isinstance(field, ParentalKey) or field.model._meta.app_label == "imports":
            continue
        if field.many_to_many:
            other = field.m2m_reverse_field_name()
            pointing = field.remote_field.through._base_manager.filter(**{f"{other}__in": keys})
            used |= set(pointing.values_list(f"{other}_id", flat=True))
            continue
        if field.model._meta.auto_created:
            continue
        pointing = field.model._base_manager.filter(**{f"{field.name}__in": keys})
        if field.model is Designation:
            pointing = pointing.exclude(pk__in=own)
        if companion:
            pointing = pointing.exclude(pk__in=companion.made_by(rows, field.model))
        used |= set(pointing.values_list(f"{field.name}_id", flat=True))
    return used


def delete_records(model, keys):
    """Remove records with their rows and versions, without telling of each row."""
    for field in model._meta.get_fields(include_hidden=True):
        if isinstance(getattr(field, "remote_field", None), ParentalKey):
            rows = field.related_model.objects.filter(**{f"{field.remote_field.name}__in": keys})
            rows._raw_delete(rows.db)
    for field in model._meta.many_to_many:
        through = field.remote_field.through
        if through._meta.auto_created:
            rows = through.objects.filter(**{f"{field.m2m_field_name()}__in": keys})
            rows._raw_delete(rows.db)
    kind = ContentType.objects.get_for_model(model)
    model.objects.filter(pk__in=keys).update(latest_revision=None)
    versions = Revision.objects.filter(Q(base_content_type=kind), object_id__in=[str(key) for key in keys])
    versions._raw_delete(versions.db)
    # Nothing points at them any more, which was asked before.
    records = model.objects.filter(pk__in=keys)
    records._raw_delete(records.db)


def _remove_institutions(run):
    """Institutions made for people’s rows go too, unless somebody changed them or still works there."""
    made = defaultdict(list)
    for row in run.rows.filter(made__has_key="institutions"):
        for key in row.made["institutions"]:
            made[key].append(row)
    if not made:
        return []
    things = {thing.pk: thing for thing in Institution.objects.select_for_update().filter(pk__in=made)}
    staffed = set(Affiliation.objects.filter(institution__in=made).values_list("institution_id", flat=True))
    used = used_elsewhere(Institution, set(things), []) | staffed
    kind = ContentType.objects.get_for_model(Institution)
    touched = {
        int(key)
        for key in Revision.objects.filter(base_content_type=kind, object_id__in=[str(key) for key in things])
        .order_by()
        .values_list("object_id", flat=True)
        if Revision.objects.filter(base_content_type=kind, object_id=key).count() > 1
    }
    free = [key for key in things if key not in used | touched]
    delete_records(Institution, free)
    return free


def _remove_terms(run, by):
    """Proposals of terms that came with this import, undecided and used by nobody, are withdrawn."""
    said = set()
    for terms in run.rows.filter(state=RowState.UNDONE, values__has_key="terms").values_list(
        "values__terms", flat=True
    ):
        for words in (terms or {}).values():
            said.update(words)
    unused = ExpertiseTerm.objects.filter(
        status=TermStatus.PROPOSED,
        proposed_by=by,
        name__in=said,
        expertise_links=None,
        interest_links=None,
        institution_links=None,
    )
    unused.delete()
