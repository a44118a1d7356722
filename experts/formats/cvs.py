"""CVs in one layout as a text document (DOCX)."""

from urllib.parse import urljoin

from django.utils.translation import gettext as _

from directory.formats.word import Document

from ..cv import cv_of


def document_of_cvs(experts, title, language, base):
    """The bytes of a document with one CV after the other, each on a page of its own.

    ``base`` is the address of the site, for what leads there.
    """
    document = Document(title, language)
    for number, expert in enumerate(experts):
        cv = cv_of(expert, language)
        document.heading(1, cv.name, "ltr", is_on_new_page=number > 0)
        if cv.original_name:
            document.paragraph(cv.original_name, "Subtitle", cv.name_direction, cv.name_language)
        if cv.country:
            document.paragraph(cv.country, "Subtitle")
        if cv.is_demo:
            document.paragraph(_("Demonstration record: this is not a real person."), "Subtitle")
        for part in cv.parts:
            document.heading(2, part.title)
            for row in part.rows:
                address = urljoin(base, row.address) if row.address else ""
                document.labelled(row.label, row.text, row.direction, row.language, address)
            if not part.rows:
                document.paragraph(_("Nothing said, or not shown to you."))
    if not experts:
        document.paragraph(_("There is nobody on this list."))
    return document.as_bytes()
