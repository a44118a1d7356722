"""What stands beside an expert's entry: the public answers that bear their name."""

from django.template.loader import render_to_string

from experts.disclosure import DisclosedEntry

from . import queries

MOST_SHOWN = 5


def answers_beside(thing, request):
    if not isinstance(thing, DisclosedEntry):
        return ""
    answers = list(queries.answers_naming(thing.pk)[: MOST_SHOWN + 1])
    may_ask = (
        request.user.is_authenticated
        and thing.entry.person.user_id != request.user.pk
        and thing.entry.is_listed
        and request.user.has_perm("consulting.ask")
    )
    if not answers and not may_ask:
        return ""
    return render_to_string(
        "consulting/_of_expert.html",
        {"answers": answers[:MOST_SHOWN], "more": len(answers) > MOST_SHOWN, "may_ask": may_ask, "slug": thing.slug},
    )
