"""Asking for a further category, being asked, being answered; leaving one; and the questions of categories."""

from audit.actions import record
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from notifications.actions import send, send_to_secretariat

from directory.actions.designations import designate, end_designation
from directory.choices import RecordStatus
from directory.models import Person

from ..choices import RequestState
from ..models import Answer, CategoryQuestion, CategoryRequest, RequestMessage
from ..queries import held_by, is_given_on_request, why_kept


class RequestError(ValidationError):
    """This cannot be asked for; the words say why."""


class RequestClosedError(Exception):
    """The request was decided or withdrawn before, by somebody else or in another window."""


# --- The member -------------------------------------------------------------------------------------------


@transaction.atomic
def ask_for_category(person, category, *, by, answers=None, statement=""):
    """Put a member's wish before the Secretariat. ``answers`` are texts by question."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.status != RecordStatus.LISTED:
        raise RequestError(_("Only members of the network can ask for a category."))
    if not is_given_on_request(category):
        raise RequestError(_("This category is held for a Party: it is designated, not asked for."))
    if held_by(person).filter(category=category).exists():
        raise RequestError(_("You hold this category already."))
    try:
        with transaction.atomic():
            request = CategoryRequest.objects.create(person=person, category=category, statement=statement)
    except IntegrityError:
        raise RequestError(_("You have asked for this category already; the Secretariat has your request.")) from None
    keep_answers(answers or {}, request=request)
    record("enrolment.request.made", request, by=by)
    send_to_secretariat("enrolment/mail/request_waiting", {"request": request})
    return request


@transaction.atomic
def withdraw_request(request, *, by):
    """Take a wish back. Returns False if it was decided or taken back before."""
    request = _locked(request)
    if not request.is_waiting:
        return False
    _close(request, RequestState.WITHDRAWN, by=by)
    record("enrolment.request.withdrawn", request, by=by)
    return True


@transaction.atomic
def answer_about_request(request, text, *, by):
    """The member's answer to a question of the Secretariat."""
    request = _waiting(request)
    message = RequestMessage.objects.create(request=request, author=by, text=text)
    record("enrolment.request.answered", request, by=by)
    send_to_secretariat("enrolment/mail/request_answer", {"request": request, "message": message})
    return message


@transaction.atomic
def leave_category(designation, *, by):
    """Lay a category down, from tomorrow on. Returns False if it had ended already."""
    if not is_given_on_request(designation.category):
        raise RequestError(_("This category is held for a Party: whoever designated you ends it."))
    if why := why_kept(designation):
        raise RequestError(why)
    return end_designation(designation, on=max(timezone.localdate(), designation.starts_on), by=by)


# --- The Secretariat --------------------------------------------------------------------------------------


@transaction.atomic
def ask_member(request, text, *, by):
    """Put a question to the member; all of the Secretariat sees it, and the answer."""
    request = _waiting(request)
    message = RequestMessage.objects.create(request=request, author=by, text=text)
    record("enrolment.request.asked", request, by=by)
    _tell_member("request_question", request, question=message)
    return message


@transaction.atomic
def accept_request(request, *, by, theme="", reason=""):
    """Give the member the category from today."""
    request = _waiting(request)
    if not held_by(request.person).filter(category=request.category).exists():
        designate(request.category, by=by, person=request.person, theme=theme, starts_on=timezone.localdate())
    _close(request, RequestState.ACCEPTED, by=by, reason=reason)
    record("enrolment.request.accepted", request, by=by, reason=reason)
    _tell_member("request_accepted", request)
    return request


@transaction.atomic
def settle_requests(person, categories, *, by):
    """Close what somebody asked for and was given in another way, as by a link: there is nothing left to decide."""
    for request in CategoryRequest.objects.waiting().filter(person=person, category__in=categories):
        _close(_locked(request), RequestState.ACCEPTED, by=by)
        record("enrolment.request.settled", request, by=by)


@transaction.atomic
def decline_request(request, *, by, reason):
    """Refuse a request and tell the member why. They may ask again."""
    request = _waiting(request)
    _close(request, RequestState.DECLINED, by=by, reason=reason)
    record("enrolment.request.declined", request, by=by, reason=reason)
    _tell_member("request_declined", request)
    return request


@transaction.atomic
def write_question(question=None, *, by, **words):
    """Write a question of a category, or put it differently. Answers keep the wording they were given to."""
    is_new = question is None
    question = question or CategoryQuestion()
    if not is_given_on_request(words.get("category") or question.category):
        raise RequestError({"category": _("Nobody asks for this category, so nobody is asked.")})
    for name, value in words.items():
        setattr(question, name, value)
    question.full_clean()
    question.save()
    record("enrolment.question.written" if is_new else "enrolment.question.changed", question, by=by)
    return question


@transaction.atomic
def withdraw_question(question, *, by):
    """Ask a question no more. Returns False if it was withdrawn before."""
    if not CategoryQuestion.objects.filter(pk=question.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        return False
    record("enrolment.question.withdrawn", question, by=by)
    return True


# --- Answers ----------------------------------------------------------------------------------------------


@transaction.atomic
def keep_answers(answers, *, application=None, request=None):
    """Keep what was answered, each with its question as it is worded now in the reader's language.

    Given again, as when an application is changed, the new answer takes the place of the one before.
    """
    for question, text in answers.items():
        Answer.objects.update_or_create(
            application=application,
            request=request,
            question=question,
            defaults={
                "category": question.category,
                "wording": question.wording,
                "language": get_language() or "en",
                "text": text,
                "answered_at": timezone.now(),
            },
        )


@transaction.atomic
def keep_answers_of_application(application, answers, categories):
    """Keep the answers of somebody who applies; those to categories no longer asked for go."""
    application.category_answers.exclude(category__in=categories).delete()
    keep_answers(answers, application=application)


def forget_answers(person):
    """Erase what somebody wrote when they asked for categories: part of closing an account."""
    Answer.objects.filter(application__person=person).delete()
    Answer.objects.filter(request__person=person).delete()
    RequestMessage.objects.filter(request__person=person).delete()
    waiting = CategoryRequest.objects.filter(person=person)
    waiting.update(statement="")
    waiting.filter(state=RequestState.WAITING).update(state=RequestState.WITHDRAWN, decided_at=timezone.now())


def _locked(request):
    fresh = CategoryRequest.objects.select_for_update().get(pk=request.pk)
    fresh.person = Person.objects.select_related("user").get(pk=fresh.person_id)
    return fresh


def _waiting(request):
    request = _locked(request)
    if not request.is_waiting:
        raise RequestClosedError
    return request


def _close(request, state, *, by, reason=""):
    request.state, request.decided_at, request.decided_by, request.reason = state, timezone.now(), by, reason
    request.save(update_fields=["state", "decided_at", "decided_by", "reason"])


def _tell_member(letter, request, **context):
    if request.person.user is not None:
        send(f"enrolment/mail/{letter}", request.person.user, {"request": request, **context})
