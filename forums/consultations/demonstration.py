"""Consultations of the demonstration network: one that runs, one whose proceedings are published."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ..models import Group
from ..queries import capacities_of
from . import actions
from .models import Consultation, Mailing

GROUP = "pcb-elimination"
RUNS = {
    "title": {
        "en": "Needs of Parties for the elimination of PCB by 2028",
        "ar": "احتياجات الأطراف للتخلص من ثنائي الفينيل متعدد الكلور بحلول عام 2028",
        "fr": "Besoins des Parties pour l’élimination des PCB d’ici à 2028",
    },
    "background": {
        "en": "Annex A, part II, asks Parties to **make efforts** to take equipment with PCB out of use by 2025, and "
        "to manage it in an environmentally sound way by 2028. This consultation collects what stands in the way.",
        "ar": "يطلب الجزء الثاني من المرفق ألف من الأطراف **بذل الجهود** لسحب المعدات من الاستعمال بحلول عام 2025.",
        "fr": "La partie II de l’annexe A demande aux Parties de **s’efforcer** de retirer ces équipements en 2025.",
    },
    "questions": (
        {
            "en": "What hinders the inventory of equipment in your country?",
            "ar": "ما الذي يعيق جرد المعدات في بلدكم؟",
            "fr": "Qu’est-ce qui freine l’inventaire des équipements dans votre pays ?",
        },
        {
            "en": "Which help would change most in the shortest time?",
            "ar": "أي مساعدة تغير أكثر في أقصر وقت؟",
            "fr": "Quelle aide changerait le plus de choses au plus vite ?",
        },
    ),
    "agenda_item": "5 (b)",
}
OVER = {
    "title": {"en": "Registers of owners of equipment", "fr": "Registres des détenteurs d’équipements"},
    "background": {
        "en": "Who owns equipment with PCB, who keeps the list, and how often is it brought up to date?",
        "fr": "Qui détient ces équipements, qui tient la liste, et à quel rythme est-elle mise à jour ?",
    },
    "questions": ({"en": "Who keeps the register?", "fr": "Qui tient le registre ?"},),
}
SAID = (
    ("Equipment of small owners is not known: bakeries, mines, hospitals. We ask for a campaign by radio.", "en"),
    ("Un laboratoire de référence pour la sous-région changerait tout.", "fr"),
    ("Label first, test later: a sticker costs less than an analysis.", "en"),
)
SUMMARY = {
    "en": "Registers exist and are kept by **utilities** or ministries. Contributors disagree on how often owners "
    "should report: once a year, or when equipment changes hands.",
    "fr": "Des registres existent et sont tenus par les **compagnies d’électricité** ou les ministères.",
}


@transaction.atomic
def make_consultations():
    """Hold them, once, without a letter to anybody. Returns how many were made."""
    group = Group.objects.filter(slug=GROUP, is_demo=True).first()
    if group is None or Consultation.objects.filter(group=group).exists():
        return 0
    members = group.memberships.active().filter(user__person__isnull=False).select_related("user__person")
    leader = members.facilitators().first()
    if leader is None:
        return 0
    writers = [member.user for member in members.order_by("pk")[: len(SAID)]]
    for told, is_over in ((OVER, True), (RUNS, False)):
        consultation = _open(group, leader.user, told)
        questions = list(consultation.questions.all())
        for place, (user, (text, language)) in enumerate(zip(writers, SAID, strict=False)):
            actions.contribute(
                consultation,
                by=user,
                text=text,
                language=language,
                questions=questions[place % len(questions) :][:1],
                capacity=capacities_of(user)[0],
            )
        if is_over:
            _publish(consultation, leader.user)
    Mailing.objects.filter(consultation__group=group).update(done_at=timezone.now())
    return 2


def _open(group, by, told):
    now = timezone.now()
    consultation = actions.begin_consultation(
        group,
        by=by,
        token=uuid.uuid4(),
        opens_at=now - timedelta(seconds=1),
        closes_at=now + timedelta(days=21),
        is_demo=True,
        **told,
    )
    actions.announce(consultation, by=by)
    actions.open_now(consultation, by=by)
    consultation.refresh_from_db()
    return consultation


def _publish(consultation, by):
    actions.close_now(consultation, by=by, reason="Everybody who keeps a register has spoken.")
    for language, text in SUMMARY.items():
        actions.write_summary(consultation, language, text, by=by)
    actions.publish(consultation, by=by, decision="SC-12/4")
