"""Agreements: recorded, changed, put on paper, reminded of."""

from audit.actions import record
from django.db import transaction
from django.utils import timezone
from notifications.actions import send, send_to_secretariat

from .. import documents
from ..models import Agreement, AgreementDocument, AgreementSummary, Signatory
from ..queries import agreements_to_renew, keepers_of


class ChangedMeanwhileError(Exception):
    """Somebody else changed the agreement after the writer began. ``version`` is the one that stands now."""

    def __init__(self, version):
        super().__init__("The agreement was changed meanwhile.")
        self.version = version


@transaction.atomic
def write_agreement(agreement=None, *, by, key, values, signatories, summaries=(), seen=None):
    """Record an agreement, or change one that is recorded. Returns it.

    A new one whose form is sent twice is recorded once. A change made from an older version than the one that
    stands raises ``ChangedMeanwhileError`` and writes nothing.
    """
    if agreement is None:
        fresh, is_new = Agreement.objects.get_or_create(key=key, defaults={**values, "recorded_by": by})
        if not is_new:
            return fresh
        changed = []
    else:
        fresh, is_new = Agreement.objects.select_for_update().get(pk=agreement.pk), False
        if seen is not None and seen != fresh.version:
            raise ChangedMeanwhileError(fresh.version)
        changed = [name for name, value in values.items() if getattr(fresh, name) != value]
        for name in changed:
            setattr(fresh, name, values[name])
    if _write_signatories(fresh, signatories) and not is_new:
        changed.append("signatories")
    if _write_summaries(fresh, summaries, by) and not is_new:
        changed.append("summaries")
    if is_new:
        record("partnerships.agreement.recorded", fresh, by=by)
        _tell_keepers("agreement_recorded", fresh)
    elif changed:
        fresh.version += 1
        fresh.save()
        record("partnerships.agreement.changed", fresh, by=by, changes={"fields": changed})
    return fresh


def _write_signatories(agreement, rows):
    held = [
        {
            "institution_id": each.institution_id,
            "country_id": each.country_id,
            "is_secretariat": each.is_secretariat,
            "signed_by": each.signed_by,
            "function": each.function,
            "signed_on": each.signed_on,
        }
        for each in agreement.signatories.all()
    ]
    if held == list(rows):
        return False
    agreement.signatories.all().delete()
    Signatory.objects.bulk_create(
        Signatory(agreement=agreement, position=position, **row) for position, row in enumerate(rows)
    )
    return True


def _write_summaries(agreement, rows, by):
    held = {summary.language: summary for summary in agreement.summaries.all()}
    changed = False
    for row in rows:
        kept = held.pop(row["language"], None)
        if kept and (kept.text, kept.author_name) == (row["text"], row["author_name"]):
            continue
        changed = True
        kept = kept or AgreementSummary(agreement=agreement, language=row["language"])
        kept.text, kept.author_name = row["text"], row["author_name"]
        kept.author, kept.written_on = by, timezone.localdate()
        kept.save()
    for gone in held.values():
        changed = True
        gone.delete()
    return changed


def add_document(thing, upload, paper, *, by, title, language, readers):
    """Keep a document of an agreement or a project. The same file sent twice is kept once."""
    name = documents.keep(_folder(thing), upload, paper)
    try:
        with transaction.atomic():
            # Whoever sends the same file at the same time waits here.
            type(thing)._default_manager.select_for_update().get(pk=thing.pk)
            same = thing.documents.filter(sha256=paper.sha256, withdrawn_at=None).first()
            if same is None:
                kept = thing.documents.create(
                    title=title,
                    language=language,
                    readers=readers,
                    file=name,
                    name=paper.name,
                    kind=paper.kind,
                    size=paper.size,
                    sha256=paper.sha256,
                    added_by=by,
                )
                record(f"partnerships.{thing._meta.model_name}.document_added", thing, by=by)
    except BaseException:
        documents.throw_away(name)
        raise
    if same is not None:
        documents.throw_away(name)
        return same
    return kept


def _folder(thing):
    return "agreements" if isinstance(thing, Agreement) else "projects"


@transaction.atomic
def withdraw_document(document, *, by):
    """Let a document be read by nobody any more. Returns False if it was withdrawn already."""
    model = type(document)
    if not model.objects.filter(pk=document.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        return False
    thing = document.agreement if isinstance(document, AgreementDocument) else document.project
    record(f"partnerships.{thing._meta.model_name}.document_withdrawn", thing, by=by)
    return True


def remind_of_renewals(on=None):
    """Tell the Secretariat and the keepers of the signatories of each term that ends soon, once. Returns how many."""
    on = on or timezone.localdate()
    return sum(_remind(agreement.pk, on) for agreement in agreements_to_renew(on))


@transaction.atomic
def _remind(pk, on):
    # Two workers at once: the second finds it done.
    agreement = Agreement.objects.select_for_update().get(pk=pk)
    due, ends_on = agreement.alert_due_on(on), agreement.term_ends_on(on)
    if due is None or due > on or agreement.alerted_for == ends_on:
        return False
    agreement.alerted_for = ends_on
    agreement.save(update_fields=["alerted_for"])
    record("partnerships.agreement.term_ends_soon", agreement)
    send_to_secretariat("partnerships/mail/agreement_term", {"agreement": agreement, "ends_on": ends_on})
    _tell_keepers("agreement_term", agreement, ends_on=ends_on)
    return True


def _tell_keepers(letter, agreement, **context):
    signed = agreement.signatories.exclude(institution=None).values_list("institution", flat=True)
    for keeper in keepers_of(signed):
        send(f"partnerships/mail/{letter}", keeper, {"agreement": agreement, **context})
