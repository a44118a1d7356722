"""Letters of a consultation: written down with the step they tell of, sent by the clock, to each invitee once."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import override
from notifications.actions import send

from directory.models import Designation, User

from ...choices import MailLevel, MembershipState, Visibility
from ...from_letter import link, sign
from ...models import Membership
from ..choices import DIGEST_DAYS, LetterKind
from ..models import Contribution, Invitee, Mailing

BATCH = 200
# Who gets these: contributors alone, or those alone who have not contributed.
_TO_CONTRIBUTORS = (LetterKind.CLOSED, LetterKind.CIRCULATED)
_TO_OTHERS = (LetterKind.REMINDER,)


def invite(consultation):
    """Put down everybody who is told of the consultation and is not yet. Those who may not read it get nothing.

    A closed or hidden group is nobody else's: only its members are invited.
    """
    active = Membership.objects.active()
    keys = set(active.filter(group=consultation.group).values_list("user_id", flat=True))
    if consultation.group.visibility in (Visibility.PUBLIC, Visibility.MEMBERS):
        keys |= set(active.filter(group__in=consultation.groups.all()).values_list("user_id", flat=True))
        held = Designation.objects.current().filter(
            category__in=consultation.categories.all(), person__user__isnull=False
        )
        keys |= set(held.values_list("person__user_id", flat=True))
    keys -= set(consultation.invitees.values_list("user_id", flat=True))
    Invitee.objects.bulk_create(
        [Invitee(consultation=consultation, user_id=key) for key in sorted(keys)], ignore_conflicts=True
    )


def write_letter(consultation, kind, reason=""):
    """Have a letter sent to the invitees, within a minute."""
    if kind in (LetterKind.CLOSED, LetterKind.CIRCULATED):
        _invite_contributors(consultation)
    return Mailing.objects.create(consultation=consultation, kind=kind, reason=reason)


def stop_letters(invitee):
    """Send somebody no more letters of a consultation. Returns False if they stopped them before."""
    return bool(Invitee.objects.filter(pk=invitee.pk, stopped_at=None).update(stopped_at=timezone.now()))


def send_due_letters():
    """Send what is to be sent, batch by batch. Returns to how many."""
    return sum(_send_all(pk) for pk in list(Mailing.objects.filter(done_at=None).values_list("pk", flat=True)))


def _send_all(pk):
    sent = 0
    while (batch := _send_batch(pk)) is not None:
        sent += batch
    return sent


@transaction.atomic
def _send_batch(pk):
    """The letters to the next invitees, and how far they got: both or neither. None when there is nobody left."""
    mailing = Mailing.objects.select_for_update().get(pk=pk)
    if mailing.done_at is not None:
        return None
    consultation = mailing.consultation
    invitees = list(
        consultation.invitees.filter(pk__gt=mailing.upto).select_related("user__person").order_by("pk")[:BATCH]
    )
    if not invitees:
        mailing.done_at = timezone.now()
        mailing.save(update_fields=["done_at"])
        return None
    wanted = _wanted(mailing, invitees)
    for invitee in wanted:
        _send(mailing, invitee)
    mailing.upto, mailing.sent = invitees[-1].pk, mailing.sent + len(wanted)
    mailing.save(update_fields=["upto", "sent"])
    return len(wanted)


def _wanted(mailing, invitees):
    """Those of a batch who get the letter: who may read it today, want mail of the group, and whom it concerns."""
    consultation, kind = mailing.consultation, mailing.kind
    group = consultation.group
    memberships = {
        each.user_id: each
        for each in Membership.objects.filter(group=group, user__in=[invitee.user_id for invitee in invitees])
    }
    wrote = Contribution.objects.shown().filter(consultation=consultation, post__author=OuterRef("pk"))
    contributors = set(
        User.objects.filter(Exists(wrote), pk__in=[invitee.user_id for invitee in invitees]).values_list(
            "pk", flat=True
        )
    )
    chosen = []
    for invitee in invitees:
        user, membership = invitee.user, memberships.get(invitee.user_id)
        is_member = membership is not None and membership.state == MembershipState.ACTIVE
        user._forum_groups = frozenset([group.pk] if is_member else [])
        wants = (
            invitee.stopped_at is None
            and user.is_active
            and not (is_member and membership.mail_level == MailLevel.NONE)
            and group.is_read_by(user)
        )
        if kind in _TO_CONTRIBUTORS:
            wants = wants and user.pk in contributors
        elif kind in _TO_OTHERS:
            wants = wants and user.pk not in contributors
        user.__dict__.pop("_forum_groups", None)
        if wants:
            chosen.append(invitee)
    return chosen


def _send(mailing, invitee):
    consultation, user = mailing.consultation, invitee.user
    language = user.language
    with override(language):
        context = {
            "consultation": consultation,
            "title": consultation.called.text,
            "group": consultation.group,
            "questions": list(consultation.questions.all()),
            "reason": mailing.reason,
            "counts": counts_of(consultation) if mailing.kind in (LetterKind.DIGEST, LetterKind.REMINDER) else None,
            "recent": recent_of(consultation, mailing) if mailing.kind == LetterKind.DIGEST else [],
            "page_address": link(language, "consultations:consultation", consultation.year, consultation.number),
            "stop_address": link(language, "consultations:stop", sign("consultation.stop", invitee.pk)),
        }
    return send(
        f"forum_consultations/mail/{mailing.kind}",
        user,
        context,
        language=language,
        unsubscribe=context["stop_address"],
        unhurried=True,
    )


def counts_of(consultation):
    """How many contributions there are, and to each question."""
    shown = consultation.contributions.shown()
    by_question = dict(
        consultation.questions.annotate(
            times=Count("contributions", filter=Q(contributions__in=shown), distinct=True)
        ).values_list("number", "times")
    )
    return {"all": shown.count(), "by_question": by_question}


def recent_of(consultation, mailing):
    """The contributions since the digest before: who spoke for what, and where to read it. No words, no names."""
    since = mailing.made_at - timedelta(days=DIGEST_DAYS)
    found = consultation.contributions.shown().filter(received_at__gte=since, received_at__lte=mailing.made_at)
    return list(found.select_related("post__country", "post__institution").prefetch_related("questions")[:30])


def _invite_contributors(consultation):
    authors = set(
        consultation.contributions.filter(post__author__isnull=False).values_list("post__author_id", flat=True)
    ) - set(consultation.invitees.values_list("user_id", flat=True))
    Invitee.objects.bulk_create(
        [Invitee(consultation=consultation, user_id=key) for key in sorted(authors)], ignore_conflicts=True
    )
