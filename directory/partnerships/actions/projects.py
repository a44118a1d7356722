"""Joint projects: proposed, reviewed, published. What keepers write goes through ``directory.actions.records``."""

from audit.actions import record
from django.db import transaction
from django.utils import timezone
from notifications.actions import send, send_to_secretariat

from ..choices import ProjectRole, ProjectStatus, Review
from ..models import Agreement, Project, ProjectChange, ProjectPartner, ProjectStep
from ..queries import keepers_of_project


class ReviewError(Exception):
    """The project stands otherwise by now: somebody else sent, returned or published it. Nothing was changed."""


class NotJointError(Exception):
    """The project has fewer than two partners, or no status: it cannot be sent or published yet."""


@transaction.atomic
def propose_project(*, by, key, lead, title, language, summary=""):
    """Begin a project with its lead partner. A form sent twice gives the same project."""
    project = Project.objects.filter(key=key, proposed_by=by).first()
    if project is not None:
        return project
    project = Project(key=key, title=title, language=language, summary=summary, proposed_by=by)
    project.partners = [ProjectPartner(institution=lead, role=ProjectRole.LEAD)]
    project.changes = [ProjectChange(status=ProjectStatus.PLANNED, on=timezone.localdate())]
    project.save()
    project.save_revision(user=by, clean=False)
    _step(project, Review.DRAFT, by)
    record("partnerships.project.begun", project, by=by)
    return project


@transaction.atomic
def submit_project(project, *, by, text=""):
    """Put a project before the Secretariat, for the first time or after it was returned."""
    project = _standing(project, Review.DRAFT, Review.RETURNED)
    _ready(project)
    project.review, project.submitted_at = Review.SUBMITTED, timezone.now()
    project.save(update_fields=["review", "submitted_at"])
    _step(project, Review.SUBMITTED, by, text)
    record("partnerships.project.submitted", project, by=by)
    send_to_secretariat("partnerships/mail/project_waiting", {"project": project, "text": text})
    return project


@transaction.atomic
def return_project(project, *, by, text):
    """Return a project with a question."""
    return _answer(project, Review.RETURNED, by, text)


@transaction.atomic
def decline_project(project, *, by, text):
    """Refuse to publish a project, and say why."""
    return _answer(project, Review.DECLINED, by, text)


@transaction.atomic
def publish_project(project, *, by, text=""):
    """Show a project to everybody. From now on the keepers of its lead partner keep it."""
    project = _standing(project, Review.DRAFT, Review.SUBMITTED, Review.RETURNED)
    _ready(project)
    project.review, project.published_at = Review.PUBLISHED, timezone.now()
    project.save(update_fields=["review", "published_at"])
    project.save_revision(user=by, clean=False)
    _step(project, Review.PUBLISHED, by, text, by_secretariat=True)
    record("partnerships.project.published", project, by=by, reason=text)
    _tell_keepers(project, Review.PUBLISHED, text)
    return project


@transaction.atomic
def rest_on_agreements(project, agreements, *, by):
    """Say on which agreements a project rests, of those the writer may know of; others stay as they are."""
    project = Project.objects.select_for_update().get(pk=project.pk)
    known = set(Agreement.objects.visible_to(by).values_list("pk", flat=True))
    held = set(project.agreements.values_list("pk", flat=True))
    wanted = (held - known) | (set(agreements) & known)
    if wanted == held:
        return False
    project.agreements.set(wanted)
    record("partnerships.project.changed", project, by=by, changes={"fields": ["agreements"]})
    return True


def _answer(project, review, by, text):
    project = _standing(project, Review.SUBMITTED)
    project.review = review
    project.save(update_fields=["review"])
    _step(project, review, by, text, by_secretariat=True)
    record(f"partnerships.project.{review}", project, by=by, reason=text)
    _tell_keepers(project, review, text)
    return project


def _standing(project, *reviews):
    fresh = Project.objects.select_for_update().get(pk=project.pk)
    if fresh.review not in reviews:
        raise ReviewError
    return fresh


def _ready(project):
    institutions = set(project.partners.values_list("institution", flat=True))
    if len(institutions) < 2 or not project.changes.exists():
        raise NotJointError


def _step(project, review, by, text="", *, by_secretariat=False):
    ProjectStep.objects.create(project=project, review=review, by=by, text=text, by_secretariat=by_secretariat)


def _tell_keepers(project, review, text):
    for user in keepers_of_project(project):
        send("partnerships/mail/project_answered", user, {"project": project, "review": review, "text": text})
