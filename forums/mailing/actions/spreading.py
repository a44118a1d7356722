"""Spreading a post: one record for each person who gets it, in batches that can be taken up again anywhere."""

import logging

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from directory.choices import RecordStatus
from forums.choices import MailLevel
from forums.models import Membership, Watch

from ..choices import CLAIM_LASTS, WHEN_OF_LEVEL, DeliveryState, Dropped, Kind, Reason, When
from ..models import Delivery, Mailing
from ..queries import mornings_of

logger = logging.getLogger(__name__)

MEMBERS_AT_ONCE = 500


def spread_due():
    """Spread every post that waits for it. Returns how many."""
    spread_now = 0
    for pk in list(Mailing.objects.due().values_list("pk", flat=True)):
        try:
            spread_now += spread(pk)
        except Exception:
            # One post's trouble is not that of the others; it is taken up again when the claim runs out.
            logger.exception("The mailing %s could not be spread", pk)
    return spread_now


def spread(pk):
    """Write the records of one post. Returns whether this call finished it.

    A claim is taken by one conditional UPDATE, and lengthened with each batch. Records are unique for post, person
    and kind, so even two that worked at the same time would write each once.
    """
    now = timezone.now()
    if not Mailing.objects.due().filter(pk=pk).update(claimed_until=now + CLAIM_LASTS):
        return False
    mailing = Mailing.objects.select_related("post__thread__group").get(pk=pk)
    if mailing.kind == Kind.ACCEPTED:
        return _finish(mailing, [(mailing.post.author_id, Reason.ANSWERED, When.AT_ONCE)])
    _take_up_dropped(mailing)
    concerned = Concerned(mailing.post)
    while _next_batch(mailing, concerned):
        pass
    return _finish(mailing, concerned.outside())


@transaction.atomic
def _next_batch(mailing, concerned):
    """The next members. Returns whether there may be more."""
    members = list(
        Membership.objects.active()
        .filter(group=mailing.post.thread.group_id, pk__gt=mailing.after)
        .exclude(mail_level=MailLevel.NONE)
        .order_by("pk")
        .values_list("pk", "user_id", "mail_level")[:MEMBERS_AT_ONCE]
    )
    if not members:
        return False
    mailing.after = members[-1][0]
    told = [told for _pk, user, level in members if (told := concerned.member(user, level))]
    _write(mailing, told)
    Mailing.objects.filter(pk=mailing.pk).update(after=mailing.after, claimed_until=timezone.now() + CLAIM_LASTS)
    return len(members) == MEMBERS_AT_ONCE


@transaction.atomic
def _finish(mailing, told):
    _write(mailing, [each for each in told if each[0]])
    Mailing.objects.filter(pk=mailing.pk).update(done_at=timezone.now(), claimed_until=None)
    return True


def _write(mailing, told):
    now = timezone.now()
    mornings = mornings_of([(user, when) for user, _reason, when in told if when != When.AT_ONCE])
    Delivery.objects.bulk_create(
        [
            Delivery(
                user_id=user,
                post_id=mailing.post_id,
                kind=mailing.kind,
                reason=reason,
                when=when,
                queued_at=now,
                due_at=mornings.get((user, when), now),
            )
            for user, reason, when in told
        ],
        batch_size=MEMBERS_AT_ONCE,
        ignore_conflicts=True,
    )


def _take_up_dropped(mailing):
    """A post that is shown again goes to those who did not get it because it was hidden."""
    Delivery.objects.filter(
        post=mailing.post_id, kind=mailing.kind, state=DeliveryState.DROPPED, dropped=Dropped.NOT_SHOWN
    ).update(state=DeliveryState.WAITING, dropped="")


class Concerned:
    """Whom one post concerns by themselves, asked once for the whole post; and who does not want to hear of it."""

    def __init__(self, post):
        self.post, self.group = post, post.thread.group
        watches = (
            Watch.objects.filter(
                Q(thread=post.thread_id)
                | Q(tag__tagged__content_object=post.thread_id)
                | Q(person__isnull=False, person=post.person_id)
            )
            .values_list("user_id", "thread_id", "tag_id", "person_id", "is_muted")
            .distinct()
        )
        self.muted, self.reasons = {post.author_id}, {}
        for user, thread, tag, _person, is_muted in watches:
            if is_muted:
                if thread:
                    self.muted.add(user)
            else:
                self._note(user, Reason.THREAD if thread else Reason.TAG if tag else Reason.PERSON)
        self._note(post.thread.author_id, Reason.STARTED)
        if post.answers_id:
            self._note(post.answers.author_id, Reason.ANSWERED)
        for user in post.mentions.filter(person__status=RecordStatus.LISTED).values_list("person__user", flat=True):
            self._note(user, Reason.MENTIONED)

    def member(self, user, level):
        """What a member of the group gets: ``(user, reason, when)``, or None."""
        reason = self.reasons.get(user)
        if user in self.muted or level == MailLevel.NONE or (level == MailLevel.CONCERNING and reason is None):
            return None
        return user, reason or Reason.GROUP, WHEN_OF_LEVEL.get(level, When.AT_ONCE)

    def outside(self):
        """Those whom the post concerns, and who do not belong to the group: at once, if they read it at all."""
        users = set(self.reasons) - self.muted
        members = Membership.objects.active().filter(group=self.group, user__in=users).values_list("user", flat=True)
        return [(user, self.reasons[user], When.AT_ONCE) for user in sorted(users - set(members))]

    def _note(self, user, reason):
        order = list(Reason)
        if user and (user not in self.reasons or order.index(reason) < order.index(self.reasons[user])):
            self.reasons[user] = reason
