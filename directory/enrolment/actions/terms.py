"""Writing terms of reference, bringing them into force, accepting them, and telling those who hold the category."""

import hashlib
import json

from audit.actions import record
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from notifications.actions import send

from directory.models import Category
from directory.models.vocabulary import NAME_LANGUAGES

from ..choices import TOLD_AT_ONCE, AcceptedHow, TermsState
from ..models import Acceptance, TermsNotice, TermsOfReference
from ..models.terms import WORDS, TermsInForceError
from ..queries import holders_to_tell


class TermsError(ValidationError):
    """The version cannot come into force or be accepted; the words say why."""


class TermsChangedMeanwhileError(Exception):
    """Somebody else saved the draft since the form was filled."""


# --- Writing ----------------------------------------------------------------------------------------------


@transaction.atomic
def begin_terms(category, *, by):
    """Begin the next version of a category with the words of the latest. A draft there already is given back."""
    category = Category.objects.select_for_update().get(pk=category.pk)
    versions = TermsOfReference.objects.filter(category=category).order_by("-number")
    latest = versions.first()
    if latest is not None and latest.is_draft:
        return latest
    words = {name: getattr(latest, name) for name in WORDS if not name.startswith("what_changed")} if latest else {}
    terms = TermsOfReference.objects.create(
        category=category, number=latest.number + 1 if latest else 1, written_by=by, **words
    )
    record("enrolment.terms.begun", terms, by=by)
    return terms


@transaction.atomic
def revise_terms(terms, *, by, seen=None, **words):
    """Change words of a draft. ``seen`` is the ``mark_of`` these words as the writer knew them."""
    terms = _draft(terms)
    if seen is not None and seen != mark_of(terms, words):
        raise TermsChangedMeanwhileError
    changed = [name for name, value in words.items() if getattr(terms, name) != value]
    if changed:
        for name in changed:
            setattr(terms, name, words[name])
        terms.written_by = by
        terms.save()
        record("enrolment.terms.revised", terms, by=by, changes={"fields": changed})
    return terms


def mark_of(terms, names):
    """A short mark of what some words of a draft say, by which a form knows whether they changed meanwhile."""
    said = json.dumps([getattr(terms, name) for name in sorted(names)])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def discard_terms(terms, *, by):
    """Throw a draft away. Its number is free again, since nobody has read it."""
    terms = _draft(terms)
    record("enrolment.terms.discarded", terms, by=by)
    terms.delete()


@transaction.atomic
def bring_into_force(terms, *, by, on=None, asks_again=True, told=False, keep_translations=False):
    """Let a draft hold from a day on (today). From then it is never changed.

    Translations that still say what the version before said, while the English changed, are left out unless
    ``keep_translations``: nobody accepts in Arabic what no longer holds in English. With ``asks_again`` holders
    are written to when the day comes; ``told`` says that nobody is to be.
    """
    terms = _draft(terms)
    on = on or timezone.localdate()
    if on < timezone.localdate():
        raise TermsError({"on": _("Terms cannot hold from a day that is past: nobody could have read them.")})
    if not terms.text_en.strip() or not terms.undertaking_en.strip():
        raise TermsError(_("The English text and undertaking are missing. Others follow as they are translated."))
    before = _earlier(terms)
    if before is not None and before.in_force_from > on:
        raise TermsError(
            {
                "on": _("The version before holds from %(day)s: this one cannot hold before it.")
                % {"day": date_format(before.in_force_from, "DATE_FORMAT")}
            }
        )
    if before is not None and not terms.what_changed_en.strip():
        raise TermsError(_("Say what changed, so that those who accepted the version before know what to look at."))
    if before is not None and not keep_translations:
        for name in translations_behind(terms, before):
            setattr(terms, name, "")
    terms.state, terms.in_force_from, terms.asks_again = TermsState.IN_FORCE, on, asks_again or before is None
    terms.written_by = by
    terms.told_at = timezone.now() if told or not terms.asks_again else None
    terms.save()
    record(
        "enrolment.terms.brought_into_force",
        terms,
        by=by,
        changes={"in_force_from": on.isoformat(), "asks_again": terms.asks_again},
    )
    return terms


def translations_behind(terms, before):
    """Columns of a draft that translate the English of the version before, which has changed since."""
    return [
        f"{part}_{code}"
        for part in ("undertaking", "text")
        if getattr(terms, f"{part}_en") != getattr(before, f"{part}_en")
        for code in NAME_LANGUAGES
        if code != "en"
        and getattr(terms, f"{part}_{code}")
        and getattr(terms, f"{part}_{code}") == getattr(before, f"{part}_{code}")
    ]


def _draft(terms):
    terms = TermsOfReference.objects.select_for_update().get(pk=terms.pk)
    if not terms.is_draft:
        raise TermsInForceError
    return terms


def _earlier(terms):
    return (
        TermsOfReference.objects.filter(category=terms.category_id, number__lt=terms.number)
        .order_by("-number")
        .first()
    )


# --- Accepting --------------------------------------------------------------------------------------------


@transaction.atomic
def accept_terms(person, version, *, by, language, how=AcceptedHow.ON_LINE):
    """Record that somebody accepted a version in force, in the language they read it in.

    A second time changes nothing and gives the acceptance of the first. What was followed by another version
    meanwhile cannot be accepted any more.
    """
    holds = TermsOfReference.objects.current().filter(pk=version.pk).exists()
    known = Acceptance.objects.filter(person=person, terms=version).first()
    if known is not None:
        return known
    if not holds:
        raise TermsError(_("These terms are not in force: please read the version that is."))
    acceptance, is_new = Acceptance.objects.get_or_create(
        person=person, terms=version, defaults={"language": _base(language), "how": how, "recorded_by": by}
    )
    if is_new:
        record(
            "enrolment.terms.accepted",
            person,
            by=by,
            changes={"category": version.category.code, "version": version.number, "how": str(acceptance.how)},
        )
    return acceptance


def _base(language):
    code = (language or "en").split("-")[0]
    return code if code in NAME_LANGUAGES else "en"


# --- Telling ----------------------------------------------------------------------------------------------


def tell_holders():
    """Write to those who hold a category whose new terms came into force. Returns how many were written to.

    Mails and the note that they were written stand in one transaction each batch: killed in the middle, the next
    run goes on where this one stopped.
    """
    told = 0
    untold = TermsOfReference.objects.current().filter(asks_again=True, told_at__isnull=True)
    for terms in untold.select_related("category"):
        while number := _tell_some(terms):
            told += number
    # What was followed by a later version before anybody was told needs telling no more.
    followed = TermsOfReference.objects.in_force().filter(told_at__isnull=True)
    followed.exclude(pk__in=list(TermsOfReference.objects.current().values_list("pk", flat=True))).update(
        told_at=timezone.now()
    )
    return told


@transaction.atomic
def _tell_some(terms):
    """Tell the next batch; when there is nobody left, note that all were told. Two workers take turns."""
    terms = TermsOfReference.objects.select_for_update(of=("self",)).select_related("category").get(pk=terms.pk)
    if terms.told_at is not None:
        return 0
    people = list(holders_to_tell(terms).select_related("user")[:TOLD_AT_ONCE])
    if not people:
        terms.told_at = timezone.now()
        terms.save(update_fields=["told_at"])
        record("enrolment.terms.told", terms, changes={"people": terms.notices.count()})
        return 0
    TermsNotice.objects.bulk_create(TermsNotice(person=person, terms=terms) for person in people)
    for person in people:
        send("enrolment/mail/new_terms", person.user, {"person": person, "terms": terms})
    return len(people)
