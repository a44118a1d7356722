"""Writing into the thread: everybody who takes part gets it by mail, from the site."""

from django.db import transaction
from django.utils.translation import gettext as _

from directory.documents import examine

from ... import usage
from .. import letters
from ..choices import Way
from ..exceptions import ConsultingError
from ..models import Attachment, Message
from ..models.conversation import keep_paper
from ..showing import name_asker, name_expert, the_secretariat, viewer_of
from .steps import is_in_office, open_question


@transaction.atomic
def write_message(question, text, *, token, by=None, invitation=None, language="", how=Way.PAGE, uploads=()):
    """Put a message into a thread, an expert's under their ``invitation``. Sent twice with one token, it is one.

    ValidationError when an upload is no document that is taken; nothing is written then.
    """
    papers = [(upload, examine(upload)) for upload in uploads]
    standing = Message.objects.filter(token=token, question=question).first()
    if standing is not None:
        return standing
    question = open_question(question)
    if invitation is not None and not (invitation.is_accepted and is_in_office(invitation.entry)):
        raise ConsultingError(_("Only experts who have accepted write here."))
    message = Message.objects.create(
        question=question,
        invitation=invitation,
        author=by,
        is_of_secretariat=invitation is None and by is not None and by.pk != question.asked_by_id,
        text=text,
        language=language,
        how=how,
        token=token,
    )
    for upload, paper in papers:
        Attachment.objects.create(
            message=message,
            file=keep_paper(upload, paper),
            name=paper.name,
            kind=paper.kind,
            size=paper.size,
            sha256=paper.sha256,
        )
    if invitation is not None:
        _first_answer(question, invitation, message)
    _tell(question, message)
    return message


def _first_answer(question, invitation, message):
    if invitation.first_message_at is None:
        invitation.first_message_at = message.written_at
        invitation.save(update_fields=["first_message_at"])
        usage.changed([invitation.entry_id])
    if question.first_answer_at is None:
        question.first_answer_at = message.written_at
        question.save(update_fields=["first_answer_at"])


def _tell(question, message):
    """Everybody who takes part, but whoever wrote."""
    said = {"text_of_message": message.text, "files": list(message.attachments.all())}
    if message.author_id != question.asked_by_id or message.invitation_id:
        letters.to_asker("message", question, writer=lambda: writer_of(message, question.asked_by).text, **said)
    taking_part = question.invitations.accepted().exclude(pk=message.invitation_id)
    for invitation in taking_part.select_related("entry__person__user"):
        invitation.question = question
        viewer = viewer_of(invitation.entry)
        letters.to_expert("message", invitation, writer=lambda viewer=viewer: writer_of(message, viewer).text, **said)


def writer_of(message, viewer):
    """Who wrote a message, as a viewer may know it."""
    if message.invitation is not None:
        return name_expert(message.invitation, viewer)
    if message.is_of_secretariat:
        return the_secretariat()
    return name_asker(message.question, viewer)
