"""Enrolment links: made and withdrawn by the Secretariat, used by those they were given to."""

import hashlib
import secrets

from audit.actions import record
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.actions.designations import designate
from directory.actions.membership import accept_application, submit_application
from directory.choices import RecordStatus
from directory.models import MembershipApplication, Person
from directory.queries import countries_in

from ..models import EnrolmentLink, EnrolmentUse
from ..queries import held_by, is_given_on_request
from .requests import settle_requests
from .terms import accept_terms


class LinkError(ValidationError):
    """The link cannot be made so; the words say why."""


class LinkClosedError(Exception):
    """The link was used up, ran out or was withdrawn. ``link`` says which."""

    def __init__(self, link):
        super().__init__(link.state)
        self.link = link


# --- The Secretariat --------------------------------------------------------------------------------------


@transaction.atomic
def make_link(*, by, categories, form_key=None, **about):
    """Make a link that gives these categories. Returns it with its secret, which is kept nowhere.

    A form sent twice makes one link; the second time there is no secret to give back.
    """
    known = EnrolmentLink.objects.filter(form_key=form_key).first() if form_key else None
    if known is not None:
        return known, ""
    categories = list(categories)
    _check(categories, **about)
    secret = secrets.token_urlsafe(32)
    link = EnrolmentLink(digest=digest_of(secret), made_by=by, form_key=form_key, **about)
    link.full_clean(exclude=["form_key"])
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError:
        return EnrolmentLink.objects.get(form_key=form_key), ""
    link.categories.set(categories)
    record("enrolment.link.made", link, by=by, changes={"categories": [category.code for category in categories]})
    return link, secret


@transaction.atomic
def change_link(link, *, by, **about):
    """Change message, day, number or purpose. What was used stays used."""
    link = _locked(link)
    if link.withdrawn_at is not None:
        raise LinkClosedError(link)
    changed = [name for name, value in about.items() if getattr(link, name) != value]
    if about.get("use_limit", link.use_limit) < link.used:
        raise LinkError(
            {"use_limit": _("%(number)s people have come in already: it cannot be less.") % {"number": link.used}}
        )
    if changed:
        for name in changed:
            setattr(link, name, about[name])
        link.full_clean()
        link.save(update_fields=changed)
        record("enrolment.link.changed", link, by=by, changes={"fields": changed})
    return link


@transaction.atomic
def renew_link(link, *, by):
    """Give a link another address; the one before stops working. Returns the new secret."""
    link = _locked(link)
    if link.withdrawn_at is not None:
        raise LinkClosedError(link)
    secret = secrets.token_urlsafe(32)
    link.digest = digest_of(secret)
    link.save(update_fields=["digest"])
    record("enrolment.link.renewed", link, by=by)
    return secret


@transaction.atomic
def withdraw_link(link, *, by):
    """Let nobody in by this link any more. Returns False if it was withdrawn before."""
    link = _locked(link)
    if link.withdrawn_at is not None:
        return False
    link.withdrawn_at = timezone.now()
    link.save(update_fields=["withdrawn_at"])
    record("enrolment.link.withdrawn", link, by=by)
    return True


def link_for(secret):
    """The link a secret stands for, whether it works or not; None for a secret nobody gave out."""
    if not secret:
        return None
    return EnrolmentLink.objects.prefetch_related("categories").filter(digest=digest_of(secret)).first()


# --- Whoever follows it -----------------------------------------------------------------------------------


@transaction.atomic
def join_by_link(link, application):
    """Remember that somebody applies with a link. It is counted once they have confirmed their address."""
    return EnrolmentUse.objects.create(link=link, person=application.person, application=application)


@transaction.atomic
def submit_or_enrol(application):
    """Put an application before the Secretariat, or accept it at once if it came by a link that still works.

    Returns whether it was accepted. Where the link was used up meanwhile, the application waits like any other.
    """
    use = EnrolmentUse.objects.select_related("link").filter(application=application).first()
    fresh = MembershipApplication.objects.select_for_update().get(pk=application.pk)
    if use is None or fresh.decided_at is not None:
        submit_application(application)
        return False
    try:
        link = _take(use.link, use.link_id)
    except LinkClosedError:
        submit_application(application)
        return False
    use.used_at = timezone.now()
    use.save(update_fields=["used_at"])
    submit_application(application, tell=False)
    user = application.person.user
    with override(user.language if user else None):
        reason = _("You joined by an enrolment link of the Secretariat.")
    accept_application(application, by=link.made_by, categories=_given_by(link), reason=reason)
    record("enrolment.link.used", link, by=user)
    return True


@transaction.atomic
def use_link_for_application(link, application):
    """Somebody whose application waits follows a link: it is accepted at once. Returns whether it was."""
    _refuse_other_regions(link, application.person)
    use, is_new = EnrolmentUse.objects.get_or_create(
        application=application, defaults={"link": link, "person": application.person}
    )
    if not is_new and use.link_id != link.pk:
        use.link = link
        use.save(update_fields=["link"])
    return submit_or_enrol(application)


@transaction.atomic
def enrol_by_link(link, person, *, by, accepting=(), language="en"):
    """Give a member the categories of a link that they do not hold. Returns the new designations.

    ``accepting`` are the terms of reference accepted with it. Whoever uses the link again, or holds everything it
    gives, takes no place of anybody else.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.status != RecordStatus.LISTED:
        raise LinkError(_("Only members of the network can be given a category."))
    _refuse_other_regions(link, person)
    held = set(held_by(person).values_list("category", flat=True))
    fresh = [category for category in _given_by(link) if category.pk not in held]
    if not fresh:
        return []
    known = EnrolmentUse.objects.filter(link=link, person=person).first()
    if known is None or known.used_at is None:
        link = _take(link, link.pk)
        EnrolmentUse.objects.update_or_create(link=link, person=person, defaults={"used_at": timezone.now()})
        record("enrolment.link.used", link, by=by)
    elif not link.is_open:
        raise LinkClosedError(link)
    given = [designate(category, by=by, person=person, starts_on=timezone.localdate()) for category in fresh]
    settle_requests(person, fresh, by=by)
    for terms in accepting:
        accept_terms(person, terms, by=by, language=language)
    return given


def _refuse_other_regions(link, person):
    if link.region_id and not countries_in(link.region).filter(pk=person.country_id).exists():
        raise LinkError(
            _("This link is for countries of this region: %(region)s. Your record names another country.")
            % {"region": link.region.name}
        )


def _take(link, key):
    """Take one place of a link. Two at once come one after the other, and the second finds it taken."""
    link = EnrolmentLink.objects.select_for_update().get(pk=key)
    if not link.is_open:
        raise LinkClosedError(link)
    link.used += 1
    link.save(update_fields=["used"])
    return link


def _given_by(link):
    # A category that became official since the link was made is not given by it.
    return [category for category in link.categories.all() if is_given_on_request(category)]


def _check(categories, *, expires_at, use_limit, **about):
    if not categories:
        raise LinkError({"categories": _("Choose at least one category.")})
    if not all(is_given_on_request(category) for category in categories):
        raise LinkError({"categories": _("Posts held for a Party are designated; no link gives them.")})
    if expires_at <= timezone.now():
        raise LinkError({"expires_on": _("This day is past.")})


def _locked(link):
    return EnrolmentLink.objects.select_for_update().get(pk=link.pk)


def digest_of(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
