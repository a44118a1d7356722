"""What stands on shortlists, as far as whoever looks may see it."""

from django.db.models import Count

from directory.disclosure import disclose_all
from directory.templatetags.directory import names_for_reader
from experts.models import RosterEntry

from .models import ShareLink, Shortlist
from .secret_links import digest_of, looks_like_secret


def entry_of(slug, viewer):
    """The listed expert of an address, if the viewer may see them."""
    return RosterEntry.objects.visible_to(viewer).listed().filter(person__slug=slug).first()


def entries_shown(keys, viewer):
    """Listed experts in the order of their keys, those the viewer may see."""
    shown = RosterEntry.objects.visible_to(viewer).listed().select_related("person").in_bulk(keys)
    return [shown[key] for key in keys if key in shown]


def shortlists_of(user):
    """Everything somebody keeps, the current one first, with how many experts are on each."""
    return Shortlist.objects.of(user).annotate(number=Count("rows"))


def current_shortlist_of(user):
    return Shortlist.objects.of(user).filter(is_current=True).first()


def link_of(secret):
    """The working link with this secret, with its shortlist; None without one."""
    if not looks_like_secret(secret):
        return None
    working = ShareLink.objects.working().select_related("shortlist__owner")
    return working.filter(digest=digest_of(secret), shortlist__owner__is_active=True).first()


def told_of(user):
    """What somebody takes away of their shortlists: names of experts as they may see them today."""
    shortlists = list(Shortlist.objects.of(user).prefetch_related("rows", "links"))
    keys = [row.entry_id for shortlist in shortlists for row in shortlist.rows.all()]
    entries = entries_shown(keys, user)
    shown = {person.pk: person for person in disclose_all([entry.person for entry in entries], user, ())}
    names = {entry.pk: names_for_reader(shown[entry.person_id]).first.text for entry in entries}
    for shortlist in shortlists:
        rows = [(names.get(row.entry_id, ""), row.note) for row in shortlist.rows.all()]
        experts = ["; ".join(filter(None, (name, note))) for name, note in rows if name or note]
        yield {
            "words": " · ".join(filter(None, (shortlist.name, shortlist.purpose, *experts))),
            "name": shortlist.name,
            "purpose": shortlist.purpose,
            "begun_at": shortlist.created_at,
            "experts": [{"name": name, "note": note} for name, note in rows],
            "links": [
                {
                    "for_whom": link.for_whom,
                    "made_at": link.made_at,
                    "expires_at": link.expires_at,
                    "revoked_at": link.revoked_at,
                    "views": link.views,
                }
                for link in shortlist.links.all()
            ],
        }
