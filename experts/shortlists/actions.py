"""Keeping and sharing shortlists. What is put on one is as private as a bookmark: only sharing is recorded."""

from datetime import timedelta

from audit.actions import record
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import User

from .choices import KEPT_AFTER_END, MOST_DAYS, MOST_EXPERTS, MOST_LINKS, MOST_SHORTLISTS
from .models import ShareLink, Shortlist, ShortlistedExpert
from .secret_links import digest_of, new_secret

# A form sent twice within this time shows the link it made anew, under another secret.
SENT_TWICE_WITHIN = timedelta(minutes=2)


class TooMany(ValidationError):  # noqa: N818  (a state the page tells)
    """There are as many shortlists, experts or links as there can be."""


class MadeAlready(Exception):  # noqa: N818  (a state, like Http404, that the page handles)
    """The form made its link a while ago, whose secret is not shown again."""


def full(most):
    """What is said when a list holds as many experts as it can."""
    words = ngettext(
        "A shortlist holds %(number)s expert at most. Take somebody out first.",
        "A shortlist holds %(number)s experts at most. Take somebody out first.",
        most,
    )
    return TooMany(words % {"number": most})


def _locked(shortlist):
    return Shortlist.objects.select_for_update().filter(pk=shortlist.pk).first()


@transaction.atomic
def begin_shortlist(owner, name, purpose=""):
    """Begin a shortlist, which becomes the current one."""
    # Two who begin at once wait for each other here.
    User.objects.select_for_update().get(pk=owner.pk)
    if Shortlist.objects.filter(owner=owner).count() >= MOST_SHORTLISTS:
        raise TooMany(
            ngettext(
                "You keep %(number)s shortlist, the most there can be. Delete it before you begin another.",
                "You keep %(number)s shortlists, the most there can be. Delete one you no longer need.",
                MOST_SHORTLISTS,
            )
            % {"number": MOST_SHORTLISTS}
        )
    Shortlist.objects.filter(owner=owner, is_current=True).update(is_current=False)
    return Shortlist.objects.create(owner=owner, name=name, purpose=purpose, is_current=True)


@transaction.atomic
def make_current(shortlist):
    """Let buttons in lists add to this shortlist from now on."""
    User.objects.select_for_update().get(pk=shortlist.owner_id)
    Shortlist.objects.filter(owner=shortlist.owner_id, is_current=True).update(is_current=False)
    return bool(Shortlist.objects.filter(pk=shortlist.pk).update(is_current=True))


@transaction.atomic
def change_shortlist(shortlist, *, name, purpose):
    shortlist = _locked(shortlist)
    if shortlist is None:
        return False
    shortlist.name, shortlist.purpose = name, purpose
    shortlist.save(update_fields=["name", "purpose", "changed_at"])
    return True


@transaction.atomic
def delete_shortlist(shortlist, *, by):
    """Delete a shortlist with its notes and links; the latest of the others becomes current."""
    User.objects.select_for_update().get(pk=shortlist.owner_id)
    shortlist = _locked(shortlist)
    if shortlist is None:
        return False
    if shortlist.links.exists():
        record("shortlists.shortlist.deleted", shortlist, by=by)
    was_current, owner = shortlist.is_current, shortlist.owner_id
    shortlist.delete()
    following = Shortlist.objects.filter(owner=owner).order_by("-changed_at").first()
    if was_current and following is not None:
        Shortlist.objects.filter(pk=following.pk).update(is_current=True)
    return True


@transaction.atomic
def add_expert(owner, entry, shortlist=None):
    """Put an expert on a shortlist, the current one unless another is given; one is begun if there is none.

    Returns the shortlist, and whether the expert is new on it.
    """
    User.objects.select_for_update().get(pk=owner.pk)
    shortlist = shortlist or Shortlist.objects.filter(owner=owner, is_current=True).first()
    if shortlist is None:
        shortlist = begin_shortlist(owner, _("My shortlist"))
    return shortlist, _add(shortlist, entry)


def _add(shortlist, entry):
    rows = ShortlistedExpert.objects.filter(shortlist=shortlist)
    if rows.filter(entry=entry).exists():
        return False
    if rows.count() >= MOST_EXPERTS:
        raise full(MOST_EXPERTS)
    last = rows.aggregate(last=Max("position"))["last"]
    ShortlistedExpert.objects.create(shortlist=shortlist, entry=entry, position=0 if last is None else last + 1)
    shortlist.save(update_fields=["changed_at"])
    return True


