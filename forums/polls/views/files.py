"""The results of a poll as a file."""

import csv
import io

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from directory.formats.tables import harmless

from ..showing import Ballot
from .parts import poll_for


def results(request, pk, form):
    """What the page shows to this reader, and no more: counts and, of an open poll, who voted how."""
    if form not in ("csv", "json"):
        raise Http404
    poll = poll_for(request.user, pk)
    ballot = Ballot(poll, request.user)
    if not ballot.shows_results:
        raise Http404
    response = _csv(ballot) if form == "csv" else JsonResponse(_told(request, ballot))
    response["Content-Disposition"] = f'attachment; filename="poll-{poll.pk}-results.{form}"'
    return response


def _told(request, ballot):
    poll, outcome = ballot.poll, ballot.outcome
    told = {
        "poll": request.build_absolute_uri(poll.get_absolute_url()),
        "question": poll.question,
        "kind": poll.kind,
        "voters": poll.voters,
        "secret": poll.is_secret,
        "opened": poll.opened_at.isoformat(),
        "ends": poll.closes_at.isoformat(),
        "over": poll.is_over,
        "votes": outcome.ballots,
        "quorum": poll.quorum,
        "answers": [
            {
                "number": line.option.number,
                "text": line.option.text,
                "votes": line.votes,
                **({"points": line.points, "ranks": line.ranks} if poll.is_ranked else {}),
            }
            for line in outcome.lines
        ],
        "winners": [line.option.number for line in outcome.winners],
    }
    if poll.is_ranked:
        told["rounds"] = [
            {"votes": each.votes, "out": each.out, "exhausted": each.exhausted} for each in outcome.rounds
        ]
    if not poll.is_secret:
        told["ballots"] = [
            {
                "voter": vote.who.name,
                "party": vote.party,
                "choices": vote.row.choices,
                "cast": vote.row.cast_at.isoformat(),
                "replaced": vote.row.replaced_at.isoformat() if vote.row.replaced_at else None,
            }
            for vote in ballot.who_voted(all_of_them=True)
        ]
    return told


def _csv(ballot):
    poll, outcome = ballot.poll, ballot.outcome
    text = io.StringIO()
    text.write("\ufeff")
    rows = csv.writer(text)
    ranks = [_("Rank %(number)d") % {"number": rank + 1} for rank in range(len(outcome.lines))]
    head = [_("Number"), _("Answer"), _("Votes")]
    rows.writerow([*head, _("Points"), *ranks] if poll.is_ranked else head)
    for line in outcome.lines:
        cells = [line.option.number, harmless(line.option.says.text), line.votes]
        rows.writerow([*cells, line.points, *line.ranks] if poll.is_ranked else cells)
    if not poll.is_secret:
        rows.writerow([])
        rows.writerow([_("Voter"), _("Party"), _("Vote"), _("Cast"), _("Replaced")])
        separator = ">" if poll.is_ranked else ","
        for vote in ballot.who_voted(all_of_them=True):
            rows.writerow(
                [
                    harmless(vote.who.name),
                    harmless(vote.party),
                    separator.join(str(number) for number in vote.row.choices),
                    vote.row.cast_at.isoformat(),
                    vote.row.replaced_at.isoformat() if vote.row.replaced_at else "",
                ]
            )
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
