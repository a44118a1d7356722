"""What is asked aloud about questions to experts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import TruncMonth

from directory.choices import Audience
from directory.models import Country, Designation, ExpertiseTerm, audience_of
from directory.permissions import SPEAKERS
from experts.choices import Willingness
from experts.models import FieldOfExpertise, RosterEntry

from .choices import AnswerState, InvitationState, QuestionState, Reach
from .models import Abstention, Consent, FieldNotice, Invitation, Message, PublicAnswer, Question, QuestionStep
from .models.questions import in_office


def countries_spoken_for(user):
    """The countries somebody may ask for: those they are focal or contact point of, today."""
    held = Designation.objects.current().filter(person__user=user, category__code__in=SPEAKERS, country__isnull=False)
    return Country.objects.filter(pk__in=held.values("country"))


# --- Whom to ask -----------------------------------------------------------------------------------------


def fields_and_below(terms):
    """The keys of fields and of everything below them in the tree."""
    keys = found = {term.pk for term in terms}
    while found:
        found = set(ExpertiseTerm.objects.filter(parent__in=found).values_list("pk", flat=True)) - keys
        keys = keys | found
    return keys


def experts_to_tell(question):
    """Listed experts in the fields of a question who advise from afar, wish to be told and were not told yet."""
    fields = fields_and_below(question.fields.all())
    level = FieldOfExpertise.objects.filter(entry=OuterRef("pk"), term__in=fields)
    return (
        RosterEntry.objects.filter(Exists(level), **in_office())
        # What experts are willing to do is a list of words: it reads the same in every database.
        .filter(willing_to__icontains=f'"{Willingness.REMOTE}"')
        .exclude(person__user=question.asked_by)
        .exclude(Exists(Abstention.objects.filter(entry=OuterRef("pk"))))
        .exclude(Exists(FieldNotice.objects.filter(entry=OuterRef("pk"), question=question)))
        .exclude(Exists(Invitation.objects.filter(entry=OuterRef("pk"), question=question)))
        .select_related("person__user", "person__country")
        .order_by("pk")
    )


def entry_named(words, viewer, invitation):
    """The one expert a viewer may know of who is called that, or whose page's address it is; None in doubt."""
    words = " ".join(words.split())
    if not words:
        return None
    entries = (
        RosterEntry.objects.visible_to(viewer)
        .filter(**in_office())
        .exclude(pk=invitation.entry_id)
        .select_related("person")
    )
    slug = words.rstrip("/").rpartition("/")[2]
    last = words.split()[-1]
    first = words.split()[0]
    near = entries.filter(
        Q(person__slug=slug)
        | Q(person__family_name__iexact=last)
        | Q(person__family_name__iexact=first)
        | Q(person__original_family_name__in=(last, first))
    )
    folded = words.casefold()
    found = [
        entry
        for entry in near[:50]
        if entry.person.slug == slug
        or folded in (entry.person.romanised_name.casefold(), entry.person.original_name.casefold())
    ]
    return found[0] if len(found) == 1 else None


# --- Whose part ------------------------------------------------------------------------------------------


def own_invitation(question, user):
    """The invitation of the expert who is signed in, or None."""
    return (
        Invitation.objects.of_user(user)
        .filter(question=question)
        .select_related("entry__person__user", "question")
        .first()
    )


def own_notice(question, user):
    """The notice by which the expert who is signed in was told of an open question, or None."""
    return (
        question.field_notices.filter(entry__person__user=user, **in_office("entry__"))
        .select_related("entry__person__user")
        .first()
    )


def may_read_thread(question, user):
    """Asker, Secretariat, and experts who accepted; those only asked read the question and no more."""
    return (
        question.asked_by_id == user.pk
        or audience_of(user) >= Audience.SECRETARIAT
        or Invitation.objects.of_user(user).accepted().filter(question=question).exists()
    )


def messages_readable_by(user):
    """Messages of all threads somebody takes part in."""
    if not user.is_authenticated:
        return Message.objects.none()
    messages = Message.objects.exclude(question__state=QuestionState.DRAFT)
    if audience_of(user) >= Audience.SECRETARIAT:
        return messages
    accepted = Invitation.objects.of_user(user).accepted()
    return messages.filter(Q(question__asked_by=user) | Q(question__in=accepted.values("question")))


def thread_of(question):
    """Messages with all that stands with them, in two queries."""
    return list(
        question.messages.select_related("invitation__entry__person", "author").prefetch_related("attachments")
    )


def questions_asked_by(user):
    """Questions somebody asked, the latest first, with how many experts were asked and answered."""
    return (
        Question.objects.filter(asked_by=user)
        .annotate(
            asked_number=Count("invitations", distinct=True),
            accepted_number=Count(
                "invitations", filter=Q(invitations__state=InvitationState.ACCEPTED), distinct=True
            ),
            message_number=Count("messages", distinct=True),
        )
        .order_by(F("asked_at").desc(nulls_first=True), "-pk")
    )


def invitations_of(user):
    """Questions an expert was asked, those that wait for an answer first."""
    return (
        Invitation.objects.of_user(user)
        .exclude(question__state=QuestionState.DRAFT)
        .select_related("question__country", "question__asked_by__person", "entry__person")
        .order_by("-invited_at")
    )


def waiting_for(user):
    """Invitations that wait for this expert's yes or no, the most urgent first."""
    return invitations_of(user).waiting().order_by("question__due_on", "pk")


def to_answer(user):
    """Questions this expert accepted and has not written to yet, the most urgent first."""
    return (
        invitations_of(user)
        .accepted()
        .filter(first_message_at=None, question__state=QuestionState.OPEN)
        .order_by("question__due_on", "pk")
    )


