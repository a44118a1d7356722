"""Letters about questions: to whoever asks, to experts, to the Secretariat; each in its reader's language."""

from django.conf import settings
from django.utils.translation import override
from notifications.actions import send, send_to_secretariat

from directory.templatetags.directory import enumerated
from directory.upkeep.addressees import addressees_of

from . import showing
from .addresses import consent_token_of, link, reply_address, stop_token_of, take_up_token_of, token_of
from .choices import LINK_WORKS, QuestionState

LONGEST_IN_LETTER = 4000


def to_expert(letter, invitation, *, unhurried=False, **context):
    """Write to an expert who was asked. Returns the mail, or None when no address is known."""
    addressee = next(iter(addressees_of(invitation.entry.person)), None)
    if addressee is None:
        return None
    question, language = invitation.question, addressee.language
    viewer = showing.viewer_of(invitation.entry)
    token = token_of(invitation)
    with override(language):
        context = {
            **_of_question(question, viewer),
            "name": showing.own_name(invitation.entry).text,
            "note": invitation.note,
            "accept_address": link(language, "consulting:from_letter", token, "accept"),
            "decline_address": link(language, "consulting:from_letter", token, "decline"),
            "suggest_address": link(language, "consulting:from_letter", token, "suggest"),
            "question_address": link(language, "consulting:question", question.pk) if addressee.user else "",
            "feedback_address": link(language, "consulting:from_letter", token, "feedback"),
            "by_mail": bool(settings.MAIL_QUESTION_ADDRESS),
            "days": LINK_WORKS.days,
            **_said(context),
        }
    return send(
        f"consulting/mail/{letter}",
        addressee.to,
        context,
        language=language,
        reply_to=reply_address(invitation),
        # It holds links that answer, and words meant for few.
        secret=True,
        unhurried=unhurried,
        lasting=True,
    )


def to_asker(letter, question, **context):
    """Write to whoever asks. Nothing is written to somebody who has left."""
    user = question.asked_by
    if user is None or not user.is_active or question.state == QuestionState.DRAFT:
        return None
    language = user.language
    with override(language):
        context = {
            **_of_question(question, user),
            "question_address": link(language, "consulting:question", question.pk),
            "experts_address": link(language, "consulting:experts", question.pk),
            "close_address": link(language, "consulting:close", question.pk),
            "by_mail": bool(settings.MAIL_QUESTION_ADDRESS),
            **_said(context),
        }
    return send(
        f"consulting/mail/{letter}",
        user,
        context,
        language=language,
        reply_to=reply_address(question),
        secret=True,
        lasting=True,
    )


def tell_secretariat(letter, question, **context):
    """Write to the Secretariat's common address: which question, and where; its words stay on the site."""
    return send_to_secretariat(
        f"consulting/mail/{letter}",
        {"question": question, "question_address": link("en", "consulting:experts", question.pk), **context},
    )


def of_open_question(question, entry):
    """One of many letters: a question was opened to an expert's field."""
    addressee = next(iter(addressees_of(entry.person)), None)
    if addressee is None:
        return None
    language, viewer = addressee.language, showing.viewer_of(entry)
    with override(language):
        context = {
            **_of_question(question, viewer),
            "fields": enumerated(term.label for term in question.fields.all()),
            "take_up_address": link(language, "consulting:take_up_from_letter", take_up_token_of(question, entry)),
            "stop_address": link(language, "consulting:stop", stop_token_of(entry)),
        }
    return send(
        "consulting/mail/opened",
        addressee.to,
        context,
        language=language,
        secret=True,
        unsubscribe=context["stop_address"],
        unhurried=True,
    )


def about_answer(letter, consent, **context):
    """Write to one of those whose agreement a public answer needs."""
    answer = consent.answer
    if consent.invitation is None:
        user = answer.question.asked_by
        address = link(user.language, "consulting:agree", consent_token_of(consent)) if user else ""
        return to_asker(letter, answer.question, answer=answer, agree_address=address, **context)
    addressee = next(iter(addressees_of(consent.invitation.entry.person)), None)
    language = addressee.language if addressee else settings.LANGUAGE_CODE
    address = link(language, "consulting:agree", consent_token_of(consent))
    return to_expert(letter, consent.invitation, answer=answer, agree_address=address, **context)


def not_taken(sender, question, why, language, files=()):
    """Tell whoever wrote a mail that could not be taken why, and what to do. Holds no word of the question."""
    return send(
        "consulting/mail/not_taken",
        sender,
        {
            "why": str(why),
            "files": files,
            "reference": question.reference,
            "site_address": link(language, "my_questions:list"),
        },
        language=language,
        secret=True,
    )


def _said(context):
    """What is said beside: names and reasons come as functions, asked in the language of the letter."""
    return {name: value() if callable(value) else value for name, value in context.items()}


def _of_question(question, viewer):
    text = question.text
    return {
        "question": question,
        "title": question.title,
        "text": text if len(text) <= LONGEST_IN_LETTER else f"{text[:LONGEST_IN_LETTER].rstrip()} …",
        "asker": showing.name_asker(question, viewer).text,
        "for_whom": showing.for_whom(question),
        "due_on": question.due_on,
    }
