"""How the roster is used: questions, time to the first answer, assignments and mentoring."""

from collections import Counter
from dataclasses import dataclass

from django.utils.formats import localize
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.choices import Audience

from ..assignments.queries import figures as figures_of_assignments
from ..consulting.queries import figures as figures_of_questions
from ..mentoring.queries import figures as figures_of_mentoring
from .counting import quarter_of


@dataclass(frozen=True)
class Line:
    """One number at the head of the page, in words."""

    words: str
    number: str


@dataclass(frozen=True)
class Use:
    """``by_quarter`` holds (words, {first day of a quarter: number}), ``lines`` what stands in the page's head."""

    by_quarter: list
    lines: list


def use_in_figures(audience):
    """How much the roster is used. Questions and assignments are no people, and counted one by one."""
    questions = figures_of_questions()
    assignments = figures_of_assignments()
    mentoring = figures_of_mentoring(audience if audience >= Audience.SECRETARIAT else Audience.EVERYONE)
    waits = [wait.total_seconds() / 86400 for wait in questions.waits]
    lines = [
        Line(_("Questions asked"), localize(questions.asked)),
        Line(_("Questions with an answer"), localize(questions.answered)),
    ]
    if waits:
        lines += [
            Line(_("Time to the first answer: half of the questions"), days_in_words(percentile(waits, 50))),
            Line(_("Time to the first answer: nine in ten questions"), days_in_words(percentile(waits, 90))),
        ]
    lines.append(Line(_("Assignments carried out"), localize(assignments["done"])))
    if mentoring["open"] is not None:
        lines.append(Line(_("Mentoring pairs under way"), localize(mentoring["open"])))
    asked: Counter = Counter()
    answered: Counter = Counter()
    for month, (of_asked, of_answered) in questions.by_month.items():
        quarter = quarter_of(localdate(month))
        asked[quarter] += of_asked
        answered[quarter] += of_answered
    return Use([(_("Questions asked"), asked), (_("Questions with an answer"), answered)], lines)


def percentile(sorted_numbers, share):
    """The smallest number that so many hundredths of all do not exceed (nearest rank)."""
    rank = max(-(-len(sorted_numbers) * share // 100), 1)
    return sorted_numbers[rank - 1]


def days_in_words(days):
    """A length of time as people say it."""
    hours = round(days * 24)
    if hours < 1:
        return _("under an hour")
    if hours < 48:
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": localize(hours)}
    rounded = round(days)
    return ngettext("%(number)s day", "%(number)s days", rounded) % {"number": localize(rounded)}
