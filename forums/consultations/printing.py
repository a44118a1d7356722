"""The proceedings as a text document (DOCX)."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from directory.formats.word import Document


def proceedings_as_document(consultation, parts, statistics, summaries, *, language, address):
    """The bytes of a document in a language of the site; every text in its own language and direction."""
    called = consultation.called
    document = Document(f"{consultation.reference}: {called}", language)
    document.heading(1, called.text, called.direction, called.language)
    document.paragraph(cited_as(consultation, address), "Subtitle")
    for version, name in summaries:
        document.heading(2, _("Summary (%(language)s)") % {"language": name})
        for text in _paragraphs(version.text):
            document.paragraph(text, way=version.direction, language=version.language)
    document.heading(2, _("Who took part"))
    for table in statistics.tables:
        document.paragraph(table.title)
        for words, numbers in table.rows:
            named = zip(table.columns[1:], numbers, strict=True)
            document.labelled(words, "; ".join(f"{column}: {number}" for column, number in named))
    for question, said in parts:
        if question is None:
            document.heading(2, _("On the topic as a whole"))
        else:
            document.heading(
                2, f"{question.number}. {question.says}", question.says.direction, question.says.language
            )
        for each in said:
            _contribution(document, each)
    return document.as_bytes()


def cited_as(consultation, address):
    """The one line by which it is cited."""
    return _("%(reference)s, %(title)s. Consultation of %(group)s, %(opened)s to %(closed)s. %(address)s") % {
        "reference": consultation.reference,
        "title": consultation.called,
        "group": consultation.group,
        "opened": date_format(localtime(consultation.opens_at), "DATE_FORMAT"),
        "closed": date_format(localtime(consultation.closes_at), "DATE_FORMAT"),
        "address": address,
    }


def _contribution(document, each):
    spoke_for = each.ribbon or (each.organisation.text if each.organisation else "")
    label = f"#{each.post.pk}"
    words = f"{each.author.name} · {spoke_for}" if spoke_for else each.author.name
    if each.contribution.is_late:
        words = _("%(who)s (late)") % {"who": words}
    document.labelled(label, words)
    if each.is_whole:
        for text in _paragraphs(each.post.text):
            document.paragraph(text, way=each.post.direction, language=each.post.language)
    else:
        document.paragraph(_("Printed above."))


def _paragraphs(text):
    return [part.strip() for part in text.split("\n\n") if part.strip()]
