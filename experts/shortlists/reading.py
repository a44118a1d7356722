"""A shortlist as somebody reads it: its keeper, a visitor with one in the session, or whoever has a link."""

from dataclasses import dataclass, field

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from experts.disclosure import disclose_entries

from . import queries, visiting
from .models import ShareLink, Shortlist


@dataclass
class Reading:
    """``experts`` are disclosed to the reader, never to who shared the list; ``missing`` are not shown to them."""

    name: str
    way: str
    args: tuple
    experts: list
    missing: int
    shortlist: Shortlist | None = None
    link: ShareLink | None = None
    notes: dict = field(default_factory=dict)

    @property
    def address(self):
        return reverse(f"shortlists:{self.way}", args=self.args)

    @property
    def compare_address(self):
        return reverse(f"shortlists:{self.way}_compare", args=self.args)

    @property
    def cvs_address(self):
        return reverse(f"shortlists:{self.way}_cvs", args=self.args)

    @property
    def document_address(self):
        return reverse(f"shortlists:{self.way}_cvs_document", args=self.args)

    @property
    def files(self):
        """What the list is taken away as: (words, address)."""
        return [
            (words, reverse(f"shortlists:{self.way}_file", args=[*self.args, format]))
            for format, words in (("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON"), ("jsonld", "JSON-LD"))
        ]


def _read(keys, request, **told):
    entries = queries.entries_shown(keys, request.user)
    return Reading(experts=disclose_entries(entries, request.user), missing=len(keys) - len(entries), **told)


def of_keeper(request, pk):
    shortlist = Shortlist.objects.of(request.user).filter(pk=pk).first()
    if shortlist is None:
        raise Http404
    rows = list(shortlist.rows.all())
    return _read(
        [row.entry_id for row in rows],
        request,
        name=shortlist.name,
        way="shortlist",
        args=(shortlist.pk,),
        shortlist=shortlist,
        notes={row.entry_id: row.note for row in rows},
    )


def of_visitor(request):
    return _read(visiting.keys_of(request), request, name=_("Your shortlist"), way="visit", args=())


def by_link(request, secret):
    link = queries.link_of(secret)
    if link is None:
        raise Http404
    keys = list(link.shortlist.rows.values_list("entry_id", flat=True))
    return _read(keys, request, name=link.shortlist.name, way="shared", args=(secret,), link=link)


def reading_of(request, pk=None, secret=None):
    """What an address shows its reader, or Http404."""
    if secret is not None:
        return by_link(request, secret)
    return of_visitor(request) if pk is None else of_keeper(request, int(pk))
