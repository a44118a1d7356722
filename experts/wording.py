"""What an entry says, in words of the reader's language: used by its page, its CV and its history alike."""

import unicodedata

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from directory.models import Institution
from directory.templatetags.directory import institution_names

from .choices import ExpertiseLevel, Willingness

RESOLVER = "https://doi.org/"


def line(*parts):
    """Parts of a description one after the other, without the empty ones."""
    return pgettext("between the items of a list", ", ").join(str(part) for part in parts if part)


def direction_of_text(text, otherwise="ltr"):
    """The direction of what somebody wrote in a language nobody asked for: that of its first letter."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return otherwise


def month_of(day):
    """A day of a career as it is told: by its month, or by its year alone where no more was written."""
    if day is None:
        return ""
    if (day.month, day.day) == (1, 1):
        return str(day.year)
    return date_format(day, "YEAR_MONTH_FORMAT")


def day_of(day):
    return date_format(day, "DATE_FORMAT") if day else ""


def span(start, end, told=month_of):
    """From when to when, as far as it is known."""
    if start and end:
        return _("%(start)s to %(end)s") % {"start": told(start), "end": told(end)}
    if start and start > timezone.localdate():
        return _("from %(day)s") % {"day": told(start)}
    if start:
        return _("since %(start)s") % {"start": told(start)}
    return _("until %(end)s") % {"end": told(end)} if end else ""


def years(number):
    return ngettext("%(number)s year", "%(number)s years", number) % {"number": number} if number else ""


def level(field):
    """How deep an expertise goes and for how long, as its expert says."""
    return line(ExpertiseLevel(field.level).label, years(field.years))


def name_of_nominator(nominator):
    if nominator is None:
        return ""
    return institution_names(nominator).first.text if isinstance(nominator, Institution) else nominator.name


def standing(field):
    """Whether somebody else vouches for an expertise: a field as ``DisclosedEntry.fields`` gives it."""
    if not field.is_endorsed:
        return _("Self-declared")
    return _("Endorsed by %(nominator)s") % {"nominator": name_of_nominator(field.endorsement.nomination.nominator)}


def nominated(nomination):
    """Who put an expert forward, and when."""
    if nomination is None:
        return ""
    return _("Nominated by %(nominator)s on %(day)s") % {
        "nominator": name_of_nominator(nomination.nominator),
        "day": date_format(nomination.nominated_at, "DATE_FORMAT"),
    }


def listed(entry):
    """Since when and until when an entry is on the roster."""
    if entry.listed_on and entry.lapses_on:
        return _("Listed from %(first)s until %(last)s") % {
            "first": day_of(entry.listed_on),
            "last": day_of(entry.lapses_on),
        }
    return _("Listed since %(first)s") % {"first": day_of(entry.listed_on)} if entry.listed_on else ""


def willingness(codes):
    """What somebody is willing to do, in the order in which it is asked."""
    return [str(each.label) for each in Willingness if each in codes]


def period(availability):
    return line(span(availability.starts_on, availability.ends_on, day_of), availability.note)


def answered(usage):
    """How many of the questions put to an expert were answered; nothing before the first one."""
    asked, done = usage.get("asked", 0), usage.get("answered", 0)
    if not asked:
        return ""
    return ngettext("Answered %(done)s of %(asked)s question", "Answered %(done)s of %(asked)s questions", asked) % {
        "done": done,
        "asked": asked,
    }


def missions(usage):
    number = usage.get("missions", 0)
    return ngettext("%(number)s mission", "%(number)s missions", number) % {"number": number} if number else ""


def use(usage):
    """What the roster asked of an expert so far, a sentence each."""
    return [said for said in (answered(usage), missions(usage)) if said]


def address_of_publication(publication):
    """Where a publication is found: at its DOI, else at the address given."""
    return f"{RESOLVER}{publication.doi}" if publication.doi else publication.url
