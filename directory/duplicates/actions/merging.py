"""Two records become one, and two again."""

from functools import partial

from allauth.usersessions.models import UserSession
from audit.actions import record as note
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from notifications.actions import send

from ... import portraits
from ...actions.records import keep_what_was, word
from ...choices import RecordStatus
from ...models import Institution, Person, User
from ...queries import language_of_letters_to, letters_go_to
from ..choices import PairState
from ..comparing import GONE, KEPT, Comparison, fields_of, obstacles, united_audiences
from ..ledger import Ledger, columns_of
from ..models import DuplicatePair, FormerAddress, Merge, kind_of, model_of
from ..pointers import move_pointers
from ..uniting import unite_parts, unite_posts, unite_single_rows, unite_staff


class MergeRefusedError(Exception):
    """The records cannot be put together as asked. ``problems`` are sentences that say why and what to do."""

    def __init__(self, problems):
        super().__init__(" ".join(map(str, problems)))
        self.problems = list(problems)


class RecordsChangedMeanwhileError(Exception):
    """One of the records was changed after somebody began to compare them."""


class UndoRefusedError(MergeRefusedError):
    """Something was changed since, and taking the records apart would lose it."""


@transaction.atomic
def merge(kept, gone, *, by, chosen=None, seen=""):
    """Put ``gone`` into ``kept``: fields as chosen, rows united, and all that points at the one moved to the other.

    ``chosen`` answers the questions of ``Comparison`` by their keys; what is not answered is taken from the record
    that stays, or where that is empty from the other. Done twice, it is done once. The former address leads on.
    """
    kept, gone = _locked_pair(kept, gone)
    done = Merge.objects.in_force().filter(kind=kind_of(kept), kept=kept.pk, gone=gone.pk).first()
    if done is not None:
        return done
    comparison = Comparison(kept, gone, chosen)
    _refuse_unless_possible(comparison)
    if seen and seen != comparison.seen:
        raise RecordsChangedMeanwhileError
    kept_name, gone_name, gone_slug = str(kept), str(gone), gone.slug
    letters = _letters(kept, gone)
    ledger = Ledger()
    _keep_version(ledger, kept, keep_what_was)
    _choose_sign_in(ledger, kept, gone, comparison)
    # What is kept of both is decided before rows begin to move.
    values = {field["key"].removeprefix("field-"): field["value"] for field in comparison.fields}
    texts = {text["language"]: text["value"] for text in comparison.texts}
    _choose_fields(ledger, kept, gone, values)
    unite_parts(ledger, kept, gone, texts)
    unite_posts(ledger, kept, gone, {key.removeprefix("post-"): value for key, value in (chosen or {}).items()})
    left = unite_single_rows(ledger, kept, move_pointers(ledger, type(kept), gone.pk, kept.pk))
    if isinstance(kept, Institution):
        unite_staff(ledger, kept)
    else:
        _withdraw_invitations(ledger, kept)
    _close(ledger, gone)
    _lead_on(ledger, kept, gone, gone_slug)
    _settle_pairs(ledger, kept, gone, by)
    # By their own way of saving, so that all who listen hear of both.
    _save(ledger, gone)
    kept = _save(ledger, kept)
    _keep_version(ledger, kept, lambda record: record.save_revision(user=by, clean=False))
    merged = Merge.objects.create(
        kind=kind_of(kept), kept=kept.pk, gone=gone.pk, kept_name=kept_name[:255], gone_name=gone_name[:255],
        gone_slug=gone_slug, ledger=ledger.entries, left=[_described(row) for row in left], by=by,
    )  # fmt: skip
    note(f"{word(kept)}.merged", kept, by=by, changes={"with": gone_name, "former_address": gone_slug})
    note(f"{word(gone)}.merged_away", gone, by=by, changes={"into": str(kept), "address": kept.slug})
    for to, language in letters:
        send(
            "duplicates/mail/merged",
            to,
            {"kept_name": str(kept), "gone_name": gone_name, "record": kept, "kind": merged.kind},
            language=language,
        )
    return merged


