"""Questions of the demonstration network: a year of them, in every state, some with a public answer.

Everything is marked ``is_demo`` and goes with the network; no letter is written.
"""

import csv
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from django.db import transaction
from django.utils import timezone

from directory.models import Country, ExpertiseTerm, User
from experts.models import FieldOfExpertise, RosterEntry

from .actions.publishing import words_of
from .choices import (
    AnswerState,
    InvitationState,
    OnBehalfOf,
    Origin,
    QuestionState,
    Reach,
    Result,
    StepKind,
    Way,
)
from .models import Consent, Feedback, FieldNotice, Invitation, Message, PublicAnswer, Question, QuestionStep
from .models.questions import in_office
from .queries import fields_and_below

ASKERS = ("senegal@example.org", "focal.point@example.org", "member@example.org")
EXPERT, SECOND_EXPERT = "expert@example.org", "expert.two@example.org"
TEXTS = Path(__file__).parent / "texts" / "questions.csv"


@transaction.atomic
def make_consultations(seed, on):
    """Enter the questions, once. Returns how many there are."""
    askers = list(User.objects.filter(email__in=ASKERS, person__isnull=False).select_related("person").order_by("pk"))
    if not askers or Question.objects.filter(is_demo=True).exists() or not RosterEntry.objects.listed().exists():
        return 0
    random = Random(f"consultations {seed}")  # noqa: S311
    with TEXTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        _Telling(random, askers[number % len(askers)], on, row).tell()
    return len(rows)


def remove_consultations():
    """Take out what was asked and answered for the demonstration."""
    Question.objects.filter(is_demo=True).delete()


