"""Writing a letter from its templates, in the language of whoever gets it."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def write(template, context, language):
    """The letter ``template`` stands for: <template>.subject.txt, <template>.txt and, if there is one,
    <template>.html; a letter without its own HTML gets its text, set as paragraphs.
    """
    with translation.override(language):
        context = {**surroundings(), **context}
        subject = one_line(_plain(f"{template}.subject.txt", context))
        text = tidy(_plain(f"{template}.txt", context))
        try:
            page = get_template(f"{template}.html")
        except TemplateDoesNotExist:
            page = None
        html = page.render({**context, "subject": subject}) if page else set_as_html(subject, text)
    return Letter(subject, text, html.strip())


def set_as_html(subject, text):
    """HTML for a letter that has only a text, in the language that is active."""
    return get_template("notifications/mail/plain.html").render(
        {**surroundings(), "subject": subject, "text": text.strip()}
    )


def surroundings():
    """What every letter may say about where it comes from."""
    return {
        "base_url": settings.BASE_URL.rstrip("/"),
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }


def one_line(subject):
    """A subject on a line of its own, whatever names stand in it: nothing can begin another header."""
    return one_line_of_header(subject)[:255]


def one_line_of_header(value):
    """What a header says, on one line and whole: addresses must not be cut as subjects may be."""
    return " ".join(_BREAKS.sub(" ", value).split())


def tidy(text):
    """Text as a person would have typed it: no trailing blanks (but for the sign of a signature), never two
    empty lines.
    """
    lines = "\n".join(line if line == "-- " else line.rstrip() for line in text.replace("\0", "").splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _plain(name, context):
    # Not HTML, so "&" stays "&".
    return get_template(name).template.render(Context(context, autoescape=False))
