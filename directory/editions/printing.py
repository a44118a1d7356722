"""An edition written out as one page that needs no other file, with the style that print and PDF are laid out by."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.timezone import now
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from directory.templatetags.directory import enumerated

# Those of Noto stand in the PDF; the others are what a browser finds on its machine.
_LATIN = '"Noto Sans", "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans"'
_ARABIC = '"Noto Naskh Arabic", "Geeza Pro", "Segoe UI", Tahoma'
_CHINESE = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei"'
# Editions of the United Nations in Arabic count their pages in the digits used here, as all dates of this site do.
_DIGITS = "decimal"


def pages_of(edition, contents, tell=lambda done, total: None):
    """The pieces of the page, one country at a time."""
    counts = contents.counts
    told = shared(
        edition,
        contents,
        title=_("Directory of the POPs Network: %(place)s") % {"place": edition.place_name},
        figures=[
            (_("Countries and areas"), counts["countries"]),
            (_("Official contacts"), counts["officials"]),
            (_("Institutions"), counts["institutions"]),
            (_("People"), counts["people"]),
        ],
        line=edition_line(edition),
        address=edition.get_absolute_url(),
    )
    yield render_to_string("editions/printed/opening.html", told)
    for number, part in enumerate(contents.parts, 1):
        yield render_to_string("editions/printed/part.html", {"part": part, "language": told["language"]})
        tell(number, len(contents.parts))
    yield render_to_string("editions/printed/closing.html", told)


def edition_line(edition):
    """Which edition this is, in which language and of which day."""
    return _("Edition %(number)s · %(language)s · %(day)s") % {
        "number": edition.label,
        "language": edition.language_name,
        "day": date_format(edition.as_of, "DATE_FORMAT"),
    }


def _volume(contents):
    if not contents.volumes:
        return ""
    return _("Volume %(volume)s of %(volumes)s: %(first)s – %(last)s") % {
        "volume": contents.volume,
        "volumes": contents.volumes,
        "first": contents.parts[0].name,
        "last": contents.parts[-1].name,
    }


def shared(edition, contents, *, title, figures, line, address):
    """What the templates of a printed page are given, whatever it prints."""
    numbered = f"{title}, {edition.label}" if edition.number else title
    counts, language = contents.counts, get_language()
    demo = _("Demonstration: these records are invented, nobody in them exists.")
    records = counts["people"] + counts["institutions"]
    foot = [demo] if contents.has_demo else []
    foot += [_("For members only")] if edition.is_for_members else []
    return {
        "edition": edition,
        "contents": contents,
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "title": " · ".join(filter(None, (numbered, _volume(contents)))),
        "line": line,
        "made_at": now(),
        "as_of": date_format(edition.as_of, "DATE_FORMAT"),
        "address": f"{settings.BASE_URL.rstrip('/')}{address}",
        "demo_words": demo,
        "volume_words": _volume(contents),
        "figures": figures,
        "current_words": ngettext(
            "%(current)s of %(number)s record was confirmed in the last six months.",
            "%(current)s of %(number)s records were confirmed in the last six months.",
            records,
        )
        % {"current": counts["current"], "number": records},
        "without_entry": enumerated(contents.without_entry),
        "style": mark_safe(_style(edition, title, line, foot, language)),
    }


def _style(edition, title, line, foot, language):
    bidi = get_language_bidi()
    base = language.split("-")[0]
    first = {"ar": _ARABIC, "zh": _CHINESE}.get(base, _LATIN)
    families = [first, *(family for family in (_LATIN, _ARABIC, _CHINESE) if family != first)]
    every = ", ".join(families) + ", sans-serif"
    return render_to_string(
        "editions/printed/style.css",
        {
            "start": "right" if bidi else "left",
            "end": "left" if bidi else "right",
            "fonts": every,
            "latin": f"{_LATIN}, {every}",
            "arabic": f"{_ARABIC}, {every}",
            "chinese": f"{_CHINESE}, {every}",
            # After a name of the other direction, its page number still follows in that of the page.
            "mark": "\u200f" if bidi else "\u200e",
            "size": "10.6pt" if bidi else "9.4pt",
            "columns": 2 if base == "ar" else 3,
            "digits": _DIGITS,
            "running": _in_style(f"{edition.place_name} · {line}"),
            "foot": _in_style(" · ".join(foot)),
        },
    ).strip()


def _in_style(text):
    """Text as a string of a style sheet that stands inside a page."""
    return strip_tags(text).replace("\\", "").replace('"', "”").replace("<", "").replace("\n", " ")