class _Telling:
    """One question of the file, told from its beginning to where it stands."""

    def __init__(self, random, asker, on, row):
        self.random, self.asker, self.row = random, asker, row
        self.begun = timezone.make_aware(datetime.combine(on - timedelta(days=int(row["days_ago"])), time(9)))
        self.terms = list(ExpertiseTerm.objects.filter(slug__in=row["fields"].split()))

    def tell(self):
        state, row = self.row["state"], self.row
        asked = state != "draft"
        country = Country.objects.filter(iso2=row["country"]).first() if row["country"] else None
        self.question = Question.objects.create(
            asked_by=self.asker,
            on_behalf_of=OnBehalfOf.COUNTRY if country else OnBehalfOf.ONESELF,
            country=country,
            title=row["title"],
            text=row["question"],
            language=row["language"],
            due_on=(self.begun + timedelta(days=21)).date(),
            begun_at=self.begun,
            asked_at=self.begun if asked else None,
            state=QuestionState.OPEN if asked else QuestionState.DRAFT,
            is_demo=True,
        )
        self.question.fields.set(self.terms)
        self.step(StepKind.BEGUN, self.begun, by=self.asker)
        if asked:
            self.step(StepKind.ASKED, self.begun, by=self.asker)
            getattr(self, f"tell_{state}")()

    def tell_waiting(self):
        """Asked of the experts who can sign in, so that something waits for them."""
        for entry in self.own_experts():
            self.invite(entry, self.begun)

    def tell_talking(self):
        for entry in self.own_experts():
            self.answers(entry, hours=20)

    def tell_unheard(self):
        for entry in self.experts(2):
            self.invite(entry, self.begun, state=InvitationState.NO_ANSWER)
        self.question.handed_over_at = self.begun + timedelta(days=5)
        self.question.save(update_fields=["handed_over_at"])
        self.step(StepKind.HANDED_OVER, self.question.handed_over_at)

    def tell_opened(self):
        told = {entry.pk: entry for entry in (*self.own_experts(), *self.experts(6))}.values()
        FieldNotice.objects.bulk_create(
            [FieldNotice(question=self.question, entry=entry, sent_at=self.begun) for entry in told]
        )
        self.question.reach, self.question.opened_at = Reach.FIELD, self.begun
        self.question.save(update_fields=["reach", "opened_at"])
        self.step(StepKind.OPENED, self.begun, by=self.asker)

    def tell_unanswered(self):
        for entry in self.experts(3):
            self.declines(entry)
        self.close(Result.NOT, self.begun + timedelta(days=25))

    def tell_answered(self):
        experts = self.experts(self.random.choice((1, 2, 2, 3)))
        for entry in experts[1:]:
            self.declines(entry)
        # Most answer within days, a few take weeks.
        invitation = self.answers(experts[0], hours=round(self.random.lognormvariate(3.9, 0.9)))
        self.close(self.random.choice((Result.ANSWERED, Result.ANSWERED, Result.PARTLY)), self.later(invitation, 3))
        Feedback.objects.create(question=self.question, invitation=invitation, clarity=self.random.choice((2, 3, 3)))
        return invitation

    def tell_published(self):
        invitation = self.tell_answered()
        published = self.later(invitation, 6)
        answer = PublicAnswer.objects.create(
            question=self.question,
            title=self.row["title"],
            asked=self.row["question"],
            text=self.row["answer"],
            language=self.row["language"],
            state=AnswerState.PUBLISHED,
            proposed_by=self.asker,
            proposed_at=published,
            published_at=published,
        )
        answer.fields.set(self.terms)
        answer.words = words_of(answer)
        answer.save(update_fields=["words"])
        for part in (None, invitation):
            Consent.objects.create(answer=answer, invitation=part, agrees=True, at=published)
        self.step(StepKind.ANSWER_PUBLISHED, published, by=self.asker)

    # --- What they are told with -------------------------------------------------------------------------

    def experts(self, number):
        """Listed experts of the fields, drawn."""
        fields = FieldOfExpertise.objects.filter(term__in=fields_and_below(self.terms), entry__is_demo=True)
        keys = sorted(set(fields.filter(**in_office("entry__")).values_list("entry", flat=True)))
        drawn = self.random.sample(keys, min(number, len(keys)))
        found = RosterEntry.objects.select_related("person").in_bulk(drawn)
        return [found[key] for key in drawn]

    def own_experts(self):
        emails = self.row["experts"].split()
        return list(
            RosterEntry.objects.filter(person__user__email__in=emails, **in_office()).order_by("person__user__email")
        )

    def invite(self, entry, at, state=InvitationState.INVITED, **about):
        invitation = Invitation.objects.create(
            question=self.question,
            entry=entry,
            state=state,
            origin=Origin.INVITED,
            reasons=[term.label for term in self.terms],
            invited_by=self.asker,
            invited_at=at,
            **about,
        )
        self.step(StepKind.INVITED, at, by=self.asker, invitation=invitation)
        return invitation

    def declines(self, entry):
        at = self.begun + timedelta(hours=self.random.randint(4, 90))
        invitation = self.invite(entry, self.begun, InvitationState.DECLINED, answered_at=at, answered_how=Way.LINK)
        self.step(StepKind.DECLINED, at, invitation=invitation)

    def answers(self, entry, hours):
        accepted = self.begun + timedelta(hours=max(1, hours // 3))
        written = self.begun + timedelta(hours=max(2, hours))
        invitation = self.invite(
            entry,
            self.begun,
            InvitationState.ACCEPTED,
            answered_at=accepted,
            answered_how=Way.MAIL,
            first_message_at=written,
        )
        self.step(StepKind.ACCEPTED, accepted, invitation=invitation)
        Message.objects.create(
            question=self.question,
            invitation=invitation,
            text=self.row["answer"] or "…",
            language=self.row["language"],
            how=Way.MAIL,
            written_at=written,
        )
        question = self.question
        question.first_accepted_at = min(filter(None, (question.first_accepted_at, accepted)))
        question.first_answer_at = min(filter(None, (question.first_answer_at, written)))
        question.save(update_fields=["first_accepted_at", "first_answer_at"])
        return invitation

    def later(self, invitation, days):
        return invitation.first_message_at + timedelta(days=days)

    def close(self, result, at):
        self.question.state, self.question.result, self.question.closed_at = QuestionState.CLOSED, result, at
        self.question.save(update_fields=["state", "result", "closed_at"])
        Feedback.objects.create(
            question=self.question,
            by=self.asker,
            answered=result,
            usefulness={Result.ANSWERED: 4, Result.PARTLY: 3, Result.NOT: 1}[result],
            at=at,
        )
        self.step(StepKind.CLOSED, at, by=self.asker)

    def step(self, kind, at, **about):
        QuestionStep.objects.create(question=self.question, kind=kind, at=at, **about)