@transaction.atomic
def remove_expert(shortlist, entry):
    """Take an expert from a shortlist, with the note. Returns False if they were not on it."""
    shortlist = _locked(shortlist)
    if shortlist is None or not shortlist.rows.filter(entry=entry).delete()[0]:
        return False
    shortlist.save(update_fields=["changed_at"])
    return True


@transaction.atomic
def remove_gone(shortlist, shown):
    """Take out whoever is not among those shown to its keeper any more. Returns how many."""
    shortlist = _locked(shortlist)
    return shortlist.rows.exclude(entry__in=shown).delete()[0] if shortlist is not None else 0


@transaction.atomic
def move_expert(shortlist, entry, earlier):
    """Let an expert change places with the one before or after them."""
    shortlist = _locked(shortlist)
    if shortlist is None:
        return False
    rows = list(shortlist.rows.all())
    at = next((place for place, row in enumerate(rows) if row.entry_id == entry.pk), None)
    to = None if at is None else at - 1 if earlier else at + 1
    if to is None or not 0 <= to < len(rows):
        return False
    rows[at], rows[to] = rows[to], rows[at]
    for place, row in enumerate(rows):
        row.position = place
    ShortlistedExpert.objects.bulk_update(rows, ["position"])
    shortlist.save(update_fields=["changed_at"])
    return True


@transaction.atomic
def write_notes(shortlist, notes):
    """Keep what is noted about experts: ``{key of the entry: text}``. Returns how many notes changed."""
    shortlist = _locked(shortlist)
    if shortlist is None:
        return 0
    changed = [row for row in shortlist.rows.filter(entry__in=notes) if row.note != notes[row.entry_id]]
    for row in changed:
        row.note = notes[row.entry_id]
    if changed:
        ShortlistedExpert.objects.bulk_update(changed, ["note"])
        shortlist.save(update_fields=["changed_at"])
    return len(changed)


# Links.


@transaction.atomic
def share_shortlist(shortlist, *, days, form, for_whom="", by):
    """Make a link to a shortlist. Returns it and its secret, which nobody can read again."""
    if not 0 < days <= MOST_DAYS:
        raise ValueError("A link ends within the longest time there is.")
    shortlist = Shortlist.objects.select_for_update().get(pk=shortlist.pk)
    secret, now = new_secret(), timezone.now()
    again = ShareLink.objects.filter(form=form).first()
    if again is not None:
        return _shown_anew(again, shortlist, secret, now), secret
    if shortlist.links.working().count() >= MOST_LINKS:
        raise TooMany(
            ngettext(
                "There is %(number)s link to this shortlist, the most there can be. Revoke it first.",
                "There are %(number)s links to this shortlist, the most there can be. Revoke one first.",
                MOST_LINKS,
            )
            % {"number": MOST_LINKS}
        )
    link = ShareLink.objects.create(
        shortlist=shortlist,
        digest=digest_of(secret),
        ending=secret[-4:],
        form=form,
        for_whom=for_whom,
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    record("shortlists.link.made", link, by=by, changes={"days": int(days)})
    return link, secret


def _shown_anew(link, shortlist, secret, now):
    """A form sent twice: the answer to the first was never seen, so its secret gives way to a new one."""
    is_fresh = link.works and not link.views and now - link.made_at < SENT_TWICE_WITHIN
    if link.shortlist_id != shortlist.pk or not is_fresh:
        raise MadeAlready
    link.digest, link.ending = digest_of(secret), secret[-4:]
    link.save(update_fields=["digest", "ending"])
    return link


@transaction.atomic
def revoke_link(link, *, by):
    """Let a link open nothing from now on. Returns False, and records nothing, if it was revoked already."""
    link = ShareLink.objects.select_for_update().filter(pk=link.pk).first()
    if link is None or link.revoked_at is not None:
        return False
    link.revoked_at = timezone.now()
    link.save(update_fields=["revoked_at"])
    record("shortlists.link.revoked", link, by=by)
    return True


def note_view(link):
    """Count that a link was opened; by whom is nobody's business."""
    ShareLink.objects.filter(pk=link.pk).update(views=F("views") + 1, last_viewed_at=timezone.now())


def forget_old_links():
    """Delete links that ended long ago. Returns how many."""
    before = timezone.now() - timedelta(days=KEPT_AFTER_END)
    return ShareLink.objects.filter(Q(revoked_at__lt=before) | Q(expires_at__lt=before)).delete()[0]


def forget_shortlists(user):
    """Delete all that somebody kept who leaves the network, so that their links open nothing."""
    return Shortlist.objects.filter(owner=user).delete()[0]
