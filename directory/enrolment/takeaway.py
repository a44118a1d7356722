"""What somebody undertook, asked for and answered, to take away with the rest of their data."""

from django.db.models import Q

from .models import Acceptance, Answer, CategoryRequest, EnrolmentUse


def enrolment_of(person):
    """Acceptances, requests with what was said about them, answers, and links followed."""
    return {
        "accepted": [
            {
                "category": each.terms.category.name,
                "version": each.terms.number,
                "accepted_at": each.accepted_at,
                "language": each.language,
                "how": each.get_how_display(),
            }
            for each in Acceptance.objects.filter(person=person).select_related("terms__category")
        ],
        "requests": [
            {
                "category": each.category.name,
                "asked_at": each.asked_at,
                "statement": each.statement,
                "state": each.get_state_display(),
                "reason": each.reason,
                "messages": [{"text": said.text, "sent_at": said.sent_at} for said in each.messages.all()],
            }
            for each in CategoryRequest.objects.filter(person=person)
            .select_related("category")
            .prefetch_related("messages")
        ],
        "answers": list(
            Answer.objects.filter(Q(application__person=person) | Q(request__person=person)).values(
                "wording", "text", "answered_at"
            )
        ),
        "links_followed": list(EnrolmentUse.objects.filter(person=person, used_at__isnull=False).values("used_at")),
    }
