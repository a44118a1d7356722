"""Consultations, brought by their own actions to where a story begins."""

import uuid
from datetime import timedelta

from django.utils import timezone

from forums.consultations.actions import announce, begin_consultation, keep_consultations

TITLE = {"en": "Needs of Parties on PCB", "fr": "Besoins des Parties en matière de PCB"}
QUESTIONS = (
    {"en": "What hinders you?", "fr": "Quels obstacles rencontrez-vous ?"},
    {"en": "What would help?", "fr": "Qu’est-ce qui vous aiderait ?"},
)


def draft(group, by, **more):
    """A consultation from tomorrow, for three weeks."""
    opens_at = more.pop("opens_at", timezone.now() + timedelta(days=1))
    return begin_consultation(
        group,
        by=by,
        token=more.pop("token", uuid.uuid4()),
        title=more.pop("title", TITLE),
        background={"en": "**PCB** are to be gone by 2028.", "fr": "Les PCB doivent disparaître d’ici à 2028."},
        questions=more.pop("questions", QUESTIONS),
        opens_at=opens_at,
        closes_at=more.pop("closes_at", opens_at + timedelta(days=21)),
        **more,
    )


def announced(group, by, **more):
    return announce(draft(group, by, **more), by=by)


def opened(group, by, **more):
    """One that is open since a moment."""
    consultation = announced(group, by, opens_at=timezone.now() - timedelta(seconds=1), **more)
    keep_consultations()
    consultation.refresh_from_db()
    return consultation
