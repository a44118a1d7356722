"""What the roster holds about somebody, to take away with the rest of their data."""

from directory.contents import contents

from . import queries
from .choices import Willingness
from .disclosure import disclose_entry


def entry_of(user):
    """The entry as its owner sees it, every nomination with what it endorsed, every step and every reminder."""
    entry = queries.entry_of(user)
    if entry is None:
        return
    shown = disclose_entry(entry, user)
    yield {
        "words": " · ".join(
            str(words)
            for words in (
                entry.get_state_display(),
                entry.headline,
                *(f"{field.term.label}: {field.get_level_display()}" for field in shown.fields),
            )
            if words
        ),
        "state": entry.state,
        "listed_on": entry.listed_on,
        "lapses_on": entry.lapses_on,
        "fields": [
            {"field": field.term.label, "level": field.level, "years": field.years, "endorsed": field.is_endorsed}
            for field in shown.fields
        ],
        "worked_in": [place.name for place in (*shown.regions_worked_in, *shown.countries_worked_in)],
        "willing_to": [str(Willingness(each).label) for each in shown.willing_to],
        # Everything else as it stands in the record.
        "values": contents(entry),
    }
    for nomination in entry.nominations.select_related("country", "institution", "signer_post"):
        yield {
            "words": f"{nomination.in_words} {nomination.reason}".strip(),
            "state": nomination.state,
            "nominated_at": nomination.nominated_at,
            "decided_at": nomination.decided_at,
            "endorsed": [
                {"field": each.term.label, "from": each.endorsed_at, "until": each.withdrawn_at}
                for each in nomination.endorsements.select_related("term")
            ],
        }
    for step in entry.steps.all():
        yield {"words": f"{step.get_kind_display()} {step.reason}".strip(), "at": step.at, "step": step.kind}
    for reminder in entry.reminders.all():
        yield {
            "words": str(reminder),
            "sent_at": reminder.sent_at,
            "lapses_on": reminder.lapses_on,
            "months": reminder.months,
        }
