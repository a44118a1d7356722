"""A poll of the demonstration network: the order of priorities a group agrees on."""

from datetime import timedelta

from django.utils import timezone

from ..models import Membership, Thread
from .actions import cast_vote, open_poll
from .choices import PollKind, ResultsShown
from .models import Poll

GROUP = "nip-update"
QUESTION = {
    "en": "What comes first in the coming two years?",
    "ar": "ما الأولوية في العامين المقبلين؟",
    "es": "¿Qué va primero en los próximos dos años?",
    "fr": "Que faire d’abord dans les deux prochaines années ?",
    "ru": "Что важнее всего в ближайшие два года?",
    "zh-hans": "今后两年首先做什么？",
}
OPTIONS = (
    {
        "en": "Inventories of PCB in use",
        "fr": "Inventaires des PCB en service",
        "ar": "جرد ثنائي الفينيل قيد الاستعمال",
    },
    {"en": "Disposal of obsolete pesticides", "fr": "Élimination des pesticides périmés", "ar": "التخلص من المبيدات"},
    {"en": "Open burning of waste", "fr": "Brûlage à l’air libre des déchets", "ar": "حرق النفايات في العراء"},
    {"en": "Training of inspectors", "fr": "Formation des inspecteurs", "ar": "تدريب المفتشين"},
)
VOTES = ([1, 2, 4], [2, 1, 3], [2, 4], [1, 4, 2, 3], [3, 2])


def make_poll():
    """Open it, once, in the first thread of its group. Returns it, or None where there is no such group."""
    thread = Thread.objects.filter(group__slug=GROUP, group__is_demo=True).order_by("pk").first()
    members = Membership.objects.active().filter(group__slug=GROUP, user__person__isnull=False).order_by("pk")
    leader = members.facilitators().select_related("user__person").first()
    if thread is None or leader is None or Poll.objects.filter(thread=thread).exists():
        return None
    poll = open_poll(
        thread,
        by=leader.user,
        question=QUESTION,
        options=OPTIONS,
        explanation={"en": "The result goes into the list of priorities that the group hands on."},
        kind=PollKind.RANKED,
        results=ResultsShown.ALWAYS,
        quorum=3,
        closes_at=timezone.now() + timedelta(days=14),
    )
    voters = [member.user for member in members.select_related("user__person")[: len(VOTES)]]
    for user, choices in zip(voters, VOTES, strict=False):
        cast_vote(poll, choices, by=user)
    return poll
