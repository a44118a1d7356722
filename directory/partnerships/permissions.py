"""Who may do what with partnerships, agreements and projects."""

import rules
from django.utils import timezone

from directory.choices import RecordStatus
from directory.models import Affiliation
from directory.permissions import is_member, is_secretariat

from .choices import Readers, Review
from .models import Agreement, PartnershipApplication, Project


@rules.predicate
def works_at(user, institution):
    """Whether somebody of the network keeps the record of an institution, or says that they work there today."""
    if institution is None or not user.is_authenticated:
        return False
    held = Affiliation.objects.filter(institution=institution, person__user=user, person__status=RecordStatus.LISTED)
    return held.exclude(ends_on__lt=timezone.localdate()).exclude(starts_on__gt=timezone.localdate()).exists()


@rules.predicate
def is_listed_institution(user, institution):
    return institution is not None and institution.status == RecordStatus.LISTED


@rules.predicate
def applies(user, application):
    """Whether somebody sent an application, or keeps the institution it is about."""
    return (
        user.is_authenticated
        and application is not None
        and PartnershipApplication.objects.of_user(user).filter(pk=application.pk).exists()
    )


@rules.predicate
def signs(user, agreement):
    return (
        user.is_authenticated
        and agreement is not None
        and Agreement.objects.of_signatory(user).filter(pk=agreement.pk).exists()
    )


@rules.predicate
def keeps_project(user, project):
    return (
        user.is_authenticated and project is not None and Project.objects.kept_by(user).filter(pk=project.pk).exists()
    )


@rules.predicate
def is_not_declined(user, project):
    return project is not None and project.review != Review.DECLINED


rules.add_perm("partnerships.apply_for", is_listed_institution & works_at)
rules.add_perm("partnerships.apply_for_unlisted", rules.is_authenticated)
rules.add_perm("partnerships.view_application", is_secretariat | applies)
rules.add_perm("partnerships.answer_application", applies)
rules.add_perm("partnerships.decide_application", is_secretariat)
rules.add_perm("partnerships.keep_partnership", is_secretariat)
rules.add_perm("partnerships.keep_agreement", is_secretariat)
rules.add_perm("partnerships.sign", signs)
rules.add_perm("partnerships.propose_project", rules.is_authenticated & is_member)
rules.add_perm("partnerships.review_project", is_secretariat)
# Named as the pages that keep records ask for it (``directory.views.keeping``).
rules.add_perm("directory.change_project", is_secretariat | (keeps_project & is_not_declined))


def readable(papers, user, *, is_involved):
    """Those of the documents somebody may read; whether they take part in the thing was asked before."""
    if is_secretariat(user):
        allowed = set(Readers)
    else:
        allowed = {Readers.EVERYONE}
        if is_member(user):
            allowed.add(Readers.MEMBERS)
        if is_involved:
            allowed |= {Readers.MEMBERS, Readers.INVOLVED}
    return papers.filter(withdrawn_at__isnull=True, readers__in=allowed)