def notices_to(user):
    """Open questions an expert was told of and has neither taken up nor been asked."""
    return (
        FieldNotice.objects.filter(
            entry__person__user=user,
            question__state=QuestionState.OPEN,
            question__reach=Reach.FIELD,
            **in_office("entry__"),
        )
        .exclude(Exists(Invitation.objects.filter(entry=OuterRef("entry"), question=OuterRef("question"))))
        .select_related("question__country", "question__asked_by__person", "entry__person")
        .order_by("question__due_on", "pk")
    )


def consents_wanted(user):
    """Public answers that wait for the agreement of somebody, as asker or as expert."""
    return (
        Consent.objects.filter(agrees=None, answer__state=AnswerState.PROPOSED)
        .filter(Q(invitation=None, answer__question__asked_by=user) | Q(invitation__entry__person__user=user))
        .select_related("answer__question", "invitation")
    )


def own_consent(answer, user):
    """The agreement to a public answer that is for somebody to give, or None."""
    return (
        Consent.objects.filter(answer=answer)
        .filter(Q(invitation=None, answer__question__asked_by=user) | Q(invitation__entry__person__user=user))
        .select_related("answer__question", "invitation__entry__person__user")
        .first()
    )


# --- Public answers --------------------------------------------------------------------------------------


def answers_found(words="", field=None, entry=None):
    """Public answers in which every word stands, of a field and those below it, of an expert; the latest first."""
    answers = PublicAnswer.objects.published()
    for word in words.casefold().split()[:12]:
        answers = answers.filter(words__contains=word)
    if field is not None:
        answers = answers.filter(fields__in=fields_and_below([field])).distinct()
    if entry is not None:
        answers = answers.filter(pk__in=answers_naming(entry.pk).order_by().values("pk"))
    return answers.prefetch_related("fields").order_by("-published_at", "-pk")


def fields_with_answers():
    """Fields that have public answers, with how many."""
    rows = PublicAnswer.fields.through.objects.filter(publicanswer__state=AnswerState.PUBLISHED)
    numbers = dict(rows.order_by().values_list("expertiseterm").annotate(Count("pk")))
    terms = list(ExpertiseTerm.objects.filter(pk__in=numbers))
    for term in terms:
        term.number = numbers[term.pk]
    return terms


def answers_naming(entry):
    """Public answers of an expert who let their name stand with them, the latest first."""
    return (
        PublicAnswer.objects.published()
        .filter(consents__invitation__entry=entry, consents__agrees=True, consents__names_me=True)
        .prefetch_related("fields")
        .order_by("-published_at", "-pk")
    )


def with_who_answered(answers):
    """Public answers with ``consents`` of experts, entry and person along, for naming them."""
    named = Consent.objects.filter(invitation__isnull=False, agrees=True).select_related("invitation__entry__person")
    return answers.prefetch_related(Prefetch("consents", named, to_attr="of_experts"))


# --- The Secretariat --------------------------------------------------------------------------------------


def handed_over():
    """Questions that wait for the Secretariat, the longest waiting first, with how many were asked in vain."""
    return (
        Question.objects.handed_over()
        .select_related("country", "asked_by__person")
        .annotate(asked_number=Count("invitations"))
    )


# --- Figures ---------------------------------------------------------------------------------------------


def times_asked(entries):
    """``{key of an entry: number}``: how often experts were asked; taking up a question counts as well."""
    return dict(
        Invitation.objects.filter(entry__in=entries)
        .exclude(state=InvitationState.WITHDRAWN)
        .order_by()
        .values_list("entry")
        .annotate(Count("pk"))
    )


def times_answered(entries):
    """``{key of an entry: number}``: how many questions experts wrote an answer to."""
    return dict(
        Invitation.objects.filter(entry__in=entries, first_message_at__isnull=False)
        .order_by()
        .values_list("entry")
        .annotate(Count("pk"))
    )


@dataclass(frozen=True)
class Figures:
    """Questions asked in a span: how many, how many have an answer, and how long each waited for its first.

    ``by_month`` is ``{first moment of the month: (asked, answered)}``; ``waits`` are timedeltas, the shortest first,
    so that the median and the 90th percentile can be read off.
    """

    asked: int
    answered: int
    accepted: int
    published: int
    waits: list
    by_month: dict[datetime, tuple[int, int]]


def figures(since=None, until=None, with_demo=True):
    """What was asked and answered between two moments (of all time), in four queries."""
    questions = Question.objects.filter(asked_at__isnull=False)
    if since is not None:
        questions = questions.filter(asked_at__gte=since)
    if until is not None:
        questions = questions.filter(asked_at__lt=until)
    if not with_demo:
        questions = questions.filter(is_demo=False)
    totals = questions.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(first_answer_at__isnull=False)),
        accepted=Count("pk", filter=Q(first_accepted_at__isnull=False)),
    )
    waits = sorted(
        answered - asked
        for asked, answered in questions.filter(first_answer_at__isnull=False).values_list(
            "asked_at", "first_answer_at"
        )
    )
    months = (
        questions.annotate(month=TruncMonth("asked_at"))
        .order_by("month")
        .values("month")
        .annotate(asked=Count("pk"), answered=Count("pk", filter=Q(first_answer_at__isnull=False)))
        .values_list("month", "asked", "answered")
    )
    return Figures(
        **totals,
        published=PublicAnswer.objects.published().filter(question__in=questions).count(),
        waits=waits,
        by_month={month: (asked, answered) for month, asked, answered in months},
    )


def steps_shown(question, to_secretariat):
    """The steps of a question; reminders and drafts are the Secretariat's to read."""
    steps = QuestionStep.objects.filter(question=question).select_related("by", "invitation__entry__person")
    return steps if to_secretariat else steps.exclude(kind__in=["begun", "reminded"])
