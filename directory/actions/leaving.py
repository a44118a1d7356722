"""Leaving the network."""

from functools import partial

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from audit.actions import record as note
from django.db import transaction
from django.utils import timezone
from notifications.actions import send, send_to_secretariat

from .. import portraits
from ..choices import Audience, RecordStatus
from ..contents import contents, schema_of, write
from ..enrolment.actions.requests import forget_answers
from ..models import ApplicationMessage, MembershipApplication
from .records import locked

# What official history needs: who held a post. All else about the person is erased.
KEPT = {
    "prefix",
    "given_name",
    "family_name",
    "suffix",
    "original_given_name",
    "original_family_name",
    "name_language",
    "family_name_first",
    "country",
}

# What rooms above keep about whoever signs in, to be erased with the account.
_erasers = []


def erase_also(eraser):
    """Let a room above erase what it keeps about a user who leaves: ``eraser(user)``."""
    if eraser not in _erasers:
        _erasers.append(eraser)


# What rooms above do with what they hold about somebody who leaves.
_seen_to_above = []


def when_leaving(see_to):
    """Let a room above see to what it holds: ``see_to(person, by=user)``, before the record is erased."""
    if see_to not in _seen_to_above:
        _seen_to_above.append(see_to)


@transaction.atomic
def close_account(person, *, by):
    """Take a person out of the directory and their sign-in away. Returns False if it was closed already.

    Names, official posts with their dates and the record of actions stay; posts held today end today.
    """
    person = locked(person)
    if person.status == RecordStatus.CLOSED:
        return False
    user = person.user
    if user is not None:
        send("directory/mail/account_closed", user.email, {"name": person.romanised_name}, language=user.language)
    posts = list(person.designations.current().select_related("category", "country"))
    if official := [post for post in posts if post.category.is_official]:
        send_to_secretariat(
            "directory/mail/post_left", {"name": person.romanised_name, "posts": official, "slug": person.slug}
        )
    for see_to in _seen_to_above:
        see_to(person, by=by)
    today = timezone.localdate()
    for post in posts:
        post.ends_on = max(today, post.starts_on)
        post.save(update_fields=["ends_on"])
    portrait = person.portrait.name
    erase_person(person)
    MembershipApplication.objects.filter(person=person).update(statement="")
    ApplicationMessage.objects.filter(application__person=person).delete()
    forget_answers(person)
    note("directory.person.closed", person, by=by)
    if user is not None:
        take_sign_in_away(user)
    if portrait:
        transaction.on_commit(partial(portraits.throw_away, portrait), robust=True)
    return True


def erase_person(person):
    """Leave of a record what official history needs, and no version of it."""
    schema = schema_of(person)
    now = contents(person)
    empty = {key: [] for key in (*schema.many, *schema.tags, *schema.rows)}
    for key in schema.fields:
        if key not in KEPT and key != "listing":
            empty[key] = None if schema.model._meta.get_field(key).is_relation else ""
    write(person, {key: value for key, value in empty.items() if now[key] != value})
    person.portrait.name = ""
    person.field_audiences = {}
    person.listing = Audience.SECRETARIAT
    person.status = RecordStatus.CLOSED
    person.user = None
    person.confirmed_at = None
    person.latest_revision = None
    person.save()
    # Versions hold what was just erased.
    person.revisions.all().delete()


def take_sign_in_away(user):
    """Nobody signs in with it any more, and it no longer says whose it was."""
    for erase in _erasers:
        erase(user)
    for session in UserSession.objects.filter(user=user):
        session.end()
    Authenticator.objects.filter(user=user).delete()
    user.emailaddress_set.all().delete()
    user.email = f"closed-{user.pk}@closed.invalid"
    user.first_name = user.last_name = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