@transaction.atomic
def undo_merge(merge, *, by):
    """Take two records apart again, both exactly as they were. Returns False if that was done already.

    ``UndoRefusedError`` when what the merge wrote was changed since; it says what.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        return False
    if merge.forgotten_at is not None:
        raise UndoRefusedError([_("What stood in the two records was erased. They cannot be taken apart any more.")])
    model = model_of(merge.kind)
    rows = {row.pk: row for row in model.objects.select_for_update().filter(pk__in=[merge.kept, merge.gone])}
    kept, gone = rows.get(merge.kept), rows.get(merge.gone)
    if kept is None or gone is None:
        raise UndoRefusedError([_("One of the two records is no longer there.")])
    later = Merge.objects.in_force().filter(kind=merge.kind, kept=merge.kept, pk__gt=merge.pk).first()
    moved_on = Merge.objects.in_force().filter(kind=merge.kind, gone=merge.kept).first()
    for other in filter(None, (later, moved_on)):
        raise UndoRefusedError(
            [_("Another merge came later: %(merge)s. Take that one apart first.") % {"merge": other}]
        )
    entries = merge.ledger
    if _version_written(entries) != kept.latest_revision_id:
        # Versions written later refer to those of the merge: the history goes on instead of being cut off.
        entries = [_without_version(entry) for entry in entries if entry["row"][0] != "wagtailcore.revision"]
    ledger = Ledger(entries)
    if problems := ledger.changed_since():
        raise UndoRefusedError(problems)
    if model.objects.filter(slug=merge.gone_slug).exists():
        raise UndoRefusedError(
            [_("The address “%(address)s” belongs to another record by now.") % {"address": merge.gone_slug}]
        )
    goes_on = entries is not merge.ledger
    copied = kept.portrait.name if isinstance(kept, Person) else ""
    # Saved once more first, so that the search index hears of both.
    _touch(kept, gone)
    try:
        with transaction.atomic():
            ledger.undo()
    except IntegrityError:
        raise UndoRefusedError(
            [_("Something was entered since that cannot stand beside what would come back.")]
        ) from None
    kept, gone = model.objects.get(pk=merge.kept), model.objects.get(pk=merge.gone)
    if goes_on:
        kept.save_revision(user=by, clean=False)
    if copied and copied not in (kept.portrait.name, gone.portrait.name):
        transaction.on_commit(partial(portraits.throw_away, copied), robust=True)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.ledger = []
    merge.save(update_fields=["undone_at", "undone_by", "ledger"])
    DuplicatePair.objects.of(kept, gone).update(state=PairState.OPEN, decided_by=None, decided_at=None, why="")
    note(f"{word(kept)}.taken_apart", kept, by=by, changes={"from": merge.gone_name})
    note(f"{word(gone)}.taken_apart", gone, by=by, changes={"from": merge.kept_name})
    return True


# --- Steps ------------------------------------------------------------------------------------------------


def _locked_pair(one, other):
    if type(one) is not type(other):
        raise MergeRefusedError([_("A person cannot be put together with an institution.")])
    rows = type(one)._default_manager.select_for_update().order_by("pk").filter(pk__in={one.pk, other.pk})
    rows = {row.pk: row for row in rows}
    if len(rows) < 2:
        raise MergeRefusedError([_("One of the two records is no longer there, or both are the same.")])
    return rows[one.pk], rows[other.pk]


def _refuse_unless_possible(comparison):
    problems = list(obstacles(comparison.kept, comparison.gone))
    users = comparison.sign_ins
    if users and users["value"] not in (KEPT, GONE):
        problems.append(
            _(
                "Both have a sign-in: %(one)s and %(other)s. Only one can stay. Choose which; the other is switched "
                "off, and comes back if the records are taken apart."
            )
            % {"one": users["kept"], "other": users["gone"]}
        )
    elif users and (switched_off := users[GONE if users["value"] == KEPT else KEPT]).is_staff:
        problems.append(
            _("%(user)s signs in as a member of the Secretariat. Take these rights away first.")
            % {"user": switched_off}
        )
    problems += [
        _("Both hold the post “%(post)s” at the same time, with different dates. Say whether it is one.")
        % {"post": post["kept"].category.name}
        for post in comparison.posts
        if post["value"] not in ("unite", "both")
    ]
    if problems:
        raise MergeRefusedError(problems)


def _letters(kept, gone):
    """Whom to tell, each once: the owner or the mail address of both records, before they are one."""
    found = {}
    for record in (kept, gone):
        to = letters_go_to(record)
        if to is not None:
            address = to.email if isinstance(to, User) else to
            language = None if isinstance(to, User) else language_of_letters_to(record)
            found.setdefault(address.casefold(), (to, language))
    return list(found.values())


def _keep_version(ledger, record, write):
    """Write a version of the record, so that undoing can take it away again."""
    # Asked anew: reading a record as a version writes into the moment it was changed.
    before = columns_of(type(record)._base_manager.get(pk=record.pk))
    versions = set(record.revisions.values_list("pk", flat=True))
    write(record)
    for revision in record.revisions.exclude(pk__in=versions):
        ledger.put_in(revision)
    ledger.saved(before, type(record)._base_manager.get(pk=record.pk))


def _choose_sign_in(ledger, kept, gone, comparison):
    """One sign-in: the only one there is, or the one chosen. The other one is switched off and waits."""
    if not isinstance(kept, Person) or not gone.user_id:
        return
    theirs, other = gone.user_id, kept.user_id
    if other:
        users = comparison.sign_ins
        off = users["gone"] if users["value"] == KEPT else users["kept"]
        ledger.change(User, off.pk, is_active=False)
        for session in UserSession.objects.filter(user=off):
            session.end()
        if users["value"] == KEPT:
            return
    ledger.change(Person, gone.pk, user_id=None)
    ledger.change(Person, kept.pk, user_id=theirs)
    if other:
        ledger.change(Person, gone.pk, user_id=other)


def _choose_fields(ledger, kept, gone, values):
    written = {}
    for field in fields_of(kept):
        if values.get(field.key) != GONE:
            continue
        for name in field.columns:
            value = getattr(gone, name)
            written[name] = _copied_portrait(value.name) if name == "portrait" else value
    if isinstance(kept, Person):
        written["field_audiences"] = united_audiences(kept, gone, values)
    else:
        written["conventions"] = list(dict.fromkeys([*kept.conventions, *gone.conventions]))
        if written.get("parent_id") in (kept.pk, gone.pk):
            written["parent_id"] = None
        elif "parent_id" not in written and kept.parent_id == gone.pk:
            written["parent_id"] = gone.parent_id if gone.parent_id != kept.pk else None
    ledger.change(type(kept), kept.pk, **written)


def _copied_portrait(name):
    """Files of its own: the record that is gone keeps its photograph, should it come back."""
    if not name or not default_storage.exists(name):
        return name or ""
    files = []
    for each in (name, portraits.small_name(name)):
        with default_storage.open(each) as picture:
            files.append(picture.read())
    return portraits.keep(*files)


def _withdraw_invitations(ledger, kept):
    """Nobody takes over a record that has an owner, or that the link was not about."""
    now = timezone.now()
    for invitation in kept.invitations.filter(accepted_at=None, withdrawn_at=None):
        ledger.change(type(invitation), invitation.pk, withdrawn_at=now)


def _close(ledger, gone):
    """The record that is gone becomes a closed row under an address nobody has."""
    ledger.change(type(gone), gone.pk, status=RecordStatus.CLOSED, slug=f"merged-{gone.pk}-{gone.slug}"[:120])


def _lead_on(ledger, kept, gone, slug):
    """The address of the record that is gone leads to the other, and so do those that led to it."""
    kind = kind_of(kept)
    for address in FormerAddress.objects.filter(kind=kind, record=gone.pk):
        ledger.change(FormerAddress, address.pk, record=kept.pk)
    address, is_new = FormerAddress.objects.get_or_create(kind=kind, slug=slug, defaults={"record": kept.pk})
    if is_new:
        ledger.put_in(address)
    else:
        ledger.change(FormerAddress, address.pk, record=kept.pk)


def _settle_pairs(ledger, kept, gone, by):
    """The pair is decided; what was said of the record that is gone is said of the other."""
    kind = kind_of(kept)
    now = timezone.now()
    for pair in DuplicatePair.objects.filter(kind=kind, low=gone.pk) | DuplicatePair.objects.filter(
        kind=kind, high=gone.pk
    ):
        other = pair.high if pair.low == gone.pk else pair.low
        if other == kept.pk:
            pair.state, pair.decided_by, pair.decided_at = PairState.MERGED, by, now
            pair.save(update_fields=["state", "decided_by", "decided_at"])
        elif pair.state == PairState.OPEN:
            ledger.change(DuplicatePair, pair.pk, state=PairState.OVER)
        elif pair.state == PairState.DISMISSED:
            low, high = sorted((kept.pk, other))
            DuplicatePair.objects.get_or_create(
                kind=kind,
                low=low,
                high=high,
                defaults={"state": pair.state, "decided_by": pair.decided_by, "decided_at": pair.decided_at,
                          "why": pair.why},
            )  # fmt: skip


def _save(ledger, record):
    """Save the record as it is now, for the names it is sorted by and for all who listen."""
    fresh = type(record)._base_manager.get(pk=record.pk)
    before = columns_of(fresh)
    fresh.save()
    ledger.saved(before, type(record)._base_manager.get(pk=record.pk))
    return type(record)._default_manager.get(pk=record.pk)


def _touch(*records):
    for record in records:
        record.save(update_fields=["updated_at"])


def _described(row):
    return {"kind": str(row._meta.verbose_name), "row": str(row)[:200], "model": row._meta.label_lower, "pk": row.pk}


def _version_written(entries):
    """The version of the record that the merge wrote last."""
    return next((entry["row"][1] for entry in reversed(entries) if entry["row"][0] == "wagtailcore.revision"), None)


def _without_version(entry):
    if "new" not in entry or "latest_revision_id" not in entry["new"]:
        return entry
    return {
        **entry,
        "old": {name: value for name, value in entry["old"].items() if name != "latest_revision_id"},
        "new": {name: value for name, value in entry["new"].items() if name != "latest_revision_id"},
    }
