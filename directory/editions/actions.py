"""Making, publishing and withdrawing editions; remembering columns."""

from functools import partial

from audit.actions import record
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from . import keeping, places, subjects
from .choices import AUDIENCES, DRAFTS, EditionState, Format
from .models import Edition, KeptColumns

# After so many workers have died over an edition, a person should look.
MOST_TRIES = 3


class EditionError(ValueError):
    """What was asked for is no edition."""


def number_of_next(edition, year):
    """The number the next edition of a series takes: published ones keep theirs for good, so there is no gap."""
    series = Edition.objects.series(edition.place, edition.language, edition.audience, edition.subject)
    series = series.filter(year=year)
    return (series.exclude(pk=edition.pk).aggregate(last=Max("number"))["last"] or 0) + 1


def ask_for_edition(place, language, audience, *, by, then_publish=False, subject=""):
    """Have the next edition made. While a draft of the same waits for its decision, that one is given back.

    Returns the edition, and whether it is new.
    """
    if not places.is_place(place) or audience not in AUDIENCES or not subjects.is_subject(subject):
        raise EditionError(place)
    today = timezone.localdate()
    edition = Edition(
        subject=subject,
        place=place,
        language=language,
        audience=audience,
        made_by=by,
        as_of=today,
        year=today.year,
    )
    # Two who ask at once: the database takes one of them, and the other is given the first one's.
    for _attempt in range(5):
        if draft := Edition.objects.series(place, language, audience, subject).drafts().first():
            return draft, False
        edition.number = number_of_next(edition, today.year)
        try:
            with transaction.atomic():
                edition.save(force_insert=True)
                record("editions.edition.asked", edition, by=by)
                _have_it_made(edition, then_publish)
            return edition, True
        except IntegrityError:
            edition.pk = None
    raise EditionError(place)


@transaction.atomic
def make_again(edition, *, by):
    """Have a draft made anew, from the records as they are now. Returns False while a worker is at it."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not edition.is_draft or (edition.is_in_work and not edition.is_silent):
        return False
    _wait_again(edition, tries=0)
    record("editions.edition.asked_again", edition, by=by)
    return True


@transaction.atomic
def publish_edition(edition, *, by):
    """Let its audience read an edition. From now on it never changes. Returns False if it is no finished draft."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.state != EditionState.READY:
        return False
    for file in edition.files.all():
        keeping.kept(file)
    edition.state, edition.published_at = EditionState.PUBLISHED, timezone.now()
    edition.save(update_fields=["state", "published_at"])
    record("editions.edition.published", edition, by=by, changes={"sha256": _proofs(edition)})
    return True


@transaction.atomic
def withdraw_edition(edition, *, by, reason):
    """Offer an edition no longer; its page stays and says why. Returns False if it is not published."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.state != EditionState.PUBLISHED:
        return False
    edition.state, edition.withdrawn_at, edition.withdrawn_because = EditionState.WITHDRAWN, timezone.now(), reason
    edition.save(update_fields=["state", "withdrawn_at", "withdrawn_because"])
    record("editions.edition.withdrawn", edition, by=by, reason=reason)
    return True


@transaction.atomic
def discard_edition(edition, *, by):
    """Throw a draft away; the next one takes its number. Returns False if it is published or gone."""
    edition = Edition.objects.select_for_update().filter(pk=edition.pk, state__in=DRAFTS).first()
    if edition is None:
        return False
    names = list(edition.files.values_list("name", flat=True))
    record("editions.edition.discarded", edition, by=by)
    edition.delete()
    transaction.on_commit(partial(keeping.forget, names))
    return True


def take_up_silent():
    """Give editions whose worker died to another one, a few times; after that the Secretariat sees the failure."""
    for edition in Edition.objects.silent():
        with transaction.atomic():
            edition = Edition.objects.select_for_update().filter(pk=edition.pk).silent().first()
            if edition is None:
                continue
            if edition.tries >= MOST_TRIES:
                edition.state = EditionState.FAILED
                edition.save(update_fields=["state"])
            else:
                _wait_again(edition, tries=edition.tries)


def _wait_again(edition, *, tries):
    keeping.clear_bench(edition.run)
    edition.state, edition.run, edition.tries, edition.worked_at = EditionState.WAITING, None, tries, timezone.now()
    edition.save(update_fields=["state", "run", "tries", "worked_at"])
    _have_it_made(edition)


def _have_it_made(edition, then_publish=False):
    from .tasks import make_edition  # The task does what actions ask for, and needs them.

    transaction.on_commit(partial(make_edition.enqueue, edition.pk, then_publish=then_publish), robust=True)


def _proofs(edition):
    return {file.format: file.sha256 for file in edition.files.filter(format__in=Format.values)}


def keep_columns(kind, options, *, by):
    """Remember what somebody chose for their spreadsheets of one kind."""
    KeptColumns.objects.update_or_create(user=by, kind=kind, defaults={"options": options})
