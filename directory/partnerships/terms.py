"""Counting in months: terms of agreements, and when to remind of their end."""

from calendar import monthrange
from datetime import date


def months_after(day, months):
    """The same day so many months later; the last of the month where that has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_before(day, months):
    return months_after(day, -months)


def end_of_term(first_end, months, on):
    """The last day of the term a day falls into, where each further term has so many months."""
    if on <= first_end:
        return first_end
    passed = (on.year - first_end.year) * 12 + on.month - first_end.month
    terms = max(passed // months, 1)
    # Counted from the first end, so that a term that began on the 31st does not drift to the 28th.
    while months_after(first_end, terms * months) < on:
        terms += 1
    return months_after(first_end, terms * months)
